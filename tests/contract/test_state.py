"""The port `State`: what is kept in mind is read again, and belongs to nobody else."""

import asyncio

import pytest

from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile
from tests.contract.state_worlds import StateWorld

BOB, CAROL = ChatUsername("bob"), ChatUsername("carol")
SHOWN = ShownProfile("a" * 64, with_photo=True)

BY = {"by": "Zoë 🦄", "way": "sign-in"}


async def test_a_retired_id_is_never_given_again(state: StateWorld) -> None:
    assert not await state.port.is_retired(LiveChatId("bob"))
    await state.port.retire(LiveChatId("bob"))
    assert await state.port.is_retired(LiveChatId("bob"))
    assert not await state.port.is_retired(LiveChatId("carol"))


@pytest.mark.parametrize("alike", ["zoe", "ZOË", "zoë2", "zo"])
async def test_an_id_is_retired_under_its_very_name(state: StateWorld, alike: str) -> None:
    assert not await state.port.is_retired(LiveChatId("zoë"))
    await state.port.retire(LiveChatId("zoë"))
    assert await state.port.is_retired(LiveChatId("zoë"))
    assert not await state.port.is_retired(LiveChatId(alike))


async def test_an_id_whose_chat_account_is_somebodys_again_is_retired_no_more(
    state: StateWorld,
) -> None:
    for retired in ("zoe", "zoë"):
        await state.port.retire(LiveChatId(retired))
    for _ in range(2):
        await state.port.reinstate(LiveChatId("zoë"))
    assert not await state.port.is_retired(LiveChatId("zoë"))
    assert await state.port.is_retired(LiveChatId("zoe"))


@pytest.mark.parametrize("others", [0, 700])
async def test_retired_ids_are_told_among_many_names(state: StateWorld, others: int) -> None:
    for retired in ("bob", "zoë", "carol"):
        await state.port.retire(LiveChatId(retired))
    names = ["zoe", "zoë", "BOB", "bob", *(f"other{number}" for number in range(others))]
    assert await state.port.retired_among(names) == {"zoë", "bob"}
    assert await state.port.retired_among([]) == frozenset()


async def test_a_profile_that_was_never_shown_is_none(state: StateWorld) -> None:
    assert await state.port.shown_profile(BOB) is None


async def test_the_profile_last_shown_is_kept_in_mind(state: StateWorld) -> None:
    await state.port.remember_profile(BOB, SHOWN)
    assert await state.port.shown_profile(BOB) == SHOWN
    changed = ShownProfile("b" * 64, with_photo=False)
    await state.port.remember_profile(BOB, changed)
    assert await state.port.shown_profile(BOB) == changed
    assert await state.port.shown_profile(CAROL) is None


async def test_a_profile_that_equals_none_is_kept_in_mind_too(state: StateWorld) -> None:
    await state.port.remember_profile(BOB, SHOWN)
    await state.port.remember_profile(BOB, ShownProfile("", with_photo=False))
    assert await state.port.shown_profile(BOB) == ShownProfile("", with_photo=False)


async def test_a_native_password_is_there_until_it_is_forgotten(state: StateWorld) -> None:
    assert await state.port.has_native_password(BOB)
    for _ in range(2):
        await state.port.forget_native_password(BOB)
        assert not await state.port.has_native_password(BOB)
    assert await state.port.has_native_password(CAROL)


async def test_a_native_password_may_come_back(state: StateWorld) -> None:
    for known in (BOB, CAROL):
        await state.port.forget_native_password(known)
    for _ in range(2):
        await state.port.expect_native_password(BOB)
        assert await state.port.has_native_password(BOB)
    assert not await state.port.has_native_password(CAROL)
    await state.port.forget_native_password(BOB)
    assert not await state.port.has_native_password(BOB)


async def test_to_expect_a_password_of_somebody_new_changes_nothing_else(
    state: StateWorld,
) -> None:
    await state.port.expect_native_password(BOB)
    assert await state.port.has_native_password(BOB)
    assert await state.port.shown_profile(BOB) is None
    await state.port.remember_profile(CAROL, SHOWN)
    await state.port.expect_native_password(CAROL)
    assert await state.port.shown_profile(CAROL) == SHOWN


async def test_to_retire_an_id_twice_is_harmless(state: StateWorld) -> None:
    for _ in range(2):
        await state.port.retire(LiveChatId("bob"))
    assert await state.port.is_retired(LiveChatId("bob"))


async def test_password_and_profile_do_not_disturb_each_other(state: StateWorld) -> None:
    await state.port.forget_native_password(BOB)
    assert await state.port.shown_profile(BOB) is None
    await state.port.remember_profile(BOB, SHOWN)
    assert not await state.port.has_native_password(BOB)
    await state.port.remember_profile(CAROL, SHOWN)
    assert await state.port.has_native_password(CAROL)
    await state.port.forget_native_password(CAROL)
    assert await state.port.shown_profile(CAROL) == SHOWN


async def test_accounts_whose_names_are_only_alike_are_two(state: StateWorld) -> None:
    zoe, alike = ChatUsername("zoë"), ChatUsername("zoe")
    await state.port.forget_native_password(zoe)
    await state.port.remember_profile(zoe, SHOWN)
    assert await state.port.has_native_password(alike)
    assert await state.port.shown_profile(alike) is None


async def test_the_audit_is_appended_to(state: StateWorld) -> None:
    entries = [
        ("merge", "bob", {"tiki_login": 'Bob 🦄 "O\'Neill" %s', **BY}),
        ("join-group", "bob", {"group": "helpers", **BY}),
        ("join-group", "bob", {"group": "helpers", **BY}),
        ("retire-password", "zoë", BY),
    ]
    for action, subject, detail in entries:
        await state.port.record(action, subject, detail)
    assert state.read_audit() == entries


@pytest.mark.parametrize("count", [0, 1, 200])
async def test_an_entry_for_each_of_many_is_appended_in_their_order(
    state: StateWorld, count: int
) -> None:
    names = [f"zoë{number}" for number in range(count)]
    detail = {"group": 'Bob 🦄 "O\'Neill" %s', **BY}
    await state.port.record("create", "bob", BY)
    await state.port.record_all("join-group", names, detail)
    assert state.read_audit() == [
        ("create", "bob", BY),
        *(("join-group", name, detail) for name in names),
    ]


async def test_many_at_once_lose_nothing(state: StateWorld) -> None:
    names = [ChatUsername(f"user{number}") for number in range(20)]
    await asyncio.gather(
        *(state.port.forget_native_password(name) for name in names),
        *(state.port.record("create", name, BY) for name in names),
    )
    assert sorted(subject for _, subject, _ in state.read_audit()) == sorted(names)
    for name in names:
        assert not await state.port.has_native_password(name)
