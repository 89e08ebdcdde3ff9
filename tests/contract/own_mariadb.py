"""A MariaDB of a suite's own, with the demo's Tiki, to stop, to freeze and to damage."""

import asyncio
import contextlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from component.adapters.mysql import Database
from component.ports import Unavailable
from openfire.demo import tiki
from openfire.demo.rights import give_rights
from openfire.testserver import artifacts, databases, passwords
from openfire.testserver.mariadb import MariaDB
from openfire.testserver.processes import HOST, Watchdog
from tests.contract.servers import open_database, settings_for

BUSY_SECONDS = 10.0
"""A bound that a busy machine keeps."""
HASTY = {"connect_timeout": 3.0, "query_timeout": 3.0}
"""Bounds for those who are to wait in vain; before and after, a busy machine keeps them as well."""
T = TypeVar("T")
Opener = Callable[..., Database]
"""Opens a database, see `OwnMariaDB.access`; it is closed with the test."""


class OwnMariaDB:
    """The server, and the accesses to it."""

    def __init__(self, server: MariaDB) -> None:
        self.server = server
        self.users = databases.users_with(passwords.make())
        databases.make_databases(server, tiki.script())
        databases.make_users(server, self.users)
        settings = settings_for(HOST, server.port, self.users)
        give_rights(settings, self.users["admin"])

    @property
    def secrets(self) -> set[str]:
        """All passwords of database users."""
        return {user.password for user in self.users.values()}

    def access(
        self,
        name: str,
        *,
        password: str = "",
        port: int = 0,
        database: str = "",
        most: int = 8,
        **settings: Any,  # noqa: ANN401  of DatabaseSettings
    ) -> Database:
        """An access as the component has it; right, and in no haste, unless told otherwise."""
        user = self.users[name]
        if password:
            user = replace(user, password=password)
        if database:
            user = replace(user, database=database)
        opened = open_database(HOST, port or self.server.port, user)
        bounds = {"connect_timeout": BUSY_SECONDS, "query_timeout": BUSY_SECONDS}
        return Database(replace(opened.settings, max_connections=most, **{**bounds, **settings}))

    def execute(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        """Run a statement as root in Tiki's database."""
        return self.server.execute(sql, arguments, "tiki")

    def reader(self) -> str:
        """The user that reads Tiki, as SQL names it."""
        return f"'{self.users['tiki'].user}'@'{HOST}'"

    def connections_of(self, user: str, *, running: str = "") -> list[object]:
        """The ids of a user's connections; with `running`, of those that run such a statement."""
        found = self.execute(
            "SELECT id FROM information_schema.processlist "
            "WHERE user = %s AND COALESCE(info, '') LIKE %s",
            user,
            f"%{running}%",
        )
        return [connection for (connection,) in found]

    def kill_connections_of(self, user: str) -> int:
        """Cut all of a user's connections; gives their number."""
        found = self.connections_of(user)
        for connection in found:
            self.execute("KILL %s", connection)
        return len(found)


async def once_back(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until a database that was away is dialled again: within ten seconds (`mysql_gate`)."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await ask()
            except Unavailable:
                await asyncio.sleep(0.05)


@contextlib.contextmanager
def run_mariadb(tls: Path | None = None) -> Iterator[OwnMariaDB]:
    """Start a MariaDB, with TLS if there is a certificate with its key, and end it."""
    with contextlib.ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="livechat-db-")))
        watchdog = Watchdog()
        cleanup.callback(watchdog.close)
        watchdog.remove(folder)
        server = MariaDB(artifacts.program("mariadbd"), folder, folder, watchdog, tls)
        cleanup.callback(server.stop)
        server.start()
        cleanup.callback(server.resume)
        yield OwnMariaDB(server)
