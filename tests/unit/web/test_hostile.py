"""Whatever is sent, the answer is a page and never an error of ours, and nothing sent is code."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from component.domain.names import ChatUsername
from component.frontdoors.web.paths import At
from tests.unit.web.conftest import SETTINGS, open_pages
from tests.unit.web.guest import Client, Guest, Seen
from tests.unit.web.town import CHAT_PASSWORD, LINK, SITE_PASSWORD, Town
from tests.unit.web.ways import WAYS

UNLIMITED = replace(
    SETTINGS, requests_per_address="1000000/1 second", tries_per_address="1000000/1 second"
)
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus x='",
    "{{ 7*7 }}{% raise %}",
    "%(site)s %s %d %",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b",
    "\u202egnp.exe\u2066",
    "a" * 3000,
]
TEXT = st.one_of(
    st.sampled_from(MARKUP),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["name", "password", "repeat", "login", "email", "wanted", "check", "suggestion"]
    ),
    TEXT,
)
HEADER = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=80
)
NAME = TEXT.map(lambda text: text[:200])
"""What the widest column holds."""
ANSWERS = {200, 303, 400, 403, 404, 405, 413, 415, 422, 429}


class House:
    """The pages on one loop for all examples."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.town = Town()
        self._stack = AsyncExitStack()
        pages = open_pages(self.town, UNLIMITED)
        self.client: Client = self.runner.run(self._stack.enter_async_context(pages))

    def close(self) -> None:
        """Take it down."""
        self.runner.run(self._stack.aclose())
        self.runner.close()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House()
    yield house
    house.close()


def check(seen: Seen) -> None:
    """It is an answer, and there is no code in it."""
    assert seen.status in ANSWERS
    for tag in re.findall(r"<[a-z][^>]*>", seen.html):
        assert not re.search(r"\son[a-z]+\s*=(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", tag), tag
    assert "<script>" not in seen.html
    assert "<img" not in seen.html
    assert "javascript:" not in "".join(seen.links + seen.actions)
    assert set(seen.headers.getall("Set-Cookie", [])) == {
        line for line in seen.headers.getall("Set-Cookie", []) if not line.startswith("a=")
    }


@settings(max_examples=200, deadline=None)
@given(way=st.sampled_from(sorted(WAYS)), form=st.integers(0, 1), fields=FIELDS)
def test_whatever_is_typed_into_a_form(
    house: House, way: str, form: int, fields: dict[str, str]
) -> None:
    async def visit() -> Seen:
        guest = Guest(house.client)
        page = await WAYS[way][0](guest)
        if not page.forms:
            return page
        return await guest.send(fields, form=min(form, len(page.forms) - 1))

    house.town.links[LINK] = ChatUsername("alice")
    check(house.runner.run(visit()))


@settings(max_examples=50, deadline=None)
@given(chat=NAME, login=NAME, email=TEXT, wanted=TEXT)
def test_whatever_people_are_called(
    house: House, chat: str, login: str, email: str, wanted: str
) -> None:
    """Names as the databases have them, to the end of each way."""

    async def visit() -> None:
        town = house.town
        town.chats = {chat.strip(): CHAT_PASSWORD}
        town.sites, town.hashes = {login.strip(): SITE_PASSWORD}, {login.strip(): "hash"}
        guest = Guest(house.client)
        for first, second in (
            ("/both/chat", None),
            ("/new/chat", {"login": login, "email": email}),
        ):
            await guest.open(first)
            check(await guest.send(name=chat, password=CHAT_PASSWORD))
            if guest.seen.path == first:
                continue
            check(await guest.send(second or {"name": login, "password": SITE_PASSWORD}))
            if guest.seen.forms:
                check(await guest.send(password=CHAT_PASSWORD))
        await guest.open("/address/site")
        check(await guest.send(name=login, password=SITE_PASSWORD))
        if guest.seen.path == "/address/choose":
            check(await guest.send(wanted=wanted))
            check(await guest.send())

    before = (house.town.chats, house.town.sites, house.town.hashes)
    try:
        house.runner.run(visit())
    finally:
        house.town.chats, house.town.sites, house.town.hashes = before


@settings(max_examples=200, deadline=None)
@given(
    method=st.sampled_from(
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
    ),
    path=st.one_of(
        st.sampled_from([at.replace("{", "").replace("}", "") for at in At]),
        st.text(st.sampled_from("/m.%abc0;?&=~-_"), max_size=40).map(lambda text: f"/{text}"),
    ),
    headers=st.dictionaries(
        st.sampled_from(
            [
                "Accept-Language",
                "Cookie",
                "X-Forwarded-For",
                "Sec-Fetch-Site",
                "Origin",
                "Content-Type",
                "Content-Encoding",
                "Accept",
                "If-None-Match",
                "Range",
            ]
        ),
        HEADER,
    ),
    body=st.binary(max_size=100),
)
def test_whatever_a_request_is(
    house: House, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    async def visit() -> Seen:
        guest = Guest(house.client)
        sent = body if method in ("POST", "PUT") else None
        return await guest.ask(method, path, headers=headers, body=sent)

    check(house.runner.run(visit()))
