"""People who use commands in the live tests: everybody, admins, and their clients."""

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from component.frontdoors.xmpp.adhoc_forms import NODE
from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from openfire.demo.commander import Commander
from openfire.demo.people import Person
from tests.live.conftest import Village

FOR_EVERYBODY = ["whoami", "refresh", "migrate", "reminders"]
FOR_ADMINS = [
    *("sync-groups", "sync-person", "show-account"),
    *("jobs", "job", "cancel-job", "runs"),
    *("live-chat-id", "set-id", "change-id", "release-id", "allocate-ids"),
    "merge-matching",
    *("window", "announce", "purge", "restore-account"),
    *("report", "show-run", "rerun", "audit"),
]
ADMINS = "System Admins"
"""The Tiki group of the settings whose members are admins of the bridge."""


@contextlib.contextmanager
def quiet(village: Village, *, refresh_interval: float = 0.0) -> Iterator[None]:
    """Run the component without syncs of its own: what commands do is theirs alone.

    Args:
        village: Where.
        refresh_interval: Seconds for which who comes online is not looked at after a sign-in.
    """
    slow = {"interval_seconds": 3600.0, "at_least_every_seconds": 3600.0}
    with village.reconfigured(sync=slow, provisioning={"refresh_interval": refresh_interval}):
        yield


def linked(village: Village, *groups: str, language: str = "") -> Person:
    """Somebody of the site with a Live Chat ID, which is also what their login ends with."""
    name = village.new_name("member")
    return village.move_in(f"The {name}", livechat_id=name, groups=groups, language=language)


def admin(village: Village) -> Person:
    """An admin of the bridge."""
    return linked(village, ADMINS)


def jid(village: Village, who: Person) -> str:
    """Somebody's bare JID."""
    return f"{who.livechat_id}@{village.server.domain}"


@contextlib.asynccontextmanager
async def using(village: Village, who: Person) -> AsyncIterator[tuple[Session, Commander]]:
    """Sign somebody in, online, with the component's commands at hand."""
    village.secrets.add(who.password)
    async with signed_in(village.server, who.login, who.password) as session:
        session.come_online()
        yield session, session.commands(village.server.component_jid)


def node(name: str) -> str:
    """The node of a command."""
    return NODE + name


def shell(village: Village, *arguments: str, code: int = 0) -> str:
    """Run a command of the shell; what it printed."""
    done = village.bridge.command(*arguments)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def data(village: Village, *arguments: str, code: int = 0) -> Any:  # noqa: ANN401  JSON
    """Run a command of the shell; what it printed for programs."""
    return json.loads(shell(village, *arguments, "--json", code=code))


async def say(village: Village, session: Session, text: str, *, to: str = "accounts@") -> str:
    """Write to the component; what it answers."""
    session.write(f"{to}{village.server.component_jid}", text)
    return (await session.message()).body
