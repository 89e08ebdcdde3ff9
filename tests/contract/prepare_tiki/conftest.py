"""Tikis of a test, gone with it."""

from collections.abc import Iterator

import pytest

from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.prepared_tikis import MakeTiki, Tiki
from tests.layouts.tikis import SUMO, TIKI_24


@pytest.fixture
def make_tiki(own_mariadb: OwnMariaDB) -> Iterator[MakeTiki]:
    made: list[Tiki] = []

    def make(sql: str, charset: str = "utf8mb4") -> Tiki:
        made.append(Tiki(own_mariadb, sql, charset))
        return made[-1]

    yield make
    for tiki in made:
        own_mariadb.server.execute(f"DROP DATABASE {tiki.name}")


@pytest.fixture
def sumo(make_tiki: MakeTiki) -> Tiki:
    return make_tiki(SUMO.sql, SUMO.charset)


@pytest.fixture
def tiki24(make_tiki: MakeTiki) -> Tiki:
    return make_tiki(TIKI_24.sql)
