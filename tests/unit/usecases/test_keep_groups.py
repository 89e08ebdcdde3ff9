"""Groups follow the site within the interval: a look is cheap, and where there is work is a job."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from component.domain.audit import BRIDGE, Actor, Way
from component.domain.jobs import JobKind, JobState
from component.ports import Unavailable
from component.usecases.doubt import Doubt
from component.usecases.keep_groups import SCHEDULE
from tests.unit.usecases.group_house import LOUNGE, NOW
from tests.unit.usecases.keeper import SETTINGS, TIKI_GROUP, Keeper


@pytest.fixture
async def keeper() -> AsyncIterator[Keeper]:
    keeper = Keeper()
    yield keeper
    await keeper.stop()


async def test_what_is_to_do_becomes_a_job_of_the_schedule(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.look()
    (job,) = keeper.jobs.rows.jobs.values()
    assert (job.kind, job.asker, keeper.woken) == (JobKind.SYNC_GROUPS, SCHEDULE, 1)
    assert await keeper.carry_out() is JobState.DONE
    assert keeper.house.members("helpers") == {"alice"}


async def test_a_change_on_the_site_is_a_job_at_the_next_look(keeper: Keeper) -> None:
    alice = keeper.house.add("alice")
    await keeper.look()
    assert keeper.open_jobs == 0
    keeper.house.tiki.join(alice, TIKI_GROUP)
    await keeper.look()
    assert keeper.open_jobs == 1


async def test_a_change_in_the_chat_is_mended_at_the_next_look(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.house.sync()
    await keeper.look()
    keeper.house.chat.leave("helpers", "alice")
    await keeper.look()
    assert await keeper.carry_out() is JobState.DONE
    assert keeper.house.members("helpers") == {"alice"}


async def test_while_nothing_changes_a_look_is_two_digests(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.house.sync()
    await keeper.look()
    plans = keeper.plans
    keeper.house.forget_calls()
    for _ in range(10):
        await keeper.look()
    assert keeper.house.calls() == ["groups_version"] * 20
    assert plans > keeper.plans == 0


async def test_memberships_that_end_by_themselves_are_seen_by_the_next_look(
    keeper: Keeper,
) -> None:
    alice = keeper.house.add("alice")
    keeper.house.tiki.join(alice, TIKI_GROUP, expire=int(NOW) + 90)
    await keeper.house.sync()
    await keeper.look()
    assert keeper.plans == 2
    await keeper.look(after=60)
    assert keeper.plans == 3
    assert await keeper.carry_out() is JobState.DONE
    assert keeper.house.members("helpers") == set()


async def test_it_is_not_planned_again_before_its_time(keeper: Keeper) -> None:
    keeper.house.add("alice")
    await keeper.look()
    await keeper.look(after=SETTINGS.at_least_every - 1)
    assert keeper.plans == 1
    await keeper.look(after=1)
    assert keeper.plans == 2


async def test_a_clock_that_was_put_back_is_no_reason_to_wait(keeper: Keeper) -> None:
    keeper.house.add("alice")
    await keeper.look()
    await keeper.look(after=-SETTINGS.at_least_every)
    assert keeper.plans == 2


async def test_one_job_is_open_at_a_time(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.look()
    keeper.house.add("bob", TIKI_GROUP)
    await keeper.look()
    assert keeper.open_jobs == 1
    await keeper.carry_out()
    await keeper.look()
    assert keeper.open_jobs == 0
    assert keeper.house.members("helpers") == {"alice", "bob"}


async def test_several_components_make_one_job(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    other = keeper.another(keeper.jobs.another())
    await asyncio.gather(keeper.keep.look(), other.look())
    assert keeper.open_jobs == 1
    await keeper.carry_out()
    await asyncio.gather(keeper.keep.look(), other.look())
    assert keeper.open_jobs == 0


async def test_one_bad_member_makes_no_job_each_minute(keeper: Keeper) -> None:
    keeper.house.add_many(2, TIKI_GROUP)
    keeper.house.chat.refused_members = {"p00000"}
    jobs = []
    for _ in range(6):
        await keeper.look()
        jobs.append(keeper.open_jobs)
        if keeper.open_jobs:
            await keeper.carry_out()
    assert jobs == [1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("state", "is_made_again"),
    [(JobState.FAILED, True), (JobState.REFUSED, True), (JobState.CANCELLED, False)],
)
async def test_a_job_that_has_failed_is_made_again_and_one_that_was_cancelled_is_not(
    keeper: Keeper, state: JobState, is_made_again: bool
) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.look()
    job = await keeper.jobs.take((JobKind.SYNC_GROUPS,))
    assert job is not None
    await keeper.jobs.end(job, state, {})
    await keeper.look()
    assert keeper.open_jobs == is_made_again


async def test_more_removals_than_allowed_are_logged_once_and_no_job(
    keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.house.add_many(3, TIKI_GROUP)
    keeper.house.add("zoe", TIKI_GROUP)
    await keeper.house.sync()
    for user_id in keeper.house.tiki.user_ids[:3]:
        keeper.house.tiki.leave(user_id, TIKI_GROUP)
    caplog.set_level(logging.WARNING)
    for _ in range(5):
        await keeper.look()
    await keeper.look(after=SETTINGS.at_least_every)
    (record,) = caplog.records
    assert "3 of 4 managed members and affiliations would go" in record.message
    assert keeper.plans == 1 + 2
    assert keeper.open_jobs == 0


async def test_a_doubtful_source_is_logged_once_and_synced_as_soon_as_it_is_right(
    keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    await keeper.house.sync()
    accounts = dict(keeper.house.chat._credentials)
    keeper.house.chat._credentials.clear()
    caplog.set_level(logging.WARNING)
    for _ in range(5):
        await keeper.look()
    (record,) = caplog.records
    assert Doubt.NO_CHAT_ACCOUNTS.sentence in record.message
    keeper.house.chat._credentials.update(accounts)
    keeper.house.chat.leave("helpers", "alice")
    await keeper.look()
    assert keeper.open_jobs == 1


async def test_an_outage_is_logged_once_each_time_and_ends_nothing(
    keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.house.add("alice")
    caplog.set_level(logging.WARNING)
    for _ in range(2):
        keeper.house.tiki.failing["groups_version"] = Unavailable("the Tiki database", "away")
        for _ in range(3):
            await keeper.look()
        keeper.house.tiki.come_back()
        await keeper.look()
    assert len(caplog.records) == 2
    keeper.house.add("bob", TIKI_GROUP)
    await keeper.look()
    assert keeper.open_jobs == 1


async def test_who_does_not_answer_is_asked_again_sooner(keeper: Keeper) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    keeper.house.tiki.failing["groups_version"] = Unavailable("the Tiki database", "away")
    await keeper.look()
    await keeper.look(after=SETTINGS.again)
    keeper.house.tiki.come_back()
    await keeper.look(after=SETTINGS.again)
    assert keeper.open_jobs == 1
    assert keeper.pauses == [SETTINGS.again, SETTINGS.again, SETTINGS.interval]
    assert SETTINGS.again < SETTINGS.interval


async def test_an_error_in_one_look_does_not_end_the_looks(
    keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.house.add("alice", TIKI_GROUP)
    keeper.house.tiki.failing["groups_version"] = KeyError("x")
    await keeper.look()
    assert "groups could not be looked at" in caplog.text
    keeper.house.tiki.come_back()
    await keeper.look()
    assert keeper.open_jobs == 1


async def test_what_is_stopped_does_not_come_about_by_one_person_after_the_other(
    keeper: Keeper,
) -> None:
    house = keeper.house
    names = house.add_many(3, TIKI_GROUP, "Staff")
    zoe = house.add("zoe", TIKI_GROUP)
    await house.sync()
    people = house.tiki.user_ids[:3]
    for user_id in people:
        house.tiki.leave(user_id, TIKI_GROUP)
        house.tiki.leave(user_id, "Staff")
    await keeper.look()
    house.tiki.join(people[0], "Heads")
    for user_id in people:
        for by in (BRIDGE, Actor("p", Way.SIGN_IN)):
            await house.sync_one(user_id, by)
    assert house.members("helpers") == {*names, "zoe"}
    assert house.members("staff") == set(names)
    assert house.affiliations(LOUNGE).keys() == set(names)
    assert house.members("heads") == {names[0]}
    await house.sync_one(people[0])
    assert house.members("helpers") == {*names[1:], "zoe"}, "it was asked for"
    for user_id in people[1:]:
        house.tiki.join(user_id, TIKI_GROUP)
        house.tiki.join(user_id, "Staff")
    await keeper.look()
    house.tiki.leave(zoe, TIKI_GROUP)
    await house.sync_one(zoe, BRIDGE)
    assert house.members("helpers") == set(names[1:])


async def test_while_a_source_is_doubtful_nobody_goes_who_comes_online(keeper: Keeper) -> None:
    alice = keeper.house.add("alice", TIKI_GROUP)
    await keeper.house.sync()
    accounts = dict(keeper.house.chat._credentials)
    keeper.house.chat._credentials.clear()
    await keeper.look()
    keeper.house.chat._credentials.update(accounts)
    keeper.house.tiki.leave(alice, TIKI_GROUP)
    await keeper.house.sync_one(alice, BRIDGE)
    assert keeper.house.members("helpers") == {"alice"}
