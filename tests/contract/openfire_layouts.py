"""Openfire's tables as other versions than the test server's have them, beside its own database.

DDL of our own, from the scripts of 5.1.1 and of the tree after it: the few tables that are read.
"""

import contextlib
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from component.adapters.mysql import Database
from component.adapters.openfire_mysql import OpenfireMysql
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    PlainCredential,
    ScramCredential,
)
from openfire.testserver import TestServer
from tests.contract.servers import Root, open_database

_SCRAM_OF_USER = (
    "storedKey VARCHAR(32)",
    "serverKey VARCHAR(32)",
    "salt VARCHAR(32)",
    "iterations INT",
)
MAKE_SCRAM_TABLE = """
CREATE TABLE ofUserScram (
    username VARCHAR(64) NOT NULL, mechanism VARCHAR(32) NOT NULL, storedKey VARCHAR(255),
    serverKey VARCHAR(255), salt VARCHAR(255), iterations INT NOT NULL,
    PRIMARY KEY (username, mechanism))
"""
DROP_OLD_COLUMNS = "ALTER TABLE ofUser " + ", ".join(
    f"DROP COLUMN {column.split()[0]}" for column in _SCRAM_OF_USER
)
USER = "openfire"
"""The database user of the component, as the test server names it."""


@dataclass(frozen=True)
class OpenfireLayout:
    """Which tables and columns there are.

    Attributes:
        name: Of the layout.
        version: What `ofVersion` says.
        old_columns: SCRAM is in columns of `ofUser`.
        own_table: SCRAM is in `ofUserScram`.
        charset: Of all columns.
    """

    name: str
    version: int
    old_columns: bool = False
    own_table: bool = False
    charset: Literal["utf8mb4", "utf8mb3"] = "utf8mb4"

    def ddl(self) -> Iterator[str]:
        """The statements that make it."""
        scram = _SCRAM_OF_USER if self.old_columns else ()
        columns = ", ".join(["plainPassword VARCHAR(32)", "encryptedPassword VARCHAR(255)", *scram])
        yield (
            f"CREATE TABLE ofUser (username VARCHAR(64) NOT NULL PRIMARY KEY, {columns}, "
            "name VARCHAR(100), email VARCHAR(100), creationDate CHAR(15) NOT NULL, "
            "modificationDate CHAR(15) NOT NULL)"
        )
        if self.own_table:
            yield MAKE_SCRAM_TABLE
        yield (
            "CREATE TABLE ofPresence (username VARCHAR(64) NOT NULL PRIMARY KEY, offlinePresence "
            "TEXT, offlineDate CHAR(15) NOT NULL)"
        )
        yield "CREATE TABLE ofGroup (groupName VARCHAR(50) NOT NULL PRIMARY KEY, description TEXT)"
        yield (
            "CREATE TABLE ofGroupProp (groupName VARCHAR(50) NOT NULL, name VARCHAR(100) NOT NULL, "
            "propValue TEXT NOT NULL, PRIMARY KEY (groupName, name))"
        )
        yield (
            "CREATE TABLE ofGroupUser (groupName VARCHAR(50) NOT NULL, username VARCHAR(100) "
            "NOT NULL, administrator TINYINT NOT NULL, "
            "PRIMARY KEY (groupName, username, administrator))"
        )
        yield (
            "CREATE TABLE ofProperty (name VARCHAR(100) NOT NULL PRIMARY KEY, propValue TEXT NOT "
            "NULL, encrypted INT, iv CHAR(24))"
        )
        yield "CREATE TABLE ofVersion (name VARCHAR(50) NOT NULL PRIMARY KEY, version INT NOT NULL)"
        yield f"INSERT INTO ofVersion VALUES ('openfire', {self.version})"


OPENFIRE_5_1 = OpenfireLayout("openfire_5_1", 38, old_columns=True)
HALF_UPGRADED = OpenfireLayout("openfire_half_upgraded", 39, old_columns=True, own_table=True)
LEFT_OVER = OpenfireLayout("openfire_left_over", 38, old_columns=True, own_table=True)
NEXT = OpenfireLayout("openfire_next", 40, own_table=True)
THREE_BYTES = OpenfireLayout("openfire_three_bytes", 26, old_columns=True, charset="utf8mb3")
"""As Openfire's own instructions had databases made for long."""
LAYOUTS = (OPENFIRE_5_1, HALF_UPGRADED, LEFT_OVER, NEXT)


class LayoutChat:
    """An Openfire's database of some layout, with no server that writes to it."""

    def __init__(self, root: Root, layout: OpenfireLayout, database: Database) -> None:
        self._root = root
        self._layout = layout
        self.database = database
        self.name = database.settings.database
        self.directory = OpenfireMysql(database)

    def add_account(self, username: str, credential: Credential) -> None:
        """Make an account as Openfire would keep it; SCRAM where it counts."""
        columns: dict[str, object] = {"username": username}
        match credential:
            case PlainCredential(password):
                columns["plainPassword"] = password
            case EncryptedCredential(encrypted):
                columns["encryptedPassword"] = encrypted
            case ScramCredential() if self._layout.version >= NEXT.version - 1:
                self.add_scram(username, credential)
            case ScramCredential(salt, iterations, stored_key):
                columns |= {"salt": salt, "iterations": iterations, "storedKey": stored_key}
            case _:
                pass
        marks = ", ".join(["%s"] * len(columns))
        self.execute(
            f"INSERT INTO ofUser ({', '.join(columns)}, creationDate, modificationDate) "
            f"VALUES ({marks}, '001700000000000', '001700000000000')",
            *columns.values(),
        )

    def add_scram(self, username: str, credential: ScramCredential) -> None:
        """Put a row into `ofUserScram`."""
        self.execute(
            "INSERT INTO ofUserScram (username, mechanism, salt, iterations, storedKey, serverKey) "
            "VALUES (%s, %s, %s, %s, %s, 'c2VydmVyS2V5')",
            username,
            credential.mechanism,
            credential.salt,
            credential.iterations,
            credential.stored_key,
        )

    def add_roster_group(self, roster: str, *members: str) -> None:
        """Make a group."""
        self.execute("INSERT INTO ofGroup (groupName) VALUES (%s)", roster)
        for member in members:
            self.execute("INSERT INTO ofGroupUser VALUES (%s, %s, 0)", roster, member)

    def set_property(self, name: str, value: str, *, encrypted: int | None = 0) -> None:
        """Set a system property; `encrypted` as the column has it."""
        iv = "c2l4dGVlbiBieXRlcyAhIQ==" if encrypted else None
        self.execute("REPLACE INTO ofProperty VALUES (%s, %s, %s, %s)", name, value, encrypted, iv)

    def execute(self, statement: str, *arguments: object) -> None:
        """Run a statement as root."""
        self._root.execute(statement, arguments, self.name)


@contextlib.contextmanager
def make_layout(
    server: TestServer, root: Root, layout: OpenfireLayout, opened: list[Database]
) -> Iterator[LayoutChat]:
    """Make a database of a layout that the component's user may read; drop it at the end.

    Args:
        server: Where.
        root: Its MariaDB.
        layout: Which.
        opened: Gets the access to it, to be closed by the caller.
    """
    name = f"{layout.name}_{secrets.token_hex(4)}"
    root.execute(f"CREATE DATABASE {name} CHARACTER SET {layout.charset}")
    try:
        for statement in layout.ddl():
            root.execute(statement, (), name)
        root.execute(f"GRANT SELECT ON {name}.* TO '{USER}'@'{server.host}'")
        user = replace(server.users[USER], database=name)
        opened.append(open_database(server.host, server.database_port, user))
        yield LayoutChat(root, layout, opened[-1])
    finally:
        root.execute(f"DROP DATABASE {name}")


@contextlib.asynccontextmanager
async def open_layout(
    server: TestServer, root: Root, layout: OpenfireLayout
) -> AsyncIterator[LayoutChat]:
    """The same for the length of a block, closed at its end."""
    opened: list[Database] = []
    try:
        with make_layout(server, root, layout, opened) as chat:
            yield chat
    finally:
        for database in opened:
            await database.close()
