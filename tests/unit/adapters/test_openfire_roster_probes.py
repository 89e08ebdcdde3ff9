"""What the size of Openfire's cache of rosters means where rosters show groups."""

import pytest

from component.adapters.openfire_properties import Properties
from component.adapters.openfire_roster_probes import judge_cache
from component.domain.findings import Level

NAME = "cache.username2roster.size"
STOCK = 1024 * 1024


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (str(STOCK + 1), "raised to 1048577 bytes"),
        ("200000000", "raised to 200000000 bytes"),
        ("-1", "has no bound"),
    ],
)
def test_a_cache_that_was_raised_is_well(value: str, said: str) -> None:
    found = judge_cache(Properties({NAME: value}))
    assert found.level is Level.OK
    assert said in found.text


@pytest.mark.parametrize(
    ("values", "size"),
    [({}, STOCK), ({NAME: "large"}, STOCK), ({NAME: str(STOCK)}, STOCK), ({NAME: "0"}, 0)],
)
def test_a_cache_as_it_comes_is_a_note_that_says_what_to_do(
    values: dict[str, str | None], size: int
) -> None:
    found = judge_cache(Properties(values))
    assert found.level is Level.WARNING
    assert f"has {size} bytes" in found.text
    assert f"set Openfire's property {NAME} to 200000000" in found.text
    assert "restart" in found.text


def test_a_size_that_is_stored_encrypted_is_unknown() -> None:
    found = judge_cache(Properties({NAME: None}))
    assert found.level is Level.WARNING
    assert "encrypted; look it up in the admin console" in found.text
