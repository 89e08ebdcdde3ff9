"""A village with two components behind one subdomain, on one machine."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from openfire.demo.bridge import Bridge
from openfire.demo.people import Person
from openfire.testserver.processes import free_ports
from tests.live.conftest import Village, founded
from tests.live.migrants import audit_of
from tests.live.site import make_settings

OTHER = "tiki-other"
"""The private subdomain of the second component."""
GROUPS = (
    {"tiki": "Live Chat helpers", "roster": "helpers", "visible_to": "nobody"},
    {"tiki": "Crowd spread", "roster": "crowd-spread", "visible_to": "nobody"},
)
_ADMINS = "admin@livechat.test,tiki-private.livechat.test,tiki-other.livechat.test"
_SHARED: Mapping[str, Mapping[str, Any]] = {
    "xmpp": {"allow_multiple": True},
    "sync": {"interval_seconds": 3600.0, "at_least_every_seconds": 3600.0},
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two components.

    Attributes:
        village: The first one's, with the servers.
        second: The other one.
        second_settings: Its settings.
    """

    village: Village
    second: Bridge
    second_settings: Mapping[str, Mapping[str, Any]]

    @property
    def both(self) -> tuple[Bridge, Bridge]:
        """The first and the second."""
        return self.village.bridge, self.second

    def logs(self) -> tuple[str, str]:
        """What each has logged."""
        first, second = (bridge.log.read_text("utf-8") for bridge in self.both)
        return first, second

    def sign_ins(self, names: set[str]) -> tuple[set[str], set[str]]:
        """Which of some people each of them has let in."""
        found = [set(re.findall(r"login of '([^']*)': accepted", log)) for log in self.logs()]
        return found[0] & names, found[1] & names

    def linked(self, *groups: str) -> Person:
        """Somebody of the site with a Live Chat ID, which is also what they sign in as."""
        name = self.village.new_name("person")
        return self.village.move_in(name, livechat_id=name, groups=groups)


@pytest.fixture(scope="package")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both run; who stops or kills one starts it again."""
    folder, second_folder = (tmp_path_factory.mktemp(name) for name in ("first", "second"))
    with founded(
        folder, GROUPS, log_level="INFO", properties={"admin.authorizedJIDs": _ADMINS}, **_SHARED
    ) as found:
        allow(found, OTHER)
        settings: dict[str, Mapping[str, Any]] = {
            **make_settings(free_ports(1)[0], second_folder / "control.sock"),
            **_SHARED,
        }
        settings["xmpp"] = {**_SHARED["xmpp"], "private_component": OTHER}
        with Bridge(found.server, settings, GROUPS, second_folder) as second:
            yield Pair(found, second, settings)


def allow(village: Village, subdomain: str) -> None:
    """Let a component have a subdomain."""
    village.server.execute(
        "REPLACE INTO ofExtComponentConf VALUES (%s, 0, %s, 'allowed')",
        (subdomain, village.server.component_secret),
        database="openfire",
    )


@pytest.fixture(scope="package")
def village(pair: Pair) -> Village:
    """The first component's."""
    return pair.village


def audited(pair: Pair, action: str, names: Iterable[str]) -> list[int]:
    """How often something was done to each of some people, by the audit."""
    return [audit_of(pair.village, name).count(action) for name in names]


async def eventually(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  any condition, not only events
            await asyncio.sleep(0.1)
