"""An admin sees what a sync would change, and has exactly that done."""

import json

import pytest

from component.domain.group_plan import Affiliation, Limits
from component.domain.group_plan_json import unpack
from component.domain.groups import ByHand, RosterGroup
from component.domain.jobs import Asker, JobKind
from component.frontdoors.commands.description import Kind, Told
from component.ports import Unavailable
from tests.unit.actors import TESTER
from tests.unit.frontdoors.office import ROOM, Office, asked, somebody, text_of

ADA = somebody("ada")
SHELL = somebody(None, is_in_chat=False)
ALL = {"group": "*"}
SEEN = "is seen by its members"


@pytest.fixture
def office() -> Office:
    made = Office()
    made.add_person("Zoë", "zoe", "Helpers", "Monitors")
    made.add_person("Bob", "bob", "Helpers")
    return made


async def carry_out(office: Office) -> None:
    """Do what there is to do, as a job does."""
    await office.apply(await office.plan(), TESTER)


async def test_a_plan_is_shown_group_by_group_and_room_by_room(office: Office) -> None:
    ask = asked(await office.turn(office.desk(), ADA, "sync-groups", ALL))
    groups, rooms = ask.tables
    assert list(groups.rows) == [
        ("Helpers", f'is made; is called "Helping hands"; {SEEN}', "2: bob, zoe", "", ""),
        ("Monitors", f'is made; is called "Monitors"; {SEEN}', "1: zoe", "", ""),
    ]
    assert list(rooms.rows) == [(ROOM, "1: zoe (admin)", "", "")]
    assert ask.lines[:2] == (
        "3 members come into roster groups.",
        "1 affiliation in rooms is given or taken away.",
    )
    plan = await office.plan()
    assert ask.lines[-1] == f"Fingerprint: {plan.fingerprint[:12]}"
    assert ask.confirm == "confirm"


async def test_exactly_the_plan_that_was_shown_is_put_on_the_list(office: Office) -> None:
    desk, plan = office.desk(), await office.plan()
    turn = await office.turn(desk, ADA, "sync-groups", ALL)
    office.tiki.leave(1, "Helpers")
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": "1"})).step
    assert isinstance(told, Told)
    job = office.jobs.newest_first()[0]
    assert (told.job, told.data and job.kind) == (job.number, JobKind.SYNC_GROUPS)
    assert job.asker == Asker("ada@livechat.test", "ada", "en")
    assert job.arguments["rosters"] == []
    assert job.arguments["confirmed"] is None
    assert unpack(job.arguments["plan"]) == plan
    assert office.woken == 1
    assert office.chat.rosters == set()


async def test_one_group_can_be_chosen(office: Office) -> None:
    desk = office.desk()
    first = asked(await desk.open(ADA, "client", "sync-groups"))
    assert [choice.value for choice in first.questions[0].choices] == ["*", "Helpers", "Monitors"]
    turn = await office.turn(desk, ADA, "sync-groups", {"group": "Monitors"})
    assert [row[0] for row in asked(turn).tables[0].rows] == ["Monitors"]
    await desk.answer(ADA, "client", turn.session, {"confirm": "1"})
    assert office.jobs.newest_first()[0].arguments["rosters"] == ["Monitors"]


async def test_who_does_not_confirm_changes_nothing(office: Office) -> None:
    desk = office.desk()
    turn = await office.turn(desk, ADA, "sync-groups", ALL)
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": "0"})).step
    assert text_of(told) == "Nothing was changed."
    assert office.jobs.newest_first() == []


async def test_a_dry_run_shows_the_same_and_asks_nothing(office: Office) -> None:
    ask = asked(await office.turn(office.desk(), ADA, "sync-groups", ALL))
    told = await office.told(ADA, "sync-groups", **{"group": "*", "dry-run": "1"})
    assert (told.tables, told.data) == (ask.tables, ask.data)
    assert told.lines == (*ask.lines, "Nothing was changed: this only shows what would be.")
    assert office.jobs.newest_first() == []


async def test_a_plan_without_changes_ends_there(office: Office) -> None:
    await carry_out(office)
    told = await office.told(ADA, "sync-groups")
    assert told.lines[0].startswith("Nothing is to change")
    assert not told.is_problem
    assert isinstance(told.data, dict)
    assert told.data["plan"]["is_empty"]


async def test_programs_get_the_whole_plan(office: Office) -> None:
    told = await office.told(SHELL, "sync-groups", **{"group": "*", "dry-run": "1"})
    data, plan = json.loads(json.dumps(told.data)), await office.plan()
    assert (data["rosters"], data["job"]) == ([], None)
    assert {key: data["plan"][key] for key in ("fingerprint", "steps", "added", "removed")} == {
        "fingerprint": plan.fingerprint,
        "steps": plan.size,
        "added": 3,
        "removed": 0,
    }
    assert data["plan"]["groups"][0]["add"] == ["bob", "zoe"]


async def test_in_the_shell_nobody_is_sent_messages(office: Office) -> None:
    desk = office.desk()
    turn = await office.turn(desk, SHELL, "sync-groups", ALL)
    told = (await desk.answer(SHELL, "client", turn.session, {"confirm": "1"})).step
    assert "messages" not in text_of(told)
    assert office.jobs.newest_first()[0].asker == Asker("root", "", "en")


@pytest.fixture
async def emptied(office: Office) -> Office:
    """More is to be taken away than the limits allow."""
    office.limits = Limits(1, 10.0)
    await carry_out(office)
    office.tiki.leave(1, "Helpers")
    office.tiki.leave(1, "Monitors")
    return office


async def test_over_the_limits_the_number_has_to_be_typed(emptied: Office) -> None:
    desk = emptied.desk()
    turn = await emptied.turn(desk, ADA, "sync-groups", ALL)
    ask = asked(turn)
    assert ask.questions[0].kind is Kind.TEXT
    assert "takes away 3 memberships and affiliations; the bridge manages 4" in text_of(ask)
    assert "more than 1 have to be confirmed if they are also more than 10 % of all" in text_of(ask)
    await desk.answer(ADA, "client", turn.session, {"confirm": "3"})
    assert emptied.jobs.newest_first()[0].arguments["confirmed"] == 3


@pytest.mark.parametrize("answer", ["1", "2", "30", "yes"])
async def test_another_number_changes_nothing(answer: str, emptied: Office) -> None:
    desk = emptied.desk()
    turn = await emptied.turn(desk, ADA, "sync-groups", ALL)
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": answer})).step
    assert isinstance(told, Told)
    assert told.is_problem
    assert "3 memberships and affiliations are to be taken away" in told.lines[0]
    assert emptied.jobs.newest_first() == []


async def test_a_suspiciously_empty_source_is_told_as_that(office: Office) -> None:
    await carry_out(office)
    for user_id, group in ((1, "Helpers"), (1, "Monitors"), (2, "Helpers")):
        office.tiki.leave(user_id, group)
    told = await office.told(ADA, "sync-groups")
    assert told.is_problem
    assert "Nobody seems to be in any group of the site" in told.lines[0]
    assert told.data == {"rosters": [], "plan": None, "doubt": "no-memberships"}


async def test_a_site_that_does_not_answer_has_no_plan(office: Office) -> None:
    office.tiki.failing["read_page"] = Unavailable("Tiki", "away")
    told = await office.told(ADA, "sync-groups")
    assert told.is_problem
    assert "does not answer" in told.lines[0]


async def test_everything_that_is_to_know_is_told(office: Office) -> None:
    office.mappings = (
        RosterGroup("Helpers", ("Helpers",), "H", largest=1),
        RosterGroup("Gone", ("No such group",), "G"),
        RosterGroup("Monitors", ("Monitors",), "M", by_hand=ByHand.REPORT),
        *office.mappings[1:1],
    )
    office.chat.add_roster_group("Monitors", "friend", "zoe")
    lines = (await office.told(ADA, "sync-groups", **{"dry-run": "1"})).lines
    assert any(line.startswith("Helpers: 2 people belong there, more than") for line in lines)
    assert "Gone: the site has no such group (any more): No such group." in lines
    assert "Monitors: the bridge did not add these members: friend." in lines


async def test_rooms_that_are_not_there_and_bans_are_told(office: Office) -> None:
    office.rooms.give(ROOM, "zoe", Affiliation.OUTCAST)
    lines = (await office.told(ADA, "sync-groups", **{"dry-run": "1"})).lines
    assert f"{ROOM}: banned there, and that stays so: zoe." in lines
    office.rooms.lose_room(ROOM)
    lines = (await office.told(ADA, "sync-groups", **{"dry-run": "1"})).lines
    assert any(line.startswith(f"{ROOM}: there is no such permanent room") for line in lines)


async def test_long_lists_are_cut_for_people_and_whole_for_programs(office: Office) -> None:
    for number in range(30):
        office.add_person(f"person{number:02}", f"person{number:02}", "Helpers")
    office.mappings = (
        *office.mappings,
        *(RosterGroup(f"Copy {number:03}", ("Monitors",), "") for number in range(70)),
    )
    told = await office.told(ADA, "sync-groups", **{"dry-run": "1"})
    rows = list(told.tables[0].rows)
    assert len(rows) == 50
    assert "22 more rows are not shown." in told.lines
    assert rows[0][2].startswith("32: bob, person00,")
    assert rows[0][2].endswith(" and 22 more")
    assert isinstance(told.data, dict)
    assert len(told.data["plan"]["groups"]) == 72
    assert len(told.data["plan"]["groups"][0]["add"]) == 32


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ja"])
async def test_everything_can_be_said_in_every_language(language: str, emptied: Office) -> None:
    person, desk = somebody("ada", language), emptied.desk()
    turn = await emptied.turn(desk, person, "sync-groups", ALL)
    end = (await desk.answer(person, "client", turn.session, {"confirm": "3"})).step
    assert "%(" not in text_of(asked(turn)) + text_of(end)
