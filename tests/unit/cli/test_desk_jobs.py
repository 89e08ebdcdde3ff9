"""The shell waits for the job that a command has put on the list; its end is the exit code."""

import asyncio
import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from component.domain.jobs import JobState
from component.frontdoors.cli import job_wait
from tests.unit.cli.desk_town import Town, ends, invoke, runs, settings_in_folder


@pytest.fixture(autouse=True)
def socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with settings_in_folder(monkeypatch) as path:
        yield path


@pytest.fixture
def town(socket: Path) -> Iterator[Town]:
    with Town().open(socket) as town:
        yield town


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (JobState.DONE, 0),
        (JobState.FAILED, 6),
        (JobState.CANCELLED, 6),
        (JobState.REFUSED, 7),
    ],
)
def test_the_exit_code_says_what_came_of_the_job(town: Town, state: JobState, code: int) -> None:
    asyncio.run(town.add_job())
    town.jobs.course = [runs(0, 0), runs(1, 4), runs(4, 4), ends(state, why="for a reason")]
    result = invoke("sync-groups", "-y")
    assert result.exit_code == code
    assert "for a reason" in (result.stderr if code else result.stdout)
    assert town.jobs.looks == 4


def test_json_of_a_job_has_what_it_was_and_what_came_of_it(town: Town) -> None:
    asyncio.run(town.add_job())
    town.jobs.course = [ends(JobState.REFUSED, why="outdated")]
    result = invoke("sync-groups", "--yes", "--json")
    assert result.exit_code == 7
    found = json.loads(result.stdout)
    assert found["job"] == 1
    assert found["ended"]["state"] == "refused"
    assert found["ended"]["outcome"] == {"why": "outdated"}


def test_a_job_that_is_gone_is_said_to_be(town: Town) -> None:
    result = invoke("sync-groups", "--yes")
    assert result.exit_code == 6
    assert "there is no job 7" in result.stderr
    assert town.done == ["plan", "apply"]


def test_ctrl_c_leaves_the_job_and_says_how_to_look_at_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()

    monkeypatch.setattr(job_wait, "_look", interrupt)
    result = invoke("sync-groups", "--yes")
    assert result.exit_code == 130
    assert "Job 7 goes on." in result.stderr
    assert "tiki-livechat job 7" in result.stderr
    assert "tiki-livechat cancel-job 7" in result.stderr
    assert town.done == ["plan", "apply"]


def test_a_component_that_is_away_for_a_moment_is_waited_for(town: Town) -> None:
    asyncio.run(town.add_job())
    town.jobs.away = 3
    town.jobs.course = [ends(JobState.DONE)]
    assert invoke("sync-groups", "--yes").exit_code == 0
    assert town.jobs.looks == 4


def test_a_component_that_stays_away_is_not_waited_for_without_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_wait, "PATIENCE_SECONDS", 0.05)
    town.jobs.away = 1_000_000
    result = invoke("sync-groups", "--yes")
    assert result.exit_code == 6
    assert "tiki-livechat job 7" in result.stderr
    assert town.jobs.looks > 1


def test_a_component_that_is_stopped_meanwhile_ends_with_code_5(
    socket: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(job_wait, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(typer.Exit) as caught:
        job_wait.wait_for_job(socket, 7, "")
    assert caught.value.exit_code == 5
    assert "Job 7 goes on as soon as it runs." in " ".join(capsys.readouterr().err.split())
