"""The command `tiki-livechat`, also as `python -m component`."""

import gc
import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import typer

from component.frontdoors.cli.app import Actions, make_app
from component.frontdoors.cli.desk_commands import add_desk_commands
from component.frontdoors.cli.init_command import InitActions, add_init_command
from component.frontdoors.cli.migration_commands import add_migration_commands
from component.frontdoors.cli.monitoring_command import add_monitoring_command
from component.frontdoors.cli.setup_commands import SetupActions, add_setup_commands
from component.frontdoors.commands.all_descriptions import DESCRIPTIONS


def main() -> None:
    """Run the command line."""
    make_main_app()(prog_name="tiki-livechat")


def make_main_app() -> typer.Typer:
    """Make the command line with all its commands."""
    app = make_app(Actions(serve=_wired("serving", "serve"), check=_wired("checking", "check")))
    add_init_command(
        app,
        InitActions(
            state_address=_wired("setting_up", "state_address"),
            state=_wired("setting_up", "state"),
        ),
    )
    add_setup_commands(
        app,
        SetupActions(
            tiki_address=_wired("setting_up", "tiki_address"),
            addresses=_wired("setting_up", "addresses"),
            tiki=_wired("setting_up", "tiki"),
            grants=_wired("setting_up", "grants"),
        ),
    )
    add_migration_commands(app)
    add_desk_commands(app, DESCRIPTIONS)
    add_monitoring_command(app)
    return app


def _wired(module: str, action: str) -> Callable[..., Any]:
    """An action of the wiring, loaded once it is called: most commands need no part of it."""

    def act(*arguments: object) -> Any:  # noqa: ANN401  whatever the action gives
        return getattr(_load(f"component.wiring.{module}"), action)(*arguments)

    return act


def _load(module: str) -> ModuleType:
    """Load a module with the garbage collector off: all stays, and to look takes a fifth longer."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.enable()


if __name__ == "__main__":
    main()
