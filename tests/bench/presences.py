"""Do ten thousand people who come online at once, and are reminded, keep others from signing in?

The people are real sessions on a real Openfire; they have signed in before, since that takes longer
than the ten seconds in which they come online. Meanwhile linked people sign in at a steady pace,
with TLS, through the bridge; how long that takes is measured from the moment at which each was due,
so that a stall counts for all who came in it. The same crowd comes online twice: first while nobody
is reminded, which shows what Openfire itself makes of it.
"""

import contextlib
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer
from tests.bench.client import Door, Guest, make_guest
from tests.bench.cpu import Meter
from tests.bench.crowd import Crowd
from tests.bench.people import GROUPS, make_people
from tests.bench.side import OPENFIRE

CROWD = 10_000
BURST_SECONDS = 10.0
_LINKED = 32
PER_SECOND = 20.0
_QUIET_SECONDS = 15.0
_LONGEST_WORK = 300.0
_IDLE = 0.05
"""Of all cores: what the servers use when they have nothing to do."""
_AFTERMATH_SECONDS = 5.0
"""Openfire tells of presences every 5 s: as long after the last one there is work."""
_MINUTE = 60.0
_PASSWORD = "of everybody in the crowd"
_PROPERTIES = {"xmpp.client.tls.policy": "optional", "xmpp.socket.tcp-nodelay": "true"}
_OTHER_FILES = 1_000
ALLOWED = 65
"""reminders.per_minute by default, and as many at once after a pause."""
_ORDER = (False, True, True, False)
"""Whether the crowd is reminded: what gets faster or slower by itself is shared by both."""
_LOST = "Queue full"
_INSERT = "INSERT INTO ofUser (username, plainPassword, creationDate, modificationDate) VALUES "

Say = Callable[[str], None]


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


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was seen.

    Attributes:
        crowd: How many come online.
        sign_in_seconds: How long they had taken to sign in.
        bursts: In their order.
        lost: Copies of presences and other packets that Openfire had no room for.
    """

    crowd: int
    sign_in_seconds: float
    bursts: Sequence[Burst]
    lost: int

    def latencies(self, *, reminding: bool) -> tuple[list[float], list[float]]:
        """All of one kind, before and during."""
        bursts = [burst for burst in self.bursts if burst.reminding is reminding]
        before = [took for burst in bursts for took in burst.before]
        return before, [took for burst in bursts for took in burst.during]

    @property
    def is_paced(self) -> bool:
        """Whether people were reminded, and no more of them than is allowed."""
        return all(0 < burst.reminders <= ALLOWED for burst in self.bursts if burst.reminding)


def run(plugin: Path, crowd: int, say: Say) -> Seen:
    """Start everything, measure, end everything.

    Args:
        plugin: The plugin's jar.
        crowd: How many come online.
        say: Told what goes on.

    Raises:
        SignInFailed: A sign-in did not succeed: there is no result.
        TestServerError: The servers did not start.
        RuntimeError: The component did not start, not all of the crowd were let in, or the
            machine allows too few open files.
    """
    _allow_sockets(crowd + _OTHER_FILES)
    linked = make_people(_LINKED)
    names = [f"crowd{number}" for number in range(crowd)]
    with contextlib.ExitStack() as stack:
        say(f"starting the servers, with {crowd:,} old chat accounts")
        server = stack.enter_context(
            TestServer(plugin=plugin, properties=_PROPERTIES, tiki_sql=tiki.script(linked))
        )
        _fill(server, names)
        bridge = stack.enter_context(Bridge(server, _settings(reminding=False), GROUPS))
        guests = [
            make_guest(str(p.livechat_id), p.password, f"{p.livechat_id}@{server.domain}")
            for p in linked
        ]
        people = stack.enter_context(Crowd(server, [(name, _PASSWORD) for name in names]))
        course = _Course(server, bridge, Door(server, tls=True), guests, people)
        say("everybody signs in")
        entered = course.sign_in()
        say(f"that took {entered:.0f} s; warming up")
        course.warm_up()
        bursts = []
        for reminding in _ORDER:
            say(f"the crowd comes online, and is {'' if reminding else 'not '}reminded")
            bursts.append(course.burst(reminding=reminding))
        lost = server.openfire.log.read_text("utf-8", "replace").count(_LOST)
        return Seen(crowd, entered, bursts, lost)


class _Course:
    """The servers, the crowd, and those who sign in meanwhile."""

    def __init__(
        self,
        server: TestServer,
        bridge: Bridge,
        door: Door,
        guests: Sequence[Guest],
        people: Crowd,
    ) -> None:
        self._server = server
        self._bridge = bridge
        self._door = door
        self._guests = guests
        self._people = people

    def sign_in(self) -> float:
        """Sign everybody in, linked people one by one; gives the seconds for the crowd."""
        for guest in self._guests:  # the first time makes the chat account
            self._door.sign_in(guest, "first")
        return self._people.sign_in().seconds

    def warm_up(self) -> None:
        """Let Java compile what it will run."""
        self._steady(BURST_SECONDS)
        self._people.come_online(BURST_SECONDS)
        self._people.go_offline(BURST_SECONDS)

    def burst(self, *, reminding: bool) -> Burst:
        """Let the crowd come online, and others sign in before, meanwhile and a little longer."""
        self._bridge.stop()
        self._bridge.configure(_settings(reminding=reminding), GROUPS)
        self._bridge.start()
        self._steady(BURST_SECONDS)
        self._wait_until_idle()
        before = self._steady(_QUIET_SECONDS)
        messages, began = self._people.count().messages, time.monotonic()
        with ThreadPoolExecutor(1) as beside:
            coming = beside.submit(self._people.come_online, BURST_SECONDS)
            during = self._steady(BURST_SECONDS + _AFTERMATH_SECONDS)
            coming.result()
        time.sleep(max(began + _MINUTE - time.monotonic(), 0.0))
        reminders = self._people.count().messages - messages
        self._people.go_offline(BURST_SECONDS)
        return Burst(reminding, before, during, reminders)

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
            guest = self._guests[number % len(self._guests)]
            return late + self._door.sign_in(guest, f"steady{number}")

        with ThreadPoolExecutor(len(self._guests)) as threads:
            return list(threads.map(enter, range(int(seconds * PER_SECOND))))

    def _wait_until_idle(self) -> None:
        """Wait until Openfire has done what it was asked.

        Raises:
            RuntimeError: It goes on for minutes.
        """
        deadline = time.monotonic() + _LONGEST_WORK
        while time.monotonic() < deadline:
            meter = Meter({OPENFIRE: self._server.openfire.pid})
            time.sleep(2.0)
            if meter.read().share(OPENFIRE) < _IDLE:
                return
        raise RuntimeError("Openfire does not come to rest")


def _settings(*, reminding: bool) -> dict[str, dict[str, object]]:
    """A page that nobody opens, without which there are no reminders."""
    return {
        "web": {"public_url": "http://127.0.0.1:1", "port": 0},
        "reminders": {"enabled": reminding},
    }


def _allow_sockets(files: int) -> None:
    """Let this process and those that it starts have so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        raise RuntimeError(f"{hard} open files are allowed, {files} are needed: ulimit -n, --crowd")
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _fill(server: TestServer, names: Sequence[str]) -> None:
    """Make the crowd's chat accounts."""
    stored = "'001700000000000', '001700000000000'"
    rows = ",\n".join(f"('{name}', '{_PASSWORD}', {stored})" for name in names)
    server.mariadb.run_script(f"{_INSERT}{rows};", "openfire")
