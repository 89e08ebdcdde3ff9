"""The three ways to one account on a real Openfire, from the message in the chat to the sign-in."""

import pytest

from openfire.demo.chat_client import refusal, signed_in
from openfire.demo.people import person
from openfire.demo.visitor import Visitor
from tests.live.conftest import Village
from tests.live.migrants import (
    audit_of,
    connect_both,
    give_a_life,
    has_words,
    journal_of,
    life_of,
    link_for,
    link_of,
)
from tests.live.windows import standing

pytestmark = pytest.mark.live


async def test_both_accounts_become_one_and_nothing_of_the_old_one_is_lost(
    village: Village,
) -> None:
    name, friend = village.new_name("keeper"), village.new_name("friend")
    village.add_native(name, "the old chat password")
    village.add_native(friend, "a friend's password")
    give_a_life(village, name, friend)
    who = village.move_in(f"Keeper {name}", groups=("Live Chat helpers",), language="de")
    before = life_of(village, name)
    helper = person("erin")
    await village.signs_in(helper.login, helper.password)
    async with signed_in(village.server, name, "the old chat password") as session:
        link = await link_for(session, "de-AT")
        async with Visitor("de") as visitor:
            page = await connect_both(visitor, link, who.login, who.password)
        assert (page.url.path.rpartition("/")[2], page.language) == ("done", "de")
        assert has_words(page, [who.login, f"{name}@{village.server.domain}"])
        assert await session.sees_group("Helpers")
    assert village.livechat_id(who.login) == name
    assert journal_of(village, name) == ["finished"]
    after = dict(life_of(village, name))
    assert after.pop("groups") == [(f"club {name}",), ("helpers",)]
    assert before["groups"] == [(f"club {name}",)]
    assert after == {what: kept for what, kept in before.items() if what != "groups"}
    assert before["note"] == [(1,)]
    assert await village.refusal(name, "the old chat password") == "not-authorized"
    async with signed_in(village.server, who.login, who.password) as session:
        assert session.jid == f"{name}@{village.server.domain}"
        assert f"{friend}@{village.server.domain}" in {c.jid for c in await session.roster()}
    assert audit_of(village, name)[:2] == ["invite", "migrate"]


async def test_an_old_account_that_is_deleted_is_made_anew_at_the_first_sign_in(
    village: Village,
) -> None:
    name, friend = village.new_name("leaver"), village.new_name("friend")
    village.add_native(name, "the old chat password")
    village.add_native(friend, "a friend's password")
    give_a_life(village, name, friend)
    who = village.move_in(f"Leaver {name}", groups=("Live Chat helpers",))
    before = life_of(village, name)
    with village.reconfigured(migration={"old_account": "delete"}):
        async with signed_in(village.server, name, "the old chat password") as session:
            link = await link_for(session)
            async with Visitor() as visitor:
                page = await connect_both(visitor, link, who.login, who.password)
            assert page.url.path.endswith("/done"), page.text
            assert await session.is_ended()
        assert name not in village.chat_accounts()
        assert not any(life_of(village, name).values())
        assert await village.refusal(name, "the old chat password") == "not-authorized"
        assert await village.signs_in(who.login, who.password) == name
    assert life_of(village, name) == {
        "roster": [],
        "others": [],
        "groups": [("helpers",)],
        "private": [],
        "note": [(0,)],
    }
    undone = village.bridge.command(
        "undo", name, "--yes", environment={"TIKI_LIVECHAT_NEW_PASSWORD": "a new chat password"}
    )
    assert undone.returncode == 0, undone.stdout + undone.stderr
    assert village.livechat_id(who.login) is None
    after = life_of(village, name)
    assert {what: after[what] for what in ("roster", "others", "groups", "private")} == {
        what: before[what] for what in ("roster", "others", "groups", "private")
    }
    assert await village.signs_in(name, "a new chat password") == name
    assert await village.reason(who.login, who.password) == "unmigrated"
    assert journal_of(village, name) == ["undone"]


async def test_an_undone_migration_can_be_done_again(village: Village) -> None:
    name = village.new_name("again")
    village.add_native(name, "the old chat password")
    who = village.move_in(f"Again {name}")
    for password in ("the old chat password", "a new chat password"):
        async with Visitor() as visitor:
            page = await visitor.open(f"{village.page}/both/chat")
            await visitor.send(name=name, password=password)
            await visitor.send(name=who.login, password=who.password)
            page = await visitor.send()
        assert page.url.path.endswith("/done"), page.text
        assert await village.refusal(name, password) == "not-authorized"
        if password == "the old chat password":
            undone = village.bridge.command(
                "undo",
                who.login,
                "--yes",
                environment={"TIKI_LIVECHAT_NEW_PASSWORD": "a new chat password"},
            )
            assert undone.returncode == 0, undone.stdout + undone.stderr
    assert await village.signs_in(who.login, who.password) == name
    assert journal_of(village, name) == ["undone", "finished"]


async def test_only_a_chat_account_gets_a_tiki_account_with_its_name_and_password(
    village: Village,
) -> None:
    name = village.new_name("chatter")
    village.add_native(name, "only in the chat")
    async with Visitor() as visitor:
        await visitor.open(f"{village.page}/new/chat")
        page = await visitor.send(name=name, password="only in the chat")
        assert page.forms[0].fields["login"] == name
        page = await visitor.send(email="not an address")
        assert page.problems
        assert page.forms[0].fields["email"] == "not an address"
        page = await visitor.send(login="Alice Smith", email=f"{name}@mail.test")
        assert page.problems
        page = await visitor.send(login=name, email=f"{name}@mail.test")
        page = await visitor.send(password="only in the chat")
        assert page.url.path.endswith("/done"), page.text
    assert village.livechat_id(name) == name
    assert await village.signs_in(name, "only in the chat") == name
    stored = village.server.execute(
        "SELECT hash, provpass, email, waiting FROM users_users WHERE login = %s", (name,)
    )
    assert stored[0][0].startswith("$2y$")
    assert stored[0][1:] == ("", f"{name}@mail.test", None)
    rows = village.server.execute(
        "SELECT plainPassword FROM ofUser WHERE username = %s", (name,), database="openfire"
    )
    assert rows[0][0] != "only in the chat"


async def test_by_a_link_a_new_tiki_account_gets_a_password_of_its_own(village: Village) -> None:
    name = village.new_name("linker")
    village.add_native(name, "the old chat password")
    village.secrets.add("chosen on the page")
    link = await link_of(village, name, "the old chat password")
    async with Visitor() as visitor:
        page = await visitor.open(link)
        await visitor.open(next(to for to in page.links if to.endswith("/new/account")))
        await visitor.send(login=f"{name}-site", email=f"{name}@mail.test")
        page = await visitor.send(password="short", repeat="short")
        assert page.problems
        page = await visitor.send(password="chosen on the page", repeat="chosen on the page")
        assert page.url.path.endswith("/done"), page.text
    assert await village.signs_in(f"{name}-site", "chosen on the page") == name
    assert await village.refusal(name, "the old chat password") == "not-authorized"


async def test_only_a_tiki_account_gets_a_chat_address(village: Village) -> None:
    name = village.new_name("Newcomer ")
    who = village.move_in(name)
    stripped = name.replace(" ", "").lower()
    async with Visitor() as visitor:
        await visitor.open(f"{village.page}/address/site")
        page = await visitor.send(name=who.login, password=who.password)
        assert page.forms[0].fields["wanted"] == stripped
        page = await visitor.send(wanted="rupert")
        assert page.problems
        page = await visitor.send(wanted=stripped)
        page = await visitor.send()
        assert page.url.path.endswith("/done"), page.text
    assert village.livechat_id(name) == stripped
    assert await village.signs_in(name, who.password) == stripped


@pytest.mark.parametrize(
    ("login", "about", "words"),
    [
        ("Locked", {"waiting": "l"}, "is locked"),
        ("Pending", {"waiting": "u"}, "not confirmed yet"),
        ("Overdue", {"confirmed": 0}, "has expired"),
        ("Factor", {"second_factor": True}, "second factor"),
        ("Migrant", {"livechat_id": "migrantofold"}, "connected already"),
    ],
)
async def test_what_stands_in_the_way_has_words_of_its_own(
    village: Village, login: str, about: dict[str, object], words: str
) -> None:
    who = village.move_in(village.new_name(login), **about)
    async with Visitor() as visitor:
        await visitor.open(f"{village.page}/address/site")
        wrong = await visitor.send(name=who.login, password="not it")
        assert "user name or the password is wrong" in wrong.text
        nobody = await visitor.send(name="nobody at all", password="not it")
        assert nobody.problems == wrong.problems
        page = await visitor.send(name=who.login, password=who.password)
        assert words in page.text


async def test_a_closed_window_closes_the_page(village: Village) -> None:
    async with standing(village, "closed"), Visitor() as visitor:
        for path in ("/", "/both/chat", "/new/chat", "/address/site"):
            page = await visitor.open(f"{village.page}{path}")
            assert "The time for connecting accounts is over" in page.text
            assert page.forms == []


async def test_somebody_refused_for_not_having_migrated_can_go_by_the_page(
    village: Village,
) -> None:
    name = village.new_name("refused")
    village.add_native(name, "the old chat password")
    who = village.move_in(f"Refused {name}")
    async with standing(village, "refusing"):
        assert await village.reason(name, "the old chat password") == "unmigrated"
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/both/chat")
            await visitor.send(name=name, password="the old chat password")
            await visitor.send(name=who.login, password=who.password)
            page = await visitor.send()
            assert page.url.path.endswith("/done"), page.text
        assert await village.signs_in(who.login, who.password) == name
        assert await refusal(village.server, name, "the old chat password") == "not-authorized"
