"""The load of migrations: people go the three ways of the page, and go again where it breaks."""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
import pymysql

from openfire.demo.visitor import Page, Visitor
from openfire.testserver import TestServer
from tests.faults.ledger import Ledger
from tests.faults.people import People, Someone
from tests.faults.turnstile import Closed, Turnstile

VISITORS = 2
_PAUSE = 0.5
_AGAIN = 0.5
_BROKEN = (aiohttp.ClientError, OSError, TimeoutError, IndexError, StopIteration, ValueError)
"""A page that is none, or has not the form that belongs on it."""

_Way = Callable[[Visitor, Someone], Awaitable[Page]]


class Migrations:
    """Visitors who migrate one after the other, as long as they are let through.

    Args:
        server: Its databases tell whether somebody has got through in spite of a broken page.
        page: Address of the migration page.
        people: Who.
        ledger: Where it is written down.
        turnstile: Holds them up.
    """

    def __init__(
        self, server: TestServer, page: str, people: People, ledger: Ledger, turnstile: Turnstile
    ) -> None:
        self._server = server
        self._page = page
        self._ledger = ledger
        self._turnstile = turnstile
        self._waiting = _in_turn(
            [
                zip(people.movers, itertools.repeat(self._connect_both)),
                zip(people.walkers, itertools.repeat(self._get_id)),
                zip(people.solos, itertools.repeat(self._get_account)),
            ]
        )
        self._lock = threading.Lock()
        self.begun: list[Someone] = []
        self.done: list[Someone] = []

    def threads(self) -> list[threading.Thread]:
        """Make the visitors."""
        return [
            threading.Thread(target=self._migrate_for_ever, daemon=True) for _ in range(VISITORS)
        ]

    def _migrate_for_ever(self) -> None:
        with contextlib.suppress(Closed):
            while (following := self._next()) is not None:
                who, way = following
                while not self._is_through(who, way):
                    threading.Event().wait(_AGAIN)
                self.done.append(who)
                threading.Event().wait(_PAUSE)

    def _next(self) -> tuple[Someone, _Way] | None:
        with self._turnstile.passing(), self._lock:
            following = next(self._waiting, None)
            if following is None:
                self._ledger.trouble.append("there was nobody left to migrate")
                return None
            self.begun.append(following[0])
            return following

    def _is_through(self, who: Someone, way: _Way) -> bool:
        """Go a way from its beginning; whether it was gone to its end, now or before."""
        with self._turnstile.passing():
            try:
                page = asyncio.run(_go(way, who))
                if page.status == 200 and page.url.path.endswith("/done"):
                    self._ledger.note_connected(*_ends(who))
                    return True
                return self._is_linked(who)
            except (*_BROKEN, pymysql.Error):
                return False

    def _is_linked(self, who: Someone) -> bool:
        livechat_id, login = _ends(who)
        rows = self._server.execute(
            "SELECT livechat_id FROM users_users WHERE login = %s", (login,)
        )
        return rows == [(livechat_id,)]

    async def _connect_both(self, visitor: Visitor, who: Someone) -> Page:
        await visitor.open(f"{self._page}/both/chat")
        await visitor.send(name=who.username, password=who.old_password)
        await visitor.send(name=who.login, password=who.password)
        return await visitor.send()

    async def _get_id(self, visitor: Visitor, who: Someone) -> Page:
        await visitor.open(f"{self._page}/address/site")
        await visitor.send(name=who.login, password=who.password)
        await visitor.send(wanted=who.login)
        return await visitor.send()

    async def _get_account(self, visitor: Visitor, who: Someone) -> Page:
        await visitor.open(f"{self._page}/new/chat")
        await visitor.send(name=who.username, password=who.password)
        await visitor.send(login=who.username, email=f"{who.username}@mail.test")
        return await visitor.send(password=who.password)


async def _go(way: _Way, who: Someone) -> Page:
    async with Visitor() as visitor:
        return await way(visitor, who)


def _ends(who: Someone) -> tuple[str, str]:
    """The Live Chat ID and the Tiki login that somebody has in the end."""
    return who.username or who.login, who.login or who.username


def _in_turn(
    lines: list[Iterator[tuple[Someone, _Way]]],
) -> Iterator[tuple[Someone, _Way]]:
    for several in zip(*lines, strict=True):
        yield from several
