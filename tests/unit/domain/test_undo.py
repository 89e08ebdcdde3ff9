"""Undoing a migration: which passwords can be given, and what a snapshot counts as."""

import pytest

from component.domain.names import ChatUsername
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.domain.undo import Kept, is_usable_password

ALICE = ChatUsername("alice")


@pytest.mark.parametrize(
    ("text", "is_usable"),
    [
        ("x", True),
        ("x" * 32, True),
        ("x" * 33, False),
        ("山" * 32, True),
        ("pass word & <more>", True),
        ("zero\u200dwidth", True),
        ("", False),
        (" x", False),
        ("x ", False),
        ("a\tb", False),
        ("a\nb", False),
        ("a\0b", False),
        ("a\x1bb", False),
        ("a\ufffeb", False),
        ("a\ud800b", False),
    ],
)
def test_a_password_can_be_typed_sent_and_stored(text: str, is_usable: bool) -> None:
    assert is_usable_password(text) is is_usable


def test_what_a_snapshot_has_is_counted() -> None:
    item = RosterItem(ALICE, "bob@livechat.test", 3, -1, -1)
    snapshot = Snapshot(
        ALICE,
        roster=(item, item, item, item),
        seen_by=(item,),
        groups=(Member("a"), Member("b"), Member("c")),
        private=(PrivateItem("a", "b", ""), PrivateItem("c", "d", "")),
        offline=(OfflineMessage("0", ""),),
        vcard="<vCard/>",
    )
    assert Kept.of(snapshot) == Kept(4, 3, 2, 1, has_vcard=True)
    assert Kept.of(Snapshot(ALICE)) == Kept()
