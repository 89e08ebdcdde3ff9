"""Servers of their own for a migration of many accounts, with the component that runs it."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.demo.interpreters import Fresh
from openfire.testserver import TestServer
from tests.live.forks import Loaded
from tests.scale.crowd import KEY, Someone, Sort, chat_rows, tiki_rows
from tests.scale.life import give_life
from tests.scale.rows import insert

KEPT = "suspended*"
"""A pattern of the settings: chat usernames that are never deleted."""
PROPERTIES = {"passwordKey": KEY, "user.scramHashedPasswordOnly": "false"}
_START_SECONDS = 60.0
_REFUSED = 7
"""The shell's exit code."""
_PATIENCE = 3600.0
"""Seconds for a command and its job."""


class Site:
    """The servers, the component, and its commands.

    Attributes:
        people: Everybody.
    """

    def __init__(self, server: TestServer, bridge: Bridge, people: Sequence[Someone]) -> None:
        self.server = server
        self.bridge = bridge
        self.people = people

    def ask(self, *arguments: str) -> Any:  # noqa: ANN401  JSON
        """Run a command of the shell; what it prints for programs.

        Raises:
            RuntimeError: It failed.
        """
        return self._run(*arguments, code=0)

    def refused(self, *arguments: str) -> Any:  # noqa: ANN401  JSON
        """Run a command that is refused; likewise. Raises RuntimeError if it is not."""
        return self._run(*arguments, code=_REFUSED)

    def carry_out(self, *arguments: str) -> Mapping[str, Any]:
        """Run a command that becomes a job; what came of it.

        Raises:
            RuntimeError: It failed.
        """
        number = self.ask(*arguments)["job"]
        job = self.ask("job", str(number))["job"]
        if job["state"] != "done":
            raise RuntimeError(f"{' '.join(arguments)}: {job}")
        outcome: Mapping[str, Any] = job["outcome"]
        return outcome

    def of(self, *sorts: Sort) -> list[Someone]:
        """The people of some sorts."""
        return [one for one in self.people if one.sort in sorts]

    def _run(self, *arguments: str, code: int) -> Any:  # noqa: ANN401  JSON
        done = self.bridge.command(*arguments, "--json", seconds=_PATIENCE)
        if done.returncode != code:
            raise RuntimeError(
                f"{' '.join(arguments)}: {done.returncode} {done.stdout}{done.stderr}"
            )
        return json.loads(done.stdout)


@contextlib.contextmanager
def open_site(
    plugin: Path,
    people: Sequence[Someone],
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    is_small: bool = False,
) -> Iterator[Site]:
    """Start everything for the length of a block, with everybody's accounts in place.

    Args:
        plugin: The plugin's jar.
        people: Who has accounts.
        settings: Of the component, over those of a migration.
        is_small: Nothing of it is measured: servers and component are to be there soon.
    """
    native_only = ["admin", *(one.username for one in people if one.sort is Sort.NATIVE_ONLY)]
    with (
        tempfile.TemporaryDirectory(prefix="scale-") as folder,
        TestServer(
            plugin=plugin,
            properties=PROPERTIES,
            tiki_sql=tiki.script(()),
            is_optimised=not is_small,
        ) as server,
        contextlib.ExitStack() as stack,
    ):
        _fill(server, people)
        blocks: Mapping[str, Mapping[str, Any]] = {
            "login": {"native_only": native_only},
            "control": {"socket": Path(folder) / "control.sock"},
            "purge": {"folder": Path(folder), "keep": [KEPT], "most": len(people)},
            **(settings or {}),
        }
        interpreter = stack.enter_context(Loaded()) if is_small else Fresh()
        bridge = Bridge(server, blocks, (), Path(folder), interpreter=interpreter)
        try:
            bridge.start(seconds=_START_SECONDS)
            site = Site(server, bridge, people)
            site.ask("jobs")  # the component's own tables are there once it answers
            _retire(server, people)
            yield site
        finally:
            bridge.stop()


def _fill(server: TestServer, people: Sequence[Someone]) -> None:
    insert(server, "tiki", "users_users", tiki_rows(people))
    insert(server, "openfire", "ofUser", chat_rows(people))
    give_life(server, people)


def _retire(server: TestServer, people: Sequence[Someone]) -> None:
    rows = (
        {"livechat_id": one.username, "retired_at": "2026-01-01"}
        for one in people
        if one.sort is Sort.RETIRED
    )
    insert(server, "livechat_state", "retired_id", rows)
