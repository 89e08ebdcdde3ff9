"""Addresses of web sites in the settings: checked, and never repeated when they are wrong."""

import pytest

from component.domain.web_address import base_url, public_address


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://site.test", "https://site.test"),
        ("https://site.test/", "https://site.test"),
        ("http://site.test:8080/tiki//", "http://site.test:8080/tiki"),
        ("HTTPS://site.test/tiki", "https://site.test/tiki"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_an_address_of_the_settings_loses_its_last_slash(address: str, base: str) -> None:
    assert base_url(address) == base


@pytest.mark.parametrize(
    "address",
    [
        "",
        "site.test",
        "//hunter2.test/",
        "ftp://hunter2.test",
        "file:///hunter2",
        "https://",
        "https:///hunter2",
        "https://me:hunter2@site.test",
        "https://hunter2@site.test",
        "https://site.test/?token=hunter2",
        "https://site.test/?",
        "https://site.test/#hunter2",
        "https://site.test:hunter2/",
        "https://site.test:0/",
        "https://[hunter2/",
        "https://\N{FULLWIDTH COLON}hunter2.test/",
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match=r"^write http:// or https://") as caught:
        base_url(address)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://site.test/", "https://site.test"),
        ("https://site.test/chat-account/new_1.0~", "https://site.test/chat-account/new_1.0~"),
        ("https://bücher.test/.well-known", "https://bücher.test/.well-known"),
        ("http://localhost:8086", "http://localhost:8086"),
        ("http://pages.localhost/", "http://pages.localhost"),
        ("http://127.0.0.2:8086/x", "http://127.0.0.2:8086/x"),
        ("http://[::1]:8086", "http://[::1]:8086"),
    ],
)
def test_browsers_reach_pages_encrypted_or_on_this_machine(address: str, public: str) -> None:
    assert public_address(address) == public


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://site.test", "write https://"),
        ("http://192.0.2.1", "write https://"),
        ("http://localhost.site.test", "write https://"),
        ("site.test", "write http:// or https://"),
        (f"https://{'x' * 64}.test", "write a host"),
        ("https://site.test//evil.test", "write the folder"),
        ("https://site.test/a//b", "write the folder"),
        ("https://site.test/../a", "write the folder"),
        ("https://site.test/a/.", "write the folder"),
        ("https://site.test/{token}", "write the folder"),
        ("https://site.test/a; Domain=test", "write the folder"),
        ("https://site.test/ü", "write the folder"),
        ("https://site.test/a%20b", "write the folder"),
    ],
)
def test_an_address_that_pages_cannot_have_is_told(address: str, problem: str) -> None:
    with pytest.raises(ValueError, match=rf"^{problem}"):
        public_address(address)
