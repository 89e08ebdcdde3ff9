"""How shell commands ask the component that runs."""

from pathlib import Path
from typing import TypeVar

import uvloop

from component import config
from component.frontdoors.cli.shell import Exit, end
from component.frontdoors.control.client import NotDoneError, UnreachableError, ask
from component.frontdoors.control.protocol import Arguments, Command

A = TypeVar("A", bound=Arguments)
R = TypeVar("R")


def ask_component(
    settings: config.Settings, command: Command[A, R], arguments: A, advice: str = ""
) -> R:
    """Have the running component carry a command out, or end with what is wrong.

    Args:
        settings: Where its socket is.
        command: Which.
        arguments: What it is told.
        advice: What to do when the command was broken off.

    Returns:
        What came of it.
    """
    path = socket_of(settings)
    try:
        return uvloop.run(ask(path, command, arguments))
    except UnreachableError as error:
        end(str(error), Exit.COMPONENT)
    except NotDoneError as error:
        end(f"{error}\n{advice}".rstrip(), Exit.BROKEN_OFF)


def socket_of(settings: config.Settings) -> Path:
    """Where the component that runs listens, or end with what to set."""
    if settings.control.socket is None:
        end(
            "there is no way to the component that runs: give control.socket a path in the "
            "settings, such as /run/tiki-livechat/control.sock, and restart it",
            Exit.SETTINGS,
        )
    return settings.control.socket
