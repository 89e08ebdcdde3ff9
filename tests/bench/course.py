"""How the crowd comes online, once with reminders and once without, while others sign in."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer
from tests.bench.client import Door, Guest
from tests.bench.cpu import Meter
from tests.bench.crowd import Crowd
from tests.bench.injector import Injector
from tests.bench.people import GROUPS
from tests.bench.side import OPENFIRE

BURST_SECONDS = 10.0
PER_SECOND = 20.0
_QUIET_SECONDS = 15.0
_BATCH_SECONDS = 0.1
_AFTERWARDS = 5.0
"""As long after the last one there may be work."""
_MINUTE = 60.0
_LONGEST_WORK = 300.0
_IDLE = 0.05
"""Of all cores: what Openfire uses when it has nothing to do."""
_STATE = "livechat_state"


@dataclass(frozen=True, slots=True)
class Burst:
    """The crowd came online.

    Attributes:
        reminding: Whether they were reminded.
        before: Seconds of each sign-in before it, from when it was due.
        during: The same while they came online.
        reminders: How many of them got one within a minute.
    """

    reminding: bool
    before: Sequence[float] = field(repr=False)
    during: Sequence[float] = field(repr=False)
    reminders: int


@dataclass
class Course:
    """The servers, the crowd, and those who sign in meanwhile.

    Attributes:
        server: Openfire and the databases.
        bridge: The component, whose stream runs through `injector`.
        injector: Tells it of those who are not real.
        people: The real ones.
        guests: Linked people who sign in.
        words: What the plugin says of each of those who are not real.
    """

    server: TestServer
    bridge: Bridge
    injector: Injector
    people: Crowd
    guests: Sequence[Guest]
    words: Sequence[bytes] = field(repr=False)

    def __post_init__(self) -> None:
        self._door = Door(self.server, tls=True)

    def sign_in(self) -> float:
        """Sign everybody in; gives the seconds for the crowd."""
        self._learn()
        return self.people.sign_in().seconds

    def warm_up(self) -> None:
        """Let Java compile what it will run."""
        self._steady(BURST_SECONDS)
        self.people.come_online(BURST_SECONDS)
        self.people.go_offline(BURST_SECONDS)

    def burst(self, *, reminding: bool) -> Burst:
        """Let the crowd come online, and others sign in before, meanwhile and a little longer."""
        self.bridge.stop()
        self.bridge.configure(settings(self.injector.port, reminding=reminding), GROUPS)
        self.bridge.start()
        self._learn()
        self._steady(BURST_SECONDS)
        self._wait_until_idle()
        before = self._steady(_QUIET_SECONDS)
        sent, began = self._reminders(), time.monotonic()
        with ThreadPoolExecutor(2) as beside:
            coming: list[Future[Any]] = [beside.submit(self.people.come_online, BURST_SECONDS)]
            if reminding:
                coming.append(beside.submit(self._tell_of_others))
            during = self._steady(BURST_SECONDS + _AFTERWARDS)
            for one in coming:
                one.result()
        if reminding:
            time.sleep(max(began + _MINUTE - time.monotonic(), 0.0))
        reminders = self._reminders() - sent
        self.people.go_offline(BURST_SECONDS)
        return Burst(reminding, before, during, reminders)

    def _learn(self) -> None:
        """Sign linked people in one by one: the component makes their accounts, and remembers."""
        for guest in self.guests:
            self._door.sign_in(guest, "first")

    def _tell_of_others(self) -> None:
        """Tell of the others, evenly over the time in which they come, as the plugin does."""
        batches = int(BURST_SECONDS / _BATCH_SECONDS)
        for number in range(batches):
            time.sleep(_BATCH_SECONDS)
            self.injector.inject(b"".join(self.words[number::batches]))

    def _reminders(self) -> int:
        """How many have been sent so far."""
        rows = self.server.execute("SELECT COALESCE(SUM(sent), 0) FROM notice", (), _STATE)
        return int(rows[0][0])

    def _steady(self, seconds: float) -> list[float]:
        """Sign people in at a steady pace, whether or not those before are in yet.

        Returns:
            Seconds from the moment that each was due until they were in.
        """
        began = time.perf_counter()

        def enter(number: int) -> float:
            due = began + number / PER_SECOND
            time.sleep(max(due - time.perf_counter(), 0.0))
            late = time.perf_counter() - due
            guest = self.guests[number % len(self.guests)]
            return late + self._door.sign_in(guest, f"steady{number}")

        with ThreadPoolExecutor(len(self.guests)) as threads:
            return list(threads.map(enter, range(int(seconds * PER_SECOND))))

    def _wait_until_idle(self) -> None:
        """Wait until Openfire has done what it was asked.

        Raises:
            RuntimeError: It goes on for minutes.
        """
        deadline = time.monotonic() + _LONGEST_WORK
        while time.monotonic() < deadline:
            meter = Meter({OPENFIRE: self.server.openfire.pid})
            time.sleep(2.0)
            if meter.read().share(OPENFIRE) < _IDLE:
                return
        raise RuntimeError("Openfire does not come to rest")


def settings(port: int, *, reminding: bool) -> dict[str, dict[str, object]]:
    """A page that nobody opens, without which there are no reminders."""
    return {
        "xmpp": {"port": port},
        "web": {"public_url": "http://127.0.0.1:1", "port": 0},
        "reminders": {"enabled": reminding},
    }
