"""What all commands share: where they print, how they find the settings, how they end."""

from enum import IntEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from component import config

stdout = Console(highlight=False)
stderr = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit codes beside 0; `check` has those of the areas of `usecases.self_check` as well."""

    NOT_CONFIRMED = 1
    """Somebody was asked, and did not say yes; nothing was changed."""
    SETTINGS = 2
    DATABASE = 3
    CHAT_SERVER = 4
    """Openfire is not there, or is not ready."""
    COMPONENT = 5
    """The component that runs could not be asked."""
    BROKEN_OFF = 6
    """It was asked, and failed, or its end is not known."""
    REFUSED = 7
    """What was asked for cannot be done; nothing was changed."""
    WRONG_SECRET = 8
    """Openfire does not accept the component's secret."""
    NAME_TAKEN = 9
    """Another component is connected to Openfire under this name."""
    NOT_ALLOWED = 10
    """Openfire allows no component of this name."""
    CUT_SHORT = 11
    """The component had to end before all was finished that it had begun."""
    DOOR_TAKEN = 12
    """A port is something else's, or its address not this machine's yet."""
    INTERRUPTED = 130
    """Ctrl-C, as shells have it: a job goes on."""


ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help=f"Settings file; ${config.ENV_FILE} or ./{config.DEFAULT_FILE} by default.",
    ),
]


def load_settings(path: Path | None) -> config.Settings:
    """Read the settings, or end with what is wrong in them."""
    try:
        return config.load(path)
    except config.SettingsError as error:
        end(str(error), Exit.SETTINGS)


def complain(text: str) -> None:
    """Say on standard error what is wrong."""
    stderr.print(text, style="red", markup=False, soft_wrap=True)


def end(text: str, code: Exit) -> NoReturn:
    """Say on standard error what is wrong, and end with an exit code."""
    complain(text)
    raise typer.Exit(code) from None
