"""Live Chat IDs by command, in all three ways, on the real servers; and killed on the way."""

import asyncio
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.people import Person
from tests.live import members
from tests.live.commanding import admin, data, jid, linked, node, quiet, say, using
from tests.live.conftest import Village
from tests.live.dying_ids import POINTS
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live

BY_HAND = "chess club"
"""A roster group that an admin of Openfire has made."""
STATE = "livechat_state"


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    village.server.execute(
        "INSERT INTO ofGroup (groupName) VALUES (%s)", (BY_HAND,), database="openfire"
    )
    with quiet(village):
        yield


def befriend(village: Village, who: Person, other: Person) -> None:
    """Put somebody into the roster of an account that Openfire has not loaded yet.

    Both see the other's presence: 4.2 keeps from clients who neither sees nor is asked.
    """
    (number,) = village.server.execute(
        "SELECT COALESCE(MAX(rosterID), 0) + 1000000 FROM ofRoster", database="openfire"
    )[0]
    entry = (number, who.livechat_id, jid(village, other))
    village.server.execute(
        "INSERT INTO ofRoster (rosterID, username, jid, sub, ask, recv, nick) "
        "VALUES (%s, %s, %s, 3, -1, -1, 'a friend')",
        entry,
        database="openfire",
    )
    village.server.execute(
        "INSERT INTO ofRosterGroups (rosterID, `rank`, groupName) VALUES (%s, 0, 'Friends')",
        (number,),
        database="openfire",
    )


def newcomer(village: Village) -> Person:
    """Somebody of the site without a Live Chat ID."""
    return village.move_in(village.new_name("Newcomer "))


def contacts(village: Village, username: str) -> set[str]:
    """The roster of an account, as Openfire has stored it."""
    rows = village.server.execute(
        "SELECT jid FROM ofRoster WHERE username = %s", (username,), database="openfire"
    )
    return {found for (found,) in rows}


def password(village: Village, username: str) -> Any:  # noqa: ANN401  a row
    """What is stored of the native password of an account."""
    (row,) = village.server.execute(
        "SELECT plainPassword, encryptedPassword, storedKey FROM ofUser WHERE username = %s",
        (username,),
        database="openfire",
    )
    return row


def is_retired(village: Village, livechat_id: str) -> bool:
    rows = village.server.execute(
        "SELECT 1 FROM retired_id WHERE livechat_id = %s", (livechat_id,), database=STATE
    )
    return bool(rows)


async def test_set_in_the_shell_after_a_dry_run_that_writes_nothing(village: Village) -> None:
    who, wanted = newcomer(village), village.new_name("chosen")
    data(village, "live-chat-id", who.login)  # the window is written down when it is first asked
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        planned = data(village, "set-id", who.login, wanted, "--dry-run")
        assert witness.statements > 0
        assert witness.writes == []
    assert contents(village.server) == before
    assert planned == {"account": who.login, "live_chat_id": wanted}
    data(village, "set-id", who.login, wanted)
    assert village.livechat_id(who.login) is None
    data(village, "set-id", who.login, wanted, "--yes")
    assert village.livechat_id(who.login) == wanted
    assert await village.signs_in(who.login, who.password) == wanted
    data(village, "set-id", who.login, "another", "--yes", code=7)


async def test_what_is_taken_is_not_set(village: Village) -> None:
    who, native = newcomer(village), village.new_name("native")
    village.add_native(native, "a chat password")
    for taken in (native, "admin", "no blanks", str(linked(village).livechat_id)):
        data(village, "set-id", who.login, taken, "--yes", code=7)
    assert village.livechat_id(who.login) is None


async def test_set_and_look_up_by_form(village: Village) -> None:
    who, wanted = newcomer(village), village.new_name("form")
    async with using(village, admin(village)) as (_, commands):
        asked = await commands.execute(node("set-id"))
        shown = await commands.send(
            node("set-id"), "next", asked.session, {"name": who.login, "id": wanted}
        )
        assert f"{wanted}@{village.server.domain}" in shown.words
        done = await commands.send(node("set-id"), "complete", asked.session, {"confirm": "1"})
        assert done.status == "completed"
        assert village.livechat_id(who.login) == wanted
        asked = await commands.execute(node("live-chat-id"))
        found = await commands.send(node("live-chat-id"), "next", asked.session, {"name": wanted})
        assert who.login in found.words
        assert "set (" in found.words


async def test_a_change_takes_along_who_is_signed_in(village: Village) -> None:
    who, friend, new = linked(village), linked(village), village.new_name("renamed")
    old = str(who.livechat_id)
    befriend(village, who, friend)
    befriend(village, friend, who)
    async with using(village, friend):
        pass
    async with using(village, who) as (session, _):
        assert await session.sees_contact(jid(village, friend), "Friends")
        members.add_by_hand(village, old, BY_HAND)
        before = password(village, old)
        with watching(village.server) as witness:
            data(village, "change-id", old, new, "--dry-run")
            assert witness.writes == []
        done = await asyncio.to_thread(data, village, "change-id", old, new, "--yes")
        assert done["job"]
        told = await session.message()
        assert f"{new}@{village.server.domain}" in told.body
        assert await session.is_ended()
    assert village.livechat_id(who.login) == new
    assert is_retired(village, old)
    assert password(village, old) != before
    assert old not in members.in_openfire(village, BY_HAND)
    assert new in members.in_openfire(village, BY_HAND)
    assert await village.refusal(old, who.password) == "not-authorized"
    assert contacts(village, str(friend.livechat_id)) == {
        f"{name}@{village.server.domain}" for name in (old, new)
    }
    assert contacts(village, new) == {jid(village, friend)}
    async with signed_in(village.server, who.login, who.password) as session:
        assert session.jid == f"{new}@{village.server.domain}"
        session.come_online()
        assert await session.sees_contact(jid(village, friend), "Friends")
        assert f"{new}@{village.server.domain}" in (await session.message()).body
    history = data(village, "live-chat-id", old)["ids"][0]
    assert (history["standing"], history["owner"]) == ("retired", None)


async def test_a_change_by_form_tells_the_admin_of_its_end(village: Village) -> None:
    who, new = linked(village), village.new_name("renamed")
    async with using(village, admin(village)) as (session, commands):
        asked = await commands.execute(node("change-id"))
        await commands.send(
            node("change-id"),
            "next",
            asked.session,
            {"name": str(who.livechat_id), "id": new, "move": "0"},
        )
        await commands.send(node("change-id"), "complete", asked.session, {"confirm": "1"})
        told = await session.message()
        while "1 Live Chat ID changed" not in told.body:
            told = await session.message()
    assert village.livechat_id(who.login) == new
    assert await village.signs_in(who.login, who.password) == new


async def test_a_release_by_chat_text_leaves_nobody_the_address(village: Village) -> None:
    who = linked(village)
    old = str(who.livechat_id)
    async with using(village, admin(village)) as (session, _), using(village, who) as (theirs, _):
        assert "retired" in await say(village, session, f"release id {old}")
        started = await say(village, session, "yes")
        assert re.search(r"\d+", started)
        assert await theirs.is_ended(30.0)
        told = (await session.message()).body
        while "1 Live Chat ID released" not in told:
            told = (await session.message()).body
        assert "retired" in await say(village, session, f"live-chat-id {old}")
    assert village.livechat_id(who.login) is None
    village.server.execute(
        "UPDATE ofUser SET plainPassword = %s, storedKey = NULL, salt = NULL, "
        "encryptedPassword = NULL WHERE username = %s",
        (who.password, old),
        database="openfire",
    )
    assert await village.refusal(old, who.password) == "not-authorized"
    assert village.livechat_id(who.login) is None
    data(village, "set-id", who.login, old, "--yes", code=7)


@pytest.mark.parametrize("point", POINTS)
async def test_killed_on_the_way_it_is_completed_by_the_next_start(
    village: Village, point: str
) -> None:
    who, friend, new = linked(village), linked(village), village.new_name("survivor")
    old = str(who.livechat_id)
    befriend(village, who, friend)
    async with using(village, friend), using(village, who):
        pass
    members.add_by_hand(village, old, BY_HAND)
    village.bridge.stop()
    village.bridge.start(module=("tests.live.dying_ids", point))
    try:
        number = data(village, "change-id", old, new, "--yes", "--no-wait")["job"]
        assert village.bridge.wait() == -signal.SIGKILL
    finally:
        village.bridge.stop()
        village.bridge.start()
    assert await members.eventually(
        lambda: data(village, "job", str(number))["job"]["state"] == "done", seconds=90.0
    )
    assert village.livechat_id(who.login) == new
    assert is_retired(village, old)
    assert contacts(village, new) == {jid(village, friend)}
    assert old not in members.in_openfire(village, BY_HAND)
    assert new in members.in_openfire(village, BY_HAND)
    assert await village.signs_in(who.login, who.password) == new
