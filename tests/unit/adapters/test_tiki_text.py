"""Text under the wrong charset is told from text under the right one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.adapters.tiki_text import has_other_bytes, is_mistaken_utf8


def taken_for_latin1(text: str) -> str:
    """As a MySQL server gives UTF-8 out of a latin1 column."""
    return "".join(
        bytes([b]).decode("latin-1" if b in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for b in text.encode()
    )


@pytest.mark.parametrize("text", ["Zoë", "Łukasz", "Ágnes", "日本", "🐱", "Straße", "Đorđe"])
def test_utf_8_taken_for_latin1_is_seen(text: str) -> None:
    assert is_mistaken_utf8(taken_for_latin1(text))
    assert not is_mistaken_utf8(text)


@given(st.text())
def test_any_text_is_either_plain_or_seen(text: str) -> None:
    assert is_mistaken_utf8(taken_for_latin1(text)) is not text.isascii()


@given(st.text(st.characters(codec="utf-8")))
def test_good_text_has_no_other_bytes(text: str) -> None:
    assert not has_other_bytes(text)
    assert has_other_bytes(text + b"\xeb".decode("utf-8", "surrogateescape"))
