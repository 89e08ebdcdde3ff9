"""Where the soak takes place: servers of its own, the component, and the people around them."""

import contextlib
import itertools
import random
import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from component.config import Settings
from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.demo.people import HashForm, Person, make_hash
from openfire.testserver import TestServer
from openfire.testserver.processes import free_ports
from tests.bench.client import Door, Guest, make_guest
from tests.bench.people import GROUPS, TEAMS, make_people
from tests.live.site import ROOM, make_room

ADMINS = "System Admins"
LANGUAGES = ("en", "de", "fr", "es")
_ADMIN_COUNT = 2
_NATIVES = 24
_VICTIMS = 8
"""People whose passwords others guess."""
_PROPERTIES = {"xmpp.socket.tcp-nodelay": "true"}
_SYNC_SECONDS = 10.0


@dataclass(slots=True)
class Member:
    """Somebody with a chat account, and what they type now.

    Attributes:
        login: What they are called on the site; the chat username of who is not there.
        username: Of the chat.
        password: As it is now.
        address: Their e-mail address.
    """

    login: str
    username: str
    password: str = field(repr=False)
    address: str = ""

    def guest(self, domain: str, password: str = "") -> Guest:
        """They, at the door."""
        jid = f"{self.username}@{domain}"
        return make_guest(self.login, password or self.password, jid)


@dataclass(slots=True)
class Settler(Member):
    """Somebody with an account on either side, which are to become one.

    Attributes:
        old: The password of the chat account.
    """

    old: str = field(default="", repr=False)

    @property
    def before(self) -> Member:
        """They, as long as they have not migrated."""
        return Member(self.username, self.username, self.old)


class Pool:
    """People, each of whom does one thing at a time."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members
        self._free = list(members)
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def one(self) -> Iterator[Member]:
        """Somebody, for the length of a block; waits until somebody is free."""
        with self._changed:
            while not self._free:
                self._changed.wait()
            member = self._free.pop(random.randrange(len(self._free)))
        try:
            yield member
        finally:
            with self._changed:
                self._free.append(member)
                self._changed.notify()


class Town:
    """The servers, the component, and everybody.

    Attributes:
        people: Linked.
        victims: Linked as well; others try their passwords.
        admins: Linked, and admins of the bridge.
        natives: With chat accounts that nobody has migrated.
        page: Address of the migration page.
        api: Address of the API.
        token: That opens it.
        health: Port of the metrics; None where the settings have none.
        probe: What the component writes down.
    """

    def __init__(
        self,
        server: TestServer,
        bridge: Bridge,
        people: Sequence[Person],
        settlers: Sequence[Settler],
    ) -> None:
        members = [
            Member(one.login, str(one.livechat_id), one.password, one.address) for one in people
        ]
        self.server = server
        self.bridge = bridge
        self.admins = Pool(members[:_ADMIN_COUNT])
        self.victims = Pool(members[_ADMIN_COUNT : _ADMIN_COUNT + _VICTIMS])
        self.people = Pool(members[_ADMIN_COUNT + _VICTIMS :])
        self.natives = Pool([Member(name, name, word) for name, word in _natives().items()])
        self.door = Door(server, tls=True)
        self.page = self.api = self.token = ""
        self.health: int | None = None
        self.probe = Path()
        self._numbers = itertools.count(1)
        self._settlers = iter(settlers)
        self._lock = threading.Lock()

    @property
    def commands(self) -> str:
        """The component's JID."""
        return self.server.component_jid

    def number(self) -> int:
        """One that was not given before: for names and resources."""
        return next(self._numbers)

    def settler(self) -> Settler | None:
        """Somebody who has not migrated and was not asked for before; None once all have been."""
        with self._lock:
            return next(self._settlers, None)

    def move_in(self, login: str, password: str, form: HashForm = "A") -> Member:
        """Make a Tiki account without a Live Chat ID."""
        person = Person(login, password, "lives in the soak", form=form)
        for statement in tiki.insert(person):
            self.server.execute(statement.replace("%", "%%"))
        return Member(login, login.lower(), password, person.address)

    def change_password(self, member: Member, form: HashForm) -> None:
        """Give somebody another password on the site."""
        member.password = f"pass word {self.number()}"
        stored = make_hash(form, member.password, member.login, member.address)
        self.server.execute(
            "UPDATE users_users SET hash = %s WHERE login = %s", (stored, member.login)
        )


@contextlib.contextmanager
def open_town(plugin: Path, size: int, settlers: int, log: Path) -> Iterator[Town]:
    """Start everything for the length of a block.

    Args:
        plugin: The plugin's jar.
        size: How many linked people there are.
        settlers: How many can migrate. A Tiki account that is new gets an ID of its own instead.
        log: Where the component's log is kept.

    Raises:
        TestServerError: The servers did not start.
        RuntimeError: The component did not.
    """
    people = make_people(size)
    people[:_ADMIN_COUNT] = [
        Person(f"Admin {i}", f"admins word {i}", "", livechat_id=f"admin{i}", groups=(ADMINS,))
        for i in range(_ADMIN_COUNT)
    ]
    coming = [
        Settler(f"Settler {i}", f"settler-{i}", f"site word {i}", old=f"chat word {i}")
        for i in range(settlers)
    ]
    theirs = [Person(one.login, one.password, "", form="A") for one in coming]
    web, api, health = free_ports(3)
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        TestServer(
            plugin=plugin,
            properties=_PROPERTIES,
            tiki_sql=tiki.script([*people, *theirs]),
            chat_users=_natives(),
            is_optimised=True,
        ) as server,
    ):
        make_room(server)
        _add_natives(server, coming)
        token = secrets.token_hex(32)
        blocks = _settings(Path(folder), web, api, token)
        has_health = "health" in Settings.model_fields
        if has_health:
            blocks["health"] = {"port": health}
        bridge = Bridge(server, blocks, _groups(), Path(folder))
        town = Town(server, bridge, people, coming)
        town.page, town.api = f"http://127.0.0.1:{web}/account/", f"http://127.0.0.1:{api}"
        town.token, town.health = token, health if has_health else None
        town.probe = Path(folder) / "probe.jsonl"
        bridge.start(("tests.soak.watched", str(town.probe)))
        try:
            yield town
        finally:
            bridge.stop()
            shutil.copy(bridge.log, log)


def _natives() -> dict[str, str]:
    return {f"old{i}": f"old pass word {i}" for i in range(_NATIVES)}


def _add_natives(server: TestServer, settlers: Sequence[Settler]) -> None:
    stored = "'001700000000000', '001700000000000'"
    rows = ", ".join(f"('{one.username}', '{one.old}', {stored})" for one in settlers)
    columns = "username, plainPassword, creationDate, modificationDate"
    server.mariadb.run_script(f"INSERT INTO ofUser ({columns}) VALUES {rows};", "openfire")


def _groups() -> Sequence[Mapping[str, Any]]:
    first = {**GROUPS[0], "rooms": [{"room": ROOM, "affiliation": "member"}]}
    return [first, *GROUPS[1:TEAMS]]


def _settings(folder: Path, web: int, api: int, token: str) -> dict[str, dict[str, Any]]:
    """As a site has them, but for bounds on one address, from which all come here."""
    return {
        "web": {
            "public_url": f"http://127.0.0.1:{web}/account",
            "port": web,
            "site_name": "The Town",
            "requests_per_address": "100000/1 minute",
            "tries_per_address": "100000/1 minute",
        },
        "api": {"tokens": [token], "port": api},
        "control": {"socket": folder / "control.sock"},
        "sync": {"interval_seconds": _SYNC_SECONDS},
        "admins": {"tiki_groups": [ADMINS]},
    }
