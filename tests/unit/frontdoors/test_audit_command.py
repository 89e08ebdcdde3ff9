"""`audit`: admins see who did what to which account, when, and by which way."""

from typing import Any

import pytest

from component.domain.audit import BRIDGE, Actor, Way
from component.frontdoors.commands.audit_log import make_audit
from component.frontdoors.commands.description import Told
from component.frontdoors.commands.desk import Desk
from tests.fakes.audit import FakeAudit
from tests.unit.frontdoors.office import DOMAIN, Office, somebody

DAY = 86_400.0
ADA = somebody("ada")
ADAS = Actor(f"ada@{DOMAIN}", Way.CHAT)
ROOTS = Actor("root", Way.SHELL, job=7)


@pytest.fixture
def office() -> Office:
    return Office()


def desk(office: Office) -> Desk:
    audit = make_audit(FakeAudit(office.state), office.describe, DOMAIN, office.time.clock)
    return Desk([audit], office.is_admin)


async def ask(office: Office, **answers: str) -> Told:
    step = (await office.turn(desk(office), ADA, "audit", answers)).step
    assert isinstance(step, Told)
    return step


async def rows(office: Office, **answers: str) -> list[tuple[str, ...]]:
    """Account, action and who did it of what is listed."""
    told = await ask(office, **answers)
    return [row[1:4] for table in told.tables for row in table.rows]


async def write(office: Office, action: str, subject: str, by: Actor, **detail: str) -> None:
    office.state.now = office.time.now
    await office.state.record(action, subject, {**detail, **by.as_detail()})


async def test_an_entry_says_who_did_what_to_whom_when_and_how(office: Office) -> None:
    await write(office, "undo", "bob", ROOTS, tiki_login="Bob\n<b>")
    told = await ask(office)
    (row,) = told.tables[0].rows
    assert row[1:] == ("bob", "undo", "root", "in the shell", "tiki_login: Bob<b>, job: 7")
    assert row[0].endswith(" UTC")
    data: Any = told.data
    assert data["entries"][0] | {"at": None} == {
        "number": 1,
        "at": None,
        "action": "undo",
        "subject": "bob",
        "by": "root",
        "way": "shell",
        "detail": {"tiki_login": "Bob\n<b>", "job": "7"},
    }


@pytest.mark.parametrize("way", Way)
async def test_every_way_has_words(office: Office, way: Way) -> None:
    await write(office, "create", "bob", Actor("somebody", way))
    words = (await ask(office)).tables[0].rows[0][4]
    assert words not in ("", way.value)


async def test_an_account_is_found_by_any_of_its_names(office: Office) -> None:
    office.add_person("Bob Miller", "bobby", email="bob@example.org")
    office.add_person("Carol", "carol")
    await write(office, "create", "bobby", ADAS)
    await write(office, "invite", "Bob Miller", BRIDGE)
    await write(office, "create", "carol", ADAS)
    for name in ("bobby", "Bob Miller", "bob@example.org"):
        assert [row[0] for row in await rows(office, name=name)] == ["Bob Miller", "bobby"]


async def test_an_account_that_is_gone_is_found_by_its_name(office: Office) -> None:
    await write(office, "purge", "gone", ROOTS)
    assert await rows(office, name="gone") == [("gone", "purge", "root")]


async def test_who_did_it_is_found_by_address_and_by_username(office: Office) -> None:
    await write(office, "undo", "bob", ADAS)
    await write(office, "undo", "carol", ROOTS)
    for by in (f"ada@{DOMAIN}", "ada"):
        assert [row[0] for row in await rows(office, by=by)] == ["bob"]
    assert [row[0] for row in await rows(office, by="root")] == ["carol"]
    assert (await ask(office, by="nobody")).lines == ("The audit has no such entry.",)


async def test_it_is_found_by_action_and_by_time(office: Office) -> None:
    await write(office, "undo", "bob", ADAS)
    office.time.now += 10 * DAY
    await write(office, "create", "carol", ADAS)
    assert [row[0] for row in await rows(office, action="undo")] == ["bob"]
    assert [row[0] for row in await rows(office, since="9")] == ["carol"]
    assert [row[0] for row in await rows(office, since="11")] == ["carol", "bob"]
    assert [row[0] for row in await rows(office, since="1999-12-31")] == ["carol", "bob"]
    assert await rows(office, since="2099-12-31") == []


@pytest.mark.parametrize(
    "answers", [{"most": "0"}, {"most": "many"}, {"most": "10001"}, {"since": "yesterday"}]
)
async def test_what_cannot_be_is_said(office: Office, answers: dict[str, str]) -> None:
    told = await ask(office, **answers)
    assert told.is_problem
    assert told.data == {"entries": None}


async def test_a_long_list_is_cut_for_people_and_whole_for_programs(office: Office) -> None:
    for number in range(60):
        await write(office, "create", f"user{number}", ADAS)
    told = await ask(office, most="55")
    data: Any = told.data
    assert len(told.tables[0].rows) == 50
    assert told.lines == ("5 more rows are not shown.",)
    assert len(data["entries"]) == 55
