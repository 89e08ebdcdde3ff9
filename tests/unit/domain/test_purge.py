"""Who is protected from a purge, and what counts as a change of an account."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.names import ChatUsername
from component.domain.purge import (
    Guard,
    PurgeLimits,
    Spared,
    Stage,
    is_spared_at,
    is_unchanged,
)
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.domain.unmigrated import ListedChatAccount

DOMAIN = "livechat.test"
NOW = 1_790_000_000.0
SINCE = NOW - 1000
GUARD = Guard(
    native_only=frozenset({"robot"}),
    admins=frozenset({"root"}),
    keep=("helpdesk", "bot-*", "[xyz]?", "odd[name"),
    online=frozenset({"olga"}),
    since=SINCE,
)


def account(name: str, created_at: float = 1.0, seen_at: float | None = None) -> ListedChatAccount:
    return ListedChatAccount(ChatUsername(name), created_at, seen_at)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (account("bob"), None),
        (account("bob", seen_at=2.0), None),
        (account("robot"), Spared.NATIVE_ONLY),
        (account("robot2"), None),
        (account("root"), Spared.ADMIN),
        (account("helpdesk"), Spared.LISTED),
        (account("helpdesk2"), None),
        (account("bot-"), Spared.LISTED),
        (account("bot-1"), Spared.LISTED),
        (account("abot-1"), None),
        (account("x1"), Spared.LISTED),
        (account("a1"), None),
        (account("odd[name"), Spared.LISTED),
        (account("olga"), Spared.ONLINE),
        (account("bob", seen_at=SINCE), Spared.RECENT),
        (account("bob", seen_at=SINCE - 0.001), None),
        (account("bob", seen_at=NOW + 99), Spared.RECENT),
        (account("bob", created_at=SINCE), Spared.RECENT),
        (account("bob", created_at=SINCE, seen_at=1.0), Spared.RECENT),
        (account("bob", created_at=SINCE - 0.001), None),
    ],
)
def test_an_account_is_protected_by_what_is_known_of_it(
    found: ListedChatAccount, why: Spared | None
) -> None:
    assert GUARD.why(found) is why


def test_nothing_protects_from_being_refused_but_the_window_itself() -> None:
    assert [why for why in Spared if is_spared_at(Stage.REFUSE, why)] == [Spared.NATIVE_ONLY]


@pytest.mark.parametrize("stage", Stage)
def test_whoever_is_warned_or_refused_may_be_spared_later_but_not_the_other_way(
    stage: Stage,
) -> None:
    spared = {why for why in Spared if is_spared_at(stage, why)}
    assert spared <= {why for why in Spared if is_spared_at(Stage.DELETE, why)}
    assert not is_spared_at(stage, None)


@pytest.mark.parametrize("stage", [Stage.EXPORT, Stage.DELETE])
@pytest.mark.parametrize("why", Spared)
def test_whatever_protects_an_account_keeps_it(stage: Stage, why: Spared) -> None:
    assert is_spared_at(stage, why)


@pytest.mark.parametrize(
    ("accounts", "of", "exceeded"),
    [(10, 10, False), (11, 100, False), (20, 100, False), (21, 100, True), (11, 11, True)],
)
def test_limits_are_exceeded_by_what_is_beyond_both(accounts: int, of: int, exceeded: bool) -> None:
    assert PurgeLimits(10, 20.0).are_exceeded(accounts, of) is exceeded


NAMES = st.sampled_from(["ann", "ben", "cat", "dan"])
JIDS = st.builds("{}@{}".format, NAMES, st.sampled_from([DOMAIN, "elsewhere.test"]))
BOB = ChatUsername("bob")
OWN = st.lists(
    st.builds(RosterItem, st.just(BOB), JIDS, st.integers(0, 3), st.just(-1), st.just(-1)),
    unique_by=lambda item: item.jid,
)
OTHERS = st.lists(
    st.builds(
        RosterItem,
        NAMES.map(ChatUsername),
        st.just(f"bob@{DOMAIN}"),
        st.integers(0, 3),
        st.just(-1),
        st.just(-1),
    ),
    unique_by=lambda item: item.owner,
)
SNAPSHOTS = st.builds(
    lambda roster, seen_by: Snapshot(
        BOB,
        name="Bob",
        properties=(("locale", "de"),),
        roster=tuple(roster),
        seen_by=tuple(seen_by),
        groups=(Member("helpers"),),
        vcard="<vCard/>",
        private=(PrivateItem("a", "b", "<a/>"),),
        offline=(OfflineMessage("1", "<message/>"),),
    ),
    OWN,
    OTHERS,
)
GOING = st.frozensets(NAMES)


@given(SNAPSHOTS, GOING, GOING)
def test_the_end_of_others_changes_nothing(
    kept: Snapshot, going: frozenset[str], gone: frozenset[str]
) -> None:
    deleted = going & gone
    present = replace(
        kept,
        roster=tuple(
            item for item in kept.roster if item.jid not in {f"{n}@{DOMAIN}" for n in deleted}
        ),
        seen_by=tuple(item for item in kept.seen_by if item.owner not in deleted),
    )
    assert is_unchanged(kept, present, going, DOMAIN)


@given(SNAPSHOTS, GOING, st.data())
def test_an_entry_that_somebody_who_stays_has_or_had_is_a_change(
    kept: Snapshot, going: frozenset[str], data: st.DataObject
) -> None:
    names = {f"{name}@{DOMAIN}" for name in going}
    lasting = [item for item in kept.roster if item.jid not in names]
    watching = [item for item in kept.seen_by if item.owner not in going]
    if not lasting and not watching:
        return
    lost = data.draw(st.sampled_from([*lasting, *watching]))
    present = replace(
        kept,
        roster=tuple(item for item in kept.roster if item is not lost),
        seen_by=tuple(item for item in kept.seen_by if item is not lost),
    )
    assert not is_unchanged(kept, present, going, DOMAIN)
    assert not is_unchanged(present, kept, going, DOMAIN)


@given(SNAPSHOTS, GOING, st.permutations(["roster", "seen_by"]))
def test_the_order_of_entries_is_no_change(
    kept: Snapshot, going: frozenset[str], fields: list[str]
) -> None:
    entries: dict[str, Any] = {fields[0]: tuple(reversed(getattr(kept, fields[0])))}
    turned = replace(kept, **entries)
    assert is_unchanged(kept, turned, going, DOMAIN)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Bobby"},
        {"email": "bob@mail.test"},
        {"properties": ()},
        {"groups": (Member("helpers", is_admin=True),)},
        {"vcard": None},
        {"private": ()},
        {"offline": ()},
    ],
)
@given(kept=SNAPSHOTS, going=GOING)
def test_anything_else_is_a_change(
    change: dict[str, Any], kept: Snapshot, going: frozenset[str]
) -> None:
    assert not is_unchanged(kept, replace(kept, **change), going, DOMAIN)
