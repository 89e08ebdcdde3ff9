"""The unit for systemd, written for the settings that it is given and this installation."""

import math
import os
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from component import config
from component.frontdoors.cli.shell import ConfigOption, load_settings

_START_SECONDS = 60
"""For databases, doors and the first try; refusals of Openfire come on top."""
_STOP_SECONDS = 5
_HIDDEN = ("/home", "/root", "/run/user")
"""What `ProtectHome=yes` hides."""


def add_unit_command(app: typer.Typer) -> None:
    """Add it.

    Args:
        app: The command line.
    """

    @app.command("systemd-unit")
    def systemd_unit(
        config_file: ConfigOption = None,
        user: Annotated[
            str, typer.Option(help="System user that the component runs as.")
        ] = "tiki-livechat",
    ) -> None:
        """Print a unit for systemd, with notify, watchdog and a read-only file system.

        Put it into /etc/systemd/system/tiki-livechat.service.
        """
        settings = load_settings(config_file)
        typer.echo(unit(settings, config.file_of(config_file), user), nl=False)


def unit(settings: config.Settings, file: Path | None, user: str) -> str:
    """Write the unit.

    Args:
        settings: What the component is to run with.
        file: Where they stand; None if all of them are in the environment.
        user: System user that it runs as.
    """
    program = _program()
    folder = settings.purge.folder
    named = (file, folder, *_authorities(settings))
    paths = [Path(program[0]), Path(sys.base_prefix), *(path for path in named if path)]
    arguments = [] if file is None else ["--config", str(file)]
    text = resources.files(__package__).joinpath("tiki-livechat.service").read_text("utf-8")
    return text.format(
        domain=_escape(settings.xmpp.domain),
        user=user,
        command=" ".join(_quote(part, "$") for part in (*program, "run", *arguments)),
        start=math.ceil(_START_SECONDS + settings.xmpp.give_up_after),
        stop=math.ceil(_STOP_SECONDS + settings.shutdown.seconds),
        home="read-only" if any(_is_hidden(path) for path in paths) else "yes",
        writes="" if folder is None else f"ReadWritePaths={_quote(str(folder.absolute()))}\n",
        writes_comment="" if folder is None else " and that of the purge's exports",
    )


def _program() -> list[str]:
    """How this installation is called, by absolute paths."""
    script = Path(sys.prefix, "bin", "tiki-livechat")
    if os.access(script, os.X_OK):
        return [str(script)]
    return [sys.executable, "-m", "component"]


def _authorities(settings: config.Settings) -> Iterator[Path | None]:
    """The certificates that the component reads at its start."""
    for block in (settings.tiki, settings.openfire):
        yield from (block.tls_ca, block.write.tls_ca)
    yield from (settings.state.tls_ca, settings.mail.tls_ca)


def _is_hidden(path: Path) -> bool:
    return any(each.is_relative_to(folder) for each in (path, path.resolve()) for folder in _HIDDEN)


def _quote(text: str, doubled: str = "") -> str:
    """One word of a list as systemd.syntax(7) has it; in a command, a $ is doubled besides."""
    escaped = _escape(text.replace("\\", "\\\\").replace('"', '\\"'))
    if doubled:
        escaped = escaped.replace(doubled, doubled * 2)
    return f'"{escaped}"' if any(c.isspace() or c in "\"'" for c in text) else escaped


def _escape(text: str) -> str:
    """Keep systemd from taking a % for one of its specifiers."""
    return text.replace("%", "%%")
