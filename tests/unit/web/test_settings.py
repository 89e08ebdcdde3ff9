"""What the pages need to know, and that wrong settings are not gone on with."""

from dataclasses import replace

import pytest

from tests.unit.web.conftest import SETTINGS


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        replace(SETTINGS, key=b"k" * 31)


@pytest.mark.parametrize("address", ["http://site.test", "https://site.test/", "https://x//y"])
def test_an_address_that_was_not_checked_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"write|public_address"):
        replace(SETTINGS, public_url=address)


@pytest.mark.parametrize(
    ("address", "folder", "encrypted"),
    [
        ("https://site.test", "", True),
        ("https://site.test/chat", "/chat", True),
        ("http://localhost:1/a/b", "/a/b", False),
    ],
)
def test_the_parts_of_an_address(address: str, folder: str, *, encrypted: bool) -> None:
    settings = replace(SETTINGS, public_url=address)
    assert (settings.folder, settings.encrypted) == (folder, encrypted)
