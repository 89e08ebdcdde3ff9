"""A private MariaDB: its data, its process, its root connection. Knows no table of anybody.

It needs the package mariadb-server-core only and reads no configuration of the machine. Root may
connect through the unix socket alone, whose folder is closed to other users.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.constants import CLIENT

from openfire.testserver.errors import TestServerError, with_log_tail
from openfire.testserver.processes import HOST, Child, Watchdog, free_ports, listening_ports

if TYPE_CHECKING:
    from collections.abc import Sequence

START_TIMEOUT = 60.0
START_ATTEMPTS = 5
POLL = 0.05
QUERY_TIMEOUT = 60
SYSTEM_TABLES = (
    "mysql_system_tables.sql",
    "mysql_performance_tables.sql",
    "mysql_system_tables_data.sql",
)
COLLATION = "utf8mb4_unicode_ci"


class MariaDB:
    """A database server in a folder of its own.

    Args:
        program: Path of mariadbd.
        folder: For data and log; made if it is not there, reused if it is.
        socket_folder: For the unix socket; short, because such a path has at most 107 bytes.
        watchdog: Ends the server when this process is gone.
        tls: PEM file with a certificate and its key, to offer TLS; `FLUSH SSL` reads it again.
    """

    def __init__(
        self,
        program: str,
        folder: Path,
        socket_folder: Path,
        watchdog: Watchdog,
        tls: Path | None = None,
    ) -> None:
        self._program = program
        self._folder = folder
        self._data = folder / "data"
        self._socket = socket_folder / "mariadb.sock"
        self._watchdog = watchdog
        self._tls = [f"--ssl-cert={tls}", f"--ssl-key={tls}"] if tls else ["--skip-ssl"]
        self._child: Child | None = None
        self._port: int | None = None
        self.log = folder / "mariadb.log"

    @property
    def port(self) -> int:
        """Its port on the loopback address; it stays the same when it is stopped and started.

        Raises:
            TestServerError: It was never started.
        """
        if self._port is None:
            raise TestServerError("MariaDB was not started")
        return self._port

    @property
    def pid(self) -> int:
        """Its process id.

        Raises:
            TestServerError: It is not running.
        """
        return self._running().pid

    def start(self) -> None:
        """Starts it, making the data first if there is none; returns when it answers.

        Raises:
            TestServerError: It did not start; the message has the end of its log.
        """
        if self._child is not None and self._child.running:
            return
        if not self._data.is_dir():
            self._make_data()
        for _ in range(START_ATTEMPTS if self._port is None else 1):
            port = self._port or free_ports(1)[0]
            if self._launch(port):
                self._port = port
                return
        raise with_log_tail("MariaDB did not start", self.log)

    def stop(self) -> None:
        """Ends it in good order; does nothing when it is not running."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def pause(self) -> None:
        """Makes it hang: connections stay open, new ones are taken by the kernel, none answers."""
        self._running().pause()

    def resume(self) -> None:
        """Ends the pause; does nothing when it is not running."""
        if self._child is not None:
            self._child.resume()

    def execute(
        self, sql: str, args: Sequence[object] = (), database: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Runs one statement as root and commits it; gives its rows."""
        connection = self._connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, args or None)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def run_script(self, sql: str, database: str) -> None:
        """Runs several statements, separated by semicolons, as root in a database."""
        connection = self._connect(database, CLIENT.MULTI_STATEMENTS)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                while cursor.nextset():
                    pass
        finally:
            connection.close()

    def _connect(
        self, database: str | None = None, flags: int = 0
    ) -> pymysql.Connection[pymysql.cursors.Cursor]:
        return pymysql.connect(
            unix_socket=str(self._socket),
            user="root",
            database=database,
            charset="utf8mb4",
            collation=COLLATION,
            autocommit=True,
            client_flag=flags,
            connect_timeout=10,
            read_timeout=QUERY_TIMEOUT,
            ssl_disabled=True,
        )

    def _running(self) -> Child:
        if self._child is None or not self._child.running:
            raise with_log_tail("MariaDB is not running", self.log)
        return self._child

    def _launch(self, port: int) -> bool:
        child = self._child = Child(
            [
                *self._command(self._data),
                *(f"--socket={self._socket}", f"--port={port}", f"--bind-address={HOST}"),
                *("--skip-log-bin", "--skip-name-resolve", "--performance-schema=OFF"),
                *("--max-connections=200", "--max-allowed-packet=64M"),
                *("--character-set-server=utf8mb4", f"--collation-server={COLLATION}"),
                *(f"--pid-file={self._folder / 'mariadb.pid'}", *self._tls),
            ],
            log=self.log,
            folder=self._folder,
            watchdog=self._watchdog,
        )
        deadline = time.monotonic() + START_TIMEOUT
        while child.running and time.monotonic() < deadline:
            if port in listening_ports(child.pid) and self._answers():
                return True
            time.sleep(POLL)
        self.stop()
        return False

    def _answers(self) -> bool:
        """Tries the socket first: PyMySQL leaves its own open when it cannot connect."""
        try:
            with socket.socket(socket.AF_UNIX) as attempt:
                attempt.connect(str(self._socket))
            self._connect().close()
        except (OSError, pymysql.OperationalError):
            return False
        return True

    def _command(self, data: Path) -> list[str]:
        """Of what it has committed nothing is lost when it is killed; its machine stays up."""
        user = ["--user=root"] if os.geteuid() == 0 else []
        return [
            *(self._program, "--no-defaults", *user, f"--basedir={self._prefix()}"),
            *(f"--datadir={data}", f"--tmpdir={self._folder}"),
            *("--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M"),
            *("--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=OFF"),
            *("--key-buffer-size=1M", "--aria-pagecache-buffer-size=8M"),
        ]

    def _prefix(self) -> Path:
        return Path(self._program).resolve().parents[1]

    def _make_data(self) -> None:
        """Fills a new data folder as mariadb-install-db does, which needs the client package."""
        data = self._folder / "data.new"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700, parents=True)
        share = self._prefix() / "share" / "mysql"
        lines = ["CREATE DATABASE mysql;", "USE mysql;", "SET @auth_root_socket = NULL;"]
        for name in SYSTEM_TABLES:
            lines += (share / name).read_text("utf-8").splitlines()
        lines.append("DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';")
        script = "\n".join(line for line in lines if "@current_hostname" not in line) + "\n"
        with self.log.open("ab") as log:
            done = subprocess.run(
                [*self._command(data), "--bootstrap", "--enforce-storage-engine="],
                input=script.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=START_TIMEOUT,
                check=False,
            )
        if done.returncode != 0:
            raise with_log_tail("MariaDB's data could not be made", self.log)
        data.rename(self._data)
