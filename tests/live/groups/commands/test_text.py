"""Every command by chat text, for clients that know no forms."""

import re

import pytest

from openfire.demo.chat_client import signed_in
from tests.live import members
from tests.live.commanding import FOR_ADMINS, FOR_EVERYBODY, admin, jid, linked, say, using
from tests.live.conftest import Village

pytestmark = pytest.mark.live


@pytest.mark.parametrize("to", ["accounts@", ""])
async def test_help_lists_what_one_may_use(to: str, village: Village) -> None:
    async with using(village, linked(village)) as (session, _):
        text = await say(village, session, "help", to=to)
        assert all(name in text for name in FOR_EVERYBODY)
        assert not any(name in text for name in FOR_ADMINS)
    async with using(village, admin(village)) as (session, _):
        text = await say(village, session, "help", to=to)
        assert all(name in text for name in (*FOR_EVERYBODY, *FOR_ADMINS))


async def test_commands_for_everybody(village: Village) -> None:
    who = linked(village)
    async with using(village, who) as (session, _):
        assert jid(village, who) in await say(village, session, "whoami")
        members.join(village, who.login)
        assert "helpers" in await say(village, session, "Refresh")
        assert "off" in await say(village, session, "reminders off")
        assert "on" in await say(village, session, "reminders on")


async def test_somebody_who_has_not_migrated(village: Village) -> None:
    name = village.new_name("native")
    village.add_native(name, "an old chat password")
    async with signed_in(village.server, name, "an old chat password") as session:
        assert "/m/" in await say(village, session, "migrate")
        assert "no more reminders" in await say(village, session, "stop")
        assert name in await say(village, session, "whoami")


async def test_sync_groups_in_words(village: Village) -> None:
    chief, comer = admin(village), linked(village)
    async with using(village, chief) as (session, _), using(village, comer):
        members.join(village, comer.login)
        plan = await say(village, session, "sync groups helpers")
        assert str(comer.livechat_id) in plan
        no = await say(village, session, "no")
        assert "Nothing was changed" in no
        assert str(comer.livechat_id) in await say(village, session, "sync-groups helpers")
        started = await say(village, session, "yes")
        number = re.findall(r"\d+", started)[0]
        await session.message()
        assert comer.livechat_id in members.in_openfire(village, "helpers")
        assert number in await say(village, session, "runs")
        assert number in await say(village, session, f"job {number}")
        assert number in await say(village, session, f"cancel-job {number}")
        assert await say(village, session, "jobs")


async def test_one_person_and_an_account(village: Village) -> None:
    chief, other = admin(village), linked(village)
    async with using(village, chief) as (session, _), using(village, other):
        members.join(village, other.login)
        assert "helpers" in await say(village, session, f'sync person "{other.login}"')
        assert members.HELPERS in await say(village, session, f"show account {other.livechat_id}")


async def test_nobody_else_uses_what_is_for_admins(village: Village) -> None:
    comer = linked(village)
    async with using(village, comer) as (session, _):
        members.join(village, comer.login)
        for text in ("sync-groups helpers", "show account admin", "jobs"):
            assert "did not understand" in await say(village, session, text)
    assert comer.livechat_id not in members.in_openfire(village, "helpers")
