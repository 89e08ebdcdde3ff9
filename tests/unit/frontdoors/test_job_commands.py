"""Admins see what is under way and what came of it, and end it."""

import json
from collections.abc import Mapping

import pytest

from component.domain.applied import Applied, Failure
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.frontdoors.commands.job_list import MOST
from tests.unit.frontdoors.office import Office, somebody, text_of
from tests.unit.usecases.office import settle

ADA = somebody("ada")
ASKER = Asker("ada@livechat.test", "ada", "en")
DONE = Applied(made=1, joined=12, left=1, failures=(Failure("Helpers", "bob", "he is banned"),))


@pytest.fixture
def office() -> Office:
    return Office()


async def add(office: Office) -> Job:
    """Put a job on the list."""
    return await office.jobs.add(JobKind.SYNC_GROUPS, ASKER, {"plan": {"a": 1}})


async def run(office: Office, done: int, total: int) -> Job:
    """Put a job on the list that is so far."""
    await add(office)
    job = await office.jobs.take([JobKind.SYNC_GROUPS])
    assert job is not None
    renewed = await office.jobs.renew(job, done, total)
    assert renewed is not None
    return renewed


async def end(office: Office, state: JobState, outcome: Mapping[str, object]) -> None:
    """Have a job come to an end."""
    await office.jobs.end(await run(office, 4, 4), state, outcome)


async def test_pending_jobs_are_listed_with_how_far_they_are(office: Office) -> None:
    await end(office, JobState.DONE, {})
    await run(office, 1, 3)
    await add(office)
    told = await office.told(ADA, "jobs")
    when = "ada@livechat.test, 2023-11-14 22:13 UTC"
    assert list(told.tables[0].rows) == [
        ("3", "sync of groups", "waits", "", when),
        ("2", "sync of groups", "is under way", "1 of 3 steps (33 %)", when),
    ]
    data = json.loads(json.dumps(told.data))
    assert [(job["number"], job["state"], job["done"]) for job in data["jobs"]] == [
        (3, "waiting", 0),
        (2, "running", 1),
    ]


async def test_where_nothing_is_pending_it_says_what_lists_the_rest(office: Office) -> None:
    await end(office, JobState.DONE, {})
    told = await office.told(ADA, "jobs")
    assert '"runs"' in told.lines[0]
    assert told.data == {"jobs": []}


async def test_runs_are_those_that_ended_the_newest_first(office: Office) -> None:
    await end(office, JobState.DONE, DONE.as_json())
    await end(office, JobState.FAILED, {"trouble": "unavailable", "why": "Tiki: away"})
    await add(office)
    told = await office.told(ADA, "runs")
    assert [(row[0], row[2], row[5], row[6]) for row in told.tables[0].rows] == [
        ("2", "failed", "", ""),
        ("1", "done", "1 roster group made, 12 members added, 1 member removed", "1"),
    ]
    assert isinstance(told.data, dict)
    assert [job["outcome"] for job in told.data["runs"]][1]["joined"] == 12


async def test_as_many_runs_are_listed_as_somebody_wants(office: Office) -> None:
    for _ in range(3):
        await end(office, JobState.DONE, {})
    await add(office)
    told = await office.told(ADA, "runs", most="2")
    assert [row[0] for row in told.tables[0].rows] == ["3", "2"]


@pytest.mark.parametrize("most", ["0", str(MOST + 1), "many", "-1", "٣"])
async def test_a_number_that_cannot_be_is_a_problem(most: str, office: Office) -> None:
    told = await office.told(ADA, "runs", most=most)
    assert told.is_problem
    assert f"from 1 to {MOST}" in told.lines[0]


async def test_before_the_first_job_there_are_no_runs(office: Office) -> None:
    told = await office.told(ADA, "runs")
    assert (told.data, told.is_problem) == ({"runs": []}, False)


async def test_a_job_is_shown_with_what_was_not_possible(office: Office) -> None:
    await end(office, JobState.DONE, DONE.as_json())
    told = await office.told(ADA, "job", number="#1")
    assert told.lines == (
        "Job 1 (sync of groups) is done.",
        "What was changed: 1 roster group made, 12 members added, 1 member removed.",
        "1 change was not possible.",
        "Asked for by ada@livechat.test at 2023-11-14 22:13 UTC.",
        "Began: 2023-11-14 22:13 UTC",
        "Ended: 2023-11-14 22:13 UTC",
    )
    assert list(told.tables[0].rows) == [("Helpers", "bob", "he is banned")]
    assert isinstance(told.data, dict)
    assert "plan" not in json.dumps(told.data)
    assert told.data["job"]["ended_at"] == "2023-11-14T22:13:20+00:00"


async def test_where_nothing_was_possible_there_was_something_to_change(office: Office) -> None:
    await end(office, JobState.DONE, {"joined": 0, "failed": 2})
    told = await office.told(ADA, "job", number="1")
    assert told.lines[1] == "2 changes were not possible."


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("fault", "the log of the bridge has it"),
        ("unavailable", "did not answer"),
        ("rejected", "The chat server refused"),
        ("left", "broken off too often"),
        ("no-memberships", "Nobody seems to be in any group"),
        ("of a later program", "these words"),
    ],
)
async def test_why_a_job_has_failed_is_told(trouble: str, expected: str, office: Office) -> None:
    await end(office, JobState.FAILED, {"trouble": trouble, "why": "these words"})
    told = await office.told(ADA, "job", number="1")
    assert expected in "\n".join(told.lines)
    assert ("these words" in told.lines) is (trouble not in ("left", "no-memberships"))


async def test_what_is_otherwise_than_it_was_shown_is_listed(office: Office) -> None:
    first = [{"step": "add", "where": "Helpers", "who": "bob"}] * 30
    outcome = {
        "trouble": "outdated",
        "why": "in English",
        "new": {"count": 30, "first": first},
        "gone": {"count": 40, "first": [{"step": "delete", "where": "Old", "who": ""}] * 40},
    }
    await end(office, JobState.REFUSED, outcome)
    told = await office.told(ADA, "job", number="1")
    assert told.lines[0] == "Job 1 (sync of groups) was refused."
    assert told.lines[1:4] == (
        "Site or chat have changed since the plan was shown: look at a new plan.",
        "30 changes are new.",
        "40 changes are not to be made any more.",
    )
    assert "20 more rows are not shown." in told.lines
    rows = told.tables[0].rows
    assert rows[0] == ("new", "comes in", "Helpers", "bob")
    assert rows[-1] == ("no more", "the group is deleted", "Old", "")


async def test_a_stop_by_the_limits_says_how_much_would_have_gone(office: Office) -> None:
    await end(office, JobState.REFUSED, {"trouble": "limits", "why": "x", "removals": 77})
    told = await office.told(ADA, "job", number="1")
    assert "take away 77 memberships and affiliations" in told.lines[1]


@pytest.mark.parametrize("command", ["job", "cancel-job"])
@pytest.mark.parametrize("number", ["2", "0", "x", "1 2", "99999999999999999999"])
async def test_a_job_that_is_not_there_is_a_problem(
    number: str, command: str, office: Office
) -> None:
    await add(office)
    told = await office.told(ADA, command, number=number)
    assert told.is_problem
    assert '"jobs" and "runs"' in told.lines[0]
    assert told.data == {"job": None}


async def test_a_job_that_waits_is_cancelled_at_once(office: Office) -> None:
    await add(office)
    told = await office.told(ADA, "cancel-job", number="1")
    assert told.lines[0] == "Job 1 (sync of groups) was cancelled."
    assert office.jobs.newest_first()[0].state is JobState.CANCELLED
    await settle()
    assert [(job.number, job.state) for job in office.teller.told] == [(1, JobState.CANCELLED)]


async def test_a_job_under_way_is_asked_to_end(office: Office) -> None:
    await run(office, 1, 3)
    told = await office.told(ADA, "cancel-job", number="1")
    assert "ends as soon as it can" in told.lines[1]
    assert office.jobs.newest_first()[0].cancelling
    told = await office.told(ADA, "jobs")
    assert told.tables[0].rows[0][2] == "is being cancelled"


async def test_a_job_that_has_ended_cannot_be_cancelled(office: Office) -> None:
    await end(office, JobState.DONE, {})
    told = await office.told(ADA, "cancel-job", number="1")
    assert told.is_problem
    assert "has ended already" in told.lines[0]


async def test_long_lists_are_cut_for_people_and_whole_for_programs(office: Office) -> None:
    failures = tuple(Failure("Helpers", f"person{n}", "no") for n in range(90))
    await end(office, JobState.DONE, Applied(failures=failures).as_json())
    told = await office.told(ADA, "job", number="1")
    assert len(told.tables[0].rows) == 50
    assert "40 more rows are not shown." in told.lines
    for _ in range(60):
        await add(office)
    told = await office.told(ADA, "jobs")
    assert len(told.tables[0].rows) == 50
    assert told.lines == ("10 more rows are not shown.",)
    assert isinstance(told.data, dict)
    assert len(told.data["jobs"]) == 60


@pytest.mark.parametrize("command", ["jobs", "runs", "job", "cancel-job"])
async def test_a_list_that_does_not_answer_is_never_empty(command: str, office: Office) -> None:
    office.jobs.go_down()
    answers = {"number": "1"} if "job" in command and command != "jobs" else {}
    told = await office.told(ADA, command, **answers)
    assert told.is_problem
    assert "does not answer" in told.lines[0]


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ja"])
async def test_everything_can_be_said_in_every_language(language: str, office: Office) -> None:
    ada = somebody("ada", language)
    for state in (JobState.DONE, JobState.FAILED, JobState.REFUSED, JobState.CANCELLED):
        await end(office, state, {**DONE.as_json(), "trouble": "fault"})
    await run(office, 1, 3)
    for number in "12345":
        for command in ("job", "cancel-job"):
            assert "%(" not in text_of(await office.told(ada, command, number=number))
    for command in ("jobs", "runs"):
        assert "%(" not in text_of(await office.told(ada, command))
