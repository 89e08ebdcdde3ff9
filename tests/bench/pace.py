"""How long things take while half as many sign in as the machine can let in.

People sign in at random moments (Poisson), whether or not those before are in; meanwhile somebody
asks who they are, an admin looks up an account, and somebody looks at the migration page and types
a password there. Each time is from the moment at which it was due, so that a stall counts for all
that came in it.
"""

import asyncio
import contextlib
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.demo.people import Person
from openfire.demo.visitor import Visitor
from openfire.testserver import TestServer
from openfire.testserver.processes import free_ports
from tests.bench.client import Door, Guest, make_guest
from tests.bench.cpu import Meter, Used
from tests.bench.people import GROUPS, make_people, renew_hashes
from tests.bench.seat import Seat
from tests.bench.side import Side

SHARE = 0.5
_ADMINS = "System Admins"
_COMMANDS_PER_SECOND = 2.0
_VISITS_PER_SECOND = 1.0
_WARM_UP = 1500
_REST_SECONDS = 3.0
_THREADS = 64

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Paced:
    """What was measured under one load.

    Attributes:
        title: Of the load.
        most: Sign-ins a second, each client one after the other.
        rate: Sign-ins a second of the load.
        latencies: Seconds, by what took them.
        used: CPU time.
    """

    title: str
    most: float
    rate: float
    latencies: Mapping[str, Sequence[float]] = field(repr=False)
    used: Used = field(repr=False)


def run(plugin: Path, people: int, clients: int, seconds: float, say: Say) -> list[Paced]:
    """Start everything, measure, end everything.

    Args:
        plugin: The plugin's jar.
        people: How many sign in.
        clients: How many at a time, for the most there can be.
        seconds: Length of the load of people who are remembered; the other is as long as each
            takes who signs in once.
        say: Told what goes on.

    Raises:
        SignInFailed: A sign-in did not succeed: there is no result.
        UnexpectedAnswer: A command did not.
        TestServerError: The servers did not start.
        RuntimeError: The component did not start.
    """
    everybody = make_people(people)
    admin = Person("Admin", "the word of the admin", "", livechat_id="admin1", groups=(_ADMINS,))
    (port,) = free_ports(1)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            TestServer(
                plugin=plugin,
                properties={"xmpp.socket.tcp-nodelay": "true"},
                tiki_sql=tiki.script([*everybody, admin]),
                is_optimised=True,
            )
        )
        bridge = stack.enter_context(Bridge(server, _settings(port), GROUPS))
        side = Side(server, everybody, clients, bridge.pid)
        course = _Course(server, side, [*everybody, admin], f"http://127.0.0.1:{port}/account/")
        say("first sign-ins, and warming up")
        side.count(people, tls=True)
        side.count(max(_WARM_UP, people), tls=True)
        side.during(seconds / 2, tls=True)
        most = side.during(seconds / 2, tls=True).rate
        say(f"at most {most:.1f} sign-ins a second, remembered; half of that")
        warm = course.load("remembered", most, seconds)
        renew_hashes(server, everybody)
        most = side.count(people, tls=True).rate
        renew_hashes(server, everybody)
        say(f"at most {most:.1f} sign-ins a second, hash never seen; half of that")
        time.sleep(_REST_SECONDS)
        cold = course.load("hash never seen", most, people / (SHARE * most))
        return [warm, cold]


def _settings(port: int) -> dict[str, dict[str, object]]:
    return {
        "web": {
            "public_url": f"http://127.0.0.1:{port}/account",
            "port": port,
            "requests_per_address": "100000/1 minute",
            "tries_per_address": "100000/1 minute",
        },
        "login": {"failures_per_account": "1000/1 minute", "failures_overall": "10000/1 minute"},
        "admins": {"tiki_groups": [_ADMINS]},
        "registrations": {"watch": False},
    }


class _Course:
    """What goes on under the load, each in threads of its own."""

    def __init__(self, server: TestServer, side: Side, people: Sequence[Person], page: str) -> None:
        self._server = server
        self._side = side
        self._page = page
        self._door = Door(server, tls=True)
        guests = [
            make_guest(str(p.livechat_id), p.password, f"{p.livechat_id}@{server.domain}")
            for p in people
        ]
        self._guests, self._admin = guests[:-1], guests[-1]
        self._numbers = itertools.count(1)
        self._latencies: defaultdict[str, list[float]] = defaultdict(list)

    def load(self, title: str, most: float, seconds: float) -> Paced:
        """Measure under half of the most, for so long."""
        self._latencies = defaultdict(list)
        guests = itertools.cycle(self._guests)
        with (
            self._door.seat(self._guests[0], "asks") as somebody,
            self._door.seat(self._admin, "looks") as admin,
            ThreadPoolExecutor(_THREADS) as entering,
            ThreadPoolExecutor(1) as asking,
            ThreadPoolExecutor(1) as looking,
            ThreadPoolExecutor(4) as visiting,
            ThreadPoolExecutor(4) as beside,
        ):
            for seat in (somebody, admin):
                seat.come_online()
            meter = Meter(self._side.processes)
            streams = [
                (SHARE * most, entering, lambda due: self._enter(next(guests), due)),
                (_COMMANDS_PER_SECOND, asking, lambda due: self._ask(somebody, due)),
                (_COMMANDS_PER_SECOND, looking, lambda due: self._look_up(admin, due)),
                (_VISITS_PER_SECOND, visiting, self._visit),
            ]
            for one in [beside.submit(_poisson, *stream, seconds) for stream in streams]:
                one.result()
            used = meter.read()
        return Paced(title, most, SHARE * most, dict(self._latencies), used)

    def _enter(self, guest: Guest, due: float) -> None:
        self._door.sign_in(guest, f"paced{next(self._numbers)}")
        self._note("sign-in", due)

    def _ask(self, seat: Seat, due: float) -> None:
        seat.command(self._server.component_jid, "whoami")
        self._note("ad-hoc command whoami", due)

    def _look_up(self, seat: Seat, due: float) -> None:
        name = self._guests[next(self._numbers) % len(self._guests)].name
        seat.command(self._server.component_jid, "show-account", {"name": name})
        self._note("ad-hoc command show-account (two steps)", due)

    def _visit(self, due: float) -> None:
        asyncio.run(self._look_and_type(due))

    async def _look_and_type(self, due: float) -> None:
        async with Visitor() as visitor:
            await visitor.open(self._page)
            self._note("page: entrance", due)
            await visitor.open(f"{self._page}both/chat")
            began = time.perf_counter()
            name = self._guests[next(self._numbers) % len(self._guests)].name
            page = await visitor.send(name=name, password="a wrong one")
            if not page.problems:
                raise RuntimeError(f"no problem with a wrong password: {page.text}")
            self._note("page: a password, checked by bcrypt", began)

    def _note(self, what: str, due: float) -> None:
        self._latencies[what].append(time.perf_counter() - due)


def _poisson(
    rate: float, threads: ThreadPoolExecutor, act: Callable[[float], None], seconds: float
) -> None:
    """Have something done at random moments, so often a second; raises what that raises."""
    began, done = time.perf_counter(), list[Future[None]]()
    for due in _moments(rate, seconds):
        time.sleep(max(began + due - time.perf_counter(), 0.0))
        done.append(threads.submit(act, began + due))
    for one in done:
        one.result()


def _moments(rate: float, seconds: float) -> Iterator[float]:
    due = random.expovariate(rate)
    while due < seconds:
        yield due
        due += random.expovariate(rate)
