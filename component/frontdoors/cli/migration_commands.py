"""The commands about migrations: `migrations` lists them, `undo` undoes one.

Both ask the component that runs. The new password is asked for or comes by the environment, and
goes nowhere but to it.
"""

import json
import os
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import SecretStr
from rich import box
from rich.table import Table
from rich.text import Text

from component import config
from component.domain.migration import Migration, Step
from component.domain.undo import UndoProblem, is_usable_password
from component.frontdoors.cli.admin import is_on_terminal
from component.frontdoors.cli.running import ask_component
from component.frontdoors.cli.shell import ConfigOption, Exit, end, load_settings, stdout
from component.frontdoors.cli.undo_words import (
    BAD_PASSWORD,
    quoted,
    shown,
    tell_plan,
    tell_problem,
    tell_result,
    time_of,
)
from component.frontdoors.control.commands import (
    LIST_MIGRATIONS,
    MOST_LISTED,
    PLAN_UNDO,
    UNDO,
    ListArguments,
    NameArguments,
    UndoArguments,
)

PASSWORD_VARIABLE = f"{config.ENV_PREFIX}NEW_PASSWORD"
_COLUMNS = ("Number", "Step", "When", "Way", "Tiki account", "Live Chat ID")


def add_migration_commands(app: typer.Typer) -> None:
    """Give the command line its commands about migrations."""

    @app.command()
    def migrations(
        config_file: ConfigOption = None,
        only_open: Annotated[
            bool, typer.Option("--open", help="Only those that are not finished yet.")
        ] = False,
        most: Annotated[
            int, typer.Option("--most", min=1, max=MOST_LISTED, help="How many at most.")
        ] = 50,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """List migrations, the newest first.

        Exit code 2: the settings; 5: the component does not run, or does not obey you; 6: it could
        not answer.
        """
        steps = tuple(step for step in Step if step.is_open or not only_open)
        arguments = ListArguments(most=most, steps=steps)
        found = ask_component(load_settings(config_file), LIST_MIGRATIONS, arguments)
        if as_json:
            stdout.print_json(
                json.dumps([_row(migration) for migration in found]), ensure_ascii=True
            )
        elif found:
            stdout.print(_table(found))
        else:
            stdout.print("There are none.")

    @app.command()
    def undo(
        name: Annotated[
            str, typer.Argument(help="The Live Chat ID, or what else the person signs in with.")
        ],
        config_file: ConfigOption = None,
        yes: Annotated[
            bool, typer.Option("--yes", "-y", help="Do not ask whether it is to be done.")
        ] = False,
    ) -> None:
        """Undo a migration: two accounts again, the chat account with a new password of its own.

        The password is asked for, or taken from the environment variable
        TIKI_LIVECHAT_NEW_PASSWORD. To repeat it does no harm. Exit code 2: the settings; 5: the
        component does not run, or does not obey you; 6: it was broken off; 7: it cannot be undone.
        """
        settings = load_settings(config_file)
        plan = ask_component(settings, PLAN_UNDO, NameArguments(name=name))
        if isinstance(plan, UndoProblem):
            end(tell_problem(plan, name), Exit.REFUSED)
        for line in tell_plan(plan):
            typer.echo(line)
        if not yes:
            _confirm()
        livechat_id = plan.migration.plan.livechat_id
        password = _new_password(livechat_id) if plan.needs_password else ""
        undone = ask_component(
            settings,
            UNDO,
            UndoArguments(
                name=livechat_id, number=plan.migration.number, password=SecretStr(password)
            ),
            f"It may have been done in part. Undo {quoted(livechat_id)} again to complete it.",
        )
        if isinstance(undone, UndoProblem):
            end(tell_problem(undone, livechat_id), Exit.REFUSED)
        for line in tell_result(undone):
            typer.echo(line)


def _confirm() -> None:
    if not is_on_terminal():
        end("there is no terminal to ask on: say with --yes that it is to be done", Exit.SETTINGS)
    typer.confirm("Undo it?", abort=True, err=True)


def _new_password(livechat_id: str) -> str:
    """Get a password that can be one, or end with what to give."""
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is not None:
        if not is_usable_password(password):
            end(f"{PASSWORD_VARIABLE} is no chat password. {BAD_PASSWORD}", Exit.SETTINGS)
        return password
    if not is_on_terminal():
        end(
            f"there is no terminal to ask for the new chat password of {quoted(livechat_id)}: put "
            f"it into the environment variable {PASSWORD_VARIABLE}",
            Exit.SETTINGS,
        )
    while True:
        typed: str = typer.prompt(
            f"New chat password of {quoted(livechat_id)}",
            hide_input=True,
            confirmation_prompt=True,
            err=True,
        )
        if is_usable_password(typed):
            return typed
        typer.echo(BAD_PASSWORD, err=True)


def _row(migration: Migration) -> dict[str, object]:
    plan = migration.plan
    return {
        "number": migration.number,
        "step": migration.step.value,
        "at": datetime.fromtimestamp(migration.at, UTC).isoformat(timespec="seconds"),
        "path": plan.path.value,
        "tiki_login": plan.tiki_login,
        "user_id": plan.user_id,
        "livechat_id": plan.livechat_id,
        "old_account": plan.old_account.value,
    }


def _table(migrations: list[Migration]) -> Table:
    table = Table(*_COLUMNS, box=box.SIMPLE_HEAD)
    for migration in migrations:
        plan = migration.plan
        cells = (
            str(migration.number),
            migration.step.value,
            time_of(migration.at),
            plan.path.value,
            shown(plan.tiki_login),
            shown(plan.livechat_id),
        )
        table.add_row(*(Text(cell, overflow="fold") for cell in cells))
    return table
