"""Every command in a client that knows none of our code: XEP-0050 on the real Openfire."""

import pytest
from slixmpp.exceptions import IqError

from openfire.demo.chat_client import signed_in
from openfire.demo.visitor import Visitor
from tests.live import members
from tests.live.commanding import (
    ADMINS,
    FOR_ADMINS,
    FOR_EVERYBODY,
    admin,
    jid,
    linked,
    node,
    using,
)
from tests.live.conftest import Village

pytestmark = pytest.mark.live


async def test_clients_find_the_commands_that_their_people_may_use(village: Village) -> None:
    async with using(village, linked(village)) as (_, commands):
        assert list(await commands.listed()) == [node(name) for name in FOR_EVERYBODY]
    async with using(village, admin(village)) as (_, commands):
        found = await commands.listed()
        assert list(found) == [node(name) for name in (*FOR_EVERYBODY, *FOR_ADMINS)]
        assert found[node("sync-groups")] == "Sync groups"


async def test_the_component_is_among_the_services_of_the_server(village: Village) -> None:
    async with using(village, linked(village)) as (session, _):
        assert village.server.component_jid in await session.services(village.server.domain)


async def test_whoami(village: Village) -> None:
    who = linked(village, members.HELPERS)
    async with using(village, who) as (_, commands):
        shown = await commands.execute(node("whoami"))
    assert shown.status == "completed"
    for words in (who.login, jid(village, who), members.HELPERS, "helpers"):
        assert words in shown.words


async def test_refresh(village: Village) -> None:
    who = linked(village)
    async with using(village, who) as (session, commands):
        members.join(village, who.login)
        shown = await commands.execute(node("refresh"))
        assert "helpers" in shown.words
        assert who.livechat_id in members.in_openfire(village, "helpers")
        assert await session.sees_group("Helpers")


async def test_migrate_and_reminders(village: Village) -> None:
    name = village.new_name("native")
    village.add_native(name, "an old chat password")
    async with signed_in(village.server, name, "an old chat password") as session:
        commands = session.commands(village.server.component_jid)
        asked = await commands.execute(node("reminders"))
        assert set(asked.options["reminders"]) == {"show", "on", "off"}
        for answer, word in (("off", "off"), ("on", "on"), ("show", "on")):
            asked = await commands.execute(node("reminders"))
            told = await commands.send(
                node("reminders"), "next", asked.session, {"reminders": answer}
            )
            assert f"Reminders are {word}" in told.words
        shown = await commands.execute(node("migrate"))
        (link,) = (line for line in shown.words.splitlines() if "/m/" in line)
        async with Visitor() as visitor:
            assert f"{name}@{village.server.domain}" in (await visitor.open(link.strip())).text


async def test_sync_groups_step_by_step(village: Village) -> None:
    """There, back, there again, and exactly what was shown."""
    chief, comer = admin(village), linked(village)
    async with using(village, chief) as (session, commands), using(village, comer) as (online, _):
        members.join(village, comer.login)
        asked = await commands.execute(node("sync-groups"))
        assert asked.status == "executing"
        assert asked.options["group"][:3] == ("*", "helpers", "contributors")
        plan = await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "helpers", "dry-run": "0"}
        )
        assert str(comer.livechat_id) in plan.words
        assert {"prev", "complete"} <= plan.actions
        again = await commands.send(node("sync-groups"), "prev", asked.session)
        assert again.fields["group"] == "helpers"
        plan = await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "helpers", "dry-run": "0"}
        )
        assert comer.livechat_id not in members.in_openfire(village, "helpers")
        done = await commands.send(node("sync-groups"), "complete", asked.session, {"confirm": "1"})
        assert done.status == "completed"
        message = await session.message()
        assert message.sender == f"accounts@{village.server.component_jid}"
        assert "1" in message.body
        assert comer.livechat_id in members.in_openfire(village, "helpers")
        assert await online.sees_group("Helpers")


async def test_a_dry_run_ends_with_the_plan(village: Village) -> None:
    chief, comer = admin(village), linked(village)
    async with using(village, chief) as (_, commands), using(village, comer):
        members.join(village, comer.login)
        asked = await commands.execute(node("sync-groups"))
        plan = await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "*", "dry-run": "1"}
        )
    assert plan.status == "completed"
    assert str(comer.livechat_id) in plan.words
    assert comer.livechat_id not in members.in_openfire(village, "helpers")


async def test_cancel(village: Village) -> None:
    async with using(village, admin(village)) as (_, commands):
        asked = await commands.execute(node("sync-groups"))
        gone = await commands.send(node("sync-groups"), "cancel", asked.session)
        assert gone.status == "canceled"
        with pytest.raises(IqError):
            await commands.send(node("sync-groups"), "next", asked.session, {"group": "*"})


async def test_sync_person_and_show_account(village: Village) -> None:
    chief, other = admin(village), linked(village)
    async with using(village, chief) as (_, commands), using(village, other):
        members.join(village, other.login)
        asked = await commands.execute(node("sync-person"))
        done = await commands.send(
            node("sync-person"), "next", asked.session, {"name": other.login}
        )
        assert "helpers" in done.words
        for name in (other.login, str(other.livechat_id), other.address, jid(village, other)):
            asked = await commands.execute(node("show-account"))
            shown = await commands.send(node("show-account"), "next", asked.session, {"name": name})
            for words in (other.login, jid(village, other), members.HELPERS, "helpers"):
                assert words in shown.words, (name, words)
        asked = await commands.execute(node("show-account"))
        nobody = await commands.send(node("show-account"), "next", asked.session, {"name": "x y z"})
        assert nobody.notes[0][0] == "error"


async def test_jobs_and_runs(village: Village) -> None:
    chief, comer = admin(village), linked(village)
    async with using(village, chief) as (session, commands), using(village, comer):
        members.join(village, comer.login)
        asked = await commands.execute(node("sync-groups"))
        await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "helpers", "dry-run": "0"}
        )
        done = await commands.send(node("sync-groups"), "complete", asked.session, {"confirm": "1"})
        number = done.words.split("Job ")[1].split()[0]
        await session.message()
        assert (await commands.execute(node("jobs"))).status == "completed"
        asked = await commands.execute(node("runs"))
        runs = await commands.send(node("runs"), "next", asked.session, {"most": "5"})
        assert any(number in row.values() for row in runs.rows)
        asked = await commands.execute(node("job"))
        job = await commands.send(node("job"), "next", asked.session, {"number": number})
        assert jid(village, chief) in job.words
        asked = await commands.execute(node("cancel-job"))
        gone = await commands.send(node("cancel-job"), "next", asked.session, {"number": number})
        assert gone.notes[0][0] == "error"


@pytest.mark.parametrize("name", FOR_ADMINS)
async def test_nobody_else_uses_what_is_for_admins(name: str, village: Village) -> None:
    async with using(village, linked(village)) as (_, commands):
        with pytest.raises(IqError) as refused:
            await commands.execute(node(name))
    assert refused.value.condition == "forbidden"


async def test_who_is_an_admin_no_more_cannot_finish_what_they_began(village: Village) -> None:
    chief, comer = admin(village), linked(village)
    async with using(village, chief) as (_, commands), using(village, comer):
        members.join(village, comer.login)
        asked = await commands.execute(node("sync-groups"))
        await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "helpers", "dry-run": "0"}
        )
        members.leave(village, chief.login, ADMINS)
        with pytest.raises(IqError) as refused:
            await commands.send(node("sync-groups"), "complete", asked.session, {"confirm": "1"})
        assert refused.value.condition == "forbidden"
    assert comer.livechat_id not in members.in_openfire(village, "helpers")
    members.leave(village, comer.login)


async def test_a_session_is_its_own_clients_alone(village: Village) -> None:
    """Neither another admin nor the same admin's other client goes on with it."""
    one, two = admin(village), admin(village)
    async with (
        using(village, one) as (_, mine),
        using(village, one) as (_, elsewhere),
        using(village, two) as (_, theirs),
    ):
        asked = await mine.execute(node("sync-groups"))
        for other in (elsewhere, theirs):
            with pytest.raises(IqError) as refused:
                await other.send(node("sync-groups"), "next", asked.session, {"group": "*"})
            assert refused.value.condition == "not-allowed"
        plan = await mine.send(
            node("sync-groups"), "next", asked.session, {"group": "*", "dry-run": "1"}
        )
        assert plan.status == "completed"


@pytest.mark.parametrize(
    "values",
    [
        {"group": "no such group", "dry-run": "0"},
        {"group": "*", "dry-run": "perhaps"},
        {"dry-run": "1", "group": "x" * 100_000},
    ],
)
async def test_a_form_that_makes_no_sense_is_shown_again_with_what_is_wrong(
    values: dict[str, str], village: Village
) -> None:
    async with using(village, admin(village)) as (_, commands):
        asked = await commands.execute(node("sync-groups"))
        again = await commands.send(node("sync-groups"), "next", asked.session, values)
        assert again.status == "executing"
        assert again.notes[0][0] == "error"


async def test_forms_speak_the_language_of_the_person(village: Village) -> None:
    chief = linked(village, ADMINS, language="de")
    async with using(village, chief) as (_, commands):
        asked = await commands.execute(node("sync-groups"))
    assert asked.title == "Gruppen abgleichen"


async def test_the_message_of_a_job_waits_for_an_admin_who_has_signed_out(
    village: Village,
) -> None:
    chief = admin(village)
    names = set(members.crowd(village, "Crowd absent", 30))
    async with using(village, chief) as (_, commands):
        asked = await commands.execute(node("sync-groups"))
        await commands.send(
            node("sync-groups"), "next", asked.session, {"group": "crowd-absent", "dry-run": "0"}
        )
        await commands.send(node("sync-groups"), "complete", asked.session, {"confirm": "1"})
    assert await members.eventually(
        lambda: members.in_openfire(village, "crowd-absent") == {*names}
    )
    async with using(village, chief) as (session, _):
        assert "30" in (await session.message()).body
