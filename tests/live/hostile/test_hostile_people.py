"""The big list of naughty strings, and stanzas of people who mean no good, through Openfire."""

import asyncio
import itertools
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

import pytest
from slixmpp.exceptions import IqError, IqTimeout

from openfire.demo.people import person
from tests.hostile.counting import examples, tried
from tests.hostile.naughty import TYPEABLE
from tests.live.conftest import SignedIn, Village

pytestmark = pytest.mark.live
AT_ONCE = 8
ALICE = person("Alice Smith")


async def _each(texts: tuple[str, ...], refused: Callable[[str], object]) -> None:
    """Try all, several at once."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(text: str) -> None:
        async with turns:
            await refused(text)  # type: ignore[misc]  # a coroutine

    await asyncio.gather(*map(one, texts))


def _as_password(text: str) -> str:
    """A string of the list as a password that stands in no log by chance, as a name does."""
    return f"~{text}~ {len(text)}"


async def test_names_of_the_big_list_are_only_names(village: Village) -> None:
    names = TYPEABLE[:: examples(4, 1)]
    accounts, before = village.chat_accounts(), len(village.log)

    async def refused(name: str) -> None:
        assert await village.refusal(name, "no password of anybody's") is not None, name

    tried("names through Openfire", len(names))
    await _each(names, refused)
    assert village.chat_accounts() == accounts
    assert await village.signs_in(ALICE.login, ALICE.password) == ALICE.livechat_id
    _check_log(village, before)


async def test_passwords_of_the_big_list_are_only_passwords(village: Village) -> None:
    """Of somebody's own: throttled guesses cost nothing, and the right password is remembered."""
    passwords = tuple(map(_as_password, TYPEABLE[:: examples(4, 1)]))
    before = len(village.log)
    name = village.new_name("naughty")
    who = village.move_in(name, livechat_id=name)
    assert await village.signs_in(name, who.password) == name

    async def refused(password: str) -> None:
        assert await village.refusal(name, password) is not None, password

    tried("passwords through Openfire", len(passwords))
    await _each(passwords, refused)
    assert await village.signs_in(name, who.password) == name
    _check_log(village, before)


async def test_people_whose_passwords_are_off_the_big_list(village: Village) -> None:
    passwords = tuple(map(_as_password, TYPEABLE[:: examples(25, 4)]))
    before = len(village.log)
    tried("passwords through Openfire", len(passwords))
    for password in passwords:
        name = village.new_name("spiky")
        village.move_in(name, livechat_id=name, password=password)
        assert await village.signs_in(name, password) == name, password
    _check_log(village, before)


async def test_stanzas_of_a_person_never_end_the_stream(
    village: Village, signed_in: SignedIn
) -> None:
    """Deep ones above all, which Openfire passes on."""
    before = len(village.log)
    jid = village.server.component_jid
    async with signed_in(ALICE.login, ALICE.password) as session:
        for levels, tag in itertools.product(
            (90, 150, 400),
            ("{any}query", "{urn:tiki-livechat:login:1}login", "{jabber:iq:version}query"),
        ):
            tried("stanzas through Openfire")
            with pytest.raises((IqError, IqTimeout)):
                await session.ask("set", _deep(tag, levels), jid)
        for levels in (1_000, 5_000):
            tried("stanzas through Openfire")
            nested = "<a>" * levels + "</a>" * levels
            session._xmpp.send_raw(f"<iq type='get' id='deep' to='{jid}'>{nested}</iq>")
        for number in range(examples(100, 2_000)):
            tried("stanzas through Openfire", 2)
            session._xmpp.make_presence(pto=f"any{number}@{jid}").send()
            session._xmpp.make_presence(pto=f"any{number}@{jid}", ptype="subscribe").send()
        assert await village.signs_in("bob", person("bob").password) == "bob"
    assert "elements within elements" in village.log[before:], "Openfire passes them on"
    _check_log(village, before)


def _deep(tag: str, levels: int) -> Element:
    made = Element(tag)
    inner = made
    for _ in range(levels):
        inner = SubElement(inner, "{any}a")
    return made


def _check_log(village: Village, before: int) -> None:
    since = village.log[before:]
    assert "no stream" not in since
    assert "Traceback" not in since
