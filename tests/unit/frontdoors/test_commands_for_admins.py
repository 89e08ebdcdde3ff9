"""Admins look accounts up and sync one person."""

import json

import pytest

from component.domain.migration import Step
from tests.unit.frontdoors.office import ROOM, Office, somebody, text_of

ADA = somebody("ada")


@pytest.fixture
def office() -> Office:
    made = Office()
    made.add_person("Zoë Smith", "zoe", "Helpers", "Monitors", email="zoe@example.org")
    made.add_person("bob", None, "Helpers", email="zoe@example.org")
    made.add_chat_account("bob")
    return made


async def test_a_linked_account_is_shown_with_everything_that_is_known(office: Office) -> None:
    await office.told(ADA, "sync-person", name="zoe")
    await office.add_migration("zoe", 1, Step.FINISHED)
    told = await office.told(ADA, "show-account", name="zoe")
    assert told.lines == (
        "Connection: site and chat have one account",
        "Account on the site: Zoë Smith (number 1)",
        "Name: Zoë Smith",
        "E-mail: zoe@example.org",
        "State: in order",
        "Groups on the site: Helpers, Monitors, Registered",
        "Live Chat ID: zoe",
        "Chat address: zoe@livechat.test",
        "Chat account is there: yes",
        "Roster groups by the site: Helpers, Monitors",
        f"Rooms: {ROOM} (admin)",
        "Last migration: number 1, finished at 2023-11-14 22:13 UTC",
    )


@pytest.mark.parametrize("name", ["zoe", "ZOE", "zoe@livechat.test", "Zoë Smith", "zoë smith"])
async def test_an_account_is_found_by_each_of_its_names(name: str, office: Office) -> None:
    told = await office.told(ADA, "show-account", name=name)
    assert "Live Chat ID: zoe" in told.lines
    assert len(json.loads(json.dumps(told.data))["accounts"]) == 1


async def test_a_name_that_may_mean_several_shows_all_of_them(office: Office) -> None:
    told = await office.told(ADA, "show-account", name="bob")
    assert told.lines[0] == "Account 1 of 2 that this may mean:"
    assert "Reminders: on" in told.lines
    assert isinstance(told.data, dict)
    assert [view["connection"] for view in told.data["accounts"]] == ["unmigrated", "tiki-only"]


async def test_an_address_shows_everybody_who_has_it(office: Office) -> None:
    told = await office.told(ADA, "show-account", name="zoe@example.org")
    assert isinstance(told.data, dict)
    assert [view["tiki"]["login"] for view in told.data["accounts"]] == ["Zoë Smith", "bob"]


async def test_nobody_is_a_problem_that_names_what_was_typed(office: Office) -> None:
    for command in ("show-account", "sync-person"):
        told = await office.told(ADA, command, name="who\u202eever")
        assert told.is_problem
        assert told.lines[0].endswith(": whoever")


@pytest.mark.parametrize("name", ["zoe", "Zoë Smith", "zoe@livechat.test", "zoe@example.org"])
async def test_a_person_is_synced_by_any_name(name: str, office: Office) -> None:
    told = await office.told(ADA, "sync-person", name=name)
    assert told.lines == (
        "Chat address: zoe@livechat.test",
        "New roster groups: Helpers, Monitors",
        f"New in rooms: {ROOM} (admin)",
        "Name and picture were refreshed.",
    )
    assert isinstance(told.data, dict)
    assert told.data["account"] == "zoe"
    assert told.data["refreshed"]["joined"] == ["Helpers", "Monitors"]


async def test_a_live_chat_id_counts_before_the_login_of_another(office: Office) -> None:
    office.add_person("zoe", "somebody", "Helpers")
    told = await office.told(ADA, "sync-person", name="zoe")
    assert isinstance(told.data, dict)
    assert told.data["account"] == "zoe"


async def test_who_is_meant_must_be_clear(office: Office) -> None:
    office.add_person("zora", "zora", email="zoe@example.org")
    told = await office.told(ADA, "sync-person", name="zoe@example.org")
    assert told.is_problem
    assert "zoe@livechat.test, zora@livechat.test" in told.lines[0]
    assert office.chat.rosters == set()


async def test_an_account_of_one_side_is_not_synced(office: Office) -> None:
    told = await office.told(ADA, "sync-person", name="bob")
    assert "has no Live Chat ID" in told.lines[0]
    assert told.data == {"account": None, "refreshed": None}


async def test_an_admin_is_told_why_something_is_not_possible(office: Office) -> None:
    office.chat.refused_members.add("zoe")
    told = await office.told(ADA, "sync-person", name="zoe")
    assert told.is_problem
    assert [row[0] for row in told.tables[0].rows] == ["Helpers", "Monitors"]
    assert "did not take" in told.tables[0].rows[0][1]


async def test_an_admin_is_told_what_is_suspicious(office: Office) -> None:
    await office.told(ADA, "sync-person", name="zoe")
    for user_id, group in ((1, "Helpers"), (1, "Monitors"), (2, "Helpers")):
        office.tiki.leave(user_id, group)
    told = await office.told(ADA, "sync-person", name="zoe")
    assert told.is_problem
    assert "Nobody seems to be in any group of the site" in told.lines[0]
    assert office.chat.groups_with("zoe") == {"Helpers", "Monitors"}


async def test_an_id_that_is_taken_away_meanwhile_is_nobody_s_to_sync(office: Office) -> None:
    async def lose_id() -> None:
        office.tiki.change(1, livechat_id=None)

    office.reminders.before["read"] = lose_id
    told = await office.told(ADA, "sync-person", name="zoe")
    assert told.is_problem
    assert "lost its Live Chat ID" in told.lines[0]
    assert office.chat.rosters == set()


@pytest.mark.parametrize("command", ["show-account", "sync-person"])
@pytest.mark.parametrize("part", ["tiki", "chat", "managed", "rooms", "journal", "reminders"])
async def test_what_does_not_answer_is_never_nothing(
    part: str, command: str, office: Office
) -> None:
    getattr(office, part).go_down()
    told = await office.told(ADA, command, name="zoe")
    assert told.is_problem
    assert "does not answer" in told.lines[0]


@pytest.mark.parametrize("language", ["de", "es", "fr", "ja"])
async def test_everything_can_be_said_in_every_language(language: str, office: Office) -> None:
    ada = somebody("ada", language)
    for name in ("zoe", "bob", "nobody"):
        for command in ("show-account", "sync-person"):
            assert "%(" not in text_of(await office.told(ada, command, name=name))
