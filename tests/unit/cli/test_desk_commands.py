"""The desk's commands in the shell: what they ask, what they print, how they end."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from component import config
from component.domain.jobs import JobState
from component.frontdoors.cli import desk_talk
from tests.unit.cli.desk_town import Town, ends, invoke, settings_in_folder
from tests.unit.config_file import FILE

PLAN = ["3 people join.", "1 leaves."]


@pytest.fixture(autouse=True)
def socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with settings_in_folder(monkeypatch) as path:
        yield path


@pytest.fixture
def town(socket: Path) -> Iterator[Town]:
    with Town().open(socket) as town:
        yield town


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_talk, "is_on_terminal", lambda: True)


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_a_command_for_everybody_is_told_whom_it_is_for(town: Town) -> None:
    result = invoke("whoami", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}@chat.test")
    assert (result.exit_code, result.stderr) == (0, "")
    assert town.commands.done == [("whoami", "zoë", {})]
    printed = lines(result.stdout)
    assert printed[0] == "This is you."
    assert printed[1].split() == ["What", "Value"]
    assert printed[3].split() == ["Live", "Chat", "ID", "zoë"]
    assert "\\x1b[2JAlice\\ud800" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_command_for_everybody_needs_somebody(town: Town) -> None:
    result = invoke("whoami")
    assert result.exit_code == 2
    assert "PERSON" in result.stderr
    assert town.done == []


@pytest.mark.parametrize("name", ["", "a\u2028b", "x" * 2_000])
def test_a_name_that_nobody_can_have_is_refused(town: Town, name: str) -> None:
    result = invoke("whoami", name)
    assert result.exit_code == 2
    assert town.done == []


def test_it_is_answered_in_the_language_of_the_shell(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    assert lines(invoke("whoami", "bob").stdout)[0] == "Das sind Sie."
    assert "heißen" in invoke("whoami", "\u2028").stderr
    assert town.done == ["whoami"]


def test_results_are_printed_as_json(town: Town) -> None:
    result = invoke("whoami", "bob", "--json")
    assert json.loads(result.stdout) == {"livechat_id": "bob"}
    assert town.done == ["whoami"]


def test_parameters_are_arguments_and_options(town: Town) -> None:
    result = invoke("show-account", "Alice Smith", "--detail", "all")
    assert result.exit_code == 0
    assert town.commands.done[0][2] == {"name": "Alice Smith", "detail": "all"}
    assert "Accounts" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("show-account",), "say NAME"),
        (("show-account", "x", "--detail", "more"), "write one of: little, all"),
        (("show-account", "x", "--what"), "--what"),
        (("show-account", "x", "y"), "y"),
        (("sync-groups", "nobody"), "write one of: *, support"),
    ],
)
def test_what_cannot_be_meant_ends_with_code_2(
    town: Town, arguments: tuple[str, ...], problem: str
) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert town.done == []


@pytest.mark.usefixtures("terminal")
def test_a_parameter_that_is_needed_is_asked_for_at_a_terminal(town: Town) -> None:
    result = invoke("show-account", typed="\nAlice Smith\n")
    assert result.exit_code == 0
    assert town.commands.done[0][2] == {"name": "Alice Smith", "detail": "little"}


def test_without_a_terminal_and_a_yes_the_plan_is_shown_and_nothing_changed(town: Town) -> None:
    result = invoke("sync-groups", "support", "--no-dry-run")
    assert result.exit_code == 0
    assert lines(result.stdout) == PLAN
    assert result.stderr == "Nothing was changed. With --yes it is done.\n"
    assert town.commands.done == [
        ("plan", town.commands.done[0][1], {"group": "support", "dry-run": "0"})
    ]


@pytest.mark.parametrize("on_terminal", [True, False])
def test_json_of_a_dry_run_is_the_plan(
    town: Town, monkeypatch: pytest.MonkeyPatch, on_terminal: bool
) -> None:
    monkeypatch.setattr(desk_talk, "is_on_terminal", lambda: on_terminal)
    for arguments in (("--json",), ("--json", "--dry-run")):
        result = invoke("sync-groups", *arguments)
        assert result.exit_code == 0
        assert json.loads(result.stdout) == {"added": 3, "removed": 1}
    assert town.done == ["plan", "plan"]


@pytest.mark.usefixtures("terminal")
def test_at_a_terminal_it_is_shown_confirmed_and_done(town: Town) -> None:
    asyncio.run(town.add_job())
    town.jobs.course = [ends(JobState.DONE, joined=3, left=1)]
    result = invoke("sync-groups", typed="perhaps\ny\n")
    assert result.exit_code == 0
    assert "Do it? [y/n]:" in result.stderr
    assert "Write y or n." in result.stderr
    assert lines(result.stdout) == [
        *PLAN,
        "It is job 1.",
        "Job 1 (sync of groups) is done.",
        "What was changed: 3 members added, 1 member removed.",
    ]
    assert town.done == ["plan", "apply"]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("typed", ["n\n", "No\n", ""])
def test_at_a_terminal_it_is_not_done_without_a_yes(town: Town, typed: str) -> None:
    result = invoke("sync-groups", typed=typed)
    assert result.exit_code == 1
    assert "Nothing was changed." in result.stderr
    assert town.done == ["plan"]


def test_with_yes_nothing_is_asked(town: Town) -> None:
    result = invoke("sync-groups", "--yes", "--no-wait")
    assert result.exit_code == 0
    assert lines(result.stdout) == [*PLAN, "It is job 7."]
    assert town.jobs.looks == 0


def test_a_great_change_needs_its_number(town: Town) -> None:
    dry = invoke("clean-up")
    assert dry.exit_code == 0
    assert "With --confirm NUMBER it is done." in dry.stderr
    for arguments in (("--yes",), ("--confirm", "24")):
        result = invoke("clean-up", *arguments)
        assert result.exit_code == 7
        assert "confirmed with --confirm NUMBER" in result.stderr
    assert "clean-up" not in town.done
    result = invoke("clean-up", "--confirm", "25")
    assert (result.exit_code, lines(result.stdout)[-1]) == (0, "It is done.")
    assert town.done[-1] == "clean-up"


def test_a_number_is_no_yes(town: Town) -> None:
    result = invoke("sync-groups", "--confirm", "1")
    assert result.exit_code == 7
    assert "confirmed with --yes" in result.stderr
    assert town.done == ["plan"]


@pytest.mark.usefixtures("terminal")
def test_at_a_terminal_all_questions_are_asked(town: Town) -> None:
    result = invoke("survey", "bob", typed="3\nnone of them\na word\n\n")
    assert (result.exit_code, lines(result.stdout)) == (0, ["Three questions.", "Thank you."])
    assert "  1. Dark red (red)" in result.stderr
    assert "Write one of these" in result.stderr
    assert town.commands.done[-1][2] == {"colour": "no", "word": "a word", "note": ""}


def test_without_a_terminal_what_is_needed_and_not_proposed_ends_with_code_2(town: Town) -> None:
    result = invoke("survey", "bob")
    assert result.exit_code == 2
    assert "A word" in result.stderr
    assert town.done == ["survey"]


def test_what_cannot_be_done_ends_with_code_7(town: Town) -> None:
    result = invoke("fail", "--json")
    assert (result.exit_code, result.stderr) == (7, "That cannot be done now.\n")
    assert json.loads(result.stdout) == {"why": "no"}
    assert town.done == ["fail"]


def test_what_the_component_does_not_offer_ends_with_code_7(town: Town) -> None:
    result = invoke("elsewhere")
    assert (result.exit_code, result.stderr) == (7, "There is no such command.\n")
    assert town.done == []


def test_sessions_that_came_to_nothing_are_ended(town: Town) -> None:
    for _ in range(30):
        assert invoke("sync-groups").exit_code == 0
    assert town.done == ["plan"] * 30


def test_a_component_that_does_not_run_ends_with_code_5() -> None:
    result = invoke("whoami", "bob")
    assert result.exit_code == 5
    assert "tiki-livechat run" in result.stderr


def test_without_a_socket_in_the_settings_it_says_what_to_set() -> None:
    config.DEFAULT_FILE.write_text(FILE, "utf-8")
    result = invoke("whoami", "bob")
    assert result.exit_code == 2
    assert "control.socket" in result.stderr
