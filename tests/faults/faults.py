"""The faults: how each strikes, and how what it has taken away returns. Nobody acts beyond that."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.lines import DATABASES
from tests.faults.town import Town

DAY, HOUR = 86_400, 3_600
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault.

    Attributes:
        name: What the table calls it.
        strike: Brings it about.
        heal: Has what was taken away return; gives when it was back, by the monotonic clock.
        hold: Seconds for which it lasts, from and to.
        is_short: Whether it belongs to the short form.
        spares_logins: Everybody who has signed in before is to get in all the time.
    """

    name: str
    strike: Callable[[Town], object] = field(repr=False)
    heal: Callable[[Town], float] = field(repr=False)
    hold: tuple[float, float] = (1.5, 8.0)
    is_short: bool = True
    spares_logins: bool = False

    @property
    def short_hold(self) -> tuple[float, float]:
        """Seconds for which it lasts in the short form."""
        least = self.hold[0]
        return least, min(self.hold[1], least + 0.5)


def all_faults() -> Sequence[Fault]:
    """Make them."""
    return (
        *_of_component(),
        *_of_openfire(),
        *_of_mariadb(),
        *_of_lines(),
        Fault(
            "disk of the state database full",
            lambda town: town.disk.fill(town.server),
            _free_disk,
            spares_logins=True,
        ),
        _clock("clock a day on, and back", DAY),
        _clock("clock an hour back, and on", -HOUR),
    )


def _of_component() -> Sequence[Fault]:
    return (
        Fault("component killed", lambda town: town.bridge.kill(), _start_component),
        Fault(
            "component stopped",
            lambda town: os.kill(town.bridge.pid, signal.SIGSTOP),
            lambda town: _continue(town.bridge.pid),
            hold=(5.5, 15.0),
        ),
        Fault(
            "component restarted",
            lambda town: town.bridge.stop(),
            _start_component,
            hold=(0.0, 2.0),
            is_short=False,
        ),
    )


def _start_component(town: Town) -> float:
    town.bridge.start(seconds=_START_SECONDS)
    return time.monotonic()


def _of_openfire() -> Sequence[Fault]:
    return (
        Fault("Openfire killed", _kill_openfire, _start_openfire, hold=(0.0, 5.0)),
        Fault(
            "Openfire stopped",
            lambda town: os.kill(town.server.openfire.pid, signal.SIGSTOP),
            lambda town: _continue(town.server.openfire.pid),
            hold=(4.0, 40.0),
        ),
        Fault(
            "Openfire restarted",
            lambda town: town.server.openfire.stop(),
            _start_openfire,
            hold=(0.0, 2.0),
            is_short=False,
        ),
    )


def _kill_openfire(town: Town) -> None:
    os.kill(town.server.openfire.pid, signal.SIGKILL)
    town.server.openfire.stop()


def _start_openfire(town: Town) -> float:
    town.server.openfire.start()
    return time.monotonic()


def _of_mariadb() -> Sequence[Fault]:
    return (
        Fault("MariaDB killed", _kill_mariadb, _start_mariadb),
        Fault(
            "MariaDB stopped",
            lambda town: town.server.mariadb.pause(),
            _resume_mariadb,
            hold=(4.0, 15.0),
        ),
        Fault(
            "MariaDB restarted",
            lambda town: town.server.mariadb.stop(),
            _start_mariadb,
            hold=(0.0, 2.0),
            is_short=False,
        ),
    )


def _kill_mariadb(town: Town) -> None:
    os.kill(town.server.mariadb.pid, signal.SIGKILL)
    town.server.mariadb.stop()


def _start_mariadb(town: Town) -> float:
    town.server.mariadb.start()
    return time.monotonic()


def _resume_mariadb(town: Town) -> float:
    town.server.mariadb.resume()
    return time.monotonic()


def _of_lines() -> Sequence[Fault]:
    return (
        Fault(
            "database connections cut",
            lambda town: town.lines.cut(),
            lambda _: time.monotonic(),
            hold=(0.0, 0.0),
        ),
        Fault(
            "database connections slow",
            lambda town: town.lines.slow_down(0.5),
            lambda town: _timed(lambda: town.lines.slow_down(0.0)),
            hold=(4.0, 15.0),
        ),
        Fault(
            "database connections silent",
            lambda town: town.lines.fall_silent(),
            lambda town: _timed(town.lines.speak_again),
            hold=(4.0, 15.0),
            is_short=False,
        ),
        _refused("database connections refused", DATABASES, is_short=True),
        *(_refused(f"connections refused: {one}", (one,), is_short=False) for one in DATABASES),
    )


def _refused(name: str, databases: Sequence[str], *, is_short: bool) -> Fault:
    return Fault(
        name,
        lambda town: town.lines.refuse(databases),
        lambda town: _timed(lambda: town.lines.serve(databases)),
        hold=(3.0, 12.0),
        is_short=is_short,
    )


def _free_disk(town: Town) -> float:
    town.disk.free(town.server)
    return time.monotonic()


def _clock(name: str, seconds: int) -> Fault:
    return Fault(
        name,
        lambda town: town.clock.set(seconds),
        lambda town: _timed(lambda: town.clock.set(0)),
        spares_logins=True,
    )


def _continue(pid: int) -> float:
    os.kill(pid, signal.SIGCONT)
    return time.monotonic()


def _timed(heal: Callable[[], object]) -> float:
    heal()
    return time.monotonic()
