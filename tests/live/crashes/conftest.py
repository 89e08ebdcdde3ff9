"""A village of its own for tests that kill its servers and fill it with crowds."""

from collections.abc import Iterator

import pytest

from tests.live.conftest import Village, founded

VICTIMS = ("component", "openfire", "mariadb")


@pytest.fixture(scope="package")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """With a group for each victim; it syncs by command only."""
    groups = [
        {"tiki": f"Crowd {victim}", "roster": f"crowd-{victim}", "visible_to": "nobody"}
        for victim in VICTIMS
    ]
    seldom = {"interval_seconds": 3600.0, "at_least_every_seconds": 3600.0}
    with founded(tmp_path_factory.mktemp("crashes"), groups, sync=seldom) as found:
        yield found
