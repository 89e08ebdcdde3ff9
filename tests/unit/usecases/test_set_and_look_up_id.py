"""An admin sets a Live Chat ID, and looks up whose one is or was."""

from collections.abc import Sequence

import pytest

from component.domain.account_view import AccountView
from component.domain.audit import Actor, Way
from component.domain.id_change import ChangeTrouble
from component.domain.migration import IdProblem, Path, Plan
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.usecases.describe_account import DescribeAccount, DescribeSettings
from component.usecases.look_up_id import IdFacts, LookUpId, Standing
from component.usecases.reminder_choice import ReminderChoice
from component.usecases.set_id import SetId
from tests.fakes.audit import FakeAudit
from tests.fakes.reminders import FakeReminders
from tests.unit.usecases.house import DOMAIN, House

ADMIN = Actor("root", Way.SHELL)
HEIDI = TikiLogin("Heidi K.")


async def set_id(
    house: House, user_id: int, wanted: str, login: TikiLogin = HEIDI
) -> IdProblem | ChangeTrouble | None:
    use_case = SetId(house.tiki, house.live_chat_ids, house.allocate)
    return await use_case(user_id, login, LiveChatId(wanted), ADMIN)


async def look_up(house: House, name: str) -> tuple[Sequence[AccountView], list[IdFacts]]:
    describe = DescribeAccount(
        DescribeSettings(DOMAIN, native_only=house.login.native_only),
        house.tiki,
        house.chat,
        house.managed,
        house.journal,
        ReminderChoice(FakeReminders(), house.state),
        house.window,
    )
    return await LookUpId(DOMAIN, describe, house.live_chat_ids, FakeAudit(house.state))(name)


async def test_the_id_that_is_wanted_is_set_and_the_audit_has_it(house: House) -> None:
    heidi = house.add(HEIDI, "pw")
    assert await set_id(house, heidi, "hk") is None
    assert house.tiki.stored_id(heidi) == "hk"
    detail = {"tiki_login": HEIDI, "by": "root", "way": "shell"}
    assert house.state.audit == [("set-id", "hk", detail)]


async def test_to_set_it_twice_does_no_harm(house: House) -> None:
    heidi = house.add(HEIDI, "pw")
    for _ in range(2):
        assert await set_id(house, heidi, "hk") is None
    assert house.actions() == ["set-id"]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("", IdProblem.EMPTY),
        ("h k", IdProblem.CHARACTERS),
        ("admin", IdProblem.RESERVED),
        ("native", IdProblem.TAKEN),
        ("linked", IdProblem.TAKEN),
        ("retired", IdProblem.TAKEN),
    ],
)
async def test_what_cannot_be_had_is_not_set(house: House, wanted: str, problem: IdProblem) -> None:
    heidi = house.add(HEIDI, "pw")
    house.add_native("native", "pw")
    house.add("Somebody", "pw", "linked")
    await house.state.retire(LiveChatId("retired"))
    assert await set_id(house, heidi, wanted) is problem
    assert (house.tiki.stored_id(heidi), house.actions()) == (None, [])


async def test_who_has_another_one_keeps_it(house: House) -> None:
    heidi = house.add(HEIDI, "pw", "heidi")
    assert await set_id(house, heidi, "hk") is ChangeTrouble.OUTDATED
    assert await set_id(house, heidi + 1, "hk") is ChangeTrouble.OUTDATED
    assert await set_id(house, heidi, "hk", TikiLogin("Other")) is ChangeTrouble.OUTDATED
    assert house.tiki.stored_id(heidi) == "heidi"


@pytest.mark.parametrize(
    ("theirs", "stood"),
    [("hk", None), ("heidi", ChangeTrouble.OUTDATED), (None, IdProblem.TAKEN)],
)
async def test_of_two_at_once_one_is_told_what_the_other_has_done(
    house: House, theirs: str | None, stood: IdProblem | ChangeTrouble | None
) -> None:
    heidi = house.add(HEIDI, "pw")

    async def somebody_is_quick() -> None:
        if theirs is None:
            house.add("Somebody", "pw", "hk")
        else:
            house.tiki.change(heidi, livechat_id=theirs)

    house.tiki.before["claim_livechat_id"] = somebody_is_quick
    assert await set_id(house, heidi, "hk") is stood
    assert house.tiki.stored_id(heidi) == theirs


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("linked", Standing.OWNED),
        ("service", Standing.NATIVE_ONLY),
        ("retired", Standing.RETIRED),
        ("migrating", Standing.MIGRATING),
        ("native", Standing.CHAT_ACCOUNT),
        ("admin2", Standing.FREE),
        ("postmaster", Standing.RESERVED),
        ("no.dots", Standing.UNUSABLE),
    ],
)
async def test_what_an_id_is(house: House, name: str, standing: Standing) -> None:
    house.decide(native_only=frozenset({"service"}))
    house.add("Somebody", "pw", "linked")
    for username in ("native", "retired", "linked"):
        house.add_native(username, "pw")
    await house.state.retire(LiveChatId("retired"))
    await house.state.retire(LiveChatId("linked"))
    await house.journal.begin(Plan(Path.TIKI_ONLY, LiveChatId("migrating"), TikiLogin("Other"), 99))
    _, (facts,) = await look_up(house, name)
    assert (facts.livechat_id, facts.standing) == (name, standing)
    assert facts.owner == ("Somebody" if standing is Standing.OWNED else None)


@pytest.mark.parametrize("name", ["Heidi K.", "hk", f"hk@{DOMAIN}", "heidi@mail.test"])
async def test_it_is_found_by_any_name_of_its_owner(house: House, name: str) -> None:
    heidi = house.add(HEIDI, "pw", email="heidi@mail.test")
    await set_id(house, heidi, "hk")
    views, (facts,) = await look_up(house, name)
    assert [view.username for view in views] == [ChatUsername("hk")]
    assert [(t.tiki_login, t.got_by, t.gave, t.until) for t in facts.history] == [
        (HEIDI, "set-id", "root", None)
    ]


async def test_a_login_that_is_anothers_id_shows_both(house: House) -> None:
    house.add("sam", "pw", "sam2")
    house.add("Samuel", "pw", "sam")
    _, found = await look_up(house, "sam")
    assert [(facts.livechat_id, facts.owner) for facts in found] == [
        ("sam", "Samuel"),
        ("sam2", "sam"),
    ]


async def test_a_name_of_nobody_is_told_as_what_it_is(house: House) -> None:
    views, (facts,) = await look_up(house, "nobody")
    assert (list(views), facts.standing, facts.history) == ([], Standing.FREE, ())
    assert await look_up(house, "") == ([], [])
