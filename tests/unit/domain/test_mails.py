"""Which stored addresses get a mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.mails import Mail, address


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("bob@example.org", "bob@example.org"),
        ("  bob@example.org\n", "bob@example.org"),
        ("Bob.O'Neil+chat@Mail.Example.ORG", "Bob.O'Neil+chat@Mail.Example.ORG"),
        ("bob@bücher.example", "bob@xn--bcher-kva.example"),
        ("bob@例え.テスト", "bob@xn--r8jz45g.xn--zckzah"),
        ("", None),
        ("bob", None),
        ("@example.org", None),
        ("bob@", None),
        ("bob@localhost", None),
        ("bob@example..org", None),
        ("bob@example.org.", None),
        ("bob@-example.org", None),
        ("bob@exa_mple.org", None),
        ("bob@[127.0.0.1]", None),
        (".bob@example.org", None),
        ("bob..smith@example.org", None),
        ('"bob smith"@example.org', None),
        ("bøb@example.org", None),
        ("bob@example.org, eve@example.org", None),
        ("bob@example.org;eve@example.org", None),
        ("Bob <bob@example.org>", None),
        ("bob@example.org\r\nBcc: eve@example.org", None),
        ("bob\r\n@example.org", None),
        ("bob@exam\nple.org", None),
        ("bob@example.org\0", None),
        ("eve@example.org@example.org", None),
        (f"{'b' * 64}@example.org", f"{'b' * 64}@example.org"),
        (f"{'b' * 65}@example.org", None),
        (f"bob@{'a' * 63}.org", f"bob@{'a' * 63}.org"),
        (f"bob@{'a' * 64}.org", None),
        (f"bob@{'a.' * 130}org", None),
    ],
)
def test_an_address_is_read(stored: str, expected: str | None) -> None:
    assert address(stored) == expected


@pytest.mark.parametrize(
    "domain", ["straße.example", "STRAẞE.example", "φιλος.example", "a\u200db.example"]
)
def test_a_domain_that_two_standards_read_differently_gets_none(domain: str) -> None:
    assert address(f"bob@{domain}") is None


@given(st.text() | st.emails() | st.from_regex(r"\S{1,9}@\S{1,9}\.\S{1,9}"))
def test_what_is_given_is_one_plain_address_and_is_read_as_itself(stored: str) -> None:
    found = address(stored)
    if found is not None:
        assert found.isascii()
        assert set(found).isdisjoint(' \t\r\n\0,;:<>()[]\\"')
        assert found.count("@") == 1
        assert len(found) <= 254
        assert address(found) == found


def test_a_mail_does_not_print_what_it_says() -> None:
    assert "secret" not in repr(Mail("bob@example.org", "Hello", "https://x.test/m/secret", "en"))
