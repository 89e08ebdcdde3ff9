"""TestServer: a MariaDB and an Openfire that belong together, started and ended as one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pymysql

from openfire.testserver import artifacts, chat_data, databases, passwords
from openfire.testserver.errors import TestServerError, with_log_tail
from openfire.testserver.folders import Folders
from openfire.testserver.mariadb import MariaDB
from openfire.testserver.openfire import Openfire
from openfire.testserver.openfire_home import Settings
from openfire.testserver.processes import HOST, Watchdog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from openfire.testserver.databases import DatabaseUser

LOG_LEVELS = ("INFO", "DEBUG")
ADMIN = "admin"
PROBE = "probe"

Part = TypeVar("Part")


class TestServer:
    """A private MariaDB and a real Openfire 4.2.0 on free loopback ports, for tests and demos.

    Use it in a `with`, or call `start` and `stop`. Children are ended by their process id; when
    this process is killed, a watchdog ends them.

    Args:
        folder: Where everything is kept; a second start goes on with its data, passwords and
            plugins, and does not run `tiki_sql` again. None: a temporary one, removed at the end.
        domain: The XMPP domain, lower case.
        component: The component's subdomain; that of its second connection, for commands, ends
            with `-private`.
        plugin: A plugin's jar that is in place before Openfire starts.
        properties: Openfire's system properties, beside and over those of chat_data.py.
        tiki_sql: Statements that make and fill Tiki's tables, run in the database `tiki`.
        chat_users: Native chat accounts beside the admin: username (lower case) → password.
        log_level: Of Openfire: INFO or DEBUG.
        is_optimised: Java optimises what runs long, as a benchmark needs it; otherwise Openfire
            starts in half the time.
    """

    __test__ = False

    def __init__(
        self,
        folder: Path | None = None,
        domain: str = "livechat.test",
        component: str = "tiki",
        plugin: Path | None = None,
        *,
        properties: Mapping[str, str] | None = None,
        tiki_sql: str = "",
        chat_users: Mapping[str, str] | None = None,
        log_level: str = "INFO",
        is_optimised: bool = False,
    ) -> None:
        if log_level.upper() not in LOG_LEVELS:
            raise ValueError(f"log_level is one of {', '.join(LOG_LEVELS)}, not {log_level!r}")
        self.host = HOST
        self.domain = domain
        self.component = component
        self.component_jid = f"{component}.{domain}"
        self.private_component = f"{component}-private"
        self.private_jid = f"{self.private_component}.{domain}"
        self._given_folder = folder
        self._plugin = plugin
        self._properties = dict(properties or {})
        self._tiki_sql = tiki_sql
        self._chat_users = dict(chat_users or {})
        self._log_level = log_level.upper()
        self._is_optimised = is_optimised
        self._folder: Path | None = None
        self._passwords: Mapping[str, str] | None = None
        self._artifacts: artifacts.Artifacts | None = None
        self._mariadb: MariaDB | None = None
        self._openfire: Openfire | None = None
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts both servers; returns when both answer. Does nothing when they run already.

        Raises:
            TestServerError: Something is missing or did not start; the message says what, with
                the end of its log. What was started by then has been stopped again.
        """
        if self._folder is not None:
            return
        try:
            self._start()
        except BaseException as error:
            log_is_lost = self._given_folder is None and self._folder is not None
            self.stop()
            if log_is_lost:
                error.add_note("The temporary folder is gone; name a folder to keep its logs.")
            raise

    def stop(self) -> None:
        """Ends both servers, and removes a temporary folder. May be called twice."""
        self._cleanup.close()
        self._folder = None

    @property
    def folder(self) -> Path:
        """Where data and logs are; there is none unless it is started."""
        return _there(self._folder)

    @property
    def mariadb(self) -> MariaDB:
        """The database server: stop, start, pause, resume."""
        return _there(self._mariadb)

    @property
    def openfire(self) -> Openfire:
        """The chat server: stop, start, restart, install_plugin, remove_plugin."""
        return _there(self._openfire)

    @property
    def client_port(self) -> int:
        """Where chat clients connect, with STARTTLS."""
        return self.openfire.ports[0]

    @property
    def component_port(self) -> int:
        """Where the component connects, in clear."""
        return self.openfire.ports[1]

    @property
    def database_port(self) -> int:
        """Where the database users connect."""
        return self.mariadb.port

    @property
    def component_secret(self) -> str:
        """The component's secret."""
        return _there(self._passwords)[passwords.COMPONENT]

    @property
    def admin(self) -> tuple[str, str]:
        """Username and password of the native chat admin."""
        return ADMIN, _there(self._passwords)[passwords.CHAT_ADMIN]

    @property
    def certificate(self) -> Path:
        """A PEM file that clients can trust for the domain and its subdomains."""
        return _there(self._artifacts).certificate

    @property
    def users(self) -> Mapping[str, DatabaseUser]:
        """The database users, by the names that databases.USERS lists."""
        return databases.users_with(_there(self._passwords))

    def execute(
        self, sql: str, args: Sequence[object] = (), database: str = "tiki"
    ) -> list[tuple[Any, ...]]:
        """Runs one statement as MariaDB's root and commits it; gives its rows.

        Args:
            sql: The statement, with %s for each of `args`.
            args: Values.
            database: tiki, openfire or livechat_state.
        """
        return self.mariadb.execute(sql, args, database)

    def _start(self) -> None:
        self._artifacts = artifacts.prepare(self.domain)
        watchdog = Watchdog()
        self._cleanup.callback(watchdog.close)
        folders = Folders(self._cleanup, watchdog)
        folder = self._folder = (
            folders.lock(self._given_folder) if self._given_folder else folders.make("livechat-")
        )
        sockets = folders.make("livechat-db-")
        self._mariadb = MariaDB(self._artifacts.mariadbd, folder / "mariadb", sockets, watchdog)
        self._cleanup.callback(self._mariadb.stop)
        self._mariadb.start()
        self._fill_databases(self._mariadb, folder)
        self._openfire = self._make_openfire(folder, watchdog)
        self._cleanup.callback(self._openfire.stop)
        self._cleanup.callback(self._mariadb.resume)
        if self._plugin is not None:
            self._openfire.install_plugin(self._plugin)
        self._openfire.start()

    def _fill_databases(self, mariadb: MariaDB, folder: Path) -> None:
        """The passwords are saved last: a folder without them is filled anew."""
        kept = passwords.load(folder)
        self._passwords = kept or passwords.make()
        try:
            if kept is None:
                databases.make_databases(mariadb, self._tiki_sql)
            databases.make_users(mariadb, self.users)
            subdomains = (self.component, self.private_component, PROBE)
            chat_data.write_component(mariadb, subdomains, self.component_secret, self.private_jid)
            chat_data.write_chat_users(mariadb, {**self._chat_users, ADMIN: self.admin[1]})
        except pymysql.MySQLError as error:
            reason = f"the databases could not be filled: {error}"
            raise with_log_tail(reason, mariadb.log) from error
        passwords.save(folder, self._passwords)

    def _make_openfire(self, folder: Path, watchdog: Watchdog) -> Openfire:
        mariadb, user = self.mariadb, self.users["openfire_server"]
        settings = Settings(
            domain=self.domain,
            probe_jid=f"{PROBE}.{self.domain}",
            log_level=self._log_level,
            database_port=mariadb.port,
            database=user.database,
            user=user.user,
            password=user.password,
            is_optimised=self._is_optimised,
        )

        def configure(ports: tuple[int, int]) -> None:
            debug = self._log_level == "DEBUG"
            stock = chat_data.system_properties(
                self.domain, self.component, self.private_jid, ports, debug=debug
            )
            chat_data.write_properties(mariadb, {**stock, **self._properties})

        home = folder / "openfire"
        return Openfire(settings, _there(self._artifacts), home, watchdog, configure)


def _there(part: Part | None) -> Part:
    if part is None:
        raise TestServerError("the test server was not started")
    return part
