"""Which Live Chat ID a Tiki login is offered (design §6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.livechat_id import (
    MAX_CHARACTERS,
    NOTHING_MORE,
    RESERVED,
    Reserved,
    strip_username,
)
from component.domain.names import escape, nodeprep


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("Alice Smith", "alicesmith"),
        ("alice", "alice"),
        ("bob.o'neil@example.org", "boboneilexampleorg"),
        ("Zoë", "zoë"),
        ("ZOE\u0308", "zoë"),
        ("ＡＬＩＣＥ１", "alice1"),
        ("Straße", "strasse"),
        ("x²", "x2"),
        ("山田 太郎", "山田太郎"),
        ("שלום", "שלום"),
        ("שלום1", None),
        ("🐱", None),
        ("🐱fox", "fox"),
        ("  --__..", None),
        ("", None),
        ("\U00020000", None),
        ("a" * 200, "a" * 64),
    ],
)
def test_a_login_is_stripped(login: str, expected: str | None) -> None:
    assert strip_username(login) == expected


@given(st.text())
def test_what_is_offered_is_always_a_local_part_of_letters_and_digits(login: str) -> None:
    offered = strip_username(login)
    if offered is not None:
        assert nodeprep(offered) == offered == escape(offered)
        assert offered.isalnum()
        assert 0 < len(offered) <= MAX_CHARACTERS
        assert strip_username(offered) == offered


def test_names_of_the_staff_are_reserved() -> None:
    assert NOTHING_MORE.has("admin")
    assert NOTHING_MORE.has(str(strip_username("Ad Min")))
    assert not NOTHING_MORE.has("adminton")


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [("board", True), ("boards", False), ("mod", True), ("mod7", True), ("admin", True)],
)
def test_a_site_reserves_more_by_names_and_patterns(name: str, is_kept: bool) -> None:
    assert Reserved(("board", "mod*")).has(name) == is_kept


def test_reserved_names_are_written_as_they_are_compared() -> None:
    assert [name for name in RESERVED if strip_username(name) != name] == []
