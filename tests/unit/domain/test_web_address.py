"""Addresses of web sites in the settings: checked, and never repeated when they are wrong."""

import pytest

from component.domain.web_address import base_url


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
