"""What is measured, in which order: every phase several times, so that drift is shared by all.

Two chat servers stand side by side and share nothing: a plain one with native accounts and one with
the plugin, its component and its Tiki. Only one of them is loaded at a time. Both allow but do not
require TLS, so that the same warm servers serve phases with and without it. Both send without
delay: as Openfire is shipped, Nagle's algorithm and the client's delayed acknowledgements let every
sign-in with TLS wait twice for 40 ms, during which nobody works and any bridge would look free.
"""

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer
from tests.bench.load import Measured
from tests.bench.people import (
    GROUPS,
    bcrypt_checks,
    make_people,
    native_accounts,
    renew_hashes,
)
from tests.bench.side import Side

REFRESH_SECONDS = 6.0
"""Set as provisioning.refresh_interval: shorter than the default, so that there is less to wait."""
CEILING_SECONDS = 1.5
_WARM_UPS_FOR_ONE_WITH_TLS = 6
_PROPERTIES = {"xmpp.client.tls.policy": "optional", "xmpp.socket.tcp-nodelay": "true"}

Say = Callable[[str], None]


class Phase(Enum):
    """What is compared; the value is its title."""

    NATIVE = "(a) native"
    COLD = "(b) bridge, hash never seen"
    DUE = "(c) bridge, remembered, profile due"
    REMEMBERED = "(c) bridge, remembered"


@dataclass(frozen=True, slots=True)
class Options:
    """How much is measured.

    Attributes:
        plugin: The plugin's jar.
        people: How many sign in.
        clients: How many at a time.
        rounds: How often everything is measured, with TLS and without.
        seconds: Length of a phase in which everybody signs in again and again.
        warm_up: Sign-ins without TLS before, for each server; a sixth as many with TLS.
    """

    plugin: Path
    people: int
    clients: int
    rounds: int
    seconds: float
    warm_up: int


@dataclass(slots=True)
class Results:
    """All that was measured.

    Attributes:
        idle_ceiling: bcrypt checks per second before anything else ran.
        ceilings: The same in every round, with all servers up and idle.
        phases: By phase and whether with TLS.
    """

    idle_ceiling: float = 0.0
    ceilings: list[float] = field(default_factory=list)
    phases: dict[tuple[Phase, bool], Measured] = field(default_factory=dict)

    @property
    def ceiling(self) -> float:
        """The median over the rounds: measured in the same minutes as the phases."""
        return statistics.median(self.ceilings)

    def add(self, phase: Phase, measured: Measured, *, tls: bool) -> None:
        """Add one phase to those of its kind."""
        before = self.phases.get((phase, tls))
        self.phases[phase, tls] = measured if before is None else before + measured


def run(options: Options, say: Say) -> Results:
    """Start everything, warm it up, measure, end everything.

    Args:
        options: How much.
        say: Told what goes on.

    Raises:
        SignInFailed: A sign-in did not succeed: there is no result.
        TestServerError: The servers did not start.
        RuntimeError: The component did not start.
    """
    results = Results()
    say("bcrypt on the idle machine")
    people = make_people(options.people)
    results.idle_ceiling = bcrypt_checks(people[0], 2 * CEILING_SECONDS)
    say("starting the servers")
    with contextlib.ExitStack() as stack:
        native = stack.enter_context(
            TestServer(
                chat_users=native_accounts(people), properties=_PROPERTIES, is_optimised=True
            )
        )
        bridged = stack.enter_context(
            TestServer(
                plugin=options.plugin,
                properties=_PROPERTIES,
                tiki_sql=tiki.script(people),
                is_optimised=True,
            )
        )
        bridge = stack.enter_context(
            Bridge(bridged, {"provisioning": {"refresh_interval": REFRESH_SECONDS}}, GROUPS)
        )
        course = _Course(
            options,
            Side(native, people, options.clients),
            Side(bridged, people, options.clients, bridge.pid),
            lambda: renew_hashes(bridged, people),
        )
        say(f"{len(people)} first sign-ins, which make the chat accounts")
        course.provision()
        say("warming up both servers")
        course.warm_up()
        for number in range(options.rounds):
            for tls in (True, False):
                say(f"round {number + 1}, {'with' if tls else 'without'} TLS")
                results.ceilings.append(bcrypt_checks(people[0], CEILING_SECONDS))
                for phase, measured in course.round(tls=tls):
                    results.add(phase, measured, tls=tls)
    return results


class _Course:
    """The phases of a round, in an order in which each has what it needs.

    The native phase is cut in two, one half before and one after the cold one, so that neither
    comes off better when the machine gets slower or faster.
    """

    def __init__(
        self, options: Options, native: Side, bridged: Side, renew_hashes: Callable[[], None]
    ) -> None:
        self._options = options
        self._native = native
        self._bridged = bridged
        self._renew_hashes = renew_hashes
        self._refreshed_at = time.monotonic()

    def provision(self) -> None:
        """Let everybody in for the first time."""
        self._bridged.count(self._options.people, tls=True)
        self._note_refresh()

    def warm_up(self) -> None:
        """Let Java compile what it will run: the plain server gets faster for 10,000 sign-ins."""
        for side in (self._native, self._bridged):
            side.count(self._options.warm_up // _WARM_UPS_FOR_ONE_WITH_TLS, tls=True)
            side.count(self._options.warm_up, tls=False)
        self._note_refresh()

    def round(self, *, tls: bool) -> Iterator[tuple[Phase, Measured]]:
        """Measure everything once."""
        half, people = self._options.seconds / 2, self._options.people
        self._renew_hashes()
        yield Phase.NATIVE, self._native.during(half, tls=tls)
        self._wait_until_due()
        yield Phase.COLD, self._bridged.count(people, tls=tls)
        self._note_refresh()
        yield Phase.NATIVE, self._native.during(half, tls=tls)
        self._wait_until_due()
        yield Phase.DUE, self._bridged.count(people, tls=tls)
        yield Phase.REMEMBERED, self._bridged.during(self._options.seconds, tls=tls)
        self._note_refresh()

    def _note_refresh(self) -> None:
        """Everybody's groups and profile have been looked at until now."""
        self._refreshed_at = time.monotonic()

    def _wait_until_due(self) -> None:
        """Wait until everybody's groups and profile will be looked at again."""
        due = self._refreshed_at + REFRESH_SECONDS + 0.1
        time.sleep(max(due - time.monotonic(), 0.0))
