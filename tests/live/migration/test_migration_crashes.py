"""The component dies at each step of a migration: afterwards everybody is migrated or untouched."""

import contextlib
import time

import aiohttp
import pytest

from component.domain.migration import OldAccount, Step
from openfire.demo.visitor import Visitor
from tests.live.conftest import Village
from tests.live.migrants import give_a_life, journal_of, life_of

pytestmark = pytest.mark.live

OLD = "the old chat password"
STEPS = (Step.BEGUN, Step.CLAIMED, Step.SAVED, Step.RETIRED, Step.FINISHED)


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("step", STEPS)
async def test_both_accounts(village: Village, step: Step, old_account: OldAccount) -> None:
    name, friend = village.new_name("crasher"), village.new_name("friend")
    village.add_native(name, OLD)
    village.add_native(friend, "a friend's password")
    give_a_life(village, name, friend)
    who = village.move_in(f"Crasher {name}")
    before = life_of(village, name)
    with village.dying_after(step, migration={"old_account": old_account.value}):
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/both/chat")
            await visitor.send(name=name, password=OLD)
            await visitor.send(name=who.login, password=who.password)
            with contextlib.suppress(aiohttp.ClientError):
                await visitor.send()
    steps = _settled(village, name)
    if step is Step.BEGUN:
        assert (steps, village.livechat_id(who.login)) == (["abandoned"], None)
        assert await village.signs_in(name, OLD) == name
        assert life_of(village, name) == before
        return
    assert (steps, village.livechat_id(who.login)) == (["finished"], name)
    gone = old_account is OldAccount.DELETE
    assert (name in village.chat_accounts()) != gone
    assert await village.refusal(name, OLD) == "not-authorized"
    assert await village.signs_in(who.login, who.password) == name
    assert (life_of(village, name)["roster"] == []) == gone


@pytest.mark.parametrize("step", [Step.BEGUN, Step.CLAIMED])
async def test_only_a_chat_account(village: Village, step: Step) -> None:
    name = village.new_name("crashernew")
    village.add_native(name, OLD)
    with village.dying_after(step):
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/new/chat")
            await visitor.send(name=name, password=OLD)
            await visitor.send(login=name, email=f"{name}@mail.test")
            with contextlib.suppress(aiohttp.ClientError):
                await visitor.send(password=OLD)
    steps = _settled(village, name)
    made = village.livechat_id(name)
    assert (steps, made) == (["abandoned"], None) if step is Step.BEGUN else (["finished"], name)
    assert await village.signs_in(name, OLD) == name


@pytest.mark.parametrize("step", [Step.BEGUN, Step.CLAIMED])
async def test_only_a_tiki_account(village: Village, step: Step) -> None:
    who = village.move_in(village.new_name("crasherid"))
    with village.dying_after(step):
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/address/site")
            await visitor.send(name=who.login, password=who.password)
            await visitor.send(wanted=who.login)
            with contextlib.suppress(aiohttp.ClientError):
                await visitor.send()
    steps = _settled(village, who.login)
    claimed = village.livechat_id(who.login)
    if step is Step.BEGUN:
        assert (steps, claimed) == (["abandoned"], None)
        assert await village.reason(who.login, who.password) == "unmigrated"
    else:
        assert (steps, claimed) == (["finished"], who.login)
        assert await village.signs_in(who.login, who.password) == who.login


def _settled(village: Village, livechat_id: str, seconds: float = 60.0) -> list[str]:
    """The steps of the journal, once none of them is open."""
    deadline = time.monotonic() + seconds
    while True:
        steps = journal_of(village, livechat_id)
        if not any(Step(step).is_open for step in steps):
            return steps
        assert time.monotonic() < deadline, steps
        time.sleep(0.1)
