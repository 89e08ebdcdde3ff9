"""A component that runs, and a terminal."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from component import config
from component.frontdoors.cli import migration_commands
from component.frontdoors.cli.migration_commands import PASSWORD_VARIABLE
from tests.unit.cli.migration_town import Component
from tests.unit.config_file import FILE
from tests.unit.control.doors import open_in_thread


@pytest.fixture(autouse=True)
def socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with settings that name a socket in it: short, since Linux allows 107 bytes."""
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        path = Path(folder) / "control.sock"
        config.DEFAULT_FILE.write_text(f'{FILE}\n[control]\nsocket = "{path}"\n', "utf-8")
        yield path
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def component(socket: Path) -> Iterator[Component]:
    running = Component()
    with open_in_thread(socket, *running.handlers()):
        yield running


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration_commands, "is_on_terminal", lambda: True)
