"""The command of `make bench`."""

import argparse
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CalledProcessError

from rich.console import Console

from openfire.testserver import TestServerError
from tests.bench import (
    everybody,
    merging,
    pace,
    pace_report,
    presences,
    presences_report,
    restart,
    restart_report,
)
from tests.bench.client import SignInFailed
from tests.bench.report import show, verdicts, was_quiet
from tests.bench.rounds import Options, Say, run
from tests.bench.seat import UnexpectedAnswer

_WIDTH = 150


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; gives the exit status: 1 if it failed, or did not pass `--check`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--plugin", type=Path, required=True, help="the plugin's jar")
    parser.add_argument("--people", type=int, default=128, help="how many sign in")
    parser.add_argument("--clients", type=int, default=16, help="how many at a time")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a timed phase")
    parser.add_argument("--warm-up", type=int, default=9000, help="sign-ins for each server")
    parser.add_argument(
        "--accounts", type=int, default=everybody.ACCOUNTS, help="in the Tiki that is read whole"
    )
    parser.add_argument(
        "--crowd", type=int, default=presences.CROWD, help="who come online at once"
    )
    parser.add_argument(
        "--real", type=int, default=presences.REAL, help="how many of those are real sessions"
    )
    parser.add_argument(
        "--pairs", type=int, default=merging.PAIRS, help="accounts that are merged in bulk"
    )
    parser.add_argument(
        "--returning", type=int, default=restart.CLIENTS_COUNT, help="who come back at once"
    )
    parser.add_argument(
        "--paced-seconds", type=float, default=30.0, help="length of half of the most load"
    )
    parser.add_argument(
        "--only",
        choices=COURSES,
        action="append",
        help="one course instead of all; may be given several times",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="exit status 1 if a target is missed, or if the machine was too busy to tell",
    )
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whatever was started is ended
    if given.clients < 1 or min(given.people, given.warm_up // 6) < 4 * given.clients:
        parser.error("--people and a sixth of --warm-up are at least four times --clients")
    options = Options(
        given.plugin, given.people, given.clients, given.rounds, given.seconds, given.warm_up
    )
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - began:5.0f} s  {text}")

    try:
        missed = [COURSES[name](given, options, console, say) for name in (given.only or COURSES)]
    except (
        SignInFailed,
        UnexpectedAnswer,
        TestServerError,
        CalledProcessError,
        RuntimeError,
        ValueError,
    ) as error:
        console.print(f"The benchmark failed: {error}", style="red", markup=False)
        return 1
    console.print(f"The whole run took {time.monotonic() - began:.0f} s.")
    return int(given.check and any(missed))


def _everybody(given: Namespace, _options: Options, console: Console, _say: Say) -> bool:
    everybody.run(console, given.accounts)
    return False


def _merging(given: Namespace, options: Options, console: Console, say: Say) -> bool:
    bulk = merging.run(options.plugin, given.pairs, say)
    merging.show(bulk, console)
    return bulk.missed


def _presences(given: Namespace, options: Options, console: Console, say: Say) -> bool:
    seen = presences.run(options.plugin, given.crowd, given.real, say)
    presences_report.show(seen, console)
    return not seen.is_paced


def _rounds(_given: Namespace, options: Options, console: Console, say: Say) -> bool:
    results = run(options, say)
    show(results, options, console)
    missed = any(verdict.missed for verdict in verdicts(results).values())
    return missed or not was_quiet(results)


def _restart(given: Namespace, options: Options, console: Console, say: Say) -> bool:
    for tls in (True, False):
        returns = restart.run(options.plugin, given.returning, tls=tls, say=say)
        restart_report.show(returns, console)
    return False


def _pace(given: Namespace, options: Options, console: Console, say: Say) -> bool:
    seconds = given.paced_seconds
    measured = pace.run(options.plugin, options.people, options.clients, seconds, say)
    pace_report.show(measured, console)
    return False


Course = Callable[[Namespace, Options, Console, Say], bool]
COURSES: Mapping[str, Course] = {
    "everybody": _everybody,
    "merging": _merging,
    "presences": _presences,
    "rounds": _rounds,
    "restart": _restart,
    "pace": _pace,
}
"""What is measured, in this order; each prints its result, and tells whether a target is missed."""


if __name__ == "__main__":
    raise SystemExit(main())
