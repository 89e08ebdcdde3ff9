"""The command `monitoring`: files for the Prometheus and the Grafana that watch over this."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from component import config
from component.frontdoors.cli.shell import ConfigOption, Exit, end

FILES = ("prometheus.yml", "tiki-livechat.rules.yml", "grafana-dashboard.json")
USUAL_ADDRESS = "127.0.0.1:9587"
"""What prometheus.yml has where the settings say nothing."""


def add_monitoring_command(app: typer.Typer) -> None:
    """Give the command line its command that writes them."""

    @app.command()
    def monitoring(
        folder: Annotated[
            Path, typer.Option(help="Where the files are written; made if it is not there.")
        ],
        config_file: ConfigOption = None,
        *,
        force: Annotated[
            bool, typer.Option("--force", help="Take the place of files that are there.")
        ] = False,
    ) -> None:
        """Write a scrape configuration, alert rules and a Grafana dashboard.

        Exit code 2: the settings, or the files cannot be written there.
        """
        address = _address(config_file)
        there = [name for name in FILES if (folder / name).exists()]
        if there and not force:
            end(
                f"{', '.join(there)} is in {folder} already; --force takes its place", Exit.SETTINGS
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in FILES:
                text = read(name).replace(USUAL_ADDRESS, address or USUAL_ADDRESS)
                (folder / name).write_text(text, "utf-8")
        except OSError as error:
            end(f"{folder} cannot be written to: {error.strerror}", Exit.SETTINGS)
        typer.echo(
            f"{folder} has:\n"
            "  prometheus.yml           merge it into that of your Prometheus\n"
            "  tiki-livechat.rules.yml  alerts; put it beside prometheus.yml\n"
            "  grafana-dashboard.json   in Grafana: Dashboards, New, Import"
        )
        if address is None:
            typer.echo(f"The settings have no health.port yet: prometheus.yml has {USUAL_ADDRESS}.")


def read(name: str) -> str:
    """One of the files, as it comes with this program."""
    return resources.files("component").joinpath("monitoring", name).read_text("utf-8")


def _address(config_file: Path | None) -> str | None:
    """Where the component is to be asked; None where the settings do not say, or are not there."""
    try:
        health = config.load(config_file).health
    except config.SettingsError as error:
        if config_file is not None:
            end(str(error), Exit.SETTINGS)
        return None
    if health.port is None:
        return None
    return (
        f"[{health.host}]:{health.port}" if ":" in health.host else f"{health.host}:{health.port}"
    )
