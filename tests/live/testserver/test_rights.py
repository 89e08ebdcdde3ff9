"""Database users have the rights of design §7, and no more."""

import pymysql
import pytest

from openfire.testserver import TestServer
from tests.live.testserver.help import try_statement

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("tiki", "SELECT userId, login, hash, livechat_id FROM users_users"),
        ("tiki_write", "UPDATE users_users SET livechat_id = 'x' WHERE userId = 2"),
        (
            "tiki_write",
            "UPDATE users_users SET livechat_id = 'x' WHERE userId = 2 AND livechat_id IS NULL",
        ),
        ("openfire", "SELECT storedKey, name FROM ofUser"),
        ("openfire", "SELECT propValue FROM ofProperty WHERE name = 'xmpp.domain'"),
        ("openfire", "SELECT groupName FROM ofGroupUser"),
        ("openfire_write", "REPLACE INTO ofUserProp VALUES ('bob', 'locale', 'de')"),
        ("openfire_write", "INSERT INTO ofVCard VALUES ('bob', '<vCard/>')"),
        ("openfire_write", "UPDATE ofUser SET name = 'Bob' WHERE username = 'bob'"),
        ("state", "CREATE TABLE a (b INT)"),
        ("state", "DROP TABLE IF EXISTS a"),
        ("openfire_server", "DELETE FROM ofOffline"),
    ],
)
def test_a_database_user_may(server: TestServer, name: str, sql: str) -> None:
    try_statement(server, name, sql)


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("tiki", "SELECT email FROM users_users"),
        ("tiki", "SELECT * FROM users_users"),
        ("tiki", "SELECT value FROM tiki_preferences"),
        ("tiki", "UPDATE users_users SET livechat_id = 'x'"),
        ("tiki", "INSERT INTO users_users (login) VALUES ('x')"),
        ("tiki", "DELETE FROM users_users"),
        ("tiki", "SELECT username FROM openfire.ofUser"),
        ("tiki_write", "UPDATE users_users SET hash = 'x' WHERE userId = 2"),
        ("tiki_write", "SELECT login FROM users_users"),
        ("tiki_write", "DELETE FROM users_users"),
        ("tiki_write", "DROP TABLE users_users"),
        ("openfire", "UPDATE ofUser SET name = 'x'"),
        ("openfire", "INSERT INTO ofVCard VALUES ('bob', '')"),
        ("openfire", "SELECT secret FROM ofExtComponentConf"),
        ("openfire", "SELECT stanza FROM ofOffline"),
        ("openfire", "SELECT login FROM tiki.users_users"),
        ("openfire_write", "UPDATE ofUser SET storedKey = 'x' WHERE username = 'admin'"),
        ("openfire_write", "SELECT storedKey FROM ofUser"),
        ("openfire_write", "INSERT INTO ofUser (username) VALUES ('x')"),
        ("openfire_write", "DELETE FROM ofVCard"),
        ("openfire_write", "UPDATE ofProperty SET propValue = 'x'"),
        ("openfire_write", "INSERT INTO ofGroupUser VALUES ('a', 'b', 0)"),
        ("state", "SELECT login FROM tiki.users_users"),
        ("state", "SELECT username FROM openfire.ofUser"),
        ("openfire_server", "SELECT login FROM tiki.users_users"),
        ("openfire_server", "CREATE USER x"),
    ],
)
def test_a_database_user_may_not(server: TestServer, name: str, sql: str) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="denied") as refused:
        try_statement(server, name, sql)
    assert refused.value.args[0] in {1044, 1142, 1143, 1227}


def test_root_cannot_connect_by_network(server: TestServer) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host=server.host, port=server.database_port, user="root")
