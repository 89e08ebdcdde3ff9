"""The three databases of a test server and their users, each with the least rights (design §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from openfire.testserver.errors import TestServerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
}
OPENFIRE_READ = (
    "ofUser",
    "ofUserProp",
    "ofVCard",
    "ofRoster",
    "ofGroup",
    "ofGroupProp",
    "ofGroupUser",
    "ofProperty",
    "ofVersion",
)
OPENFIRE_WRITE = (
    "SELECT, INSERT, UPDATE ON openfire.ofVCard",
    "SELECT, INSERT, UPDATE, DELETE ON openfire.ofUserProp",
    "SELECT (username), UPDATE (name, email, modificationDate) ON openfire.ofUser",
)
TIKI_WRITE = "SELECT (userId, livechat_id), UPDATE (livechat_id) ON tiki.users_users"


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


def make_users(
    mariadb: MariaDB, users: Mapping[str, DatabaseUser], tiki_columns: Mapping[str, Sequence[str]]
) -> None:
    """Makes the users with exactly their rights; takes away what they had before.

    Args:
        mariadb: A running server with the three databases.
        users: By name, all of USERS.
        tiki_columns: Table of Tiki → columns that the user `tiki` may read.
    """
    for user in users.values():
        mariadb.execute(
            f"CREATE OR REPLACE USER {_quoted(user.user)}@'{HOST}' IDENTIFIED BY %s",
            [user.password],
        )
    has_livechat_id = mariadb.execute(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = 'tiki'"
        " AND table_name = 'users_users' AND column_name IN ('userId', 'livechat_id')"
    )
    for name, right in rights(tiki_columns, tiki_write=len(has_livechat_id) == len("ab")):
        mariadb.execute(f"GRANT {right} TO {_quoted(users[name].user)}@'{HOST}'")


def rights(
    tiki_columns: Mapping[str, Sequence[str]], *, tiki_write: bool
) -> Iterator[tuple[str, str]]:
    """Lists the rights as (name of the user, what stands between GRANT and TO)."""
    for table, columns in tiki_columns.items():
        if not columns:
            raise TestServerError(f"no columns of {table} are named")
        yield "tiki", f"SELECT ({', '.join(map(_quoted, columns))}) ON tiki.{_quoted(table)}"
    if tiki_write:
        yield "tiki_write", TIKI_WRITE
    for table in OPENFIRE_READ:
        yield "openfire", f"SELECT ON openfire.{table}"
    for right in OPENFIRE_WRITE:
        yield "openfire_write", right
    yield "openfire_server", "ALL ON openfire.*"
    yield "state", "ALL ON livechat_state.*"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
