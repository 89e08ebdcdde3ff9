"""A source that does not answer is never "no such account": nothing decided, nothing changed."""

import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.generations import Generation
from component.domain.login import Accept, Refusal, Refuse
from component.domain.names import ChatUsername
from component.ports import Unavailable
from tests.fakes.fake import Fake
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.house import CountingChecker, House

AWAY = Unavailable("a source", "away")
KEY = "0123456789abcdef0123456789abcdef"


def source(house: House, name: str) -> Fake:
    return {"tiki": house.tiki, "chat": house.chat, "state": house.state}[name]


@pytest.mark.parametrize(
    ("name", "method", "typed"),
    [
        ("tiki", "find_by_name", "bob"),
        ("tiki", "find_by_name", "nobody"),
        ("tiki", "find_by_email", "bob@mail.test"),
        ("tiki", "site_rules", "bob@mail.test"),
        ("tiki", "site_rules", "bob"),
        ("tiki", "is_activation_key", "bob"),
        ("tiki", "claim_livechat_id", "heidi"),
        ("tiki", "claim_livechat_id", "judy"),
        ("chat", "find", "nobody"),
        ("chat", "find", "judy"),
        ("chat", "find", "bob"),
        ("chat", "find", "heidi"),
        ("chat", "create_account", "bob"),
        ("tiki", "profile", "bob"),
        ("state", "is_retired", "heidi"),
    ],
)
async def test_a_source_that_is_away_decides_nothing(
    house: House, name: str, method: str, typed: str
) -> None:
    if method == "is_activation_key":
        house.tiki = FakeTiki(Generation.V1_10)
    house.decide(unmigrated_tiki="allocate")
    house.tiki.set_rule("login_allow_email", "y")
    house.add("bob", "pw", "bob", email="bob@mail.test")
    house.add("heidi", "pw")
    house.add("judy", "pw")
    house.add_native("judy", "pw")
    ids = house.ids()
    source(house, name).failing[method] = AWAY
    with pytest.raises(Unavailable):
        await house.log_in(typed, "pw")
    assert house.ids() == ids
    assert house.chat.usernames == {"judy"}
    assert await has_kept_password(house)
    tried = {
        ("claim_livechat_id", "heidi"): ["allocate"],
        ("claim_livechat_id", "judy"): ["merge"],
        ("create_account", "bob"): ["create"],
    }
    assert house.actions() == tried.get((method, typed), []), "the audit is before the change"


async def has_kept_password(house: House) -> bool:
    house.chat.come_back()
    return await house.has_native_password("judy", "pw")


@pytest.mark.parametrize("name", ["tiki", "chat"])
async def test_a_source_that_comes_back_is_used_again(house: House, name: str) -> None:
    house.add("bob", "pw", "bob")
    source(house, name).go_down()
    for _ in range(3):
        with pytest.raises(Unavailable):
            await house.log_in("bob", "pw")
    source(house, name).come_back()
    assert await house.log_in("bob", "pw") == Accept(ChatUsername("bob"))


async def test_a_linked_person_with_an_account_is_let_in_while_the_state_is_away(
    house: House,
) -> None:
    house.add("bob", "pw", "bob")
    await house.log_in("bob", "pw")
    house.state.go_down()
    assert await house.log_in("bob", "pw") == Accept(ChatUsername("bob"))


async def test_more_checks_than_may_wait_are_no_wrong_password(house: House) -> None:
    pool = PasswordPool(1, most_waiting=-1)
    house.checker = CountingChecker(pool)
    house.per_account = "1/5 minutes"
    house.add("bob", "pw", "bob")
    for _ in range(3):
        with pytest.raises(Unavailable, match="password checks"):
            await house.log_in("bob", "pw")
    pool.close()


async def test_a_tiki_of_old_refuses_the_activation_key_as_a_password(house: House) -> None:
    house.tiki = FakeTiki(Generation.V1_10)
    house.add("bob", KEY, "bob", valid=KEY)
    assert await house.log_in("bob", KEY) == Refuse(Refusal.PENDING)
