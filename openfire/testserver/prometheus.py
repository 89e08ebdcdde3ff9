"""A private Prometheus: its programs, its process, its answers. Knows no metric of anybody."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from openfire.testserver.errors import TestServerError, with_log_tail
from openfire.testserver.processes import HOST, Child, Watchdog, free_ports

if TYPE_CHECKING:
    from types import TracebackType

PROGRAMS = Path(__file__).parents[2] / ".cache/prometheus/usr/bin"
"""Where openfire/prepare.sh puts them: the package would start a service."""
START_TIMEOUT = 60.0
POLL = 0.1


def program(name: str) -> str:
    """Finds prometheus or promtool.

    Raises:
        TestServerError: It is not there; the message says what brings it.
    """
    found = shutil.which(name, path=str(PROGRAMS)) or shutil.which(name)
    if found is None:
        raise TestServerError(f"{name} is not there: sh openfire/prepare.sh brings it")
    return found


def promtool(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs promtool in a folder; its exit code is 0 where nothing is wrong."""
    return subprocess.run(
        [program("promtool"), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class Prometheus:
    """A server in a folder of its own; use it in a `with`.

    Args:
        configuration: Its file; relative names in it are looked up beside it.
        folder: For data and log.
    """

    def __init__(self, configuration: Path, folder: Path) -> None:
        self._configuration = configuration
        self._folder = folder
        self._log = folder / "prometheus.log"
        self._watchdog = Watchdog()
        self._child: Child | None = None
        self._address = ""

    def __enter__(self) -> Self:
        port = free_ports(1)[0]
        self._address = f"http://{HOST}:{port}"
        self._child = Child(
            [
                program("prometheus"),
                f"--config.file={self._configuration}",
                f"--storage.tsdb.path={self._folder / 'data'}",
                f"--web.listen-address={HOST}:{port}",
            ],
            log=self._log,
            folder=self._folder,
            watchdog=self._watchdog,
        )
        deadline = time.monotonic() + START_TIMEOUT
        while not self._is_ready():
            if not self._child.running or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise with_log_tail("Prometheus did not start", self._log)
            time.sleep(POLL)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._child is not None:
            self._child.end()
        self._watchdog.close()

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Asks for an expression now: samples with `metric` and `value`.

        Raises:
            TestServerError: It is no expression.
        """
        data = self._get("/api/v1/query", query=expression)["data"]
        result: list[dict[str, Any]] = data["result"]
        return result

    def rules(self) -> list[dict[str, Any]]:
        """The rules that it has read, with `name`, `state` and `health` of each."""
        groups = self._get("/api/v1/rules")["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        url = f"{self._address}{path}?{urlencode(parameters)}"
        try:
            with urlopen(url, timeout=START_TIMEOUT) as answer:  # noqa: S310  our own
                found: dict[str, Any] = json.load(answer)
        except URLError as error:
            raise TestServerError(f"{parameters}: {error}") from error
        return found

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self._address}/-/ready", timeout=5):  # noqa: S310  our own
                return True
        except OSError:
            return False
