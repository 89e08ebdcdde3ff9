"""A Tiki account gets a Live Chat ID by itself: which one, from whom it is kept, under races."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from component.domain.audit import Actor, Way
from component.domain.livechat_id import Reserved
from component.domain.migration import Path, Plan
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Unavailable
from component.usecases.allocate_id import Allocated, AllocateId, AllocationProblem
from tests.unit.usecases.fate import Blow, Fate
from tests.unit.usecases.house import CountingChecker, House

ADMIN = Actor("root", Way.SHELL)
TAKEN, GONE = AllocationProblem.TAKEN, AllocationProblem.GONE


async def allocate(
    house: House, user_id: int, *, with_numbers: bool = True, fate: Fate | None = None
) -> Allocated | AllocationProblem:
    """Allocate for an account, in a component of its own."""
    fate = fate or Fate()
    tiki, chat, state = fate.over(house.tiki), fate.over(house.chat), fate.over(house.state)
    ids = replace(house.live_chat_ids, tiki=tiki, chat=chat, state=state)
    login = house.tiki.account(user_id).login
    use_case = AllocateId(tiki, tiki, chat, state, ids)
    return await use_case(user_id, login, ADMIN, with_numbers=with_numbers)


async def test_the_stripped_username_is_given_and_the_audit_says_by_whom(house: House) -> None:
    heidi = house.add("Heidi K.", "pw")
    assert await allocate(house, heidi) == Allocated(LiveChatId("heidik"))
    assert house.tiki.stored_id(heidi) == "heidik"
    detail = {"tiki_login": "Heidi K.", "by": "root", "way": "shell"}
    assert house.state.audit == [("allocate", "heidik", detail)]


async def test_to_ask_twice_does_no_harm(house: House) -> None:
    heidi = house.add("Heidi", "pw")
    await allocate(house, heidi)
    assert await allocate(house, heidi) == Allocated(LiveChatId("heidi"), is_new=False)
    assert house.actions() == ["allocate"]


async def test_an_account_that_is_gone_gets_none(house: House) -> None:
    heidi = house.add("Heidi", "pw")
    use_case = house.allocate
    assert await use_case(heidi, TikiLogin("Other"), ADMIN) is GONE
    assert await use_case(heidi + 1, TikiLogin("Heidi"), ADMIN) is GONE
    assert (house.actions(), house.tiki.stored_id(heidi)) == ([], None)


async def taken(house: House, by: str) -> None:
    """Have "heidi" taken in one of the ways there are."""
    match by:
        case "a chat account":
            house.add_native("heidi", "pw")
        case "somebody's ID":
            house.add("Somebody", "pw", "heidi")
        case "an ID that the column takes for the same":
            house.add("Somebody", "pw", "héidi")
        case "another's login":
            house.add("heidi", "pw")
        case "a retired ID":
            await house.state.retire(LiveChatId("heidi"))
        case "an open migration":
            plan = Plan(Path.TIKI_ONLY, LiveChatId("heidi"), TikiLogin("Other"), 99)
            await house.journal.begin(plan)
        case "a native-only account":
            house.decide(native_only=frozenset({"heidi"}))


WAYS = [
    "a chat account",
    "somebody's ID",
    "an ID that the column takes for the same",
    "another's login",
    "a retired ID",
    "an open migration",
    "a native-only account",
]


@pytest.mark.parametrize("by", WAYS)
async def test_what_is_taken_gets_a_number_or_is_not_given(house: House, by: str) -> None:
    heidi = house.add("-Heidi-", "pw")
    await taken(house, by)
    assert await allocate(house, heidi, with_numbers=False) is TAKEN
    assert house.tiki.stored_id(heidi) is None
    assert await allocate(house, heidi) == Allocated(LiveChatId("heidi2"))


async def test_what_the_site_reserves_is_not_given(house: House) -> None:
    mod = house.add("Mod Team", "pw")
    ids = replace(house.live_chat_ids, reserved=Reserved(("mod*",)))
    use_case = replace(house.allocate, ids=ids)
    login = TikiLogin("Mod Team")
    assert await use_case(mod, login, ADMIN, with_numbers=False) is TAKEN
    assert await use_case(mod, login, ADMIN) == Allocated(LiveChatId("user2"))


async def test_what_is_proposed_is_what_is_given(house: House) -> None:
    for number in ("", *range(2, 10)):
        house.add_native(f"heidi{number}", "pw")
    heidi = house.add("Heidi", "pw")
    proposed = await house.allocate.propose(heidi, TikiLogin("Heidi"))
    assert (house.tiki.stored_id(heidi), house.actions()) == (None, [])
    assert await allocate(house, heidi) == Allocated(LiveChatId(str(proposed)))


async def test_a_chat_account_made_just_before_the_claim_stays_its_makers(house: House) -> None:
    heidi = house.add("Heidi", "pw")

    async def somebody_registers() -> None:
        if "heidi" not in house.chat.usernames:
            house.add_native("heidi", "native pw")

    house.tiki.before["claim_livechat_id"] = somebody_registers
    assert await allocate(house, heidi) == Allocated(LiveChatId("heidi2"))
    assert house.actions() == ["allocate", "allocate-failed", "allocate"]
    assert await house.has_native_password("heidi", "native pw")


async def test_an_account_that_got_another_one_meanwhile_keeps_that(house: House) -> None:
    heidi = house.add("Heidi", "pw")

    async def somebody_sets_it() -> None:
        house.tiki.change(heidi, livechat_id="hk")

    house.tiki.before["claim_livechat_id"] = somebody_sets_it
    assert await allocate(house, heidi) == Allocated(LiveChatId("hk"), is_new=False)
    assert house.actions() == ["allocate", "allocate-failed"]


async def test_without_the_audit_nothing_is_changed(house: House) -> None:
    heidi = house.add("Heidi", "pw")
    house.state.failing["record"] = Unavailable("state", "away")
    with pytest.raises(Unavailable):
        await allocate(house, heidi)
    assert house.tiki.stored_id(heidi) is None


COLLIDING = ["Bob", "bob!", "B.ob", "b o b", "(Bob)", "Bob?", "b-o-b", "'bob'", "BOB.", "bo.b"]


@given(turns=st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=12), min_size=20))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_of_twenty_colliding_names_at_once_each_gets_one_of_its_own(
    checker: CountingChecker, turns: list[list[int]]
) -> None:
    """However the twenty components take turns."""
    house = House(checker)
    logins = [*COLLIDING, *(f"{login}~" for login in COLLIDING)]
    people = [house.add(login, "pw") for login in logins]
    house.add_native("bob3", "pw")
    await house.state.retire(LiveChatId("bob4"))
    fates = [Fate(turns=iter([*waits, *([0] * 1000)])) for waits in turns[:20]]
    found = await asyncio.gather(
        *(allocate(house, one, fate=fate) for one, fate in zip(people, fates, strict=True))
    )
    given_out = [str(one.livechat_id) for one in found if isinstance(one, Allocated)]
    assert len(set(given_out)) == 20
    assert [house.tiki.stored_id(one) for one in people] == given_out
    assert {"bob3", "bob4"}.isdisjoint(given_out)


@pytest.mark.parametrize("blow", [Blow.UNASKED, Blow.UNANSWERED])
async def test_whatever_is_not_answered_the_next_try_ends_the_same(
    checker: CountingChecker, blow: Blow
) -> None:
    for number in range(100):
        house, fate = House(checker), Fate(number, blow)
        heidi = house.add("Heidi", "pw")
        try:
            found = await allocate(house, heidi, fate=fate)
        except Unavailable:
            found = await allocate(house, heidi)
        assert isinstance(found, Allocated), fate.story
        assert house.tiki.stored_id(heidi) == found.livechat_id == "heidi", fate.story
        if number >= len(fate.calls):
            break
    else:
        raise AssertionError(fate.calls)
