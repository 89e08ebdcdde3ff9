"""The shell's side: reads the settings, calls what the wiring hands in, sets the exit code."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
import uvloop

from component import __version__, config
from component.domain.findings import Level
from component.frontdoors.cli import explain
from component.frontdoors.cli.logs import set_up_log
from component.frontdoors.cli.run_command import add_run_command
from component.frontdoors.cli.shell import (
    ConfigOption,
    load_settings,
    stdout,
)
from component.frontdoors.cli.unit_command import add_unit_command
from component.frontdoors.orders import Orders
from component.usecases.self_check import Finding

_MARKS = {
    Level.OK: "[green]ok[/]   ",
    Level.WARNING: "[yellow]note[/] ",
    Level.WRONG: "[red]WRONG[/]",
}


@dataclass(frozen=True, slots=True)
class Actions:
    """What the commands do, handed in by the wiring.

    Attributes:
        serve: Runs the component until it is told to stop.
        check: Looks at everything that the component needs.
    """

    serve: Callable[[config.Settings, Orders], Coroutine[None, None, None]]
    check: Callable[[config.Settings], Coroutine[None, None, list[Finding]]]


def make_app(actions: Actions) -> typer.Typer:
    """Make the command line.

    Args:
        actions: What its commands do.

    Returns:
        The application, to be called.
    """
    app = typer.Typer(
        help="TikiWiki logins for an Openfire chat.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def _root() -> None:
        """TikiWiki logins for an Openfire chat."""

    @app.command()
    def version() -> None:
        """Print the version."""
        stdout.print(__version__)

    add_run_command(app, actions.serve)
    add_unit_command(app)

    @app.command()
    def check(
        config_file: ConfigOption = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Connect to everything; say what is wrong and how to mend it.

        A note names a danger, but the bridge works. Exit code 2: the settings; 3: a database; 4:
        the chat server; 0: nothing is wrong.
        """
        settings = load_settings(config_file)
        set_up_log(config.LogSettings(level="ERROR"))
        findings = uvloop.run(actions.check(settings))
        if as_json:
            rows = [
                {**asdict(f), "area": f.area.name.lower(), "level": f.level.value, "good": f.good}
                for f in findings
            ]
            stdout.print_json(json.dumps(rows))
        else:
            for finding in findings:
                stdout.print(f"{_MARKS[finding.level]} {finding.subject}: ", end="")
                stdout.print(finding.text, markup=False, soft_wrap=True)
        bad = [finding.area.value for finding in findings if not finding.good]
        raise typer.Exit(min(bad) if bad else 0)

    @app.command("config")
    def show_config(
        config_file: ConfigOption = None,
        explained: Annotated[
            bool, typer.Option("--explain", help="List every setting instead.")
        ] = False,
    ) -> None:
        """Print the settings in force, secrets left out; --explain lists all there are."""
        if explained:
            stdout.print(
                explain.as_text(explain.explain(config.Settings, config.ENV_PREFIX)), soft_wrap=True
            )
            stdout.print(
                f"\nIn the environment: {config.ENV_PREFIX}XMPP__SECRET is secret in \\[xmpp].",
                soft_wrap=True,
            )
            return
        stdout.print_json(load_settings(config_file).model_dump_json())

    return app
