"""The three databases of a test server and their users.

The component's users have no rights at first: whoever starts one gives them those that
`tiki-livechat grants` would, see `openfire.demo.rights`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openfire.testserver.mariadb import MariaDB

HOST = "127.0.0.1"
SCHEMA = Path(__file__).with_name("schema.sql")
DATABASES = ("tiki", "openfire", "livechat_state")
USERS = {
    "tiki": "tiki",
    "tiki_write": "tiki",
    "openfire": "openfire",
    "openfire_write": "openfire",
    "state": "livechat_state",
    "openfire_server": "openfire",
    "admin": "mysql",
}
"""Name → database. Those of the component, of Openfire itself, and one with all rights."""

GRANTS = {
    "openfire_server": "GRANT ALL ON openfire.* TO {}",
    "admin": "GRANT ALL ON *.* TO {} WITH GRANT OPTION",
}


@dataclass(frozen=True)
class DatabaseUser:
    """How to connect as one of the users. A test server's port is `TestServer.database_port`.

    Args:
        name: What it is for, a key of `TestServer.users`.
        user: Its name in MariaDB.
        password: Its password, random.
        database: The database that its rights are in.
    """

    name: str
    user: str
    password: str = field(repr=False)
    database: str


def users_with(passwords: Mapping[str, str]) -> dict[str, DatabaseUser]:
    """Makes the users from their passwords, both by name."""
    return {
        name: DatabaseUser(name, name, passwords[name], database)
        for name, database in USERS.items()
    }


def make_databases(mariadb: MariaDB, tiki_sql: str) -> None:
    """Makes the three databases anew, with Openfire's tables and the Tiki that is given."""
    for database in DATABASES:
        mariadb.execute(f"DROP DATABASE IF EXISTS {database}")
        mariadb.execute(f"CREATE DATABASE {database}")
    mariadb.run_script(SCHEMA.read_text("utf-8"), "openfire")
    if tiki_sql.strip():
        mariadb.run_script(tiki_sql, "tiki")


def make_users(mariadb: MariaDB, users: Mapping[str, DatabaseUser]) -> None:
    """Makes the users anew, those of the component without any rights.

    Args:
        mariadb: A running server with the three databases.
        users: By name, all of USERS.
    """
    for name, user in users.items():
        account = f"{_quoted(user.user)}@'{HOST}'"
        mariadb.execute(f"CREATE OR REPLACE USER {account} IDENTIFIED BY %s", [user.password])
        if name in GRANTS:
            mariadb.execute(GRANTS[name].format(account))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
