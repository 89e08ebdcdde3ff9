"""A snapshot as bytes: whatever is in it comes out again."""

from hypothesis import given
from hypothesis import strategies as st

from component.adapters import snapshot_json
from component.domain.names import ChatUsername
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot

TEXTS = st.text(st.characters(codec=None))
NAMES = TEXTS.map(ChatUsername)
ENTRIES = st.builds(RosterItem, owner=NAMES, jid=TEXTS, nick=st.none() | TEXTS)
SNAPSHOTS = st.builds(
    Snapshot,
    username=NAMES,
    name=st.none() | TEXTS,
    email=st.none() | TEXTS,
    properties=st.lists(st.tuples(TEXTS, TEXTS)).map(tuple),
    roster=st.lists(ENTRIES).map(tuple),
    seen_by=st.lists(ENTRIES).map(tuple),
    groups=st.lists(st.builds(Member)).map(tuple),
    vcard=st.none() | TEXTS,
    private=st.lists(st.builds(PrivateItem)).map(tuple),
    offline=st.lists(st.builds(OfflineMessage)).map(tuple),
)


@given(SNAPSHOTS)
def test_what_is_packed_is_unpacked(snapshot: Snapshot) -> None:
    assert snapshot_json.unpack(snapshot_json.pack(snapshot)) == snapshot


def test_a_large_roster_takes_little_room() -> None:
    bob = ChatUsername("bob")
    roster = tuple(RosterItem(bob, f"contact{n}@elsewhere.test", 3, -1, -1) for n in range(1000))
    assert len(snapshot_json.pack(Snapshot(bob, roster=roster))) < 20_000
