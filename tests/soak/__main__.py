"""The command of `make soak`."""

import argparse
import datetime as dt
import random
import re
import shlex
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from openfire.testserver import TestServerError
from tests.bench.client import SignInFailed
from tests.soak import deeds, report
from tests.soak.load import Load, most_sign_ins
from tests.soak.outcomes import is_put_off
from tests.soak.samples import Sample, Sampler
from tests.soak.town import Member, Town, open_town
from tests.soak.verdict import Bounds, Soaked, judge

_WIDTH = 150
_TRIES = 60
_PUT_OFF = "no answer within"
_COMPLAINT = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL)|^Traceback|exception was never retrieved")
SHORT = Bounds(
    growth_per_day=float("inf"),
    last_to_second=1.25,
    objects_per_deed=60.0,
    warm_up=0.35,
    put_off=0.25,
)
"""Within a minute caches still fill: what deeds leave behind tells more than the memory does."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is run.

    Attributes:
        seconds: Length of the load.
        size: Linked people.
        settlers: People who can migrate.
        rate: Deeds a second; None for a share of the most there can be.
        share: That share.
        most_rate: Deeds a second at most, if it is a share.
        measuring: Seconds in which the most is found out.
        every: Seconds between samples.
        resting: Seconds in which the component does nothing, before and after.
        bounds: What is allowed.
    """

    seconds: float
    size: int = 120
    settlers: int = 1000
    rate: float | None = None
    share: float = 0.2
    most_rate: float = float("inf")
    measuring: float = 20.0
    every: float = 5.0
    resting: float = 30.0
    bounds: Bounds = field(default_factory=Bounds)


def short(rate: float | None) -> Options:
    """The form for each change: under a minute."""
    return Options(
        seconds=30.0,
        size=24,
        settlers=20,
        rate=rate,
        most_rate=5.0,
        measuring=3.0,
        every=1.0,
        resting=4.0,
        bounds=SHORT,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; gives the exit status: 0 if all rules hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--plugin", type=Path, required=True, help="the plugin's jar")
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the load")
    parser.add_argument("--short", action="store_true", help="half a minute, with wider bounds")
    parser.add_argument("--rate", type=float, help="deeds a second, whatever the machine can do")
    parser.add_argument("--seed", type=int, help="of the load, to have the same again")
    parser.add_argument(
        "--json", type=Path, default=Path("build/soak.json"), help="where the result is written"
    )
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whatever was started is ended
    if given.minutes <= 0 or (given.rate is not None and given.rate <= 0):
        parser.error("--minutes and --rate are more than 0")
    random.seed(given.seed)
    options = short(given.rate) if given.short else Options(60 * given.minutes, rate=given.rate)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    started = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - started:5.0f} s  {text}", markup=False)

    began = dt.datetime.now(dt.UTC)
    try:
        log = _beside(given.json)
        with open_town(given.plugin, options.size, options.settlers, log) as town:
            load, soaked = soak(town, options, say)
    except (TestServerError, RuntimeError) as error:
        console.print(f"The soak failed: {error}", style="red", markup=False)
        return 1
    told = report.Report(
        command=shlex.join(["python", "-m", "tests.soak", *(arguments or sys.argv[1:])]),
        began=f"{began:%Y-%m-%d %H:%M} UTC",
        seconds=options.seconds,
        load=load,
        soaked=soaked,
        findings=judge(soaked, options.bounds),
    )
    report.show(told, console)
    report.write(told, given.json)
    return int(not told.holds)


def soak(town: Town, options: Options, say: Say) -> tuple[Load, Soaked]:
    """Let the component rest, load it, let it rest again.

    Raises:
        RuntimeError: The component is gone.
    """
    load = Load(town, deeds.WEIGHTS, options.rate or 1.0)
    sampler = Sampler(town, options.every, lambda: (len(load.done), load.waiting))
    time.sleep(options.resting)
    rest = sampler.look()
    say(f"at rest: {rest.uss:.1f} MiB")
    for member in town.people.members:
        _let_in(town, member)
    if options.rate is None:
        most = most_sign_ins(town, deeds.sign_in, options.measuring)
        load.rate = min(options.share * most, options.most_rate)
        say(f"at most {most:.1f} sign-ins a second; {load.rate:.1f} deeds a second from now on")
    with sampler:
        load.run(options.seconds)
    say("all deeds are done")
    end = _rest(sampler, options.resting)
    log = town.bridge.log.read_text("utf-8").splitlines()
    complaints = [line for line in log if _COMPLAINT.search(line) and _PUT_OFF not in line]
    for line in complaints[:10]:
        say(line)
    return load, Soaked(rest, sampler.samples, end, load.failed, load.put_off, len(complaints))


def _let_in(town: Town, member: Member) -> None:
    """Sign somebody in for the first time, with patience where the machine has much to do."""
    for tries_left in reversed(range(_TRIES)):
        try:
            town.door.sign_in(member.guest(town.server.domain), "first")
        except SignInFailed as error:
            if not tries_left or not is_put_off(error):
                raise RuntimeError(f"{member.login} does not get in: {error}") from error
            time.sleep(1.0)
        else:
            return


def _rest(sampler: Sampler, seconds: float) -> Sample:
    """Wait until nothing waits, at least for so long and at most for ten times that."""
    began = time.monotonic()
    time.sleep(seconds)
    while any((sample := sampler.look()).queues.values()):
        if time.monotonic() - began > 10 * seconds:
            break
        time.sleep(1.0)
    return sample


def _beside(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_suffix(".log")


if __name__ == "__main__":
    raise SystemExit(main())
