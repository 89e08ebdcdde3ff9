"""Who the database admin is that a setup is done as: asked for, never stored, never a flag."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import typer

from component import config
from component.frontdoors.cli.shell import Exit, end

PASSWORD_VARIABLE = f"{config.ENV_PREFIX}ADMIN_PASSWORD"
_USUAL = "root"

Address = tuple[str, int]
"""Host and port of a database server."""

AsOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="ADMIN",
        help="Database user that may do this. Its password is asked for, or taken from the "
        f"environment variable {PASSWORD_VARIABLE}.",
    ),
]


@dataclass(frozen=True, slots=True)
class Admin:
    """A database admin's credentials, for this run only."""

    user: str
    password: str = field(repr=False)


Admins = Mapping[Address, Admin]


def ask_for_admins(addresses: Iterable[Address], user: str | None) -> Admins:
    """Find out who the admin of each server is.

    Args:
        addresses: The servers; each is asked for once.
        user: The same for all of them; None to ask.

    Returns:
        The admins. Without a terminal to ask on, the program ends and says what to give.
    """
    return {address: _ask(address, user) for address in dict.fromkeys(addresses)}


def is_on_terminal() -> bool:
    """Whether there is somebody to be asked."""
    return sys.stdin.isatty()


def _ask(address: Address, user: str | None) -> Admin:
    where = f"{address[0]}:{address[1]}"
    password = os.environ.get(PASSWORD_VARIABLE)
    if not is_on_terminal():
        if not user:
            end("say with --as which database user may do this", Exit.SETTINGS)
        if password is None:
            end(
                f"there is no terminal to ask for the password of {user!r} on {where}: put it into "
                f"the environment variable {PASSWORD_VARIABLE}",
                Exit.SETTINGS,
            )
    name = user or typer.prompt(f"Database admin on {where}", default=_USUAL, err=True)
    if password is None:
        password = typer.prompt(
            f"Password of {name} on {where}",
            default="",
            show_default=False,
            hide_input=True,
            err=True,
        )
    return Admin(name, password)
