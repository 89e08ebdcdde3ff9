"""The component from its start to its end, with no server there."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from component import config
from component.adapters.service_manager import ServiceManager
from component.frontdoors.doors import DoorError
from component.frontdoors.orders import Orders
from component.frontdoors.xmpp.problems import GivenUpError, Problem
from component.wiring.lifecycle import Component
from component.wiring.serving import make_component
from openfire.testserver.processes import free_ports
from tests.unit.config_file import FILE, written

LONGEST = 30.0


class Manager(ServiceManager):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__("/nowhere", 30.0)
        self.told: list[str] = []

    def _tell(self, *lines: str) -> None:
        self.told += lines


class Door:
    """Notes what becomes of it."""

    def __init__(self, events: list[str], *, refuses: bool = False, hangs: bool = False) -> None:
        self._events = events
        self._refuses = refuses
        self._hangs = hangs

    async def start(self) -> None:
        if self._refuses:
            raise DoorError("somebody else listens there")
        self._events.append("opened")

    async def stop(self) -> None:
        self._events.append("closing")
        if self._hangs:
            await asyncio.Event().wait()
        self._events.append("closed")


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings() -> config.Settings:
    ports = free_ports(2)
    file = FILE.replace("[xmpp]", f"[xmpp]\nport = {ports[0]}")
    file = file.replace('database = "', f'port = {ports[1]}\ndatabase = "')
    return config.load(written("[shutdown]\nseconds = 0.4\n", file))


@pytest.fixture
async def component(settings: config.Settings) -> Component:
    return make_component(settings)


@pytest.fixture
def orders(settings: config.Settings) -> Orders:
    return Orders(lambda: settings)


async def until_told(manager: Manager, line: str) -> None:
    async with asyncio.timeout(LONGEST):
        while line not in manager.told:  # noqa: ASYNC110  a list
            await asyncio.sleep(0.01)


async def test_it_is_there_without_any_server_and_ends_in_order(
    component: Component, orders: Orders, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    manager, events = Manager(), list[str]()

    async def work() -> None:
        events.append("works")
        try:
            await asyncio.Event().wait()
        finally:
            events.append("work ended")

    async def last() -> None:
        assert told == ["opened"]
        events.append("last")

    watched = Door(told := list[str]())
    component = replace(
        component, doors=(Door(events),), work=(work,), last=(last,), watched=(watched,)
    )
    running = asyncio.create_task(component.run(orders, manager))
    await until_told(manager, "READY=1")
    orders.stop.set()
    await asyncio.wait_for(running, LONGEST)
    assert events == ["opened", "works", "work ended", "closing", "closed", "last"]
    assert component.logins.under_way.is_closing
    assert told == ["opened", "closing", "closed"]
    assert manager.told.index("READY=1") < manager.told.index("STOPPING=1")
    assert caplog.records[-1].message == "has ended"


async def test_requests_that_hang_leave_time_for_the_sign_ins(
    component: Component, orders: Orders, caplog: pytest.LogCaptureFixture
) -> None:
    events = list[str]()
    doors = (Door(events, hangs=True), Door(events))
    orders.stop.set()
    await asyncio.wait_for(replace(component, doors=doors).run(orders, Manager()), LONGEST)
    assert sorted(events) == ["closed", "closing", "closing", "opened", "opened"]
    assert "not answered within 0.2 s" in caplog.text


async def test_a_door_that_is_not_to_be_had_ends_it(component: Component, orders: Orders) -> None:
    events = list[str]()
    doors = (Door(events), Door(events, refuses=True))
    manager = Manager()
    with pytest.raises(DoorError):
        await asyncio.wait_for(replace(component, doors=doors).run(orders, manager), LONGEST)
    assert events.count("closed") >= 1
    assert "READY=1" not in manager.told


async def test_a_server_that_must_be_there_ends_it(settings: config.Settings) -> None:
    component = make_component(settings, connect_within=0.3)
    manager = Manager()
    with pytest.raises(GivenUpError) as given_up:
        await asyncio.wait_for(component.run(Orders(lambda: settings), manager), LONGEST)
    assert given_up.value.problem is Problem.NO_CONNECTION


async def test_settings_that_cannot_be_read_change_nothing(
    component: Component, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> config.Settings:
        raise config.SettingsError("login.hash_queue: write a number")

    manager, orders = Manager(), Orders(fail)
    running = asyncio.create_task(component.run(orders, manager))
    await until_told(manager, "READY=1")
    manager.told.clear()
    orders.reload.set()
    await until_told(manager, "READY=1")
    assert manager.told[0] == "RELOADING=1"
    assert "the settings stay as they are: login.hash_queue: write a number" in caplog.text
    orders.stop.set()
    await asyncio.wait_for(running, LONGEST)
