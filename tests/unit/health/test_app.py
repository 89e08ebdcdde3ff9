"""The private port: what it answers to machines that watch over the component."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientResponse, ClientSession

from component.adapters.measuring.metrics import Metrics
from component.domain.findings import Level
from component.frontdoors.health.app import make_app
from component.frontdoors.health.reach import remarks_on
from component.frontdoors.web.server import WebServer
from component.ports import Unavailable
from component.usecases.tell_health import TellHealth

Get = Callable[..., Awaitable[ClientResponse]]


class Inside:
    """What is looked at."""

    def __init__(self) -> None:
        self.is_up = True
        self.stuck = 0.0
        self.outage: Exception | None = None

    async def ask(self) -> None:
        if self.outage is not None:
            raise self.outage


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
async def get(inside: Inside) -> AsyncIterator[Get]:
    tell = TellHealth({"stream": lambda: inside.is_up}, {"tiki": inside.ask}, lambda: inside.stuck)
    tell.clock = iter(range(0, 10_000, 10)).__next__
    server = WebServer(make_app(tell, Metrics("1.2.3").write), "127.0.0.1", 0, block="health")
    await server.start()
    async with ClientSession(f"http://127.0.0.1:{server.port}") as session:

        async def ask(path: str, method: str = "GET", **headers: str) -> ClientResponse:
            return await session.request(method, path, headers=headers)

        yield ask
    await server.stop()


async def test_it_lives(get: Get) -> None:
    answer = await get("/healthz")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert await answer.json() == {
        "ok": True,
        "parts": {"event loop": "ok", "password checks": "ok"},
    }


async def test_it_does_not_live_while_password_checks_are_stuck(get: Get, inside: Inside) -> None:
    inside.stuck = 31.0
    answer = await get("/healthz")
    assert answer.status == 503
    assert (await answer.json())["parts"]["password checks"] == "none has ended for 31 s"
    inside.stuck = 0.0
    assert (await get("/healthz")).status == 200


async def test_it_is_ready(get: Get) -> None:
    answer = await get("/readyz")
    assert answer.status == 200
    assert await answer.json() == {"ok": True, "parts": {"stream": "ok", "tiki": "ok"}}


async def test_it_says_what_it_misses(get: Get, inside: Inside) -> None:
    inside.is_up = False
    inside.outage = Unavailable("Tiki", "no answer within 3 s")
    answer = await get("/readyz")
    assert answer.status == 503
    assert await answer.json() == {
        "ok": False,
        "parts": {"stream": "there is no stream", "tiki": "no answer within 3 s"},
    }
    inside.is_up, inside.outage = True, None
    assert (await get("/readyz")).status == 200


async def test_it_is_alive_without_being_ready(get: Get, inside: Inside) -> None:
    inside.is_up = False
    assert (await get("/healthz")).status == 200


async def test_it_has_metrics(get: Get) -> None:
    answer = await get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert 'tiki_livechat_build_info{python="' in await answer.text()
    answer = await get("/metrics", Accept="application/openmetrics-text")
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")


@pytest.mark.parametrize("path", ["/", "/healthz/", "/readyz/x", "/metrics?x", "/../healthz"])
async def test_there_is_nothing_else(get: Get, path: str) -> None:
    assert (await get(path)).status == (200 if path in ("/metrics?x", "/../healthz") else 404)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_nothing_can_be_changed(get: Get, path: str) -> None:
    assert (await get(path, "POST")).status == 405
    assert (await get(path, "HEAD")).status == 200


@pytest.mark.parametrize(
    ("host", "level"),
    [("127.0.0.1", Level.OK), ("::1", Level.OK), ("0.0.0.0", Level.WARNING)],  # noqa: S104
)
def test_check_says_who_can_read_it(host: str, level: Level) -> None:
    (remark,) = remarks_on(host, 9587)
    assert remark.level is level
    assert f"{host}:9587" in remark.text
