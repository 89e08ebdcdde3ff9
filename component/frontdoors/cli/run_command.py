"""The command that serves: the signals it obeys, and the exit codes that it ends with."""

import asyncio
import logging
import math
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Annotated

import typer
import uvloop

from component import config
from component.frontdoors.cli.logs import set_up_log
from component.frontdoors.cli.shell import ConfigOption, Exit, end, load_settings
from component.frontdoors.doors import DoorError, TakenDoorError
from component.frontdoors.orders import Orders
from component.frontdoors.xmpp.problems import GivenUpError, Problem

_log = logging.getLogger(__name__)

Serve = Callable[[config.Settings, Orders], Coroutine[None, None, None]]

_CODES = {
    Problem.NO_CONNECTION: Exit.CHAT_SERVER,
    Problem.CLOSED: Exit.CHAT_SERVER,
    Problem.LOST: Exit.CHAT_SERVER,
    Problem.WRONG_SECRET: Exit.WRONG_SECRET,
    Problem.NAME_TAKEN: Exit.NAME_TAKEN,
    Problem.NOT_CONFIGURED: Exit.NOT_ALLOWED,
}
"""Of the problems that the component gives up by."""


def add_run_command(app: typer.Typer, serve: Serve) -> None:
    """Add it.

    Args:
        app: The command line.
        serve: Runs the component until it is told to stop.
    """

    @app.command()
    def run(
        config_file: ConfigOption = None,
        connect_within: Annotated[
            float | None,
            typer.Option(
                min=0.1,
                metavar="SECONDS",
                help="End if Openfire has not let the component in by then, whatever the reason.",
            ),
        ] = None,
    ) -> None:
        """Serve logins until SIGTERM or Ctrl-C; SIGHUP has it read its settings anew.

        A server that is not there is waited for. Exit code 2: the settings, among them a socket
        that is not to be had; 8: Openfire does not accept the secret; 9: another component has the
        name; 10: Openfire allows none of this name; 11: not all could be finished in time; 12: a
        port is taken, or its address not this machine's yet. With --connect-within, 4: Openfire is
        not there.
        """
        settings = load_settings(config_file)
        set_up_log(settings.log)
        orders = Orders(lambda: config.load(config_file), connect_within or math.inf)
        try:
            uvloop.run(_obeying_signals(serve(settings, orders), orders, settings))
        except TakenDoorError as error:
            end(str(error), Exit.DOOR_TAKEN)
        except DoorError as error:
            end(str(error), Exit.SETTINGS)
        except GivenUpError as error:
            end(str(error), _CODES[error.problem])


async def _obeying_signals(
    serving: Coroutine[None, None, None], orders: Orders, settings: config.Settings
) -> None:
    """Run the component; SIGTERM and SIGINT end it, SIGHUP has it read its settings anew.

    What is not finished within `shutdown.seconds` of the first signal to end, or at the second, is
    broken off together with the process: whatever hangs in it, be it the event loop or a thread.

    Args:
        serving: Serves until it is told to stop.
        orders: How it is told.
        settings: Those in force at the start.

    Raises:
        Whatever `serving` raises.
    """
    loop, seconds = asyncio.get_running_loop(), settings.shutdown.seconds
    deadline = threading.Timer(seconds, _cut_short, [f"not all was finished within {seconds:g} s"])
    deadline.daemon = True

    def end() -> None:
        if orders.stop.is_set():
            _cut_short("it was told to end once more")
        orders.stop.set()
        deadline.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    loop.add_signal_handler(signal.SIGHUP, orders.reload.set)
    await serving


def _cut_short(why: str) -> None:
    """End the process here and now."""
    _log.error("ends at once: %s", why)
    logging.shutdown()
    os._exit(Exit.CUT_SHORT)
