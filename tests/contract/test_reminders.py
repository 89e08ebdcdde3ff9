"""What was sent to whom: the same on the fake and in the state schema."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from component.adapters.state_reminders import StateReminders
from component.domain.reminders import NEVER, Channel, History, Record
from component.ports.reminders import Reminders
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState
from tests.fakes.reminders import FakeReminders

BOB, CAROL = "chat:bob", "tiki:7"
NOW = 1_790_000_000.123456


@pytest.fixture
async def stored(real_state: RealState) -> StateReminders:
    return StateReminders(real_state.port._database, real_state.port.prepare)


@pytest.fixture(params=BOTH)
def reminders(request: pytest.FixtureRequest) -> Reminders:
    if request.param == "fake":
        return FakeReminders()
    real: StateReminders = request.getfixturevalue("stored")
    return real


async def seen(reminders: Reminders, person: str = BOB, channel: Channel = Channel.CHAT) -> History:
    return (await reminders.read(person)).of(channel)


async def test_nothing_is_known_of_somebody_new(reminders: Reminders) -> None:
    record = await reminders.read(BOB)
    assert (record.has_stopped, dict(record.histories)) == (False, {})


async def test_each_claim_is_counted(reminders: Reminders) -> None:
    for number in range(1, 4):
        at = NOW + number
        assert await reminders.claim(BOB, Channel.CHAT, await seen(reminders), at)
        assert await seen(reminders) == History(number, at)


async def test_channels_and_people_are_counted_apart(reminders: Reminders) -> None:
    for channel in Channel:
        assert await reminders.claim(BOB, channel, NEVER, NOW)
    assert await reminders.claim(CAROL, Channel.MAIL, NEVER, NOW + 1)
    assert (await reminders.read(BOB)).histories == dict.fromkeys(Channel, History(1, NOW))
    assert (await reminders.read(CAROL)).histories == {Channel.MAIL: History(1, NOW + 1)}


async def test_people_whose_names_are_only_alike_are_two(reminders: Reminders) -> None:
    assert await reminders.claim("chat:zoë", Channel.CHAT, NEVER, NOW)
    assert await reminders.claim("chat:zoe", Channel.CHAT, NEVER, NOW)
    await reminders.stop("chat:zoë", NOW)
    assert not (await reminders.read("chat:zoe")).has_stopped


@pytest.mark.parametrize(
    "outdated", [NEVER, History(1, NOW + 0.001), History(2, NOW), History(0, NOW)]
)
async def test_a_claim_on_what_has_changed_since_is_refused(
    outdated: History, reminders: Reminders
) -> None:
    await reminders.claim(BOB, Channel.CHAT, NEVER, NOW)
    assert not await reminders.claim(BOB, Channel.CHAT, outdated, NOW + 5)
    assert await seen(reminders) == History(1, NOW)


@pytest.mark.parametrize("sent_before", [0, 1])
async def test_of_many_claims_at_once_one_is_granted(
    sent_before: int, reminders: Reminders
) -> None:
    for number in range(sent_before):
        await reminders.claim(BOB, Channel.CHAT, NEVER, NOW + number)
    before = await seen(reminders)
    granted = await asyncio.gather(
        *(reminders.claim(BOB, Channel.CHAT, before, NOW + 100 + i) for i in range(20))
    )
    assert granted.count(True) == 1
    assert (await seen(reminders)).sent == sent_before + 1


@pytest.mark.parametrize("sent_before", [0, 1, 2])
async def test_a_claim_that_is_given_back_leaves_nothing(
    sent_before: int, reminders: Reminders
) -> None:
    for number in range(sent_before):
        await reminders.claim(BOB, Channel.CHAT, await seen(reminders), NOW + number)
    before = await seen(reminders)
    await reminders.claim(BOB, Channel.CHAT, before, NOW + 100)
    await reminders.give_back(BOB, Channel.CHAT, before, NOW + 100)
    assert await seen(reminders) == before
    assert await reminders.claim(BOB, Channel.CHAT, before, NOW + 200)


async def test_giving_back_undoes_nobody_else_s_claim(reminders: Reminders) -> None:
    await reminders.claim(BOB, Channel.CHAT, NEVER, NOW)
    await reminders.give_back(BOB, Channel.CHAT, NEVER, NOW + 1)
    await reminders.give_back(BOB, Channel.CHAT, History(1, NOW), NOW)
    await reminders.give_back(BOB, Channel.MAIL, NEVER, NOW)
    await reminders.give_back(CAROL, Channel.CHAT, NEVER, NOW)
    assert await seen(reminders) == History(1, NOW)
    await reminders.give_back(BOB, Channel.CHAT, NEVER, NOW)
    await reminders.give_back(BOB, Channel.CHAT, NEVER, NOW)
    assert await seen(reminders) == NEVER


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(at=st.floats(1_600_000_000, 2_200_000_000))
async def test_any_time_can_be_claimed_on_and_given_back(at: float, reminders: Reminders) -> None:
    before = await seen(reminders)
    if before == NEVER:
        assert await reminders.claim(BOB, Channel.CHAT, NEVER, at)
        before = await seen(reminders)
    assert await reminders.claim(BOB, Channel.CHAT, before, at)
    await reminders.give_back(BOB, Channel.CHAT, before, at)
    assert await seen(reminders) == before


async def test_who_has_said_stop_has_stopped_for_good(reminders: Reminders) -> None:
    for number in range(2):
        await reminders.stop(BOB, NOW + number)
        assert (await reminders.read(BOB)).has_stopped
    assert await reminders.claim(BOB, Channel.LINK, NEVER, NOW)
    assert (await reminders.read(BOB)).has_stopped
    assert not (await reminders.read(CAROL)).has_stopped


async def test_who_wants_reminders_again_gets_them(reminders: Reminders) -> None:
    for person in (BOB, CAROL):
        await reminders.claim(person, Channel.CHAT, NEVER, NOW)
        await reminders.stop(person, NOW)
    for _ in range(2):
        await reminders.resume(BOB)
        assert await reminders.read(BOB) == Record(False, {Channel.CHAT: History(1, NOW)})
    assert (await reminders.read(CAROL)).has_stopped
    await reminders.stop(BOB, NOW + 1)
    assert (await reminders.read(BOB)).has_stopped


async def test_those_who_have_said_stop_are_found_among_however_many(reminders: Reminders) -> None:
    await reminders.stop("chat:zoë", NOW)
    await reminders.stop(BOB, NOW)
    await reminders.stop("chat:ann", NOW)
    await reminders.resume("chat:ann")
    people = [f"chat:{number}" for number in range(1200)]
    assert await reminders.stopped_among([*people, "chat:zoe", "chat:ann"]) == frozenset()
    assert await reminders.stopped_among([*people, "chat:zoë", BOB]) == {"chat:zoë", BOB}
    assert await reminders.stopped_among([]) == frozenset()


async def turns(reminders: Reminders, times: Sequence[float], burst: int = 1) -> list[bool]:
    """Who of those that ask at these times gets a turn, with 10 s from one to the next."""
    return [not await reminders.take_turn("chat", 10, burst, NOW + t) for t in times]


async def test_turns_come_at_the_interval(reminders: Reminders) -> None:
    assert await turns(reminders, [0, 1, 9.99, 10, 11, 20, 20]) == [
        *(True, False, False, True, False, True, False)
    ]


async def test_after_a_pause_as_many_may_go_as_the_burst_allows(reminders: Reminders) -> None:
    assert await turns(reminders, [0, 0, 0, 0, 5, 10, 10], burst=3) == [
        *(True, True, True, False, False, True, False)
    ]
    assert await turns(reminders, [500, 500, 500, 500], burst=3) == [True, True, True, False]


async def test_whoever_gets_no_turn_is_told_when_to_ask_again(reminders: Reminders) -> None:
    assert await reminders.take_turn("chat", 10, 1, NOW) == 0
    wait = await reminders.take_turn("chat", 10, 1, NOW + 4)
    assert wait == pytest.approx(6, abs=1e-3)
    assert await reminders.take_turn("chat", 10, 1, NOW + 4 + wait) == 0


async def test_what_is_bounded_under_another_name_has_turns_of_its_own(
    reminders: Reminders,
) -> None:
    assert await reminders.take_turn("chat", 10, 1, NOW) == 0
    assert await reminders.take_turn("mail", 10, 1, NOW) == 0


@pytest.mark.parametrize("burst", [1, 5])
async def test_of_many_who_ask_at_once_no_more_than_the_burst_get_a_turn(
    burst: int, reminders: Reminders
) -> None:
    await reminders.take_turn("chat", 10, burst, NOW - 1000)
    waits = await asyncio.gather(*(reminders.take_turn("chat", 10, burst, NOW) for _ in range(20)))
    assert waits.count(0) == burst
    assert all(0 < wait <= 10 for wait in waits if wait)


async def test_a_component_whose_clock_was_years_ahead_stops_nobody(reminders: Reminders) -> None:
    assert await reminders.take_turn("chat", 10, 1, NOW + 1e8) == 0
    assert await turns(reminders, [0, 1, 10]) == [True, False, True]


@pytest.mark.live
async def test_all_of_it_outlives_the_component(
    stored: StateReminders, databases: Databases
) -> None:
    await stored.claim(BOB, Channel.CHAT, NEVER, NOW)
    await stored.stop(CAROL, NOW)
    await stored.take_turn("chat", 10, 1, NOW)
    again = StateReminders(databases.state, stored._tables._prepare)
    assert await seen(again) == History(1, NOW)
    assert (await again.read(CAROL)).has_stopped
    assert await again.take_turn("chat", 10, 1, NOW + 1) > 0


@pytest.mark.live
async def test_what_a_later_program_counts_does_no_harm(stored: StateReminders, root: Root) -> None:
    await stored.claim(BOB, Channel.CHAT, NEVER, NOW)
    root.execute("INSERT INTO notice VALUES (%s, 'carrier', 1, NOW(6))", (BOB,), DATABASE)
    assert (await stored.read(BOB)).histories == {Channel.CHAT: History(1, NOW)}


@pytest.mark.live
async def test_the_tables_are_made_when_they_are_first_needed(
    real_state: RealState, root: Root, databases: Databases
) -> None:
    for table in ("notice", "notice_stop", "turn", "invitation", "schema_version"):
        root.execute(f"DROP TABLE {table}", (), DATABASE)
    stored = StateReminders(databases.state, real_state.port.prepare)
    assert await stored.claim(BOB, Channel.CHAT, NEVER, NOW)
    assert await seen(stored) == History(1, NOW)
