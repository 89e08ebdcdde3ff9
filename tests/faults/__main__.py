"""The command of `make faults`."""

import argparse
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from openfire.testserver import TestServerError
from tests.bench.client import SignInFailed
from tests.faults.chance import make_chance
from tests.faults.course import Course, Outcome
from tests.faults.faults import Fault, all_faults
from tests.faults.people import make_people
from tests.faults.report import show, write
from tests.faults.town import founded

BUILD = Path(__file__).parents[2] / "build"
_WIDTH = 150
_MIGRATIONS_OF_EACH_SORT = 60
"""For each fault."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; gives the exit status: 0 only if all invariants hold and nothing came back late."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--plugin", type=Path, required=True, help="the plugin's jar")
    parser.add_argument("--short", action="store_true", help="each sort of fault, for a moment")
    parser.add_argument("--rounds", type=int, default=1, help="how often each fault strikes")
    parser.add_argument("--seed", type=int, help="of all that is left to chance")
    parser.add_argument("--only", default="", metavar="NAME", help="faults with this in the name")
    parser.add_argument(
        "--build", type=Path, default=BUILD, help="where the table and the component's log are kept"
    )
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    faults = choose(given.only, seed, given.rounds, is_short=given.short)
    if not faults:
        parser.error(f"no fault has {given.only!r} in its name")
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    console.print(f"seed {seed}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever was started is ended
    try:
        outcomes = run(given.plugin, faults, seed, console, given.build, is_short=given.short)
    except (SignInFailed, TestServerError, RuntimeError) as error:
        console.print(f"The suite failed, with seed {seed}: {error}", style="red", markup=False)
        return 1
    show(outcomes, console)
    write(outcomes, seed, given.build)
    return int(not all(one.has_passed for one in outcomes))


def choose(only: str, seed: int, rounds: int, *, is_short: bool) -> list[Fault]:
    """The faults, in an order that is left to chance.

    Args:
        only: What is in their names.
        seed: Of the order.
        rounds: How often each strikes.
        is_short: Only those of the short form, unless they are asked for by name.
    """
    fitting = [
        one
        for one in all_faults()
        if only.casefold() in one.name.casefold() and (only or one.is_short or not is_short)
    ]
    faults = fitting * rounds
    make_chance(seed, "order").shuffle(faults)
    return faults


def run(
    plugin: Path,
    faults: Sequence[Fault],
    seed: int,
    console: Console,
    build: Path,
    *,
    is_short: bool,
) -> list[Outcome]:
    """Let faults strike, one after the other.

    Raises:
        RuntimeError: The load could not be brought about.
    """
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - began:5.0f} s  {text}", markup=False)

    people = make_people(_MIGRATIONS_OF_EACH_SORT * len(faults))
    outcomes: list[Outcome] = []
    with founded(plugin, people, build) as town:
        say("the town is there")
        course = Course(town, people, seed, is_short=is_short)
        try:
            course.begin()
            for fault in faults:
                outcomes += strike(course, fault, say)
        finally:
            course.end()
    if course.ledger.trouble:
        raise RuntimeError("; ".join(course.ledger.trouble))
    return outcomes


def strike(
    course: Course, fault: Fault, say: Callable[[str], None], most: int = 2
) -> Iterator[Outcome]:
    """Let a fault strike, and again where it came back late: a busy machine is not late twice.

    Args:
        course: Under which load.
        fault: Which one.
        say: Told of each strike.
        most: How often it strikes.
    """
    outcome = course.suffer(fault)
    say(f"{fault.name}: {'; '.join(outcome.violated) or 'all invariants hold'}")
    if not outcome.is_late or most == 1:
        yield outcome
        return
    say(f"{fault.name} came back late; once more")
    rest = list(strike(course, fault, say, most - 1))
    yield replace(outcome, is_excused=not rest[0].is_late)
    yield from rest


if __name__ == "__main__":
    raise SystemExit(main())
