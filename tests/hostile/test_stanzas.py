"""Whatever comes over the stream: it stays up, nothing is left unhandled, sign-ins go on."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from component.adapters.password_pool import PasswordPool
from tests.hostile.bridge import Bridge, bridge
from tests.hostile.counting import examples, tried
from tests.hostile.faults import Faults
from tests.hostile.stanzas import deep, stanzas
from tests.unit.usecases.house import CountingChecker, House
from tests.wire.fake_server import DOMAIN, JID, fake_server

BOB = f"from='bob@{DOMAIN}/x' to='{JID}'"
DISCO = "http://jabber.org/protocol/disco#info"


class Town:
    """A component on one loop for all examples."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.runner = asyncio.Runner()
        faults.watch(self.runner.get_loop())
        self._pool = PasswordPool(1, 10_000)
        self._stack = AsyncExitStack()
        self.bridge: Bridge = self.runner.run(self._open())

    async def _open(self) -> Bridge:
        house = House(CountingChecker(self._pool), per_account="9999999/1 minute")
        house.overall = house.per_account
        server = await self._stack.enter_async_context(fake_server())
        return await self._stack.enter_async_context(bridge(house, server))

    def close(self) -> None:
        """Take it down."""
        self.runner.run(self._stack.aclose())
        self._pool.close()
        self.runner.close()

    def take(self, *sent: str) -> None:
        """Have it take stanzas."""
        self.runner.run(self.bridge.send(*sent))
        self.bridge.check_answers()
        self.faults.check(thoroughly=False)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    logging.getLogger("component").setLevel(logging.DEBUG)
    with Faults() as faults:
        town = Town(faults)
        yield town
        town.close()
        faults.check()


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of what has failed
@settings(
    max_examples=examples(150, 6_000),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a stream that is lost stays lost
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sent=st.lists(stanzas(), min_size=5, max_size=25))
def test_stanzas_of_every_kind(town: Town, sent: list[str]) -> None:
    tried("stanzas", len(sent))
    town.take(*sent)


@pytest.mark.parametrize("levels", [50, 99, 150, 1_000, 10_000])
def test_stanzas_of_every_depth(town: Town, levels: int) -> None:
    sent = deep(levels)
    tried("stanzas", len(sent))
    town.take(*sent)


def test_stanzas_of_every_size(town: Town) -> None:
    for size in (1_000, 100_000, 1_000_000):  # which is as much as Openfire takes of a client
        much = "x" * size
        sent = [
            f"<message type='chat' {BOB}><body>{much}</body></message>",
            f"<iq type='set' id='1' {BOB}><q xmlns='a' b='{much}'/></iq>",
            f"<iq type='get' id='{much}' {BOB}><q xmlns='a'/></iq>",
            f"<presence {BOB}>{'<a/>' * (size // 16)}</presence>",
        ]
        tried("stanzas", len(sent))
        town.take(*sent)


def test_a_flood_of_one_person_leaves_everybody_else_alone(town: Town) -> None:
    """Questions, messages and presences; each answer is short, and the next sign-in comes."""
    for number in range(examples(10, 200)):
        sent = [
            text
            for n in range(100)
            for text in (
                f"<iq type='get' id='{n}' {BOB}><query xmlns='{DISCO}'/></iq>",
                f"<message type='chat' {BOB}><body>help</body></message>",
                f"<presence from='u{number}.{n}@{DOMAIN}/x' to='any{n}@{JID}'/>",
            )
        ]
        tried("stanzas", len(sent))
        town.take(*sent)
