"""Every command in the shell, on the component that runs; and that a dry run writes nothing."""

import json

import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.people import Person
from tests.live import members
from tests.live.commanding import FOR_ADMINS, FOR_EVERYBODY, data, jid, linked, shell, using
from tests.live.conftest import Village
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live


async def joins(village: Village) -> Person:
    """Somebody with a chat account whom the site has just made a helper."""
    who = linked(village)
    async with signed_in(village.server, who.login, who.password):
        pass
    members.join(village, who.login)
    return who


@pytest.mark.parametrize("name", [FOR_EVERYBODY[0], FOR_ADMINS[0]])
def test_a_command_says_what_it_does(name: str, village: Village) -> None:
    """That each does is shown without servers, in tests/unit/cli/test_desk_help.py."""
    text = shell(village, name, "--help")
    assert f"tiki-livechat {name}" in text
    assert ("PERSON" in text) == (name in FOR_EVERYBODY)


async def test_commands_for_everybody_name_the_person(village: Village) -> None:
    who = await joins(village)
    name = str(who.livechat_id)
    assert jid(village, who) in shell(village, "whoami", name)
    assert data(village, "whoami", name)["account"] is not None
    assert "helpers" in shell(village, "refresh", name)
    assert name in members.in_openfire(village, "helpers")
    assert data(village, "reminders", name, "off") == {"reminders": False}
    assert data(village, "reminders", name) == {"reminders": False}
    assert data(village, "reminders", name, "on") == {"reminders": True}


async def test_a_link_goes_to_the_person_and_not_into_the_shell(village: Village) -> None:
    name = village.new_name("native")
    village.add_native(name, "an old chat password")
    async with signed_in(village.server, name, "an old chat password") as session:
        session.come_online()
        reminder = await session.message()
        assert "/m/" not in shell(village, "migrate", name)
        link = (await session.message()).body
        assert "/m/" in link
        assert link != reminder.body


async def test_a_dry_run_writes_nothing_and_its_plan_is_what_is_applied(village: Village) -> None:
    """The component's own schema, where others of its tasks look for work, is as it was."""
    who = await joins(village)
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        planned = data(village, "sync-groups", "helpers", "--dry-run")
        assert witness.statements > 0
        assert witness.writes == []
    assert contents(village.server) == before
    assert [change["add"] for change in planned["plan"]["groups"]] == [[who.livechat_id]]
    assert members.in_openfire(village, "helpers").isdisjoint({who.livechat_id})
    others = members.in_openfire(village, "helpers")
    with watching(village.server) as witness:
        applied = data(village, "sync-groups", "helpers", "--yes")
        assert any("ofGroupUser" in statement for statement in witness.writes)
    assert contents(village.server) != before
    assert applied["plan"]["fingerprint"] == planned["plan"]["fingerprint"]
    assert members.in_openfire(village, "helpers") - others == {who.livechat_id}
    assert data(village, "sync-groups", "helpers", "--dry-run")["plan"]["is_empty"]


async def test_without_a_yes_nothing_is_changed(village: Village) -> None:
    who = await joins(village)
    shell(village, "sync-groups", "helpers")
    assert who.livechat_id not in members.in_openfire(village, "helpers")


async def test_more_removals_than_allowed_are_confirmed_by_their_number(village: Village) -> None:
    group, roster = "Crowd confirmed", "crowd-confirmed"
    names = set(members.crowd(village, group, 25))
    shell(village, "sync-groups", roster, "--yes")
    assert members.in_openfire(village, roster) == names
    for name in names:
        members.leave(village, name, group)
    plan = data(village, "sync-groups", roster, "--dry-run")["plan"]
    assert plan["removals"] == 25
    shell(village, "sync-groups", roster, "--confirm", "3", code=7)
    shell(village, "sync-groups", roster, "--yes", code=7)
    assert members.in_openfire(village, roster) == names
    shell(village, "sync-groups", roster, "--confirm", "25")
    assert members.in_openfire(village, roster) == set()


async def test_one_person(village: Village) -> None:
    who = await joins(village)
    assert "helpers" in shell(village, "sync-person", who.login)
    assert who.livechat_id in members.in_openfire(village, "helpers")
    (account,) = data(village, "show-account", who.login)["accounts"]
    assert who.login in json.dumps(account)
    shell(village, "show-account", "nobody of this name", code=7)


async def test_jobs_and_runs(village: Village) -> None:
    await joins(village)
    number = data(village, "sync-groups", "helpers", "--yes")["job"]
    assert data(village, "jobs") == {"jobs": []}
    assert number in [run["number"] for run in data(village, "runs")["runs"]]
    assert data(village, "job", str(number))["job"]["state"] == "done"
    shell(village, "cancel-job", str(number), code=7)
    shell(village, "job", "999999", code=7)


async def test_somebody_who_is_online_sees_it(village: Village) -> None:
    who = await joins(village)
    async with using(village, linked(village, members.HELPERS)) as (session, _):
        assert not await session.sees_contact(jid(village, who), "Helpers", seconds=0)
        shell(village, "sync-groups", "helpers", "--yes")
        assert await session.sees_contact(jid(village, who), "Helpers")


def test_a_component_that_does_not_run_is_told_as_that(village: Village) -> None:
    village.bridge.stop()
    try:
        done = village.bridge.command("jobs")
    finally:
        village.bridge.start()
    assert done.returncode == 5
    assert "tiki-livechat run" in done.stderr
