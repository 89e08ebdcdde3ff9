"""Reminders on a real Openfire: from a presence to the message, its answers, and mails."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from datetime import UTC

import pytest

from component.domain.login import Window
from component.domain.reminders import DAY, Deadline, Notice, Say
from component.frontdoors.texts import Texts, load_catalogues
from component.frontdoors.wording import Site, compose
from openfire.demo.chat_client import sign_in, signed_in
from openfire.demo.chat_session import Message, Session
from openfire.demo.visitor import Visitor
from tests.contract.mail_server import mail_server
from tests.live.conftest import Village
from tests.live.migrants import audit_of, link_in
from tests.live.windows import standing

pytestmark = pytest.mark.live

PASSWORD = "an old chat password"
SOON = {"settling_seconds": 3.0, "per_minute": 6000.0}
"""Long enough for a client that has signed in to come online, as by default."""
OFTEN = {"intervals_days": [1 / DAY]}
"""Every time, once the component has been started again."""


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(load_catalogues())


def native(village: Village, stem: str = "native", **about: str) -> str:
    """Somebody with an old chat account; `about` has a locale and an e-mail address."""
    name = village.new_name(stem)
    village.add_native(name, PASSWORD)
    if "locale" in about:
        village.server.execute(
            "INSERT INTO ofUserProp VALUES (%s, 'locale', %s)",
            (name, about["locale"]),
            database="openfire",
        )
    if "email" in about:
        village.server.execute(
            "UPDATE ofUser SET email = %s WHERE username = %s",
            (about["email"], name),
            database="openfire",
        )
    return name


@contextlib.asynccontextmanager
async def online(village: Village, name: str, language: str = "") -> AsyncIterator[Session]:
    """Be online for the length of a block."""
    async with signed_in(village.server, name, PASSWORD) as session:
        session.come_online(language)
        yield session


def address(village: Village) -> str:
    """What messages are from."""
    return f"accounts@{village.server.component_jid}"


def expected(texts: Texts, language: str, link: str, village: Village) -> str:
    """The words of a first reminder."""
    rows = village.server.execute(
        "SELECT refuse_from FROM migration_window", database="livechat_state"
    )
    at = rows[0][0]
    deadline = at and Deadline(at.replace(tzinfo=UTC).timestamp(), Window.REFUSING)
    notice = Notice(Say.REMINDER, link, 14 * DAY, is_first=True, deadline=deadline)
    site = Site("The Village", village.server.domain)
    return compose(notice, texts.translate(language), site, language).body


LANGUAGES = [
    ("de", "ja", "de"),
    ("de_AT", "", "de"),
    ("", "de-CH", "de"),
    ("", "", "en"),
    ("xx", "", "en"),
]
"""Locale of the account, language of the client, language of the message; the site's is English."""


async def test_who_comes_online_gets_a_message_in_their_language_with_a_link_that_opens(
    village: Village, texts: Texts
) -> None:
    async def meet(locale: str, client: str, language: str) -> None:
        name = native(village, **({"locale": locale} if locale else {}))
        async with online(village, name, client) as session:
            message = await session.message()
        link = link_in(message)
        body = expected(texts, language, link, village)
        assert message == Message(address(village), body, language)
        async with Visitor() as visitor:
            page = await visitor.open(link)
        assert page.status == 200
        assert f"{name}@{village.server.domain}" in page.text

    with village.reconfigured(reminders=SOON):
        await asyncio.gather(*(meet(*case) for case in LANGUAGES))


async def test_stop_is_kept_across_a_restart_and_others_are_still_reminded(
    village: Village,
) -> None:
    quiet, other = native(village), native(village)
    with village.reconfigured(reminders={**SOON, **OFTEN, "settling_seconds": 1.0}):
        async with online(village, quiet) as one, online(village, other) as two:
            await asyncio.gather(one.message(), two.message())
            one.write(address(village), "Stop!")
            assert "no more reminders" in (await one.message()).body
            village.bridge.stop()
            village.bridge.start()
            one.come_online()
            two.come_online()
            assert "This is a reminder" in (await two.message()).body
        village.bridge.stop()
        village.bridge.start()
        async with online(village, quiet) as one, online(village, other) as two:
            await two.message()
            assert one.messages == []
    assert audit_of(village, quiet) == ["invite", "stop-reminders"]


async def test_migrate_is_answered_with_a_new_link_and_the_old_one_opens_no_more(
    village: Village,
) -> None:
    name = native(village, locale="de")
    async with online(village, name) as session:
        first = link_in(await session.message())
        session.write(address(village), "migrate")
        answer = await session.message()
    second = link_in(answer)
    assert answer.language == "de"
    assert second != first
    async with Visitor() as visitor:
        old, new = await visitor.open(first), await visitor.open(second)
    assert "newer" in old.text
    assert (old.status, new.status) == (403, 200)


@pytest.mark.parametrize("word", ["hilfe", "what is this?"])
async def test_whatever_is_answered_gets_an_answer_that_says_what_to_do(
    word: str, village: Village
) -> None:
    name = native(village)
    async with online(village, name) as session:
        await session.message()
        session.write(address(village), word)
        assert '"migrate"' in (await session.message()).body


async def test_who_has_migrated_gets_no_message_and_who_has_not_does(village: Village) -> None:
    name, witness = village.new_name("linked"), native(village)
    who = village.move_in(name, livechat_id=name)
    async with signed_in(village.server, who.login, who.password) as session:
        session.come_online()
        async with online(village, witness) as other:
            await other.message()
        assert session.messages == []


async def test_a_person_is_reminded_once_however_many_clients_come_online(
    village: Village,
) -> None:
    name, witness = native(village), native(village)
    async with contextlib.AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(online(village, name)) for _ in range(5)]
        async with online(village, witness) as other:
            await other.message()
        received = [message.body for session in sessions for message in session.messages]
    assert len(set(received)) == 1


async def test_a_presence_alone_is_enough(village: Village) -> None:
    """A sign-in tells of somebody too; this one was made while nobody was reminded."""
    name = native(village)
    with village.reconfigured(reminders={"enabled": False}):
        session = await sign_in(village.server, name, PASSWORD)
        begun = len(village.log)
    try:
        await _watch_is_set_up(village, begun)
        session.come_online()
        link_in(await session.message())
    finally:
        await session.close()


async def test_who_came_online_while_the_component_was_away_is_reminded_when_it_is_back(
    village: Village,
) -> None:
    name = native(village)
    with village.reconfigured(reminders={"enabled": False}):
        session = await sign_in(village.server, name, PASSWORD)
        village.bridge.stop()
        session.come_online()
        await session.roster()
    try:
        link_in(await session.message())
    finally:
        await session.close()


async def test_after_openfire_was_restarted_it_is_asked_anew(village: Village) -> None:
    name = native(village)
    begun = len(village.log)
    village.server.openfire.restart()
    await _watch_is_set_up(village, begun)
    assert await village.is_back()
    async with online(village, name) as session:
        link_in(await session.message())


async def test_who_is_kept_out_for_not_having_migrated_gets_a_mail_with_a_link(
    village: Village,
) -> None:
    name = native(village, email="kept.out@mail.test", locale="de")
    heidi = village.move_in(f"Heidi {name}", email="heidi@mail.test")
    async with mail_server() as post:
        mail = {
            "host": "127.0.0.1",
            "port": post.port,
            "tls": "none",
            "sender": "chat@example.org",
            "per_minute": 6000.0,
        }
        with village.reconfigured(mail=mail):
            async with standing(village, "refusing"):
                assert await village.reason(name, PASSWORD) == "unmigrated"
                assert await village.reason(heidi.login, heidi.password) == "unmigrated"
                assert await village.refusal(name, "a wrong password") == "not-authorized"
            async with asyncio.timeout(60):
                while len(post.taken) < 2:  # noqa: ASYNC110  a server's list, no event
                    await asyncio.sleep(0.05)
            by_recipient = {taken.recipients[0]: taken.message for taken in post.taken}
            body = by_recipient["kept.out@mail.test"].get_content()
            (link,) = re.findall(r"(?m)^(http://\S+/m/\S+)\r?$", body)
            async with Visitor() as visitor:
                page = await visitor.open(link)
            assert f"{name}@{village.server.domain}" in page.text
    assert by_recipient["kept.out@mail.test"]["Content-Language"] == "de"
    assert village.page in by_recipient["heidi@mail.test"].get_content().split()
    assert "kept.out@mail.test" not in village.log


async def _watch_is_set_up(village: Village, begun: int) -> None:
    """Wait until the component has asked Openfire who comes online.

    Args:
        village: Where.
        begun: Length of the log before.
    """
    async with asyncio.timeout(60):
        while "Openfire tells who comes online" not in village.log[begun:]:  # noqa: ASYNC110  a file
            await asyncio.sleep(0.05)
