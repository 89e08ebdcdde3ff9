"""Everybody is reminded now by an admin's command, in all three ways, in the chat and by mail."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from openfire.demo.visitor import Visitor
from tests.contract.mail_server import mail_server
from tests.live.commanding import admin, data, node, quiet, using
from tests.live.conftest import Village
from tests.live.migrants import audit_of, link_in
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live

PASSWORD = "an old chat password"


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village):
        yield


@pytest.fixture
def stem(village: Village) -> str:
    """What the names of those begin with who are reminded in one test."""
    return village.new_name("crier")


def natives(village: Village, stem: str, count: int = 1, email: str = "") -> list[str]:
    """People with old chat accounts whose names begin alike."""
    names = [f"{stem}-{number}" for number in range(count)]
    for name in names:
        village.add_native(name, PASSWORD)
        if email:
            village.server.execute(
                "UPDATE ofUser SET email = %s WHERE username = %s",
                (f"{name}@{email}", name),
                database="openfire",
            )
    return names


def announce(village: Village, *arguments: str, code: int = 0) -> Any:  # noqa: ANN401  JSON
    """Use the command in the shell; what programs get."""
    return data(village, "announce", *arguments, code=code)


async def end_of_job(session: Session) -> str:
    """What an admin is told at the end of a job; of one that lasts they hear before."""
    while "What was changed" not in (body := (await session.message()).body):
        assert "is under way" in body or "has begun" in body
    return body


async def test_by_forms(stem: str, village: Village) -> None:
    (name,) = natives(village, stem)
    async with (
        signed_in(village.server, name, PASSWORD) as person,
        using(village, admin(village)) as (session, commands),
    ):
        person.come_online()
        first = link_in(await person.message())
        asked = await commands.execute(node("announce"))
        assert {"all", "en", "de"} <= set(asked.options["preview"])
        answers = {"who": f"{stem}*", "seen-days": "", "mail": "0", "preview": "all"}
        plan = await commands.send(
            node("announce"), "next", asked.session, {**answers, "dry-run": "0"}
        )
        assert name in plan.words
        assert "This is a reminder from The Village" in plan.words
        assert "Erinnerung von The Village" in plan.words
        done = await commands.send(node("announce"), "complete", asked.session, {"confirm": "1"})
        assert done.status == "completed"
        message = await person.message()
        assert "This is a reminder" in message.body
        assert "1 person reminded in the chat" in await end_of_job(session)
        async with Visitor() as visitor:
            old, new = await visitor.open(first), await visitor.open(link_in(message))
        assert (old.status, new.status) == (403, 200)
    assert audit_of(village, name) == ["invite", "invite", "refuse-link"]


async def test_by_chat_texts(stem: str, village: Village) -> None:
    (name,) = natives(village, stem)
    async with using(village, admin(village)) as (session, _):

        async def say(text: str) -> str:
            session.write(f"accounts@{village.server.component_jid}", text)
            return (await session.message()).body

        assert name in await say(f"announce {stem}* preview=en")
        assert "Job" in await say("yes")
        assert "1 person reminded in the chat" in await end_of_job(session)
    async with signed_in(village.server, name, PASSWORD) as person:
        person.come_online()
        assert link_in(await person.message())


async def test_in_the_shell_and_a_dry_run_writes_nothing(stem: str, village: Village) -> None:
    one, two, stopped = natives(village, stem, 3)
    assert village.bridge.command("reminders", stopped, "off").returncode == 0
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        planned = announce(village, f"{stem}*", "--dry-run")
        assert witness.statements > 0
        assert witness.writes == []
    assert contents(village.server) == before
    assert planned["people"] == [
        {"username": one, "by": "chat"},
        {"username": two, "by": "chat"},
        {"username": stopped, "by": None},
    ]
    assert "de" in planned["texts"]["chat"]
    announce(village, f"{stem}*", "--yes")
    assert [audit_of(village, name) for name in (one, two, stopped)] == [
        ["invite"],
        ["invite"],
        ["stop-reminders"],
    ]
    rows = village.server.execute(
        "SELECT detail FROM audit WHERE action = 'announce' ORDER BY id DESC LIMIT 1",
        database="livechat_state",
    )
    assert '"way": "shell"' in rows[0][0]


async def test_only_those_who_were_seen(stem: str, village: Village) -> None:
    seen, unseen = natives(village, stem, 2)
    async with signed_in(village.server, seen, PASSWORD) as person:
        person.come_online()
        await person.message()
        planned = announce(village, f"{stem}*", "--seen-days", "30", "--dry-run")
    assert planned["people"] == [{"username": seen, "by": "chat"}]
    everybody = announce(village, f"{stem}*", "--dry-run")
    assert [one["username"] for one in everybody["people"]] == [seen, unseen]


async def test_by_mail_to_those_who_are_not_in_the_chat(stem: str, village: Village) -> None:
    there, away = natives(village, stem, 2, "mail.test")
    async with mail_server() as post:
        mail = {
            "host": "127.0.0.1",
            "port": post.port,
            "tls": "none",
            "sender": "chat@example.org",
            "per_minute": 6000.0,
        }
        with village.reconfigured(mail=mail):
            async with signed_in(village.server, there, PASSWORD) as person:
                person.come_online()
                await person.message()
                told = await asyncio.to_thread(announce, village, f"{stem}*", "--mail", "--yes")
                assert "This is a reminder" in (await person.message()).body
            assert [one["by"] for one in told["people"]] == ["chat", "mail"], told
            (taken,) = post.taken
            assert list(taken.recipients) == [f"{away}@mail.test"]
            assert "/m/" in taken.message.get_content()


async def test_without_a_mail_server_there_are_no_mails(stem: str, village: Village) -> None:
    natives(village, stem)
    announce(village, f"{stem}*", "--mail", "--yes", code=7)
