"""One fault after the other under load: when it strikes, what it costs, what is left of it."""

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pymysql

from tests.faults.books import Books, open_jobs, open_migrations, read
from tests.faults.chance import make_chance
from tests.faults.faults import Fault
from tests.faults.invariants import Case, violations
from tests.faults.ledger import Answer, Attempt, Ledger, Sort
from tests.faults.moving import Migrations
from tests.faults.people import People
from tests.faults.shifting import Shifts, actual, wanted
from tests.faults.signing import SignIns
from tests.faults.town import Town
from tests.faults.turnstile import Turnstile

BOUND_SECONDS = 10.0
"""Of a recovery."""
_PATIENCE = 60.0
"""Seconds to wait for one that is late already."""
_LOOK = 0.1
_BEFORE, _AFTER = (1.0, 5.0), (2.0, 4.0)
"""Seconds of load before it is measured in peace and before the fault, and after the recovery."""
_SHORT = 0.25
"""How much of that there is in the short form."""


Times = dict[str, float | None]
"""Kind of load → seconds; None for never."""


@dataclass(frozen=True)
class Outcome:
    """What came of a fault.

    Attributes:
        fault: Its name.
        held: Seconds from the strike until what it took away was let go on or started again.
        start: Seconds from then until it was there.
        logins: Sign-ins that were begun.
        lost: Those begun while all parts were up that did not get their right answer.
        later: Those of people who were told to try later, or whose connection broke.
        migrations: How many were gone through.
        shifts: How many memberships have changed.
        peace: Kind of load → seconds that the same took before the strike or well after the return,
            whichever is more.
        back: Kind of load → seconds from the return until it went on; None if it never did.
        violated: Invariant → by what.
        is_excused: It came back in time when it struck again at once: the machine was slow.
    """

    fault: str
    held: float
    start: float
    logins: int
    lost: int
    later: int
    migrations: int
    shifts: int
    peace: Times
    back: Times
    violated: dict[str, list[str]] = field(default_factory=dict)
    is_excused: bool = False

    @property
    def has_passed(self) -> bool:
        """Whether all is as it has to be."""
        return not self.violated and (self.is_excused or not self.is_late)

    @property
    def is_late(self) -> bool:
        """Whether a recovery took longer than it may."""
        return any(self.is_late_with(kind) for kind in self.back)

    def is_late_with(self, kind: str) -> bool:
        """Whether one kind of load did; what it takes in peace is no part of a recovery."""
        back = self.back[kind]
        return back is None or back - (self.peace[kind] or 0.0) > BOUND_SECONDS


class Course:
    """The load on a town, and the faults in it.

    Args:
        town: Running.
        people: Who lives there.
        seed: Of all that is left to chance.
        is_short: Faults last as long as they have to, and no longer.
    """

    def __init__(self, town: Town, people: People, seed: int, *, is_short: bool) -> None:
        self._town = town
        self._is_short = is_short
        self._chance = make_chance(seed, "course")
        self._turnstile, self._shifting = Turnstile(), Turnstile()
        self.ledger = Ledger()
        self._sign_ins = SignIns(town.server, people, self.ledger, self._turnstile, seed)
        self._migrations = Migrations(town.server, town.page, people, self.ledger, self._turnstile)
        self._shifts = Shifts(town.server, people, self._shifting, seed)
        self._before = self._last = Books()

    def begin(self) -> None:
        """Sign everybody in once, wait for the first sync, and begin with the load.

        Raises:
            RuntimeError: The town does not come to rest.
        """
        self._sign_ins.learn()
        if _wait(self._is_at_rest) is None:
            raise RuntimeError("the town is not at rest before the first fault")
        self._before = self._last = read(self._town.server)
        for thread in (*self._sign_ins.threads(), *self._migrations.threads()):
            thread.start()
        self._shifts.thread().start()

    def end(self) -> None:
        """Let nothing more be done."""
        for turnstile in (self._turnstile, self._shifting):
            turnstile.end()
            turnstile.wait_empty(_PATIENCE)

    def suffer(self, fault: Fault) -> Outcome:
        """Let a fault strike, let what it has taken return, and judge what is left."""
        began, done, shifts = time.monotonic(), len(self._migrations.done), self._shifts.changes
        self._turnstile.open()
        self._shifting.open()
        self._pause(*_BEFORE, self._share)
        peace = self._recover(time.monotonic())
        self._shifting.open()
        self._pause(*_BEFORE, self._share)
        struck = time.monotonic()
        fault.strike(self._town)
        try:
            self._pause(*(fault.short_hold if self._is_short else fault.hold))
        finally:
            healed = time.monotonic()
            returned = fault.heal(self._town)
        back = self._recover(returned)
        again = returned + (back["logins"] or _PATIENCE)
        self._shifting.open()
        self._pause(*_AFTER, self._share)
        peace = slower(peace, self._recover(time.monotonic()))
        violated = self._come_to_rest()
        case = Case(
            self._before,
            self._last,
            read(self._town.server),
            list(self.ledger),
            dict(self.ledger.connected),
            [one.username for one in self._sign_ins.merged],
        )
        violated |= violations(case)
        self._last = case.now
        attempts = self.ledger.since(began)
        return Outcome(
            fault=fault.name,
            held=healed - struck,
            start=returned - healed,
            logins=len(attempts),
            lost=sum(is_lost(one, struck, again, spares=fault.spares_logins) for one in attempts),
            later=sum(one.answer in (Answer.LATER, Answer.CUT) for one in attempts),
            migrations=len(self._migrations.done) - done,
            shifts=self._shifts.changes - shifts,
            peace=peace,
            back=back,
            violated=violated,
        )

    def _recover(self, returned: float) -> Times:
        """Wait until each kind of load goes on as if nothing had been; how long that takes."""
        self._shifting.close()
        hanging = self._read_open()
        with ThreadPoolExecutor() as threads:
            waits = {
                "logins": threads.submit(self.ledger.wait_for_right_one, returned, _PATIENCE),
                "syncs": threads.submit(_wait, self._is_synced),
                "migrations": threads.submit(
                    _wait, lambda: not hanging & open_migrations(self._town.server)
                ),
            }
            ends = {kind: wait.result() for kind, wait in waits.items()}
        return {kind: None if at is None else at - returned for kind, at in ends.items()}

    def _read_open(self) -> set[int]:
        """The migrations that are open just after the return, as soon as that can be read."""
        found: set[int] = set()

        def look() -> bool:
            found.update(open_migrations(self._town.server))
            return True

        _wait(look)
        return found

    def _come_to_rest(self) -> dict[str, list[str]]:
        """Hold the load up and wait until nothing goes on any more; what is violated by that."""
        for turnstile in (self._turnstile, self._shifting):
            turnstile.close()
        for turnstile in (self._turnstile, self._shifting):
            if not turnstile.wait_empty(_PATIENCE):
                return {"comes to rest": ["somebody still waits for an answer"]}
        _wait(self._is_at_rest)  # if it never is, the invariants say what is left
        return {}

    def _is_synced(self) -> bool:
        return wanted(self._town.server) == actual(self._town.server)

    def _is_at_rest(self) -> bool:
        server = self._town.server
        return self._is_synced() and not open_migrations(server) and not open_jobs(server)

    @property
    def _share(self) -> float:
        return _SHORT if self._is_short else 1.0

    def _pause(self, least: float, most: float, share: float = 1.0) -> None:
        time.sleep(self._chance.uniform(least, most) * share)


def _wait(is_true: Callable[[], bool], seconds: float = _PATIENCE) -> float | None:
    """Wait for something that the databases tell; when it was true, or None if it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(pymysql.Error):
            if is_true():
                return time.monotonic()
        time.sleep(_LOOK)
    return None


def slower(one: Times, other: Times) -> Times:
    """Of two measurements the longer times."""
    pairs = {kind: (one[kind], other[kind]) for kind in one}
    return {
        kind: None if first is None or second is None else max(first, second)
        for kind, (first, second) in pairs.items()
    }


def is_lost(one: Attempt, struck: float, again: float, *, spares: bool = False) -> bool:
    """Whether a sign-in was lost: begun while all parts were up, and not answered rightly.

    Args:
        one: The sign-in.
        struck: When the fault struck.
        again: When the first one got in after it.
        spares: The fault leaves alone whoever has signed in before: those are lost at any time.
    """
    if one.was_answered_rightly:
        return False
    if spares and one.sort is not Sort.MERGE:
        return True
    return not struck <= one.began < again
