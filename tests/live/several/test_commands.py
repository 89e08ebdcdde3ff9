"""Commands of several steps, whose steps come to one component and to the other in turn."""

import re

import pytest
from slixmpp.exceptions import IqError

from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from openfire.demo.people import Person
from tests.live import members
from tests.live.commanding import admin, node, say, using
from tests.live.migrants import audit_of
from tests.live.several.conftest import OTHER, Pair

pytestmark = pytest.mark.live

OLD = "an old chat password"


def handed_on(pair: Pair) -> int:
    """How often one has handed something on to the other."""
    return sum(log.count("handed on to") for log in pair.logs())


async def joined(pair: Pair) -> Person:
    """Somebody with a chat account whom the site has put into a group since."""
    who = pair.linked()
    await pair.village.signs_in(who.login, who.password)
    members.join(pair.village, who.login)
    return who


async def test_the_steps_of_forms_find_who_asked(pair: Pair) -> None:
    village, name = pair.village, pair.village.new_name("native")
    village.add_native(name, OLD)
    before = handed_on(pair)
    async with signed_in(village.server, name, OLD) as session:
        commands = session.commands(village.server.component_jid)
        for answer, word in (("off", "off"), ("on", "on"), ("show", "on"), ("off", "off")):
            asked = await commands.execute(node("reminders"))
            told = await commands.send(
                node("reminders"), "next", asked.session, {"reminders": answer}
            )
            assert f"Reminders are {word}" in told.words
    assert handed_on(pair) > before


async def test_the_answers_in_a_conversation_find_who_asked(pair: Pair) -> None:
    village, chief, comer = pair.village, admin(pair.village), await joined(pair)
    before = handed_on(pair)
    async with using(village, chief) as (session, _):
        for _ in range(3):
            assert comer.login in await say(village, session, "sync groups helpers")
            assert "Nothing was changed" in await say(village, session, "no")
        assert str(chief.livechat_id) in await say(village, session, "whoami")
    assert handed_on(pair) > before
    members.leave(village, comer.login)


async def sync(pair: Pair, session: Session, *, by_form: bool) -> int:
    """Sync a group by a command of several steps; the number of the job."""
    if not by_form:
        await say(pair.village, session, "sync-groups helpers")
        started = await say(pair.village, session, "yes")
    else:
        commands, name = session.commands(pair.village.server.component_jid), node("sync-groups")
        asked = await commands.execute(name)
        wanted = {"group": "helpers", "dry-run": "0"}
        plan = await commands.send(name, "next", asked.session, wanted)
        started = (await commands.send(name, "complete", plan.session, {"confirm": "1"})).words
    (number,) = re.findall(r"Job (\d+)", started)
    return int(number)


@pytest.mark.parametrize("by_form", [True, False], ids=["forms", "texts"])
async def test_what_was_shown_is_done_once_and_its_end_is_told_once(
    pair: Pair, by_form: bool
) -> None:
    village, chief, comer = pair.village, admin(pair.village), await joined(pair)
    async with using(village, chief) as (session, _):
        number = await sync(pair, session, by_form=by_form)
        assert f"{number}" in (await session.message()).body
        assert comer.livechat_id in members.in_openfire(village, "helpers")
        assert str(number) in await say(village, session, f"job {number}")
        assert session.messages == []
    rows = village.server.execute(
        "SELECT state, attempts FROM job WHERE id = %s", (number,), database="livechat_state"
    )
    assert rows == [("done", 1)]
    assert audit_of(village, str(comer.livechat_id)).count("join-group") == 1


async def test_a_session_goes_with_the_component_that_has_it(pair: Pair) -> None:
    """Whoever is left says that it is over, and goes on with its own."""
    village, name, other = pair.village, pair.village.new_name("native"), pair.linked()
    village.add_native(name, OLD)
    async with signed_in(village.server, name, OLD) as session:
        commands = session.commands(village.server.component_jid)
        owners: dict[str, str] = {}
        while len(owners) < 2:
            asked = (await commands.execute(node("reminders"))).session
            owners[asked.split("~")[1]] = asked
        assert set(owners) == {village.server.private_component, OTHER}
        pair.second.kill()
        try:
            await village.signs_in(other.login, other.password)
            step = {"reminders": "off"}
            with pytest.raises(IqError, match="not-allowed"):
                await commands.send(node("reminders"), "next", owners[OTHER], step)
            own = owners[village.server.private_component]
            told = await commands.send(node("reminders"), "next", own, step)
            assert "Reminders are off" in told.words
            assert name in await say(village, session, "whoami")
        finally:
            pair.second.start()


async def test_a_question_in_a_chat_goes_with_the_component_that_asked_it(pair: Pair) -> None:
    village, chief, comer = pair.village, admin(pair.village), await joined(pair)
    async with using(village, chief) as (session, _):
        for _ in range(6):
            assert comer.login in await say(village, session, "sync groups helpers")
            rows = village.server.execute(
                "SELECT owner FROM conversation", database="livechat_state"
            )
            if (OTHER,) in rows:
                break
            await say(village, session, "no")
        else:
            pytest.fail("the second one was never asked")
        pair.second.kill()
        try:
            await village.signs_in(chief.login, chief.password)
            text = await say(village, session, "yes")
            assert text == "This is over, or has waited for too long: begin again."
            assert str(chief.livechat_id) in await say(village, session, "whoami")
            assert comer.livechat_id not in members.in_openfire(village, "helpers")
        finally:
            pair.second.start()  # and syncs what is to be synced
    members.leave(village, comer.login)
