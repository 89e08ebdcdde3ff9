"""Many chat clients in one process of their own: signed in, then online or offline together.

They go without TLS, so that ten thousand of them leave the machine to the servers. The process is
led by lines of JSON on its standard input, and answers with one for each.
"""

import asyncio
import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openfire.testserver import TestServer
from tests.bench.lean import LeanClient
from tests.bench.led import Led, follow

_AT_A_TIME = 64
_SECONDS = 300.0
_ONLINE, _OFFLINE = b"<presence/>", b"<presence type='unavailable'/>"


@dataclass(frozen=True, slots=True)
class Told:
    """What the crowd says after a command.

    Attributes:
        seconds: How long it took.
        messages: How many messages have arrived so far, at all clients together.
    """

    seconds: float
    messages: int


class Crowd(Led):
    """The process, from outside; in a `with`, it is ended at the end.

    Args:
        server: Where they sign in.
        people: Username and password of each.
    """

    def __init__(self, server: TestServer, people: Sequence[tuple[str, str]]) -> None:
        super().__init__("tests.bench.crowd")
        self._given = {
            "host": server.host,
            "port": server.client_port,
            "domain": server.domain,
            "people": people,
        }

    def sign_in(self) -> Told:
        """Sign everybody in; nobody is online by that.

        Raises:
            RuntimeError: Somebody was not let in.
        """
        return self._told("sign in", **self._given)

    def come_online(self, seconds: float) -> Told:
        """Have everybody come online, evenly within so many seconds."""
        return self._told("online", seconds=seconds)

    def go_offline(self, seconds: float) -> Told:
        """Have everybody go offline, evenly; they stay signed in."""
        return self._told("offline", seconds=seconds)

    def count(self) -> Told:
        """Count messages."""
        return self._told("count")

    def _told(self, what: str, **about: object) -> Told:
        return Told(**self.ask(what, **about))


class _Everybody:
    """The process, from inside."""

    def __init__(self) -> None:
        self._clients: list[LeanClient] = []

    async def follow(self) -> None:
        """Do what is asked until nobody asks any more."""
        deeds: dict[str, Callable[..., Any]] = {
            "sign in": self._sign_in,
            "online": lambda seconds: self._all_say(_ONLINE, seconds),
            "offline": lambda seconds: self._all_say(_OFFLINE, seconds),
            "count": lambda: asyncio.sleep(0),
        }

        async def do(what: str, **about: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
            began = time.perf_counter()
            await deeds[what](**about)
            messages = sum(client.messages for client in self._clients)
            return {"seconds": time.perf_counter() - began, "messages": messages}

        await follow({what: functools.partial(do, what) for what in deeds})

    async def _sign_in(
        self, host: str, port: int, domain: str, people: Sequence[tuple[str, str]]
    ) -> None:
        loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(_AT_A_TIME)

        async def enter(number: int, name: str, password: str) -> None:
            async with turn, asyncio.timeout(_SECONDS):
                client = LeanClient(domain, name, password, resource=f"crowd{number}")
                await loop.create_connection(lambda: client, host, port)
                await client.is_in
                self._clients.append(client)

        await asyncio.gather(*(enter(i, *person) for i, person in enumerate(people)))

    async def _all_say(self, what: bytes, seconds: float) -> None:
        began, pace = time.perf_counter(), seconds / len(self._clients)
        for number, client in enumerate(self._clients):
            ahead = began + number * pace - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            client.write(what)
        await asyncio.sleep(max(began + seconds - time.perf_counter(), 0))


if __name__ == "__main__":
    asyncio.run(_Everybody().follow())
