"""The folders of one test server: a given one that is locked, temporary ones that are removed."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from openfire.testserver.errors import TestServerError

if TYPE_CHECKING:
    from contextlib import ExitStack

    from openfire.testserver.processes import Watchdog


class Folders:
    """Makes folders that are given back when a stack is closed.

    Args:
        cleanup: Unlocks and removes when it is closed.
        watchdog: Removes temporary folders when this process is gone.
    """

    def __init__(self, cleanup: ExitStack, watchdog: Watchdog) -> None:
        self._cleanup = cleanup
        self._watchdog = watchdog

    def lock(self, folder: Path) -> Path:
        """Takes a folder for this server alone, making it if it is not there.

        Raises:
            TestServerError: Another server has it.
        """
        folder = folder.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        lock = self._cleanup.enter_context((folder / "lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TestServerError(f"another test server uses {folder}") from error
        return folder

    def make(self, prefix: str) -> Path:
        """Makes a temporary folder that other users cannot enter."""
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        self._cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        self._watchdog.remove(folder)
        return folder
