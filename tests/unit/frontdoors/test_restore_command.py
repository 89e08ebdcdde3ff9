"""An admin has a purged account put back, with a password that is never shown."""

import json

import pytest

from component.domain.passwords.openfire import PlainCredential
from component.frontdoors.commands.description import Kind, Person, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.restore_account import make_restore_account
from component.frontdoors.commands.turns import Turn
from component.ports.exports import BadExport
from tests.unit.frontdoors.office import asked, somebody, text_of
from tests.unit.usecases.purge_house import PurgeHouse, exported

ADA = somebody("ada")
PASSWORD = "a new password"


@pytest.fixture
async def house() -> PurgeHouse:
    made = await exported()
    await made.purge(await made.order())
    return made


def desk(house: PurgeHouse) -> Desk:
    async def is_admin(username: str) -> bool:
        return username == "ada"

    return Desk([make_restore_account(house.restore)], is_admin)


async def begin(at: Desk, name: str = "ann", person: Person = ADA, export: str = "") -> Turn:
    answers = {"name": name, "export": export}
    return await at.open(person, "client", "restore-account", answers)


async def end(at: Desk, turn: Turn, **answers: str) -> Told:
    step = (await at.answer(ADA, "client", turn.session, answers)).step
    assert isinstance(step, Told)
    return step


async def test_it_is_shown_what_would_come_back(house: PurgeHouse) -> None:
    ask = asked(await begin(desk(house)))
    text = text_of(ask)
    assert "Chat address: ann@livechat.test" in text
    assert "Contacts: 2, groups: 0, messages that wait: 1" in text
    assert [(q.name, q.kind) for q in ask.questions] == [
        ("password", Kind.PRIVATE),
        ("confirm", Kind.YES_NO),
    ]
    assert json.loads(json.dumps(ask.data))["restored"] is False


async def test_once_it_is_confirmed_the_account_is_back(house: PurgeHouse) -> None:
    at = desk(house)
    told = await end(at, await begin(at), password=PASSWORD, confirm="1")
    assert told.lines == ("The chat account is back.",)
    assert house.chat.credential("ann") == PlainCredential(PASSWORD)
    assert PASSWORD not in json.dumps(told.data) + text_of(told)
    assert PASSWORD not in str(house.state.audit)


async def test_without_a_yes_nothing_is_done(house: PurgeHouse) -> None:
    at = desk(house)
    told = await end(at, await begin(at), password=PASSWORD, confirm="0")
    assert told.lines == ("Nothing was changed.",)
    assert "ann" not in house.chat.usernames


@pytest.mark.parametrize(
    ("name", "export", "words"),
    [
        ("zoe", "", "no such account in the export"),
        ("😀", "", "cannot be the name"),
        ("ann", "unmigrated-20300101T000000Z-1.jsonl", "there is no"),
    ],
)
async def test_what_is_not_there_is_told(
    name: str, export: str, words: str, house: PurgeHouse
) -> None:
    step = (await begin(desk(house), name, export=export)).step
    assert isinstance(step, Told)
    assert step.is_problem
    assert words in text_of(step)


async def test_an_account_of_the_site_is_asked_for_no_password(house: PurgeHouse) -> None:
    house.tiki.add("Ann", livechat_id="ann")
    ask = asked(await begin(desk(house)))
    assert [q.name for q in ask.questions] == ["confirm"]
    assert "belongs to an account of the site" in text_of(ask)


async def test_an_account_that_is_there_is_told(house: PurgeHouse) -> None:
    house.add("ann")
    assert "only what it lacks" in text_of(asked(await begin(desk(house))))


async def test_a_password_that_can_be_none_is_told_without_it(house: PurgeHouse) -> None:
    at, password = desk(house), "x" * 33
    told = await end(at, await begin(at), password=password, confirm="1")
    assert told.is_problem
    assert password not in text_of(told)
    assert "ann" not in house.chat.usernames


async def test_an_export_that_breaks_meanwhile_is_told(house: PurgeHouse) -> None:
    at = desk(house)
    turn = await begin(at)
    house.exports.failing["open"] = BadExport("it was changed")
    told = await end(at, turn, password="", confirm="1")
    assert told.is_problem
    assert "it was changed" in text_of(told)


async def test_somebody_who_comes_meanwhile_is_told(house: PurgeHouse) -> None:
    at = desk(house)
    turn = await begin(at)
    house.tiki.add("Ann", livechat_id="ann")
    told = await end(at, turn, password=PASSWORD, confirm="1")
    assert told.is_problem
    assert "by now" in text_of(told)
