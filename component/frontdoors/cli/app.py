"""The shell's side: reads the settings, calls what the wiring hands in, sets the exit code."""

import asyncio
import json
import logging
import signal
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.logging import RichHandler

from component import __version__, config
from component.frontdoors.cli import explain
from component.usecases.self_check import Finding

_stdout = Console(highlight=False)
_stderr = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit codes beside 0; those of `check` are the areas of `usecases.self_check`."""

    SETTINGS = 2


@dataclass(frozen=True, slots=True)
class Actions:
    """What the commands do, handed in by the wiring.

    Attributes:
        serve: Runs the component until the event is set.
        check: Looks at everything that the component needs.
    """

    serve: Callable[[config.Settings, asyncio.Event], Coroutine[None, None, None]]
    check: Callable[[config.Settings], Coroutine[None, None, list[Finding]]]


ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help=f"Settings file; ${config.ENV_FILE} or ./{config.DEFAULT_FILE} by default.",
    ),
]


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
        _stdout.print(__version__)

    @app.command()
    def run(config_file: ConfigOption = None) -> None:
        """Serve logins until SIGTERM or Ctrl-C."""
        settings = _load(config_file)
        _set_up_log(settings.log.level)
        uvloop.run(_serve(actions, settings))

    @app.command()
    def check(
        config_file: ConfigOption = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Connect to everything; say what is wrong and how to mend it.

        Exit code 2: the settings; 3: a database; 4: the chat server; 0: all is well.
        """
        settings = _load(config_file)
        _set_up_log("ERROR")
        findings = uvloop.run(actions.check(settings))
        if as_json:
            rows = [{**asdict(f), "area": f.area.name.lower()} for f in findings]
            _stdout.print_json(json.dumps(rows))
        else:
            for finding in findings:
                mark = "[green]ok[/]   " if finding.good else "[red]WRONG[/]"
                _stdout.print(f"{mark} {finding.subject}: ", end="")
                _stdout.print(finding.text, markup=False, soft_wrap=True)
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
            _stdout.print(
                explain.as_text(explain.explain(config.Settings, config.ENV_PREFIX)), soft_wrap=True
            )
            _stdout.print(
                f"\nIn the environment: {config.ENV_PREFIX}XMPP__SECRET is secret in \\[xmpp].",
                soft_wrap=True,
            )
            return
        _stdout.print_json(_load(config_file).model_dump_json())

    return app


async def _serve(actions: Actions, settings: config.Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await actions.serve(settings, stop)


def _load(path: Path | None) -> config.Settings:
    try:
        return config.load(path)
    except config.SettingsError as error:
        _stderr.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(Exit.SETTINGS) from None


def _set_up_log(level: str) -> None:
    """Log to standard error; never what slixmpp sends, which may hold a new account's password."""
    if _stderr.is_terminal:
        handler: logging.Handler = RichHandler(console=_stderr, show_path=False)
        form = "%(name)s: %(message)s"
    else:
        handler = logging.StreamHandler()
        form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=level, format=form, handlers=[handler])
    quiet = max(logging.WARNING, logging.getLogger().level)
    for library in ("slixmpp", "aiomysql", "asyncio", "PIL"):
        logging.getLogger(library).setLevel(quiet)
