"""`init` on a command line of its own, and what it can do for the state schema."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from component.config import Settings
from component.frontdoors.cli.admin import Admins
from component.frontdoors.cli.init_command import InitActions, add_init_command
from component.frontdoors.cli.questions import QUESTIONS
from component.ports import Unavailable

FILE = Path("tiki-livechat.toml")
BLOCKS = ("tiki", "tiki.write", "openfire", "openfire.write", "state")
ANSWERS = {question.name: question.default or "" for question in QUESTIONS} | {
    "domain": "livechat.test",
    "openfire_database_host": "127.0.0.1",
    "state_database_host": "127.0.0.1",
}


class Bridge:
    """Makes the state schema, or cannot."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.admins: list[Admins | None] = []

    async def state(self, _settings: Settings, admins: Admins | None) -> int:
        self.admins.append(admins)
        if self.problem:
            raise Unavailable("the state database", self.problem)
        return 1


def invoke(*arguments: str, bridge: Bridge | None = None, typed: str = "") -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    actions = InitActions(
        state_address=lambda settings: (settings.state.host, settings.state.port),
        state=(bridge or Bridge("Access denied")).state,
    )
    add_init_command(app, actions)
    return CliRunner().invoke(app, ["init", *arguments], input=typed)


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("init_command", "admin"):
        monkeypatch.setattr(f"component.frontdoors.cli.{module}.is_on_terminal", lambda: True)
