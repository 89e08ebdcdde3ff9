"""Many chat clients that come back by themselves, in a process of their own.

Nobody tries while nothing listens: one of them knocks, and the moment somebody answers all connect
at once, with no jitter. Whoever is told to try later, is cut off or is not in after a minute and a
half, tries again after a second, then two, four, and eight from then on, each of these cut by up to
a half by chance.
"""

import asyncio
import random
import ssl
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import uvloop

from openfire.testserver import TestServer
from tests.bench.lean import LeanClient, NotIn
from tests.bench.led import Led, follow

FIRST_WAIT, LONGEST_WAIT = 1.0, 8.0
ANSWER_SECONDS = 90.0
_KNOCK_SECONDS = 0.02
_AT_A_TIME = 64
_PRESENCE = b"<presence/>"


@dataclass(frozen=True, slots=True)
class Back:
    """All are back.

    Attributes:
        lost: When the first connection was lost, by the monotonic clock.
        opened: When the door was open again, likewise.
        entered: When each was in again, likewise, in order.
        tries: How many tries that took together.
        refusals: Why those failed that did, and how many.
    """

    lost: float
    opened: float
    entered: Sequence[float]
    tries: int
    refusals: dict[str, int]


class Returning(Led):
    """The process, from outside; in a `with`, it is ended at the end.

    Args:
        server: Where they sign in.
        people: Username and password of each.
        tls: Whether they use STARTTLS.
    """

    def __init__(self, server: TestServer, people: Sequence[tuple[str, str]], *, tls: bool) -> None:
        super().__init__("tests.bench.returning")
        self._given = {
            "host": server.host,
            "port": server.client_port,
            "domain": server.domain,
            "people": people,
            "certificate": str(server.certificate) if tls else None,
        }

    def sign_in(self) -> float:
        """Sign everybody in, some at a time; the seconds that it took."""
        return float(self.ask("sign in", **self._given)["seconds"])

    def watch(self) -> None:
        """Have them come back as soon as somebody listens; before that nobody may listen."""
        self.tell("come back")

    def back(self) -> Back:
        """Wait until everybody has lost their connection and is in again."""
        return Back(**self.hear())


class _Everybody:
    """The process, from inside."""

    def __init__(self) -> None:
        self._given: dict[str, Any] = {}
        self._tls: ssl.SSLContext | None = None
        self._clients: list[LeanClient] = []
        self._lost_at: list[float] = []
        self._all_lost = asyncio.Event()
        self._tries = 0
        self._refusals: Counter[str] = Counter()

    async def follow(self) -> None:
        await follow({"sign in": self._sign_in, "come back": self._come_back})

    async def _sign_in(self, **given: Any) -> dict[str, float]:  # noqa: ANN401  JSON
        self._given = given
        if given["certificate"]:
            self._tls = ssl.create_default_context(cafile=given["certificate"])
        turn, began = asyncio.Semaphore(_AT_A_TIME), time.monotonic()

        async def enter(number: int) -> LeanClient:
            async with turn:
                client, _ = await self._until_in(number)
                return client

        people = range(len(given["people"]))
        self._clients = list(await asyncio.gather(*map(enter, people)))
        return {"seconds": time.monotonic() - began}

    async def _come_back(self) -> dict[str, Any]:
        self._refusals.clear()
        self._tries = 0
        await self._all_lost.wait()
        lost = min(self._lost_at)
        self._lost_at.clear()
        self._all_lost.clear()
        opened = await self._knock()
        everybody = await asyncio.gather(*map(self._until_in, range(len(self._clients))))
        self._clients = [client for client, _ in everybody]
        return {
            "lost": lost,
            "opened": opened,
            "entered": sorted(at for _, at in everybody),
            "tries": self._tries,
            "refusals": dict(self._refusals),
        }

    async def _knock(self) -> float:
        """Wait until somebody listens; when that was."""
        while True:
            try:
                _, writer = await asyncio.open_connection(self._given["host"], self._given["port"])
            except OSError:
                await asyncio.sleep(_KNOCK_SECONDS)
            else:
                writer.close()
                return time.monotonic()

    async def _until_in(self, number: int) -> tuple[LeanClient, float]:
        """Try until somebody is in; when that was."""
        wait = FIRST_WAIT
        while True:
            self._tries += 1
            try:
                client = await self._try(number)
            except (OSError, NotIn, TimeoutError) as error:
                self._refusals[
                    str(error) if isinstance(error, NotIn) else type(error).__name__
                ] += 1
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))
                wait = min(2 * wait, LONGEST_WAIT)
            else:
                client.write(_PRESENCE)
                return client, time.monotonic()

    async def _try(self, number: int) -> LeanClient:
        given = self._given
        name, password = given["people"][number]
        client = LeanClient(
            given["domain"],
            name,
            password,
            resource="phone",
            tls=self._tls,
            lost=lambda: self._note(client),
        )
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await asyncio.get_running_loop().create_connection(
                    lambda: client, given["host"], given["port"]
                )
                await client.is_in
        except BaseException:
            client.abort()
            raise
        return client

    def _note(self, client: LeanClient) -> None:
        """Somebody is out; those who were never in do not count."""
        entered = client.is_in
        if entered.done() and not entered.cancelled() and entered.exception() is None:
            self._lost_at.append(time.monotonic())
            if len(self._lost_at) == len(self._clients):
                self._all_lost.set()


if __name__ == "__main__":
    uvloop.run(_Everybody().follow())
