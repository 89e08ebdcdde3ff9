"""`undo`: what it asks, what it says, and how it ends, on a real door."""

import pytest

from component import config
from component.domain.undo import Undone, UndoProblem
from component.frontdoors.cli.migration_commands import PASSWORD_VARIABLE
from component.ports import Unavailable
from tests.unit.cli.migration_town import PASSWORD, Component, invoke, words
from tests.unit.cli.undo_plans import PLAN, TIKI_ONLY
from tests.unit.config_file import FILE


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
