"""A component with a journal on a real door, and the commands that knock at it."""

import os
import re
from dataclasses import dataclass, field

import typer
from typer.testing import CliRunner, Result

from component.domain.audit import Actor, Way
from component.domain.undo import Undone, UndoPlan, UndoProblem
from component.frontdoors.cli.migration_commands import add_migration_commands
from component.frontdoors.control import commands
from component.frontdoors.control.protocol import Handler
from tests.fakes.migration import FakeJournal
from tests.unit.cli.undo_plans import PLAN

PASSWORD = "sesame-1234"


@dataclass
class Component:
    """The component that runs, as far as these commands ask it."""

    plan: UndoPlan | UndoProblem = PLAN
    result: Undone | UndoProblem | Exception = field(default_factory=lambda: Undone(PLAN))
    journal: FakeJournal = field(default_factory=FakeJournal)
    asked: list[tuple[str, int, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    async def look(self, name: str) -> UndoPlan | UndoProblem:
        self.names.append(name)
        return self.plan

    async def undo(self, name: str, number: int, password: str, by: Actor) -> Undone | UndoProblem:
        assert f"uid {os.geteuid()}" in by.name
        assert by.way is Way.SHELL
        self.asked.append((name, number, password))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    def handlers(self) -> tuple[Handler, ...]:
        return (
            commands.plan_undo(self.look),
            commands.undo(self.undo),
            commands.list_migrations(self.journal),
        )


def invoke(*arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    add_migration_commands(app)
    return CliRunner().invoke(app, arguments, input=typed)


def words(text: str) -> str:
    """A text without the line breaks of a terminal."""
    return re.sub(r"\s+", " ", text)
