"""The command `init`: asks a few questions, writes a settings file, makes the state schema."""

import os
import shlex
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from component import config
from component.frontdoors.cli.admin import (
    Address,
    Admins,
    AsOption,
    ask_for_admins,
    is_on_terminal,
)
from component.frontdoors.cli.new_file import write_new
from component.frontdoors.cli.questions import NO, QUESTIONS, YES, Question, settings_from
from component.frontdoors.cli.settings_file import settings_file
from component.frontdoors.cli.shell import Exit, complain, end, load_settings
from component.ports import Unavailable

_COMMAND = "tiki-livechat"


@dataclass(frozen=True, slots=True)
class InitActions:
    """What the command does beside writing the file, handed in by the wiring.

    Attributes:
        state_address: The server of the state database.
        state: Makes the state schema and gives its version; as the admin, or as the component.
    """

    state_address: Callable[[config.Settings], Address]
    state: Callable[[config.Settings, Admins | None], Coroutine[None, None, int]]


def _asked(name: str) -> Any:  # noqa: ANN401  what typer.Option is said to give
    text = next(question.text for question in QUESTIONS if question.name == name)
    return typer.Option(help=f"{text}.", show_default=False)


def add_init_command(app: typer.Typer, actions: InitActions) -> None:
    """Give the command line its command that makes a settings file."""

    @app.command()
    def init(
        file: Annotated[
            Path | None,
            typer.Argument(
                help=f"The settings file; ${config.ENV_FILE} or ./{config.DEFAULT_FILE} by default."
            ),
        ] = None,
        *,
        domain: Annotated[str | None, _asked("domain")] = None,
        openfire_host: Annotated[str | None, _asked("openfire_host")] = None,
        component: Annotated[str | None, _asked("component")] = None,
        private_component: Annotated[str | None, _asked("private_component")] = None,
        tiki_database_host: Annotated[str | None, _asked("tiki_database_host")] = None,
        tiki_database: Annotated[str | None, _asked("tiki_database")] = None,
        latin1: Annotated[bool | None, _asked("latin1")] = None,
        openfire_database_host: Annotated[str | None, _asked("openfire_database_host")] = None,
        openfire_database: Annotated[str | None, _asked("openfire_database")] = None,
        state_database_host: Annotated[str | None, _asked("state_database_host")] = None,
        state_database: Annotated[str | None, _asked("state_database")] = None,
        page: Annotated[str | None, _asked("page")] = None,
        yes: Annotated[
            bool, typer.Option("--yes", "-y", help="Ask nothing: the usual answer to the rest.")
        ] = False,
        force: Annotated[
            bool, typer.Option("--force", help="Take the place of a file that is there.")
        ] = False,
        admin: AsOption = None,
    ) -> None:
        """Write a settings file with random passwords; with --as, make the component's database.

        A host may have a port, as in db.example.org:3307. Exit code 2: an answer or the file;
        3: the state database; 0: nothing is wrong.
        """
        given = {
            "domain": domain,
            "openfire_host": openfire_host,
            "component": component,
            "private_component": private_component,
            "tiki_database_host": tiki_database_host,
            "tiki_database": tiki_database,
            "latin1": None if latin1 is None else (YES if latin1 else NO),
            "openfire_database_host": openfire_database_host,
            "openfire_database": openfire_database,
            "state_database_host": state_database_host,
            "state_database": state_database,
            "page": page,
        }
        path = file or Path(os.environ.get(config.ENV_FILE) or config.DEFAULT_FILE)
        if path.exists() and not force:
            end(f"{path} is there already; --force takes its place", Exit.SETTINGS)
        values = settings_from(_answers(given, yes=yes))
        _write(path, settings_file(values), overwrite=force)
        typer.echo(f"{path} is written, with passwords for five database users.")
        settings = load_settings(path)
        is_made = _make_state(settings, actions, admin)
        _say_what_is_next(path, settings, is_made=is_made)
        if admin is not None and not is_made:
            raise typer.Exit(Exit.DATABASE)


def _answers(given: Mapping[str, str | None], *, yes: bool) -> dict[str, str]:
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        flag = f"--{question.name.replace('_', '-')}"
        text = given[question.name]
        usual = question.usual(answers)
        if text is None and yes:
            text = usual
        if text is None and (yes or not is_on_terminal()):
            others = "" if yes else ", or --yes for the usual answer to all that has one"
            end(f"say {flag}{others}", Exit.SETTINGS)
        if text is None:
            answers[question.name] = _ask(question, usual)
            continue
        try:
            answers[question.name] = question.check(text)
        except ValueError as error:
            end(f"{flag}: {error}", Exit.SETTINGS)
    return answers


def _ask(question: Question, usual: str | None) -> str:
    def check(text: str) -> str:
        try:
            return question.check(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    answer: str = typer.prompt(question.text, default=usual, value_proc=check)
    return answer


def _write(path: Path, text: str, *, overwrite: bool) -> None:
    try:
        write_new(path, text, overwrite=overwrite)
    except FileExistsError:
        end(f"{path} is there already; --force takes its place", Exit.SETTINGS)
    except OSError as error:
        end(f"{path} cannot be written: {error.strerror}", Exit.SETTINGS)


def _make_state(settings: config.Settings, actions: InitActions, admin: str | None) -> bool:
    """Make the state schema if that is possible now; only with an admin it should be."""
    admins = None if admin is None else ask_for_admins([actions.state_address(settings)], admin)
    try:
        version = uvloop.run(actions.state(settings, admins))
    except Unavailable as error:
        if admins is not None:
            complain(f"the state schema is not made: {error}")
        return False
    typer.echo(f"{settings.state.database} has version {version} of the state schema.")
    return True


def _say_what_is_next(path: Path, settings: config.Settings, *, is_made: bool) -> None:
    where = "" if path == config.DEFAULT_FILE else f" --config {shlex.quote(str(path))}"
    state = "" if is_made else f", and the database {settings.state.database}"
    steps = {
        f"{_COMMAND} prepare-tiki{where} --as ADMIN --apply": "adds livechat_id to Tiki",
        f"{_COMMAND} grants{where} --as ADMIN --apply": f"makes the database users{state}",
        f"{_COMMAND} check{where}": "looks at everything"
        + ("" if is_made else ", and makes the state schema"),
        f"{_COMMAND} run{where}": "serves",
    }
    xmpp = settings.xmpp
    names = " and ".join(repr(n) for n in (xmpp.component, xmpp.private_component) if n)
    typer.echo(
        f"In Openfire, allow the external component {names} with the secret that is in [xmpp] of "
        f"{path}, add {xmpp.private_jid} to its property admin.authorizedJIDs beside the people "
        "who are admins, and upload tikilivechat.jar. Then run these; without --apply, the first "
        "two only print the SQL:"
    )
    for command, about in steps.items():
        typer.echo(f"  {command}\n      {about}")
