"""A MariaDB with a Tiki of every layout, each in a database of its own with users of its own."""

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from component.adapters.mysql import Database, DatabaseSettings
from openfire.testserver import artifacts
from openfire.testserver.mariadb import MariaDB
from openfire.testserver.processes import HOST, Watchdog
from tests.contract import tiki_rights
from tests.layouts.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pymysql

Who = Literal["reader", "lenient", "writer", "owner"]
"""Reads under strict states, reads without them, writes, has all rights."""

_USERS: tuple[Who, ...] = ("reader", "lenient", "writer", "owner")
_PATIENCE = 30.0
"""Seconds: no test here is about a database that is slow."""


class LayoutDatabase:
    """The database of one layout."""

    def __init__(self, server: MariaDB, layout: Layout) -> None:
        self.layout = layout
        self._server = server
        self._passwords = {who: secrets.token_urlsafe(12) for who in _USERS}
        server.execute(f"CREATE DATABASE {layout.database}")
        for who in _USERS:
            server.execute(f"CREATE USER {self.user(who)} IDENTIFIED BY %s", [self._passwords[who]])
        self._root = self.log_in()
        self.tables: Mapping[str, Mapping[str, object]] = {}
        self._make_tables()
        self._shape = self._look()
        self.execute(f"GRANT ALL ON {layout.database}.* TO {self.user('owner')}")
        accounts: dict[str, str] = {who: self.user(who) for who in _USERS}
        self._rights = list(tiki_rights.statements(self.access("owner"), accounts))
        for statement in self._rights:
            self.execute(statement)
        self._grants = {who: self._grants_of(who) for who in _USERS}

    def restore(self) -> None:
        """Make all tables as they were, and all rights; rows of tables that are so stay."""
        if self._look() != self._shape:
            for (table,) in self.execute("SHOW TABLES"):
                self.execute(f"DROP TABLE {table}")
            self._make_tables()
        for who in _USERS:
            if self._grants_of(who) != self._grants[who]:
                self._grant_anew(who)

    def _make_tables(self) -> None:
        self._server.run_script(self.layout.sql, self.layout.database)
        tables: dict[str, dict[str, object]] = {}
        for table, column, default in self.execute(
            "SELECT table_name, column_name, column_default FROM information_schema.columns "
            "WHERE table_schema = DATABASE()"
        ):
            tables.setdefault(table, {})[column] = default
        self.tables = tables

    def _look(self) -> list[tuple[Any, ...]]:
        """Every table, with its engine and collation, and every column, with its keys."""
        return self.execute(
            "SELECT table_name, engine, table_collation FROM information_schema.tables "
            "WHERE table_schema = DATABASE() ORDER BY 1"
        ) + self.execute(
            "SELECT * FROM information_schema.columns WHERE table_schema = DATABASE() "
            "ORDER BY table_name, ordinal_position"
        )

    def _grants_of(self, who: Who) -> set[str]:
        return {grant for (grant,) in self.execute(f"SHOW GRANTS FOR {self.user(who)}")}

    def _grant_anew(self, who: Who) -> None:
        account = self.user(who)
        self.execute(f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account}")
        if who == "owner":
            self.execute(f"GRANT ALL ON {self.layout.database}.* TO {account}")
        for statement in self._rights:
            if account in statement:
                self.execute(statement)

    def empty(self) -> None:
        """Delete all rows."""
        for table in self.tables:
            self.execute(f"DELETE FROM {table}")

    def execute(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Run a statement as the site's PHP does, but with all rights."""
        with self._root.cursor() as cursor:
            cursor.execute(sql, arguments or None)
            return list(cursor.fetchall())

    def insert(self, sql: str, *arguments: object) -> int:
        """Run an INSERT likewise; gives the number that AUTO_INCREMENT made, 0 if there is none."""
        with self._root.cursor() as cursor:
            cursor.execute(sql, arguments or None)
            return int(cursor.lastrowid or 0)

    def row(self, user_id: int) -> dict[str, object]:
        """A whole row of `users_users`."""
        with self._root.cursor() as cursor:
            cursor.execute("SELECT * FROM users_users WHERE userId = %s", (user_id,))
            names = [column[0] for column in cursor.description]
            (row,) = cursor.fetchall()
        return dict(zip(names, row, strict=True))

    def log_in(self) -> "pymysql.Connection[pymysql.cursors.Cursor]":
        """Connect as PHP does, but with all rights: it sends UTF-8, whatever the charset is."""
        connection = self._server._connect(self.layout.database)
        with connection.cursor() as cursor:
            cursor.execute("SET sql_mode = ''")
            if self.layout.charset == "latin1":
                cursor.execute("SET NAMES latin1")
        return connection

    def access(self, who: Who = "reader") -> Database:
        """An access as the bridge has it."""
        return Database(
            DatabaseSettings(
                title=f"the Tiki {self.layout.name}",
                host=HOST,
                port=self._server.port,
                user=self._name(who),
                password=self._passwords[who],
                database=self.layout.database,
                charset=self.layout.charset,
                connect_timeout=_PATIENCE,
                query_timeout=_PATIENCE,
            )
        )

    def user(self, who: Who) -> str:
        """A user as SQL names it."""
        return f"'{self._name(who)}'@'{HOST}'"

    def grant(self, right: str, who: Who = "reader") -> None:
        """Give a right on a table, as in `SELECT (hash) ON users_users`."""
        what, table = right.split(" ON ")
        self.execute(f"GRANT {what} ON {self.layout.database}.{table} TO {self.user(who)}")

    def revoke(self, right: str, who: Who = "reader") -> None:
        """Take a right back."""
        what, table = right.split(" ON ")
        self.execute(f"REVOKE {what} ON {self.layout.database}.{table} FROM {self.user(who)}")

    def close(self) -> None:
        """Close root's connection."""
        self._root.close()

    def _name(self, who: Who) -> str:
        return f"{who}_{self.layout.database}"


class LayoutServer:
    """The server; a database is made when it is first asked for."""

    def __init__(self, server: MariaDB) -> None:
        self._server = server
        self._made: dict[str, LayoutDatabase] = {}

    def database(self, layout: Layout) -> LayoutDatabase:
        """The database of a layout."""
        if layout.name not in self._made:
            self._made[layout.name] = LayoutDatabase(self._server, layout)
        return self._made[layout.name]

    def close(self) -> None:
        """Close all connections of root."""
        for database in self._made.values():
            database.close()


@contextlib.contextmanager
def run_layouts() -> Iterator[LayoutServer]:
    """Start the server, and end it."""
    with contextlib.ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="livechat-tiki-")))
        watchdog = Watchdog()
        cleanup.callback(watchdog.close)
        watchdog.remove(folder)
        mariadb = MariaDB(artifacts.program("mariadbd"), folder, folder, watchdog)
        cleanup.callback(mariadb.stop)
        mariadb.start()
        server = LayoutServer(mariadb)
        cleanup.callback(server.close)
        yield server
