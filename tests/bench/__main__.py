"""The command of `make bench`."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import CalledProcessError

from rich.console import Console

from openfire.testserver import TestServerError
from tests.bench import everybody, merging, presences, presences_report
from tests.bench.client import SignInFailed
from tests.bench.report import show, verdicts, was_quiet
from tests.bench.rounds import Options, run

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
        "--check",
        action="store_true",
        help="exit status 1 if a target is missed, or if the machine was too busy to tell",
    )
    given = parser.parse_args(arguments)
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
        everybody.run(console, given.accounts)
        bulk = merging.run(options.plugin, given.pairs, say)
        seen = presences.run(options.plugin, given.crowd, given.real, say)
        results = run(options, say)
    except (
        SignInFailed,
        TestServerError,
        CalledProcessError,
        RuntimeError,
        ValueError,
    ) as error:
        console.print(f"The benchmark failed: {error}", style="red", markup=False)
        return 1
    merging.show(bulk, console)
    presences_report.show(seen, console)
    show(results, options, console)
    console.print(f"The whole run took {time.monotonic() - began:.0f} s.")
    missed = any(verdict.missed for verdict in verdicts(results).values())
    missed = missed or not seen.is_paced or bulk.missed
    return int(given.check and (missed or not was_quiet(results)))


if __name__ == "__main__":
    raise SystemExit(main())
