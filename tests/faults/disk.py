"""A small disk of its own for the state database: a real file system that is really full.

InnoDB keeps each table in a file. On this disk such a file cannot grow while a ballast fills what
is free, and the server says so: "The table … is full" (error 1114). The redo log, the system
tables and the other databases are on the server's own disk, so nobody else is concerned. A limit
on the size of files (RLIMIT_FSIZE) would not do: it ends mariadbd by SIGXFSZ.

It takes the right to mount: root, or `sudo` without a password.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pymysql

from openfire.testserver import TestServer

STATE = "livechat_state"
FILLER = "filler"
"""The action of audit entries that only take room."""
_MEGABYTES = 64
_FULL = 1114
_CHUNK = bytes(65_536)
_SIZES = (6_000, 600, 60, 0)


class Disk:
    """The disk, mounted.

    Args:
        folder: Where.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"

    def take_in(self, server: TestServer) -> None:
        """Move the state database here; it has no tables yet."""
        place = server.folder / "mariadb" / "data" / STATE
        shutil.move(place, self._folder / STATE)
        place.symlink_to(self._folder / STATE)

    def fill(self, server: TestServer) -> None:
        """Leave no room, neither on the disk nor in the pages that the audit has already.

        Raises:
            RuntimeError: The audit still takes entries.
        """
        with self._ballast.open("ab", buffering=0) as ballast:
            for chunk in (_CHUNK, _CHUNK[:4096]):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(chunk)
        for size in _SIZES:
            _fill_pages(server, size)

    def free(self, server: TestServer) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)
        server.execute("DELETE FROM audit WHERE action = %s", (FILLER,), STATE)


def _fill_pages(server: TestServer, size: int) -> None:
    for _ in range(2_000):
        try:
            server.execute(
                "INSERT INTO audit (at, action, subject, detail) "
                "VALUES (UTC_TIMESTAMP(6), %s, '-', REPEAT('x', %s))",
                (FILLER, size),
                STATE,
            )
        except pymysql.MySQLError as error:
            if error.args[0] != _FULL:
                raise
            return
    raise RuntimeError("the audit takes entries although its disk is full")


@contextlib.contextmanager
def mounted() -> Iterator[Disk]:
    """A disk for the length of a block; what uses it has to end before.

    Raises:
        RuntimeError: There is no right to mount one.
    """
    folder = Path(tempfile.mkdtemp(prefix="livechat-disk-"))
    try:
        owner = f"uid={os.geteuid()},gid={os.getegid()}"
        _as_root(
            *("mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m,mode=700,{owner}"),
            *("tmpfs", str(folder)),
        )
        try:
            yield Disk(folder)
        finally:
            _as_root("umount", str(folder))
    finally:
        folder.rmdir()


def _as_root(*command: str) -> None:
    prefix = () if os.geteuid() == 0 else ("sudo", "-n")
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"a disk of its own for the state database takes root or sudo: {done.stderr.strip()}"
        )
