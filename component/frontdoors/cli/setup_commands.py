"""The commands that prepare an installation's databases: `prepare-tiki` and `grants`.

Without `--apply` they only print SQL. `init` is in `init_command`.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated

import typer
import uvloop

from component import config
from component.frontdoors.cli.admin import Address, Admins, AsOption, ask_for_admins
from component.frontdoors.cli.shell import ConfigOption, Exit, end, load_settings
from component.ports import Change, Unavailable
from component.usecases.set_up import Plan, StoppedHalfway, set_up

_CLIENT_CHARSETS = {"utf8mb4": "utf8mb4", "utf8mb3": "utf8", "latin1": "latin1"}

Planning = AbstractAsyncContextManager[Plan]

ApplyOption = Annotated[bool, typer.Option("--apply", help="Do it, instead of printing the SQL.")]


@dataclass(frozen=True, slots=True)
class SetupActions:
    """What the commands do, handed in by the wiring.

    Attributes:
        tiki_address: The server of Tiki's database.
        addresses: The servers of all databases.
        tiki: Plans what a Tiki lacks, groups of these names among it.
        grants: Plans the rights of the database users, who come from this host.
    """

    tiki_address: Callable[[config.Settings], Address]
    addresses: Callable[[config.Settings], Sequence[Address]]
    tiki: Callable[[config.Settings, Admins, Sequence[str]], Planning]
    grants: Callable[[config.Settings, Admins, str | None], Planning]


def add_setup_commands(app: typer.Typer, actions: SetupActions) -> None:
    """Give the command line its commands that set up databases."""

    @app.command("prepare-tiki")
    def prepare_tiki(
        config_file: ConfigOption = None,
        group: Annotated[
            list[str] | None,
            typer.Option(
                help="A Tiki group to be made if the site lacks it, such as that of the room "
                "monitors; may be given several times. By default those that the settings map by "
                "name.",
            ),
        ] = None,
        admin: AsOption = None,
        apply: ApplyOption = False,
    ) -> None:
        """Print, or run, the SQL for what Tiki lacks: livechat_id, groups. Safe to repeat.

        Exit code 2: the settings; 3: a database; 0: nothing is wrong.
        """
        settings = load_settings(config_file)
        admins = ask_for_admins([actions.tiki_address(settings)], admin)
        planning = actions.tiki(settings, admins, group or [])
        names = _CLIENT_CHARSETS[settings.tiki.charset]
        _carry_out(planning, names, apply=apply)

    @app.command()
    def grants(
        config_file: ConfigOption = None,
        admin: AsOption = None,
        client_host: Annotated[
            str | None,
            typer.Option(
                metavar="HOST",
                help="Where the component comes from, as the database servers see it; by default "
                "where this machine comes from.",
            ),
        ] = None,
        apply: ApplyOption = False,
    ) -> None:
        """Print, or run, the SQL for the database users and their rights. Safe to repeat.

        They get the least rights that will do. With --apply, they lose what they have beyond that
        in these databases.
        Exit code 2: the settings; 3: a database; 0: nothing is wrong.
        """
        settings = load_settings(config_file)
        admins = ask_for_admins(actions.addresses(settings), admin)
        planning = actions.grants(settings, admins, client_host)
        _carry_out(planning, _CLIENT_CHARSETS["utf8mb4"], apply=apply)


def script(changes: Sequence[Change], charset: str) -> str:
    """Write changes as SQL that a client can run as it stands, with comments.

    Args:
        changes: What there is to do. What takes rights away stands in comments only.
        charset: What the client is to read the SQL as.
    """
    if not changes:
        return "-- Nothing is missing."
    lines = []
    if not all(change.sql.isascii() for change in changes):
        lines.append(f"SET NAMES {charset};")
    about = ""
    for change in changes:
        note = f"{change.about}; --apply takes it away:" * change.takes_away
        if change.about != about:
            about = change.about
            lines.append(f"-- {note or about}")
        lines.append(f"{'-- ' * change.takes_away}{change.sql};")
    return "\n".join(lines)


def _carry_out(planning: Planning, charset: str, *, apply: bool) -> None:
    try:
        uvloop.run(_apply(planning) if apply else _print(planning, charset))
    except Unavailable as error:
        end(str(error), Exit.DATABASE)
    except StoppedHalfway as stop:
        for change in stop.left:
            typer.echo(f"NOT done: {change.sql};", err=True)
        end(f"{stop.why}\nRun it again to go on from here.", Exit.DATABASE)


async def _print(planning: Planning, charset: str) -> None:
    async with planning as plan:
        typer.echo(script(await plan(), charset))


async def _apply(planning: Planning) -> None:
    async with planning as plan:
        made = await set_up(plan, lambda change: typer.echo(f"done: {change.sql};"))
    typer.echo("All of it is there." if made else "All of it was there: nothing was to be done.")
