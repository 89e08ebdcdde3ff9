"""Linked people who come online are refreshed; nobody else is, and an outage loses nobody."""

import asyncio
from dataclasses import dataclass, field

import pytest

from component.domain.accounts import TikiAccount
from component.domain.audit import BRIDGE, Actor
from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases.refresh_arrivals import AllArrivals, RefreshArrivals
from component.usecases.reminding import RemindSettings
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.square import SITE, FlyingTime

ALICE, BOB = ChatUsername("alice"), ChatUsername("bob")
_MANY = 10_000


@dataclass
class Porch:
    """Where people arrive, and what is done for them."""

    time: FlyingTime = field(default_factory=FlyingTime)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    refreshed: list[tuple[str, str]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tiki.add("Alice Smith", livechat_id="alice")
        settings = RemindSettings(SITE, most_waiting=3)
        self.arrivals = RefreshArrivals(settings, self.tiki, self._provision, self.time.clock)

    async def _provision(
        self, account: TikiAccount, username: ChatUsername, by: Actor, *, once: bool
    ) -> None:
        assert once
        assert by == BRIDGE
        if self.failures:
            raise self.failures.pop()
        self.refreshed.append((account.login, username))

    async def settle(self) -> None:
        """Let the worker work until nobody waits."""
        worker = asyncio.create_task(self.arrivals.run())
        queue = self.arrivals._arrivals
        for _ in range(_MANY):
            await asyncio.sleep(0)
            if not len(queue) and queue._in_hand is None:
                break
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


@pytest.fixture
def porch() -> Porch:
    return Porch()


async def test_a_linked_person_is_refreshed(porch: Porch) -> None:
    porch.arrivals.came_online(ALICE, "phone", "de")
    await porch.settle()
    assert porch.refreshed == [("Alice Smith", "alice")]


async def test_nobody_else_is(porch: Porch) -> None:
    porch.arrivals.came_online(BOB, "phone", "")
    await porch.settle()
    assert porch.refreshed == []


async def test_two_clients_that_come_at_once_are_one_person(porch: Porch) -> None:
    porch.arrivals.came_online(ALICE, "phone", "")
    porch.arrivals.came_online(ALICE, "desk", "")
    await porch.settle()
    assert porch.refreshed == [("Alice Smith", "alice")]


async def test_who_has_gone_or_is_out_of_sight_is_refreshed_all_the_same(porch: Porch) -> None:
    porch.arrivals.came_online(ALICE, "phone", "")
    porch.arrivals.went_offline(ALICE, "phone")
    porch.arrivals.lost_sight()
    await porch.settle()
    assert porch.refreshed == [("Alice Smith", "alice")]


async def test_what_did_not_answer_is_tried_again(porch: Porch) -> None:
    porch.failures = [Unavailable("Openfire", "there is no stream to it")]
    porch.arrivals.came_online(ALICE, "phone", "")
    await porch.settle()
    assert porch.refreshed == [("Alice Smith", "alice")]


async def test_a_burst_is_bounded(porch: Porch) -> None:
    for number in range(10):
        porch.arrivals.came_online(ChatUsername(f"person{number}"), "", "")
    assert len(porch.arrivals._arrivals) == 3


async def test_all_who_listen_are_told_everything() -> None:
    heard: list[tuple[str, ...]] = []

    class Listener:
        def __init__(self, name: str) -> None:
            self.name = name

        def came_online(self, username: ChatUsername, resource: str, language: str) -> None:
            heard.append((self.name, "online", username, resource, language))

        def went_offline(self, username: ChatUsername, resource: str) -> None:
            heard.append((self.name, "offline", username, resource))

        def lost_sight(self) -> None:
            heard.append((self.name, "lost"))

    everybody = AllArrivals([Listener("a"), Listener("b")])
    everybody.came_online(ALICE, "phone", "de")
    everybody.went_offline(ALICE, "phone")
    everybody.lost_sight()
    told = [("online", "alice", "phone", "de"), ("offline", "alice", "phone"), ("lost",)]
    assert heard == [(name, *what) for what in told for name in ("a", "b")]
