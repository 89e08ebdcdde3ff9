"""What of a chat account goes along to another one of the same person."""

from hypothesis import given
from hypothesis import strategies as st

from component.domain.names import ChatUsername
from component.domain.snapshot import Member, RosterItem, Snapshot, moved

DOMAIN = "livechat.test"
OLD, NEW = ChatUsername("old"), ChatUsername("new")
OTHERS = st.sampled_from(["bob", "carol", "new"])


def own(other: str) -> RosterItem:
    return RosterItem(OLD, f"{other}@{DOMAIN}", 3, -1, -1, other, ("Friends",))


def others(owner: str) -> RosterItem:
    return RosterItem(ChatUsername(owner), f"old@{DOMAIN}", 3, -1, -1, "Old")


@given(st.sets(OTHERS), st.sets(OTHERS), st.sets(st.sampled_from("abc")), st.sets(st.just("a")))
def test_nothing_of_it_names_the_old_account_or_makes_somebody_their_own_contact(
    contacts: set[str], seen_by: set[str], groups: set[str], stays: set[str]
) -> None:
    kept = Snapshot(
        OLD,
        vcard="<vCard/>",
        roster=tuple(map(own, sorted(contacts))),
        seen_by=tuple(map(others, sorted(seen_by))),
        groups=tuple(map(Member, sorted(groups))),
    )
    found = moved(kept, NEW, DOMAIN, but_groups=stays)
    assert (found.username, found.vcard) == (NEW, kept.vcard)
    assert {item.owner for item in found.roster} <= {NEW}
    assert {item.jid for item in found.seen_by} <= {f"new@{DOMAIN}"}
    assert {item.jid.partition("@")[0] for item in found.roster} == contacts - {"new"}
    assert {str(item.owner) for item in found.seen_by} == seen_by - {"new"}
    assert {member.group for member in found.groups} == groups - stays
