"""Visits to the migration page, from a look to a whole migration."""

import random
from http import HTTPStatus

from openfire.demo.visitor import Page, Visitor
from tests.soak.outcomes import PutOff, WentWrong
from tests.soak.town import LANGUAGES, Settler, Town


async def look(town: Town) -> None:
    """Look at the page, and type a password that is wrong."""
    with town.victims.one() as member:
        async with Visitor(random.choice(LANGUAGES)) as visitor:
            _expect(await visitor.open(town.page), "/account/")
            _expect(await visitor.open(f"{town.page}both/chat"), "/both/chat")
            page = await visitor.send(name=member.username, password=f"wrong {town.number()}")
            if not page.problems:
                raise _unexpected(page, "a problem")


async def migrate(town: Town, settler: Settler) -> None:
    """Prove both accounts, and connect them."""
    async with Visitor() as visitor:
        await visitor.open(town.page)
        await visitor.open(f"{town.page}both/chat")
        page = await visitor.send(name=settler.username, password=settler.old)
        _expect(page, "/both/site")
        await _connect(visitor, settler)


async def follow(link: str, settler: Settler) -> None:
    """Prove one of them by a personal link, the other by its password, and connect them."""
    async with Visitor() as visitor:
        page = await visitor.open(link)
        _expect(page, "/link")
        await visitor.open(next(to for to in page.links if to.endswith("/both/site")))
        await _connect(visitor, settler)


async def _connect(visitor: Visitor, settler: Settler) -> None:
    page = await visitor.send(name=settler.login, password=settler.password)
    _expect(page, "/both/check")
    _expect(await visitor.send(), "/done")


def _expect(page: Page, end: str) -> None:
    if page.status != HTTPStatus.OK or not page.url.path.endswith(end):
        raise _unexpected(page, end)


def _unexpected(page: Page, wanted: str) -> Exception:
    text = f"{page.url} ({page.status}) instead of {wanted}: {page.text[:300]}"
    return (PutOff if page.status == HTTPStatus.SERVICE_UNAVAILABLE else WentWrong)(text)
