"""`make demo`: starts everything, tells the story, then stays up to be tried by hand."""

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.demo.commanding import ADMIN
from openfire.demo.migrating import PEG, link_to_try
from openfire.demo.people import NATIVE_ACCOUNTS, PEOPLE
from openfire.demo.stage import Stage
from openfire.demo.story import NEW_PASSWORD, OUT, tell_story
from openfire.testserver import TestServer, TestServerError
from openfire.testserver.processes import free_ports

console = Console(highlight=False)

DOMAIN = "livechat.test"
MIGRANT = "trent"
"""Who can be led through the migration by hand."""


def main(
    plugin: Annotated[Path, typer.Option(help="The plugin's jar.")],
    once: Annotated[bool, typer.Option("--once", help="End after the steps.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Sign in to a real Openfire with Tiki passwords."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    console.print("[bold]tiki-livechat demo[/]: a MariaDB with a Tiki 24, and an Openfire 4.2.0")
    try:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livechat-demo-")))
            server = stack.enter_context(_server(plugin))
            console.print(f"both are up after {time.monotonic() - began:.1f} s")
            bridge = Bridge(server, _settings(folder), folder=folder)
            stack.callback(bridge.stop)
            stage = Stage(console)
            asyncio.run(tell_story(server, bridge, stage))
            _sum_up(stage, time.monotonic() - began)
            if not once:
                link = asyncio.run(link_to_try(server, MIGRANT))
                _stay(server, bridge, link)
    except TestServerError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("\nended")
        return
    raise typer.Exit(1 if stage.failures else 0)


def _server(plugin: Path) -> TestServer:
    return TestServer(
        plugin=plugin,
        tiki_sql=tiki.script(),
        chat_users=NATIVE_ACCOUNTS,
        domain=DOMAIN,
    )


def _settings(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The demo's own: a migration page on a free port, a socket for commands, an admin for them.

    Groups are synced at the start and by command only, until the story has been told.
    """
    (port,) = free_ports(1)
    return {
        "web": {
            "public_url": f"http://127.0.0.1:{port}/account",
            "port": port,
            "site_name": "Wonderland",
        },
        "control": {"socket": folder / "control.sock"},
        "admins": {"jids": [f"{ADMIN}@{DOMAIN}"]},
        "sync": {"interval_seconds": 300.0},
    }


def _sum_up(stage: Stage, seconds: float) -> None:
    if stage.failures:
        console.print(f"\n[red]{stage.failures} things were not right[/] ({seconds:.0f} s)")
    else:
        console.print(f"\n[green]All is well[/] ({seconds:.0f} s)")


def _stay(server: TestServer, bridge: Bridge, link: str) -> None:
    """Say what to try by hand, and wait for Ctrl-C."""
    console.print(
        f"\nIt stays up. Sign in with any XMPP client: host {server.host}, port "
        f"{server.client_port}, domain {server.domain}, TLS with the certificate\n"
        f"{server.certificate}",
        soft_wrap=True,
    )
    people = Table("username", "password", "what to expect", box=None, padding=(0, 3, 0, 0))
    for who in PEOPLE:
        password = NEW_PASSWORD if who.login == "Alice Smith" else who.password
        outcome = f"refused: {OUT[who.login]}" if who.login in OUT else "signs in"
        people.add_row(who.login, password, f"{outcome}; {who.about}")
    for name, password in (server.admin, *NATIVE_ACCOUNTS.items()):
        if name not in ("judy", PEG):
            people.add_row(name, password, "signs in: an account of the chat alone")
    console.print(people)
    console.print(
        f"\nThe migration page, for a browser on this machine: {link.partition('/m/')[0]}/\n"
        f"{MIGRANT} has just been sent a personal link (connect it with the Tiki account Trent): "
        f"{link}",
        soft_wrap=True,
    )
    console.print(f"\nThe component's log: {bridge.log}", soft_wrap=True)
    console.print(f"Openfire's log: {server.openfire.log}", soft_wrap=True)
    console.print("Ctrl-C ends everything.")
    signal.pause()


if __name__ == "__main__":
    typer.run(main)
