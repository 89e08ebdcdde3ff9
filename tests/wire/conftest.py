"""A fake server and a component's stream that connects to it, both gone after each test."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

import pytest

from component.domain.backoff import Backoff
from component.frontdoors.xmpp import stream as stream_module
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.stream import ComponentStream
from component.frontdoors.xmpp.stream_settings import StreamSettings
from tests.wire.fake_server import (
    DOMAIN,
    JID,
    LONGEST,
    SECRET,
    Connection,
    FakeServer,
    fake_server,
)
from tests.wire.in_clear import load_no_authorities
from tests.wire.questions import SEAL, Answers

MakeStream = Callable[..., ComponentStream]


class QuickBackoff(Backoff):
    """Waits a moment, and notes how long a real one would have waited and its resets."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[float] = []
        self.resets = 0

    def reset(self) -> None:
        """Note it."""
        self.resets += 1
        super().reset()

    def wait(self) -> float:
        """Note the step."""
        self.steps.append(self._next)
        super().wait()
        return 0.01


@pytest.fixture(scope="session", autouse=True)
def _in_clear() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        load_no_authorities(patch)
        yield


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with fake_server() as server:
        yield server


@pytest.fixture
def backoffs(monkeypatch: pytest.MonkeyPatch) -> list[QuickBackoff]:
    made: list[QuickBackoff] = []

    def make() -> QuickBackoff:
        made.append(QuickBackoff())
        return made[-1]

    monkeypatch.setattr(stream_module, "Backoff", make)
    return made


@pytest.fixture
def make_stream(server: FakeServer, backoffs: list[QuickBackoff]) -> MakeStream:
    assert backoffs == []

    def make(
        *,
        jid: str = JID,
        secret: str = SECRET,
        request_timeout: float = 5.0,
        ping_interval: float = 60.0,
        allow_multiple: bool = False,
    ) -> ComponentStream:
        return ComponentStream(
            StreamSettings(
                "127.0.0.1",
                server.port,
                DOMAIN,
                jid,
                secret,
                connect_timeout=LONGEST,
                request_timeout=request_timeout,
                ping_interval=ping_interval,
                allow_multiple=allow_multiple,
            )
        )

    return make


class Runs(Protocol):
    """A stream, or several."""

    async def run(self) -> None:
        """Run until it is stopped."""

    async def stop(self) -> None:
        """Stop it."""


Running = TypeVar("Running", bound=Runs)


@asynccontextmanager
async def running(stream: Running) -> AsyncIterator[Running]:
    """Run a stream until the end of the block."""
    task = asyncio.create_task(stream.run())
    try:
        yield stream
    finally:
        await stream.stop()
        await asyncio.wait_for(task, LONGEST)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that should come at once."""
    async with asyncio.timeout(LONGEST):
        while not condition():  # noqa: ASYNC110  any condition, not only events
            await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
async def connection(
    server: FakeServer, make_stream: MakeStream, answers: Answers
) -> AsyncIterator[Connection]:
    stream = make_stream()
    stream.attach(LoginQuestions(answers, SEAL, DOMAIN))
    async with running(stream):
        yield await server.accepted()
