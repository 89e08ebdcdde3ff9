"""A village of its own for tests that kill its servers, hold them up, or fill it with crowds."""

from collections.abc import Iterator

import pytest

from tests.live.conftest import Village, founded

VICTIMS = ("component", "openfire", "mariadb")
CONNECTIONS = ("one", "two")
_ADMINS = "admin@livechat.test,tiki.livechat.test,tiki-private.livechat.test"


@pytest.fixture(scope="package")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """With a group for each test; it syncs by command only, from either name of the component."""
    groups = [
        {"tiki": f"Crowd {name}", "roster": f"crowd-{name}", "visible_to": "nobody"}
        for name in (*VICTIMS, *CONNECTIONS)
    ]
    seldom = {"interval_seconds": 3600.0, "at_least_every_seconds": 3600.0}
    folder, admins = tmp_path_factory.mktemp("crashes"), {"admin.authorizedJIDs": _ADMINS}
    with founded(folder, groups, properties=admins, sync=seldom) as found:
        yield found
