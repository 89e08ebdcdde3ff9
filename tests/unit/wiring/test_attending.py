"""What a service manager is told, and when it is told nothing."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from component.adapters.service_manager import ServiceManager
from component.frontdoors.xmpp.problems import Problem, explain
from component.wiring.attending import Attendant

if TYPE_CHECKING:
    from component.adapters.password_pool import PasswordPool
    from component.wiring.connections import Streams


class Manager(ServiceManager):
    """Notes what it is told."""

    def __init__(self, watchdog_seconds: float = 30.0) -> None:
        super().__init__("/nowhere", watchdog_seconds)
        self.told: list[str] = []

    def _tell(self, *lines: str) -> None:
        self.told += lines


@dataclass
class Stream:
    """A stream in some state."""

    jid: str = "tiki.livechat.test"
    is_up: bool = False
    problem: Problem | None = None
    never_gives_up: bool = False
    settings: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        self.settings = SimpleNamespace(jid=self.jid, never_gives_up=self.never_gives_up)


@dataclass
class World:
    """An attendant and what it looks at."""

    public: Stream = field(default_factory=Stream)
    private: Stream = field(default_factory=lambda: Stream("tiki-private.livechat.test"))
    passwords: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(stalled_seconds=0.0))
    manager: Manager = field(default_factory=Manager)

    def attendant(self) -> Attendant:
        streams = SimpleNamespace(
            public=self.public, private=self.private, all=(self.public, self.private)
        )
        return Attendant(
            cast("Streams", streams), cast("PasswordPool", self.passwords), self.manager
        )


@pytest.mark.parametrize(
    ("is_up", "problem", "never_gives_up", "ready"),
    [
        (False, None, False, False),
        (True, None, False, True),
        (False, Problem.NO_CONNECTION, False, True),
        (False, Problem.LOST, False, True),
        (False, Problem.CLOSED, False, False),
        (False, Problem.WRONG_SECRET, False, False),
        (False, Problem.NAME_TAKEN, False, False),
        (False, Problem.NOT_CONFIGURED, False, False),
        (False, Problem.WRONG_SECRET, True, True),
    ],
)
def test_it_is_ready_once_it_serves_or_waits_but_not_while_it_is_refused(
    is_up: bool, problem: Problem | None, never_gives_up: bool, ready: bool
) -> None:
    public = Stream(is_up=is_up, problem=problem, never_gives_up=never_gives_up)
    world = World(public=public)
    attendant = world.attendant()
    for _ in range(3):
        attendant.look()
    assert world.manager.told.count("READY=1") == ready


def test_the_status_says_how_each_stream_is() -> None:
    world = World()
    attendant = world.attendant()
    attendant.look()
    attendant.look()
    statuses = [line for line in world.manager.told if line.startswith("STATUS=")]
    (status,) = statuses
    assert status == (
        "STATUS=no stream to Openfire as tiki.livechat.test: connecting; "
        "no stream to Openfire as tiki-private.livechat.test: connecting"
    )
    world.public.is_up = True
    world.private.problem = Problem.NAME_TAKEN
    attendant.look()
    assert (
        f"STATUS=serves as tiki.livechat.test; no stream to Openfire as "
        f"tiki-private.livechat.test: {explain(Problem.NAME_TAKEN)}"
    ) in world.manager.told
    world.private.is_up = True
    attendant.look()
    expected = "STATUS=serves as tiki.livechat.test, tiki-private.livechat.test"
    assert world.manager.told[-2] == expected


def test_the_watchdog_hears_nothing_while_password_checks_hang(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    attendant = world.attendant()
    attendant.look()
    assert world.manager.told.count("WATCHDOG=1") == 1
    world.passwords.stalled_seconds = 31.0
    attendant.look()
    attendant.look()
    assert world.manager.told.count("WATCHDOG=1") == 1
    assert caplog.text.count("no password check has ended for 31 s") == 1
    world.passwords.stalled_seconds = 0.0
    attendant.look()
    assert world.manager.told.count("WATCHDOG=1") == 2


def test_a_reload_is_told_from_beginning_to_end() -> None:
    world = World(public=Stream(is_up=True))
    attendant = world.attendant()
    attendant.reloading()
    attendant.reloaded("before it was ready")
    assert [line for line in world.manager.told if "RELOADING" in line] == []
    before = len(world.manager.told)
    attendant.reloading()
    attendant.reloaded("at the last reload: nothing changed")
    told = world.manager.told[before:]
    assert (told[0], told[2]) == ("RELOADING=1", "READY=1")
    assert any("; at the last reload: nothing changed" in line for line in told)


def test_the_end_is_told() -> None:
    world = World(public=Stream(is_up=True))
    attendant = world.attendant()
    attendant.look()
    attendant.ending("jobs")
    attendant.ending("sign-ins")
    told = world.manager.told
    assert told.count("STOPPING=1") == 1
    assert "STATUS=about to end; waiting for jobs" in told
    assert told[-2] == "STATUS=about to end; waiting for sign-ins"


async def test_it_looks_often_enough_for_the_watchdog() -> None:
    world = World(manager=Manager(watchdog_seconds=0.2))
    attending = asyncio.create_task(world.attendant().run())
    async with asyncio.timeout(20):
        while world.manager.told.count("WATCHDOG=1") < 5:  # noqa: ASYNC110  a count
            await asyncio.sleep(0.01)
    attending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await attending
