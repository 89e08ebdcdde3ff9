"""`prepare-tiki` and `grants`: what they print, whom they ask, and how they end."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from component import config
from component.config import Settings
from component.frontdoors.cli import admin as admin_module
from component.frontdoors.cli.admin import PASSWORD_VARIABLE, Address, Admin, Admins
from component.frontdoors.cli.setup_commands import SetupActions, add_setup_commands, script
from component.ports import Change, Unavailable
from component.usecases.set_up import Plan
from tests.unit.config_file import FILE

TIKI: Address = ("db", 3306)
OPENFIRE: Address = ("db2", 3307)


class Server:
    """What is to be done on it, and who asked for what."""

    def __init__(self, *changes: str, problem: str = "", broken: str = "") -> None:
        self.changes = list(changes)
        self.done: list[str] = []
        self.problem = problem
        self.broken = broken
        self.admins: Admins = {}
        self.asked: list[Sequence[str] | str | None] = []

    @contextlib.asynccontextmanager
    async def plan(
        self, _settings: Settings, admins: Admins, asked: Sequence[str] | str | None
    ) -> AsyncIterator[Plan]:
        self.admins = admins
        self.asked.append(asked)
        yield self._plan

    async def _plan(self) -> list[Change]:
        if self.problem:
            raise Unavailable("the server db:3306", self.problem)
        return [
            Change(
                f"of use for {sql.split()[-1]}",
                sql,
                partial(self._run, sql),
                is_done=sql in self.done,
                takes_away=sql.startswith("REVOKE"),
            )
            for sql in self.changes
        ]

    async def _run(self, sql: str) -> None:
        if sql == self.broken:
            raise Unavailable("the server db:3306", "the disk is full")
        self.done.append(sql)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.setenv(PASSWORD_VARIABLE, "admin pw")
    config.DEFAULT_FILE.write_text(FILE, "utf-8")


def invoke(server: Server, *arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    actions = SetupActions(
        tiki_address=lambda _: TIKI,
        addresses=lambda _: [TIKI, OPENFIRE],
        tiki=server.plan,
        grants=server.plan,
    )
    add_setup_commands(app, actions)
    return CliRunner().invoke(app, arguments, input=typed)


def test_without_apply_sql_is_printed_and_nothing_is_done() -> None:
    server = Server("ALTER TABLE a", "INSERT INTO b")
    result = invoke(server, "prepare-tiki", "--as", "root")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "-- of use for a",
        "ALTER TABLE a;",
        "-- of use for b",
        "INSERT INTO b;",
    ]
    assert server.done == []


def test_with_apply_each_statement_is_told_when_it_is_done() -> None:
    server = Server("ALTER TABLE a", "INSERT INTO b")
    result = invoke(server, "prepare-tiki", "--as", "root", "--apply")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "done: ALTER TABLE a;",
        "done: INSERT INTO b;",
        "All of it is there.",
    ]
    assert server.done == ["ALTER TABLE a", "INSERT INTO b"]


def test_what_is_all_there_is_said_to_be() -> None:
    assert invoke(Server(), "prepare-tiki", "--as", "root").stdout == "-- Nothing is missing.\n"
    result = invoke(Server(), "prepare-tiki", "--as", "root", "--apply")
    assert (result.exit_code, result.stdout) == (
        0,
        "All of it was there: nothing was to be done.\n",
    )


def test_a_failure_says_what_was_done_and_what_was_not() -> None:
    server = Server("ALTER TABLE a", "INSERT INTO b", "INSERT INTO c", broken="INSERT INTO b")
    result = invoke(server, "prepare-tiki", "--as", "root", "--apply")
    assert result.exit_code == 3
    assert result.stdout == "done: ALTER TABLE a;\n"
    assert result.stderr.splitlines() == [
        "NOT done: INSERT INTO b;",
        "NOT done: INSERT INTO c;",
        "the server db:3306: the disk is full",
        "Run it again to go on from here.",
    ]


@pytest.mark.parametrize("arguments", [(), ("--apply",)])
def test_what_stands_against_it_ends_with_code_3(arguments: tuple[str, ...]) -> None:
    server = Server(problem="it does not let 'root' in")
    result = invoke(server, "grants", "--as", "root", *arguments)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr == "the server db:3306: it does not let 'root' in\n"


def test_settings_that_cannot_be_used_end_with_code_2() -> None:
    config.DEFAULT_FILE.write_text("[xmpp]\n", "utf-8")
    result = invoke(Server(), "grants", "--as", "root")
    assert result.exit_code == 2
    assert "xmpp.domain" in result.stderr


def test_rights_that_are_too_many_are_shown_but_taken_by_apply_only() -> None:
    server = Server("REVOKE DELETE ON b", "GRANT SELECT ON b")
    result = invoke(server, "grants", "--as", "root")
    assert result.stdout.splitlines() == [
        "-- of use for b; --apply takes it away:",
        "-- REVOKE DELETE ON b;",
        "GRANT SELECT ON b;",
    ]
    assert "done: REVOKE DELETE ON b;" in invoke(server, "grants", "--as", "root", "--apply").stdout


def test_names_beyond_ascii_come_with_the_charset_of_the_script() -> None:
    changes = [Change("x", "INSERT 'Zoë'", partial(Server()._run, "x"))]
    assert script(changes, "latin1").splitlines()[0] == "SET NAMES latin1;"
    ascii_only = [Change("für x", "INSERT 'x'", partial(Server()._run, "x"))]
    assert "SET NAMES" not in script(ascii_only, "latin1")


def test_a_tiki_in_latin1_is_written_to_in_latin1() -> None:
    config.DEFAULT_FILE.write_text(FILE.replace("[tiki]", '[tiki]\ncharset = "latin1"'), "utf-8")
    result = invoke(Server("INSERT 'Zoë'"), "prepare-tiki", "--as", "root")
    assert result.stdout.startswith("SET NAMES latin1;\n")


def test_groups_and_the_client_host_are_handed_on() -> None:
    server = Server()
    invoke(server, "prepare-tiki", "--as", "root", "--group", "a", "--group", "b")
    invoke(server, "prepare-tiki", "--as", "root")
    invoke(server, "grants", "--as", "root", "--client-host", "10.0.0.%")
    invoke(server, "grants", "--as", "root")
    assert server.asked == [["a", "b"], [], "10.0.0.%", None]


def test_the_admin_is_the_same_on_all_servers() -> None:
    server = Server()
    result = invoke(server, "grants", "--as", "root")
    assert server.admins == {TIKI: Admin("root", "admin pw"), OPENFIRE: Admin("root", "admin pw")}
    assert "admin pw" not in result.output + repr(server.admins)
    invoke(server, "prepare-tiki", "--as", "root")
    assert list(server.admins) == [TIKI]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [((), "say with --as"), (("--as", "root"), PASSWORD_VARIABLE)],
)
def test_without_a_terminal_what_is_needed_is_named(
    arguments: tuple[str, ...], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    server = Server()
    result = invoke(server, "grants", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert server.admins == {}


def test_on_a_terminal_name_and_password_are_asked_for_each_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setattr(admin_module, "is_on_terminal", lambda: True)
    server = Server("GRANT x")
    result = invoke(server, "grants", typed="\none pw\nboss\ntwo pw\n")
    assert server.admins == {TIKI: Admin("root", "one pw"), OPENFIRE: Admin("boss", "two pw")}
    assert result.stdout.endswith("-- of use for x\nGRANT x;\n")  # after what the runner echoes
    assert "Database admin on db:3306 [root]" in result.stderr
    assert "Password of boss on db2:3307" in result.stderr
    assert "pw" not in result.stderr


def test_an_empty_password_may_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    monkeypatch.setattr(admin_module, "is_on_terminal", lambda: True)
    server = Server()
    invoke(server, "prepare-tiki", "--as", "root", typed="\n")
    assert server.admins == {TIKI: Admin("root", "")}


@pytest.mark.parametrize("command", ["prepare-tiki", "grants"])
def test_a_password_is_never_a_flag(command: str) -> None:
    result = invoke(Server(), command, "--help")
    assert "--password" not in result.stdout
