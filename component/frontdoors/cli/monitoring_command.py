"""The command `monitoring`: files for the Prometheus and the Grafana that watch over this."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from component.frontdoors.cli.shell import Exit, end

FILES = ("prometheus.yml", "tiki-livechat.rules.yml", "grafana-dashboard.json")


def add_monitoring_command(app: typer.Typer) -> None:
    """Give the command line its command that writes them."""

    @app.command()
    def monitoring(
        folder: Annotated[
            Path, typer.Option(help="Where the files are written; made if it is not there.")
        ],
        *,
        force: Annotated[
            bool, typer.Option("--force", help="Take the place of files that are there.")
        ] = False,
    ) -> None:
        """Write a scrape configuration, alert rules and a Grafana dashboard.

        Exit code 2: they cannot be written there.
        """
        there = [name for name in FILES if (folder / name).exists()]
        if there and not force:
            end(
                f"{', '.join(there)} is in {folder} already; --force takes its place", Exit.SETTINGS
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in FILES:
                (folder / name).write_bytes(read(name))
        except OSError as error:
            end(f"{folder} cannot be written to: {error.strerror}", Exit.SETTINGS)
        typer.echo(
            f"{folder} has:\n"
            "  prometheus.yml           merge it into that of your Prometheus; its address is that "
            "of\n                           [health] in the settings\n"
            "  tiki-livechat.rules.yml  alerts; put it beside prometheus.yml\n"
            "  grafana-dashboard.json   in Grafana: Dashboards, New, Import"
        )


def read(name: str) -> bytes:
    """One of the files, as it comes with this program."""
    return resources.files("component").joinpath("monitoring", name).read_bytes()
