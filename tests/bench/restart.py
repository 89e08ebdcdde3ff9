"""Openfire is started anew while many are signed in, who all come back at once.

Side by side: with Openfire's own passwords; through a bridge that remembers everybody's password;
and through one that has seen nobody's hash, so that each is checked by bcrypt of cost 10. On all
sides everybody is in a roster group whose members see each other, as the bridge makes them.
Openfire has to compile itself anew each time.
"""

import contextlib
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from component.adapters.openfire_groups import DISPLAY_NAME, SEEN_BY, SHOW
from openfire.demo import tiki
from openfire.demo.bridge import READY, Bridge
from openfire.demo.people import Person, make_hash
from openfire.testserver import TestServer
from openfire.testserver.chat_data import SALT_BYTES, scram_columns
from tests.bench.cpu import Meter, Used
from tests.bench.people import GROUPS, TEAMS
from tests.bench.presences import allow_sockets
from tests.bench.returning import Back, Returning
from tests.bench.side import CLIENTS, COMPONENT, MARIADB, OPENFIRE

CLIENTS_COUNT = 2_000
_PASSWORD = "of everybody who comes back"
_PROPERTIES = {
    "xmpp.client.tls.policy": "optional",
    "xmpp.socket.tcp-nodelay": "true",
    "xmpp.socket.backlog": "4096",
}
_OTHER_FILES = 1_000
_SETTLE_SECONDS = 15.0
"""More than provisioning.refresh_interval: groups and profiles are looked at again."""
_LONGEST, _POLL = 300.0, 0.1
_TROUBLE = re.compile(r"The component cannot be asked about logins: (\S+)\.")
_STORED = "'001700000000000', '001700000000000'"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Return:
    """All have come back once.

    Attributes:
        title: Which way they are let in.
        tls: Whether with TLS.
        began: When Openfire was told to end, by the monotonic clock.
        back: How they came back.
        used: CPU time from then on, Openfire's from its new start.
        connected: When the component was connected again, by the monotonic clock; None without one.
        troubles: Why the plugin could not ask it, and how often that began.
    """

    title: str
    tls: bool
    began: float
    back: Back
    used: Used
    connected: float | None = None
    troubles: Mapping[str, int] = field(default_factory=dict)

    def seconds(self, share: float) -> float:
        """From the moment that the door was open until this share of all were in."""
        entered = self.back.entered
        return entered[min(int(len(entered) * share), len(entered) - 1)] - self.back.opened


def run(plugin: Path, count: int, *, tls: bool, say: Say) -> list[Return]:
    """Start everything, let all come back three times, end everything.

    Args:
        plugin: The plugin's jar.
        count: How many come back.
        tls: Whether with TLS.
        say: Told what goes on.

    Raises:
        TestServerError: The servers did not start.
        RuntimeError: The component did not start, or the machine allows too few open files.
    """
    allow_sockets(count + _OTHER_FILES)
    return [*_natively(count, tls=tls, say=say), *_bridged(plugin, count, tls=tls, say=say)]


def _natively(count: int, *, tls: bool, say: Say) -> list[Return]:
    names = [f"person{i}" for i in range(count)]
    with TestServer(properties=_PROPERTIES, is_optimised=True) as server:
        _fill(server, names)
        server.openfire.restart()
        with Returning(server, [(name, _PASSWORD) for name in names], tls=tls) as people:
            say(f"{count:,} sign in by native passwords: {people.sign_in():.0f} s")
            time.sleep(_SETTLE_SECONDS)
            return [_restart("native passwords", server, people, None, tls=tls, say=say)]


def _bridged(plugin: Path, count: int, *, tls: bool, say: Say) -> list[Return]:
    people = _make_people(count)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(
            TestServer(
                plugin=plugin,
                properties=_PROPERTIES,
                tiki_sql=tiki.script(people),
                is_optimised=True,
            )
        )
        _fill(server, [str(one.livechat_id) for one in people])
        server.openfire.restart()
        bridge = stack.enter_context(Bridge(server, None, GROUPS))
        given = [(one.login, _PASSWORD) for one in people]
        crowd = stack.enter_context(Returning(server, given, tls=tls))
        say(f"{count:,} sign in through the bridge for the first time: {crowd.sign_in():.0f} s")
        time.sleep(_SETTLE_SECONDS)
        warm = _restart("bridge, remembered", server, crowd, bridge, tls=tls, say=say)
        server.execute("UPDATE users_users SET hash = %s", (make_hash("$2y$", _PASSWORD, "", ""),))
        time.sleep(_SETTLE_SECONDS)
        cold = _restart("bridge, nobody remembered", server, crowd, bridge, tls=tls, say=say)
        return [warm, cold]


def _restart(
    title: str,
    server: TestServer,
    people: Returning,
    bridge: Bridge | None,
    *,
    tls: bool,
    say: Say,
) -> Return:
    component = {} if bridge is None else {COMPONENT: bridge.pid}
    meter = Meter({CLIENTS: people.pid, MARIADB: server.mariadb.pid, **component})
    seen, began = server.openfire.log.stat().st_size, time.monotonic()
    with ThreadPoolExecutor(1) as beside:
        connected = beside.submit(_await_connection, server, bridge)
        server.openfire.stop()
        people.watch()
        server.openfire.start()
        started = Meter({OPENFIRE: server.openfire.pid})
        back = people.back()
    used = Used({**meter.read().seconds, **started.read().seconds}, meter.read().wall)
    logged = server.openfire.log.read_bytes()[seen:].decode("utf-8", "replace")
    troubles = Counter(_TROUBLE.findall(logged))
    done = Return(title, tls, began, back, used, connected.result(), troubles)
    say(f"{title}: all in {done.seconds(1.0):.1f} s after the door opened")
    return done


def _await_connection(server: TestServer, bridge: Bridge | None) -> float | None:
    """When the component says that it is connected again; None without one, or if it never does."""
    if bridge is None:
        return None
    said = READY.format(domain=server.domain, jid=server.component_jid).encode()
    before, deadline = bridge.log.read_bytes().count(said), time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        if bridge.log.read_bytes().count(said) > before:
            return time.monotonic()
        time.sleep(_POLL)
    return None


def _make_people(count: int) -> Sequence[Person]:
    """People with one password, and hashes of it that are quick to check for the first time."""
    stored = make_hash("A", _PASSWORD, "", "")
    return [
        Person(
            login=f"Person {i}",
            password=_PASSWORD,
            about="comes back",
            livechat_id=f"person{i}",
            groups=(f"Team {i % TEAMS}",),
            real_name=f"Person {i}",
            language="en",
            _hash=[stored],
        )
        for i in range(count)
    ]


def _fill(server: TestServer, names: Sequence[str]) -> None:
    """Make chat accounts, with passwords as Openfire stores them, and the groups that they are in.

    Openfire sees the groups from its next start on.
    """
    columns = scram_columns(_PASSWORD, bytes(SALT_BYTES))
    scram = ", ".join(f"'{value}'" for value in columns)
    rows = ",\n".join(f"('{name}', {scram}, {_STORED})" for name in names)
    server.mariadb.run_script(
        "INSERT INTO ofUser (username, salt, iterations, storedKey, serverKey, creationDate, "
        f"modificationDate) VALUES {rows};",
        "openfire",
    )
    groups = [group["roster"] for group in GROUPS]
    shown = {SHOW: "onlyGroup", SEEN_BY: ""}
    kept = [(name, {**shown, DISPLAY_NAME: name}) for name in groups]
    server.mariadb.run_script(
        _insert("ofGroup (groupName, description)", [(name, "") for name in groups])
        + _insert(
            "ofGroupProp (groupName, name, propValue)",
            [(name, *one) for name, properties in kept for one in properties.items()],
        )
        + _insert(
            "ofGroupUser (groupName, username, administrator)",
            [(groups[i % TEAMS], name, "0") for i, name in enumerate(names)],
        ),
        "openfire",
    )


def _insert(table: str, rows: Sequence[Sequence[str]]) -> str:
    values = ",\n".join("('" + "', '".join(row) + "')" for row in rows)
    return f"INSERT INTO {table} VALUES {values};\n"
