"""`show-run` shows what a run did with the accounts, `rerun` tries again what it failed at."""

from typing import Any

import pytest

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.run_items import ItemState, RunItem
from component.frontdoors.commands.description import Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.item_words import STATES
from component.frontdoors.commands.one_run import RerunCommand, make_rerun, make_run
from tests.fakes.run_items import FakeRunItems
from tests.unit.frontdoors.office import CATALOGUES, Office, asked, somebody, text_of

ADA = somebody("ada")
ROOT = somebody(None, is_in_chat=False)
DONE, WOULD, LEFT, FAILED = ItemState.DONE, ItemState.WOULD, ItemState.LEFT, ItemState.FAILED
ITEMS = [
    RunItem("alice", DONE, "mail"),
    RunItem("bob", FAILED, "<not-allowed/>", "Bob Miller"),
    RunItem("carol", LEFT, "stopped"),
    RunItem("dave", FAILED, "no answer"),
    RunItem("eve", LEFT, "whatever"),
]


@pytest.fixture
def office() -> Office:
    return Office()


def items(office: Office) -> FakeRunItems:
    return FakeRunItems(office.jobs.rows)


def desk(office: Office, confirm_above: int = 100) -> Desk:
    stored = items(office)
    again = RerunCommand(office.jobs, stored, lambda: None, confirm_above)
    return Desk([make_run(office.jobs, stored), make_rerun(again)], office.is_admin)


async def ended(
    office: Office, noted: list[RunItem], kind: JobKind = JobKind.ANNOUNCE, **outcome: object
) -> Job:
    """A run that has come to an end."""
    await office.jobs.add(kind, Asker("ada@livechat.test", "ada"), {"pattern": "*"})
    job = await office.jobs.take([kind])
    assert job is not None
    await items(office).note(job.number, noted)
    await office.jobs.end(job, JobState.DONE, outcome)
    return job


async def told(office: Office, name: str, **answers: str) -> Told:
    step = (await office.turn(desk(office), ADA, name, answers)).step
    assert isinstance(step, Told)
    return step


async def test_a_run_is_told_by_counts_and_by_its_failures(office: Office) -> None:
    await ended(office, ITEMS, failed=2)
    step = await told(office, "show-run", number="1")
    counts, failures = step.tables
    assert list(counts.rows) == [
        ("done", "by mail", "1"),
        ("left as it is", "wants no reminders", "1"),
        ("left as it is", "whatever", "1"),
        ("not possible", "", "2"),
    ]
    assert list(failures.rows) == [
        ("bob", "not possible", "<not-allowed/>", "Bob Miller"),
        ("dave", "not possible", "no answer", ""),
    ]
    data: Any = step.data
    assert data["run"]["job"]["number"] == 1
    assert data["run"]["items"][0] == {
        "subject": "bob",
        "state": "failed",
        "why": "<not-allowed/>",
        "detail": "Bob Miller",
    }
    assert {"state": "failed", "why": "", "count": 2} in data["run"]["counts"]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("done", ["alice"]),
        ("left", ["carol", "eve"]),
        ("would", []),
        ("all", ["alice", "bob", "carol", "dave", "eve"]),
    ],
)
async def test_accounts_of_another_kind_are_listed(
    office: Office, state: str, names: list[str]
) -> None:
    await ended(office, ITEMS)
    step = await told(office, "show-run", number="#1", state=state)
    assert [row[0] for table in step.tables[1:] for row in table.rows] == names


async def test_a_long_list_is_cut(office: Office) -> None:
    await ended(office, [RunItem(f"user{n:02}", FAILED, "no") for n in range(80)])
    step = await told(office, "show-run", number="1", most="70")
    data: Any = step.data
    assert len(step.tables[1].rows) == 50
    assert "30 more rows are not shown." in step.lines
    assert len(data["run"]["items"]) == 70


async def test_a_run_without_accounts_says_so(office: Office) -> None:
    await ended(office, [], JobKind.SYNC_GROUPS)
    step = await told(office, "show-run", number="1")
    assert step.tables == ()
    assert "noted nothing" in step.lines[-1]


@pytest.mark.parametrize("name", ["show-run", "rerun"])
@pytest.mark.parametrize("number", ["2", "none", "99999999999"])
async def test_a_run_that_there_is_none_of_is_said(office: Office, name: str, number: str) -> None:
    await ended(office, ITEMS)
    step = await told(office, name, number=number)
    assert step.is_problem
    assert '"runs"' in step.lines[0]


async def test_how_many_are_listed_must_be_a_number(office: Office) -> None:
    await ended(office, ITEMS)
    assert (await told(office, "show-run", number="1", most="all")).is_problem


async def test_the_failures_are_shown_and_then_tried_again(office: Office) -> None:
    first = await ended(office, ITEMS)
    open_desk = desk(office)
    turn = await office.turn(open_desk, ADA, "rerun", {"number": "1"})
    ask = asked(turn)
    assert "failed at 2 accounts" in ask.lines[0]
    assert [row[0] for row in ask.tables[0].rows] == ["bob", "dave"]
    done = (await open_desk.answer(ADA, "client", turn.session, {"confirm": "1"})).step
    assert isinstance(done, Told)
    assert done.job == 2
    job = await office.jobs.find_whole(2)
    assert job is not None
    assert job.arguments == {"pattern": "*", "rerun_of": first.number}
    assert (job.kind, job.asker.username) == (JobKind.ANNOUNCE, "ada")


async def test_who_says_no_starts_nothing(office: Office) -> None:
    await ended(office, ITEMS)
    open_desk = desk(office)
    turn = await office.turn(open_desk, ADA, "rerun", {"number": "1"})
    step = (await open_desk.answer(ADA, "client", turn.session, {"confirm": "0"})).step
    assert "Nothing was tried again" in text_of(step)
    assert await office.jobs.find(2) is None


@pytest.mark.parametrize(("answer", "starts"), [("2", True), ("1", False), ("yes", False)])
async def test_many_failures_are_confirmed_by_their_number(
    office: Office, answer: str, starts: bool
) -> None:
    await ended(office, ITEMS)
    open_desk = desk(office, confirm_above=1)
    turn = await office.turn(open_desk, ROOT, "rerun", {"number": "1"})
    step = (await open_desk.answer(ROOT, "client", turn.session, {"confirm": answer})).step
    assert isinstance(step, Told)
    assert step.is_problem is not starts
    assert (await office.jobs.find(2) is not None) is starts


async def test_a_dry_run_starts_nothing_and_shows_the_same(office: Office) -> None:
    await ended(office, ITEMS)
    step = await told(office, "rerun", **{"number": "1", "dry-run": "1"})
    assert [row[0] for row in step.tables[0].rows] == ["bob", "dave"]
    assert "only shows" in step.lines[-1]
    assert await office.jobs.find(2) is None


async def test_a_run_that_has_not_ended_is_not_tried_again(office: Office) -> None:
    await office.jobs.add(JobKind.ANNOUNCE, Asker("ada"), {})
    assert "has not ended" in (await told(office, "rerun", number="1")).lines[0]


async def test_where_nothing_failed_there_is_nothing_to_do(office: Office) -> None:
    await ended(office, [RunItem("alice", DONE)])
    step = await told(office, "rerun", number="1")
    assert not step.is_problem
    assert "nothing to try again" in step.lines[0]


async def test_a_sync_of_groups_is_tried_again_by_another_one(office: Office) -> None:
    await ended(office, [], JobKind.SYNC_GROUPS, failed=1)
    step = await told(office, "rerun", number="1")
    assert step.is_problem
    assert "sync-groups" in step.lines[0]


@pytest.mark.parametrize("state", ItemState)
def test_every_state_has_words(state: ItemState) -> None:
    assert STATES[state](CATALOGUES["en"])
