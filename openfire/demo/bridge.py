"""The component as a process of its own, with settings and rights for a test server."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from component import config
from openfire.demo.interpreters import Fresh, Interpreter, Running
from openfire.demo.rights import database_blocks, give_rights
from openfire.testserver import TestServer

READY = "connected to {domain} as {jid}"
"""What the component logs once a handshake is through."""

GROUPS: Sequence[Mapping[str, Any]] = (
    {"tiki": "Live Chat helpers", "roster": "helpers", "display_name": "Helpers"},
    {
        "tiki": "Contributors",
        "roster": "contributors",
        "display_name": "Contributors",
        "visible_to": "everybody",
    },
)
"""The demo's mappings."""


class Bridge:
    """Starts and ends `tiki-livechat run`; in a `with`, it is ended at the end.

    Args:
        server: What it serves.
        settings: Over the demo's own, by block; a value of None leaves a setting out.
        groups: Mappings of groups.
        folder: Where settings and log are written; the server's by default.
        file: Settings that are there already, to be used as they are. The component then has the
            rights that somebody else gave it.
        interpreter: What it and its commands are started by.
        environment: Variables that it runs with, beside this process's own.
    """

    def __init__(
        self,
        server: TestServer,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        groups: Sequence[Mapping[str, Any]] = GROUPS,
        folder: Path | None = None,
        *,
        file: Path | None = None,
        interpreter: Interpreter | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = {"PYTHONUNBUFFERED": "1", **(environment or {})}
        self.server = server
        self.interpreter = interpreter or Fresh()
        self.folder = folder or server.folder
        self.file = file or self.folder / "tiki-livechat.toml"
        self.log = self.folder / "component.log"
        self._process: Running | None = None
        if file is None:
            self.configure(settings, groups)
            give_rights(config.load(self.file), server.users["admin"])

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

    @property
    def pid(self) -> int:
        """Its process id, while it runs."""
        if self._process is None:
            raise RuntimeError("the component does not run")
        return self._process.pid

    def configure(
        self,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        groups: Sequence[Mapping[str, Any]] = GROUPS,
    ) -> None:
        """Write the settings; they count from the next start on, the rights stay as they are."""
        self.file.touch(mode=0o600)
        self.file.write_text(settings_file(self.server, settings or {}, groups), "utf-8")

    def start(
        self, module: Sequence[str] = ("component",), *, until: str = "", seconds: float = 60.0
    ) -> None:
        """Start it and wait until it is connected under each name that it has.

        Args:
            module: What is run, with arguments of its own: the component, or what wraps it.
            until: What it is to say instead.
            seconds: How long that may take.

        Raises:
            RuntimeError: It ended, or did not say that in time; with the end of its log.
        """
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = self.interpreter.start(
                (*module, "run", "--config", str(self.file)),
                log,
                log,
                {**os.environ, **self._environment},
            )
        deadline = time.monotonic() + seconds
        xmpp = config.load(self.file).xmpp
        connected = [
            READY.format(domain=xmpp.domain, jid=jid) for jid in (xmpp.jid, xmpp.private_jid)
        ]
        awaited = [until] if until else connected
        while not all(line in (logged := self._logged_since(before)) for line in awaited):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the component did not start:\n{logged[-4000:]}")
            time.sleep(0.05)

    def _logged_since(self, position: int) -> str:
        """The end of the log, from a position in bytes on; a character may be half written."""
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """End it by SIGTERM; by SIGKILL if that takes longer than half a minute."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it by SIGKILL, at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def wait(self, seconds: float = 60.0) -> int:
        """Wait until it ends by itself.

        Returns:
            Its exit code; -9 after SIGKILL.

        Raises:
            subprocess.TimeoutExpired: It goes on.
        """
        if self._process is None:
            raise RuntimeError("the component does not run")
        code = self._process.wait(seconds)
        self._process = None
        return code

    def command(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        seconds: float = 120.0,
    ) -> subprocess.CompletedProcess[str]:
        """Run another command of the shell with the same settings.

        Args:
            arguments: The command.
            environment: Beside this process's own.
            seconds: How long it may take; the shell waits for jobs.

        Raises:
            subprocess.TimeoutExpired: It took longer, and was ended.
        """
        with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
            process = self.interpreter.start(
                ("component", *arguments, "--config", str(self.file)),
                printed,
                said,
                {**os.environ, "COLUMNS": "200", **(environment or {})},
            )
            try:
                code = process.wait(seconds)
            finally:
                process.kill()
                process.wait()
            return subprocess.CompletedProcess(arguments, code, _text(printed), _text(said))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")


def settings_file(
    server: TestServer,
    settings: Mapping[str, Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
) -> str:
    """The settings of a component for a test server, as TOML."""
    blocks: dict[str, dict[str, Any]] = {
        "xmpp": {
            "domain": server.domain,
            "host": server.host,
            "port": server.component_port,
            "component": server.component,
            "private_component": server.private_component,
            "secret": server.component_secret,
        },
        **database_blocks(server.host, server.database_port, server.users),
    }
    for block, values in settings.items():
        blocks.setdefault(block, {}).update(values)
    lines = []
    for block, values in blocks.items():
        lines.append(f"[{block}]")
        lines += [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    for group in groups:
        lines.append("[[groups]]")
        lines += [f"{key} = {_toml(value)}" for key, value in group.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(part)}' for key, part in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
