"""Live Chat IDs: what stands against one, and which are proposed (design §6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.livechat_id import MAX_CHARACTERS
from component.domain.migration import IdProblem, Path, Plan, Step, check_id
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Unavailable
from component.usecases.live_chat_ids import LiveChatIds
from tests.fakes.chat import FakeChat
from tests.fakes.migration import FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.house import House

HEIDI = LiveChatId("heidi")


def ids_of(house: House) -> LiveChatIds:
    return house.live_chat_ids


async def test_an_id_that_nobody_has_can_be_had(house: House) -> None:
    assert await ids_of(house).problem("heidi") is None


async def test_a_login_of_somebody_else_can_be_had(house: House) -> None:
    house.add("heidi", "pw")
    assert await ids_of(house).problem("heidi") is None


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("", IdProblem.EMPTY),
        ("h" * 65, IdProblem.TOO_LONG),
        ("hei di", IdProblem.CHARACTERS),
        ("Heidi", IdProblem.CHARACTERS),
        ("hei-di", IdProblem.CHARACTERS),
        ("postmaster", IdProblem.RESERVED),
        ("service", IdProblem.TAKEN),
        ("native", IdProblem.TAKEN),
        ("linked", IdProblem.TAKEN),
        ("línked", IdProblem.TAKEN),
        ("retired", IdProblem.TAKEN),
        ("migrating", IdProblem.TAKEN),
    ],
)
async def test_what_stands_against_an_id(
    house: House, wanted: str, problem: IdProblem | None
) -> None:
    house.decide(native_only=frozenset({"service"}))
    house.add_native("native", "pw")
    house.add("Somebody", "pw", "linked")
    await house.state.retire(LiveChatId("retired"))
    await house.journal.begin(Plan(Path.TIKI_ONLY, LiveChatId("migrating"), TikiLogin("Other"), 99))
    assert await ids_of(house).problem(wanted) is problem


async def test_an_id_is_free_again_once_a_migration_was_abandoned(house: House) -> None:
    begun = await house.journal.begin(Plan(Path.TIKI_ONLY, HEIDI, TikiLogin("Other"), 99))
    assert begun is not None
    assert not await ids_of(house).is_free(HEIDI)
    await house.journal.advance(begun, Step.ABANDONED)
    assert await ids_of(house).is_free(HEIDI)


@pytest.mark.parametrize(
    "name", ["tiki.find_by_name", "chat.find", "state.is_retired", "journal.find_open"]
)
async def test_no_id_is_free_while_somebody_does_not_answer(house: House, name: str) -> None:
    source, _, method = name.partition(".")
    getattr(house, source).failing[method] = Unavailable(source, "away")
    with pytest.raises(Unavailable):
        await ids_of(house).problem("heidi")
    with pytest.raises(Unavailable):
        await ids_of(house).suggest("heidi", 5)


async def test_the_stripped_username_is_proposed_first_then_with_numbers(house: House) -> None:
    proposed = await ids_of(house).suggest("Heidi K.", 4)
    assert proposed == ["heidik", "heidik2", "heidik3", "heidik4"]


async def test_what_is_taken_is_not_proposed(house: House) -> None:
    house.add_native("heidi", "pw")
    house.add("Somebody", "pw", "heidi3")
    assert await ids_of(house).suggest("Heidi", 3) == ["heidi2", "heidi4", "heidi5"]


async def test_larger_numbers_are_proposed_where_the_small_ones_are_taken(house: House) -> None:
    for taken in ("heidi", *(f"heidi{number}" for number in range(2, 10))):
        house.add_native(taken, "pw")
    proposed = await ids_of(house).suggest("Heidi", 5)
    assert len(set(proposed)) == 5
    assert all(name.startswith("heidi") and int(name[5:]) >= 10 for name in proposed)


@pytest.mark.parametrize("login", ["🦊", "", "...", "\x01"])
async def test_something_is_proposed_where_nothing_is_left_of_a_login(
    house: House, login: str
) -> None:
    assert await ids_of(house).suggest(login, 3) == ["user2", "user3", "user4"]


async def test_a_reserved_name_is_proposed_with_numbers_only(house: House) -> None:
    assert await ids_of(house).suggest("Admin", 2) == ["admin2", "admin3"]


async def test_numbers_go_where_they_can_in_a_name_that_is_read_from_the_right(
    house: House,
) -> None:
    assert await ids_of(house).suggest("שרה", 3) == ["שרה", "user2", "user3"]


async def test_a_long_name_is_cut_for_its_number(house: House) -> None:
    proposed = await ids_of(house).suggest("h" * 200, 3)
    assert proposed == ["h" * 64, "h" * 63 + "2", "h" * 63 + "3"]


async def test_looks_are_bounded(house: House) -> None:
    async def taken() -> None:
        house.chat.add_account(str(house.chat.calls[-1][1]), house.chat.credential("x"))

    house.add_native("x", "pw")
    house.chat.before["find"] = taken
    assert await ids_of(house).suggest("Heidi", 5) == []
    assert house.chat.count("find") <= 24


@given(st.text(max_size=80), st.integers(0, 8))
async def test_what_is_proposed_can_be_had(login: str, most: int) -> None:
    ids = LiveChatIds(frozenset(), FakeTiki(), FakeChat(), FakeState(), FakeJournal())
    proposed = await ids.suggest(login, most)
    assert len(proposed) == len(set(proposed)) == most
    assert all(check_id(name) is None and len(name) <= MAX_CHARACTERS for name in proposed)
