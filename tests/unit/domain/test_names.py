"""What a typed name may mean, and escaping (design §3, XEP-0106)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from component.domain import names
from component.domain.names import (
    TypedName,
    UnusableNameError,
    chat_username,
    escape,
    livechat_id,
    normalise,
    same_name,
    unescape,
)

DOMAIN = "livechat.test"


@pytest.mark.parametrize(
    ("typed", "tiki", "chat"),
    [
        ("alice", ("alice",), "alice"),
        ("ALICE", ("ALICE",), "alice"),
        ("Alice Smith", ("Alice Smith",), r"alice\20smith"),
        (r"alice\20smith", ("alice smith", r"alice\20smith"), r"alice\20smith"),
        ("alice@livechat.test", ("alice", "alice@livechat.test"), "alice"),
        ("alice@LiveChat.TEST", ("alice", "alice@LiveChat.TEST"), "alice"),
        (
            "Alice Smith@livechat.test",
            ("Alice Smith", "Alice Smith@livechat.test"),
            r"alice\20smith",
        ),
        ("bob@other.org", ("bob@other.org",), r"bob\40other.org"),
        (
            "bob@other.org@livechat.test",
            ("bob@other.org", "bob@other.org@livechat.test"),
            r"bob\40other.org",
        ),
        (
            r"bob\40other.org@livechat.test",
            ("bob@other.org", r"bob\40other.org", r"bob\40other.org@livechat.test"),
            r"bob\40other.org",
        ),
        ("alice@sub.livechat.test", ("alice@sub.livechat.test",), r"alice\40sub.livechat.test"),
        (r"a\5cb", ("a\\b", r"a\5cb"), r"a\b"),
        (r"a\5c20b", (r"a\20b", r"a\5c20b"), r"a\5c20b"),
        ("back\\slash", ("back\\slash",), "back\\slash"),
        (" \t alice \r\n\x0b\0", ("alice",), "alice"),
        ("@livechat.test", ("@livechat.test",), r"\40livechat.test"),
        ("<b>&'\"/:", ("<b>&'\"/:",), r"\3cb\3e\26\27\22\2f\3a"),
        ("Zoë", ("Zoë",), "zoë"),
        ("STRASSE", ("STRASSE",), "strasse"),
        ("Straße", ("Straße",), "strasse"),
        ("ＡＬＩＣＥ", ("ＡＬＩＣＥ",), "alice"),
        ("שלום", ("שלום",), "שלום"),
        ("שלום1", ("שלום1",), None),
        ("aש", ("aש",), None),
        ("🦊fox", ("🦊fox",), None),
        ("a\u0001b", ("a\u0001b",), None),
        ("\u00ad", ("\u00ad",), None),
        ("", (), None),
        (" \t\n", (), None),
        ("x" * 1023, ("x" * 1023,), "x" * 1023),
        ("ü" * 512, ("ü" * 512,), None),
        ("x" * 1024, (), None),
        ("x" * 10_000, (), None),
    ],
)
def test_a_typed_name_has_these_readings(
    typed: str, tiki: tuple[str, ...], chat: str | None
) -> None:
    assert normalise(typed, DOMAIN) == TypedName(
        tiki, names.ChatUsername(chat) if chat is not None else None
    )


def test_the_own_domain_may_be_set_in_any_case() -> None:
    assert normalise("alice@livechat.test", "LIVECHAT.Test").chat == "alice"


@given(st.text(st.characters(codec=None, exclude_categories=())), st.text(max_size=20))
@example("\ud800", "")
@example("@", "")
@example("\\5c" * 400, "x")
def test_no_text_makes_normalising_fail(typed: str, domain: str) -> None:
    name = normalise(typed, domain)
    assert all(name.tiki)
    if name.chat is not None:
        assert name.tiki
        assert names.nodeprep(name.chat) == name.chat


@given(st.text() | st.text(r"\0257abcefABC @/<>&'\":"))
@example(r"\20")
@example(r"\5c5c20\5C")
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text())
def test_an_escaped_name_has_none_of_the_characters_that_a_local_part_cannot_have(
    text: str,
) -> None:
    assert not set(escape(text)) & set(" \"&'/:<>@")


@pytest.mark.parametrize("text", [r"\5C", r"\21", r"\2", "\\", r"\ 20", r"\2F"])
def test_what_is_no_escape_sequence_stays(text: str) -> None:
    assert unescape(text) == text


@pytest.mark.parametrize("text", ["", "\u00ad", "x" * 1024, "\U00020000", "a\u0221"])
def test_what_cannot_be_a_local_part_is_said_to_be_unusable(text: str) -> None:
    with pytest.raises(UnusableNameError):
        chat_username(text)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (None, None),
        ("", None),
        ("alicesmith", "alicesmith"),
        ("AliceSmith", "alicesmith"),
        (r"alice\20smith", r"alice\20smith"),
        ("not a local part", "not a local part"),
    ],
)
def test_the_column_livechat_id_is_read_prepared(stored: str | None, expected: str | None) -> None:
    assert livechat_id(stored) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Alice", "aLICE", True),
        ("straße", "STRASSE", True),
        ("Zo\u00eb", "ZOE\u0308", True),
        ("alice", "alic\u00e9", False),
        ("alice", "alice ", False),
        ("alice", "ａｌｉｃｅ", False),
        ("🐱fox", "🦊fox", False),
    ],
)
def test_two_logins_are_one_only_if_they_are_equal_after_folding(
    one: str, other: str, same: bool
) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)
