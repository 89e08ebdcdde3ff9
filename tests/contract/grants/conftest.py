"""An installation of a test, whose users are gone with it."""

from collections.abc import Iterator

import pytest

from tests.contract.grantings import Granting
from tests.contract.own_mariadb import OwnMariaDB


@pytest.fixture
def granting(own_mariadb: OwnMariaDB) -> Iterator[Granting]:
    made = Granting(own_mariadb)
    yield made
    for user, host in own_mariadb.server.execute(
        "SELECT user, host FROM mysql.user WHERE user LIKE 'new %' OR host = '%'"
    ):
        own_mariadb.server.execute("DROP USER %s@%s", [user, host])
