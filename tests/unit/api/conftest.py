"""The API as it is served, with somebody behind it who gives IDs."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import ClientSession

from component.domain.names import LiveChatId, TikiLogin
from component.frontdoors.api.app import LIVE_CHAT_IDS, ApiSettings, make_app
from component.frontdoors.web.server import WebServer
from component.usecases.allocate_id import Allocated, AllocationProblem

TOKEN, OTHER_TOKEN = "t" * 32, "o" * 32
SETTINGS = ApiSettings("chat.test", (TOKEN, OTHER_TOKEN))


@dataclass
class Giver:
    """Gives IDs to whoever asks, or does what a test has it do.

    Attributes:
        logins: Who asked.
        answer: What happens instead.
    """

    logins: list[str] = field(default_factory=list)
    answer: Callable[[], Awaitable[AllocationProblem]] | None = None

    async def __call__(self, login: str) -> tuple[TikiLogin, Allocated] | AllocationProblem:
        is_new = login not in self.logins
        self.logins.append(login)
        if self.answer is not None:
            return await self.answer()
        return TikiLogin(login), Allocated(LiveChatId(login.replace(" ", "").lower()), is_new)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  any JSON
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return self.headers["Content-Type"].partition(";")[0]


class Site:
    """Somebody who calls the API."""

    def __init__(self, session: ClientSession, port: int) -> None:
        self._session = session
        self.port = port

    async def send(
        self,
        body: bytes,
        *,
        token: str | None = TOKEN,
        method: str = "POST",
        path: str = LIVE_CHAT_IDS,
        **headers: str,
    ) -> Answer:
        """Send a request."""
        given = {"Content-Type": "application/json"}
        given |= {} if token is None else {"Authorization": f"Bearer {token}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self._session.request(method, url, data=body or None, headers=given) as found:
            return Answer(found.status, dict(found.headers), await found.read())

    async def ask(self, login: str, **how: Any) -> Answer:  # noqa: ANN401  as of `send`
        """Ask for the ID of an account."""
        return await self.send(json.dumps({"login": login}).encode(), **how)


Serve = Callable[..., Awaitable[Site]]


@pytest.fixture
def giver() -> Giver:
    return Giver()


@pytest.fixture
async def serve(giver: Giver) -> AsyncIterator[Serve]:
    """What starts the API, with settings of the test."""
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> Site:  # noqa: ANN401  fields of ApiSettings
            app = make_app(giver, replace(SETTINGS, **settings))
            server = WebServer(app, "127.0.0.1", 0, title="the API", block="api")
            await server.start()
            stack.push_async_callback(server.stop)
            session = await stack.enter_async_context(ClientSession())
            return Site(session, server.port)

        yield start


@pytest.fixture
async def site(serve: Serve) -> Site:
    """Somebody at the API."""
    return await serve()
