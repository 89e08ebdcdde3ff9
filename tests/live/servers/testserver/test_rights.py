"""Database users of a test server: the component's may nothing until somebody grants it."""

import pymysql
import pytest

from openfire.testserver import TestServer
from tests.live.servers.testserver.help import try_statement

pytestmark = pytest.mark.live

DENIED = {1044, 1142, 1143, 1227}


@pytest.mark.parametrize("name", ["tiki", "tiki_write", "openfire", "openfire_write", "state"])
def test_a_user_of_the_component_may_not_even_choose_its_database(
    server: TestServer, name: str
) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="denied") as refused:
        try_statement(server, name, "SELECT 1")
    assert refused.value.args[0] in DENIED


def test_openfire_may_change_its_own_tables(server: TestServer) -> None:
    try_statement(server, "openfire_server", "DELETE FROM ofOffline")


@pytest.mark.parametrize("sql", ["SELECT login FROM tiki.users_users", "CREATE USER x"])
def test_openfire_may_do_nothing_beside(server: TestServer, sql: str) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="denied") as refused:
        try_statement(server, "openfire_server", sql)
    assert refused.value.args[0] in DENIED


def test_root_cannot_connect_by_network(server: TestServer) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host=server.host, port=server.database_port, user="root")
