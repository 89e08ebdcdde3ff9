"""nodeprep (RFC 3920 appendix A, RFC 3454) against two others: slixmpp's in Rust and libidn's.

Openfire prepares with libidn 1.15: Unicode 3.2, and no code point beyond the BMP. Preparing every
single code point with both, alone and between two letters, showed no difference to ours; a few of
the answers are kept here. slixmpp's accepts more: what Unicode 3.2 does not know but today's
Unicode can decompose, and what lies beyond the BMP.
"""

import stringprep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slixmpp import JID

from component.domain.names import UnusableNameError, nodeprep

ASSIGNED = [
    chr(point)
    for point in (*range(0xD800), *range(0xE000, 0x10000))
    if not stringprep.in_table_a1(chr(point))
]
"""The BMP in Unicode 3.2, without surrogates."""


def ours(text: str) -> str | None:
    """What nodeprep says; None for unusable."""
    try:
        return nodeprep(text)
    except UnusableNameError:
        return None


def of_slixmpp(text: str) -> str | None:
    """What slixmpp's JID makes of a local part; None for unusable."""
    jid = JID("somebody@livechat.test")
    try:
        jid.local = text
    except ValueError:
        return None
    return str(jid.local) or None


@pytest.mark.parametrize(
    ("text", "libidn"),
    [
        ("Alice", "alice"),
        ("a\u00adb", "ab"),
        ("Straße", "strasse"),
        ("\u0130", "i\u0307"),
        ("aﬁb", "afib"),
        ("\u0345", "ι"),
        ("Ⅷ", "viii"),
        ("µ", "μ"),
        ("a\u0300", "à"),
        ("a b", None),
        ("a\u00a0b", None),
        ("a@b", None),
        ("a\u007fb", None),
        ("a\ue000b", None),
        ("a\ufffdb", None),
        ("a\ufdd0b", None),
        ("a\u200eb", None),
        ("א", "א"),
        ("aאb", None),
        ("\u06dd", None),
        ("", None),
    ],
)
def test_a_local_part_is_prepared_as_by_libidn(text: str, libidn: str | None) -> None:
    assert ours(text) == libidn
    assert of_slixmpp(text) == libidn


@pytest.mark.parametrize("text", ["Ꭰ", "ႠA", "\u04c0", "\u2132", "\u2183"])
def test_lower_case_that_unicode_3_2_does_not_know_is_not_used(text: str) -> None:
    assert ours(text) == text.replace("A", "a") == of_slixmpp(text)


@pytest.mark.parametrize("text", ["\u023d", "\u0243", "\u1c90", "\u1e9e", "\ua7aa", "a\u0221"])
def test_a_code_point_that_unicode_3_2_does_not_know_is_refused_and_not_mapped(text: str) -> None:
    assert ours(text) is None
    assert of_slixmpp(text) is None


@pytest.mark.parametrize(
    ("text", "rust"),
    [
        ("\u1d43", "a"),
        ("\U00020000", "\U00020000"),
        ("\U0001d7ce", "0"),
        ("\U00010400", "\U00010428"),
        ("\U0002f868", "\u36fc"),
    ],
)
def test_what_slixmpp_takes_but_openfire_does_not_is_refused(text: str, rust: str) -> None:
    assert of_slixmpp(text) == rust
    assert ours(text) is None


def test_every_assigned_character_is_prepared_as_by_slixmpp() -> None:
    texts = [text for c in ASSIGNED for text in (c, f"a{c}b")]
    assert len(texts) > 90_000
    assert [text for text in texts if ours(text) != of_slixmpp(text)] == []


@given(st.text(st.sampled_from(ASSIGNED), max_size=12))
def test_assigned_text_is_prepared_as_by_slixmpp(text: str) -> None:
    assert ours(text) == of_slixmpp(text)


@given(st.text(st.sampled_from(ASSIGNED), max_size=12))
def test_preparing_twice_is_preparing_once(text: str) -> None:
    prepared = ours(text)
    assert prepared is None or nodeprep(prepared) == prepared


@pytest.mark.parametrize(
    ("text", "usable"),
    [("x" * 1023, True), ("x" * 1024, False), ("ü" * 511, True), ("ü" * 512, False)],
)
def test_a_local_part_has_at_most_1023_bytes(text: str, usable: bool) -> None:
    assert (ours(text) is not None) is usable
    assert (of_slixmpp(text) is not None) is usable
