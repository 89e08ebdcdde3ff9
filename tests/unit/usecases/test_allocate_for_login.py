"""The site asks for an ID by a login: whose it is, and what the audit says."""

import pytest

from component.domain.names import LiveChatId
from component.ports import Unavailable
from component.usecases.allocate_for_login import AllocateForLogin
from component.usecases.allocate_id import Allocated, AllocationProblem
from tests.unit.usecases.house import House


@pytest.fixture
def ask(house: House) -> AllocateForLogin:
    return AllocateForLogin(house.tiki, house.allocate)


async def test_to_ask_twice_gives_the_same_id(house: House, ask: AllocateForLogin) -> None:
    house.add("Heidi K.", "pw")
    assert await ask("Heidi K.") == ("Heidi K.", Allocated(LiveChatId("heidik")))
    assert await ask("Heidi K.") == ("Heidi K.", Allocated(LiveChatId("heidik"), is_new=False))
    detail = {"tiki_login": "Heidi K.", "by": "api", "way": "api"}
    assert house.state.audit == [("allocate", "heidik", detail)]


async def test_a_login_is_found_in_other_cases_where_it_is_one_accounts(
    house: House, ask: AllocateForLogin
) -> None:
    house.add("Heidi", "pw", "one")
    assert await ask("HEIDI") == ("Heidi", Allocated(LiveChatId("one"), is_new=False))
    house.add("heidi", "pw", "two")
    assert await ask("heidi") == ("heidi", Allocated(LiveChatId("two"), is_new=False))
    assert await ask("HEIDI") is AllocationProblem.GONE


@pytest.mark.parametrize("login", ["Nobody", "Héidi", "heidi@mail.test"])
async def test_nobody_else_is_taken_for_it(house: House, ask: AllocateForLogin, login: str) -> None:
    heidi = house.add("Heidi", "pw", email="heidi@mail.test")
    assert await ask(login) is AllocationProblem.GONE
    assert house.tiki.stored_id(heidi) is None


async def test_an_outage_is_no_answer(house: House, ask: AllocateForLogin) -> None:
    house.add("Heidi", "pw")
    house.chat.go_down()
    with pytest.raises(Unavailable):
        await ask("Heidi")
