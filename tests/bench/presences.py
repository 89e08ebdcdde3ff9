"""Do ten thousand people who come online at once, and are reminded, keep others from signing in?

Some of them are real sessions on a real Openfire. So many as could come online in ten seconds would
keep Openfire itself busy for longer than that on a small machine; of the others the component is
told what the plugin would tell it, as they come, on its stream.

Meanwhile linked people sign in at a steady pace, with TLS, through the bridge; how long that takes
is measured from the moment at which each was due, so that a stall counts for all who came in it.
The crowd comes online with and without reminders in turn.
"""

import contextlib
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from component.frontdoors.xmpp.presence_watch import WATCH
from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer
from tests.bench.client import make_guest
from tests.bench.course import Burst, Course, settings
from tests.bench.crowd import Crowd
from tests.bench.injector import Injector
from tests.bench.people import GROUPS, make_people

CROWD = 10_000
REAL = 1_000
_LINKED = 32
_PASSWORD = "of everybody in the crowd"
_PROPERTIES = {"xmpp.client.tls.policy": "optional", "xmpp.socket.tcp-nodelay": "true"}
_OTHER_FILES = 1_000
ALLOWED = 65
"""reminders.per_minute by default, and as many at once after a pause."""
_ORDER = (False, True, True, False)
"""Whether the crowd is reminded: what gets faster or slower by itself is shared by both."""
_INSERT = "INSERT INTO ofUser (username, plainPassword, creationDate, modificationDate) VALUES "

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was seen.

    Attributes:
        crowd: How many come online.
        real: How many of them are real sessions.
        sign_in_seconds: How long they had taken to sign in.
        bursts: In their order.
    """

    crowd: int
    real: int
    sign_in_seconds: float
    bursts: Sequence[Burst]

    def latencies(self, *, reminding: bool) -> tuple[list[float], list[float]]:
        """All of one kind, before and during."""
        bursts = [burst for burst in self.bursts if burst.reminding is reminding]
        before = [took for burst in bursts for took in burst.before]
        return before, [took for burst in bursts for took in burst.during]

    @property
    def is_paced(self) -> bool:
        """Whether people were reminded, and no more of them than is allowed."""
        return all(0 < burst.reminders <= ALLOWED for burst in self.bursts if burst.reminding)


def run(plugin: Path, crowd: int, real: int, say: Say) -> Seen:
    """Start everything, measure, end everything.

    Args:
        plugin: The plugin's jar.
        crowd: How many come online.
        real: How many of them are real sessions.
        say: Told what goes on.

    Raises:
        SignInFailed: A sign-in did not succeed: there is no result.
        TestServerError: The servers did not start.
        RuntimeError: The component did not start, not all of the crowd were let in, or the
            machine allows too few open files.
    """
    allow_sockets(real + _OTHER_FILES)
    linked = make_people(_LINKED)
    names = [f"crowd{number}" for number in range(crowd)]
    with contextlib.ExitStack() as stack:
        say(f"starting the servers, with {crowd:,} old chat accounts")
        server = stack.enter_context(
            TestServer(
                plugin=plugin,
                properties=_PROPERTIES,
                tiki_sql=tiki.script(linked),
                is_optimised=True,
            )
        )
        _fill(server, names)
        injector = stack.enter_context(Injector(server.component_port, server.private_jid))
        bridge = Bridge(server, settings(injector.port, reminding=False), GROUPS)
        stack.enter_context(bridge)
        guests = [
            make_guest(str(p.livechat_id), p.password, f"{p.livechat_id}@{server.domain}")
            for p in linked
        ]
        people = stack.enter_context(Crowd(server, [(name, _PASSWORD) for name in names[:real]]))
        words = [_word(name, server) for name in names[real:]]
        course = Course(server, bridge, injector, people, guests, words)
        say("everybody signs in")
        entered = course.sign_in()
        say(f"that took {entered:.0f} s; warming up")
        course.warm_up()
        bursts = []
        for reminding in _ORDER:
            say(f"the crowd comes online, and is {'' if reminding else 'not '}reminded")
            bursts.append(course.burst(reminding=reminding))
        return Seen(crowd, real, entered, bursts)


def _word(name: str, server: TestServer) -> bytes:
    """What the plugin says of somebody who comes online."""
    return (
        f'<message from="{server.domain}" to="{server.private_jid}"><available '
        f'xmlns="{WATCH}" jid="{name}@{server.domain}/phone"/></message>'
    ).encode()


def allow_sockets(files: int) -> None:
    """Let this process and those that it starts have so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        raise RuntimeError(f"{hard} open files are allowed, {files} are needed: ulimit -n, --real")
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _fill(server: TestServer, names: Sequence[str]) -> None:
    """Make the crowd's chat accounts."""
    stored = "'001700000000000', '001700000000000'"
    rows = ",\n".join(f"('{name}', '{_PASSWORD}', {stored})" for name in names)
    server.mariadb.run_script(f"{_INSERT}{rows};", "openfire")
