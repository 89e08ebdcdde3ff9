"""`migrations` and `undo`: what they ask, what they say, and how they end, on a real door."""

import asyncio
import contextlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from component import config
from component.domain import migration as rules
from component.domain.migration import Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.undo import Undone, UndoPlan, UndoProblem
from component.frontdoors.cli import migration_commands
from component.frontdoors.cli.migration_commands import PASSWORD_VARIABLE, add_migration_commands
from component.frontdoors.control import commands
from component.frontdoors.control.protocol import Handler
from component.ports import Unavailable
from tests.fakes.migration import FakeJournal
from tests.unit.cli.undo_plans import PLAN, TIKI_ONLY
from tests.unit.config_file import FILE
from tests.unit.control.doors import open_in_thread

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

    async def undo(self, name: str, number: int, password: str, by: str) -> Undone | UndoProblem:
        assert f"uid {os.geteuid()}" in by
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


def invoke(*arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    add_migration_commands(app)
    return CliRunner().invoke(app, arguments, input=typed)


def words(text: str) -> str:
    """A text without the line breaks of a terminal."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_it_is_shown_asked_and_done(component: Component) -> None:
    result = invoke("undo", "alice@livechat.test", typed=f"y\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert component.names == ["alice@livechat.test"]
    assert component.asked == [("alice", 12, PASSWORD)]
    said = [line for line in result.stdout.splitlines() if line]
    assert said[:2] == [
        "Migration 12 of 2023-11-14 22:13: two accounts became one.",
        "It can be undone until 2023-12-14 22:13. Then:",
    ]
    assert said[-2:] == [
        "Migration 12 is undone.",
        "'alice' signs in to the chat with the new password from now on.",
    ]
    assert PASSWORD not in result.output


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_on_a_terminal_it_is_not_done_without_a_yes(component: Component, answer: str) -> None:
    result = invoke("undo", "alice", typed=answer)
    assert result.exit_code == 1
    assert component.asked == []


@pytest.mark.usefixtures("terminal")
def test_a_password_that_cannot_be_one_is_asked_for_again(component: Component) -> None:
    bad = "x" * 33
    result = invoke("undo", "alice", "-y", typed=f"{bad}\n{bad}\na\nb\n{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert "1 to 32 characters" in result.stderr
    assert component.asked == [("alice", 12, PASSWORD)]


def test_without_a_terminal_the_environment_has_the_password(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    result = invoke("undo", "alice", "--yes")
    assert result.exit_code == 0
    assert component.asked == [("alice", 12, PASSWORD)]
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("arguments", "password", "problem"),
    [
        (("--yes",), None, PASSWORD_VARIABLE),
        ((), PASSWORD, "say with --yes"),
        (("--yes",), "", f"{PASSWORD_VARIABLE} is no chat password"),
        (("--yes",), "x" * 33, f"{PASSWORD_VARIABLE} is no chat password"),
    ],
)
def test_without_a_terminal_what_is_needed_is_named(
    component: Component,
    arguments: tuple[str, ...],
    password: str | None,
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if password is not None:
        monkeypatch.setenv(PASSWORD_VARIABLE, password)
    result = invoke("undo", "alice", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert component.asked == []


def test_no_password_is_asked_for_where_none_is_needed(component: Component) -> None:
    component.plan, component.result = TIKI_ONLY, Undone(TIKI_ONLY)
    result = invoke("undo", "alice", "--yes")
    assert result.exit_code == 0
    assert component.asked == [("alice", 12, "")]
    assert "signs in to the chat with the new password" not in result.stdout


@pytest.mark.parametrize("problem", UndoProblem)
def test_what_cannot_be_undone_ends_with_code_7_and_says_why(
    component: Component, problem: UndoProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    component.plan = problem
    shown_first = invoke("undo", "al\x1bice", "--yes")
    component.plan, component.result = PLAN, problem
    at_last = invoke("undo", "al\x1bice", "--yes")
    for result in (shown_first, at_last):
        assert result.exit_code == 7
        assert result.stderr.strip()
        assert "{" not in result.stderr
        assert "\x1b" not in result.stderr
    assert component.asked == [("alice", 12, PASSWORD)]


def test_what_is_broken_off_ends_with_code_6_and_says_to_repeat_it(
    component: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    component.result = Unavailable("Openfire", "no answer in 5 seconds")
    result = invoke("undo", "Alice Smith", "--yes")
    assert result.exit_code == 6
    assert "Openfire: no answer in 5 seconds" in result.stderr
    assert "Undo 'alice' again to complete it." in result.stderr


@pytest.mark.parametrize("command", [("undo", "alice", "--yes"), ("migrations",)])
def test_a_component_that_does_not_run_ends_with_code_5(command: tuple[str, ...]) -> None:
    result = invoke(*command)
    assert result.exit_code == 5
    assert "tiki-livechat run" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [("undo", "alice", "--yes"), ("migrations",)])
def test_without_a_socket_in_the_settings_they_say_what_to_set(command: tuple[str, ...]) -> None:
    config.DEFAULT_FILE.write_text(FILE, "utf-8")
    result = invoke(*command)
    assert result.exit_code == 2
    assert "give control.socket a path" in words(result.stderr)


@pytest.mark.parametrize("command", [("undo", "alice"), ("migrations",)])
def test_settings_that_cannot_be_used_end_with_code_2(command: tuple[str, ...]) -> None:
    config.DEFAULT_FILE.write_text("[xmpp]\n", "utf-8")
    assert invoke(*command).exit_code == 2


def test_a_password_is_never_a_flag() -> None:
    assert "--password" not in invoke("undo", "--help").stdout


async def fill(journal: FakeJournal) -> None:
    """A finished migration, one of an old Tiki's bytes, and one that is open."""
    for number, login in enumerate(["Alice", "B\udce4r\x1b[2J", "[bold]"], start=1):
        plan = Plan(rules.Path.BOTH, LiveChatId(f"u{number}"), TikiLogin(login), number)
        begun = await journal.begin(plan)
        assert begun is not None
        if number < 3:
            claimed = await journal.advance(begun, Step.CLAIMED)
            assert claimed is not None
            await journal.advance(claimed, Step.FINISHED)


def test_migrations_are_listed_the_newest_first(component: Component) -> None:
    asyncio.run(fill(component.journal))
    result = invoke("migrations")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines() if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert rows[0] == ["3", "begun", "2023-11-14", "22:13", "both", "[bold]", "u3"]
    assert rows[1][5] == "B\\udce4r\\x1b[2J"
    assert "\x1b" not in result.stdout


def test_open_ones_alone_and_only_so_many_are_listed(component: Component) -> None:
    asyncio.run(fill(component.journal))
    only_open = json.loads(invoke("migrations", "--open", "--json").stdout)
    assert [row["number"] for row in only_open] == [3]
    two = json.loads(invoke("migrations", "--most", "2", "--json").stdout)
    assert [row["number"] for row in two] == [3, 2]


def test_migrations_are_printed_as_json(component: Component) -> None:
    asyncio.run(fill(component.journal))
    found = json.loads(invoke("migrations", "--json").stdout)
    assert found[1] == {
        "number": 2,
        "step": "finished",
        "at": "2023-11-14T22:13:20+00:00",
        "path": "both",
        "tiki_login": "B\udce4r\x1b[2J",
        "user_id": 2,
        "livechat_id": "u2",
        "old_account": "keep",
    }


@pytest.mark.usefixtures("component")
def test_where_nobody_has_migrated_that_is_said() -> None:
    assert invoke("migrations").stdout == "There are none.\n"
    assert invoke("migrations", "--json").stdout == "[]\n"


@pytest.mark.parametrize("most", ["0", "-1", "10001", "x"])
def test_a_number_that_cannot_be_is_said_to_be_wrong(most: str) -> None:
    assert invoke("migrations", "--most", most).exit_code == 2
