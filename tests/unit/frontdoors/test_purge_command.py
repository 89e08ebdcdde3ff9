"""An admin sees whom a stage of the purge concerns, and confirms it by the number."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from component.domain.audit import Actor, Way
from component.domain.jobs import Asker, JobKind
from component.domain.purge import PurgeLimits
from component.frontdoors.commands.description import Answers, Kind, Person, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.purge import Purge, make_purge
from component.frontdoors.commands.turns import Turn
from component.ports import Unavailable
from component.ports.exports import BadExport
from tests.fakes.jobs import FakeJobs
from tests.unit.frontdoors.office import asked, somebody, text_of
from tests.unit.usecases.purge_house import NOW, PURGED, PurgeHouse, exported

ADA = somebody("ada")
SHELL = somebody(None, is_in_chat=False)


@dataclass
class Bureau:
    """A desk with this command."""

    house: PurgeHouse
    jobs: FakeJobs = field(default_factory=FakeJobs)
    limits: PurgeLimits = field(default_factory=lambda: PurgeLimits(100, 10.0))
    warns: bool = True
    turns_the_window: bool = True
    refused_by: list[Actor] = field(default_factory=list)
    woken: int = 0

    def __post_init__(self) -> None:
        needs = Purge(
            self.house.plan(),
            self.jobs,
            self._wake,
            self.limits,
            warns=self.warns,
            has_mails=True,
            refuse=self._refuse,
            clock=lambda: NOW,
        )
        self.desk = Desk([make_purge(needs)], self._is_admin)

    async def turn(
        self, stage: str, person: Person = ADA, *, export: str = "", is_dry: bool = False
    ) -> Turn:
        """Begin."""
        given: Answers = {"stage": stage, "export": export, "dry-run": "1" if is_dry else "0"}
        return await self.desk.open(person, "client", "purge", given)

    async def told(self, stage: str, *, export: str = "", is_dry: bool = False) -> Told:
        """What comes of it where nothing is asked."""
        step = (await self.turn(stage, export=export, is_dry=is_dry)).step
        assert isinstance(step, Told)
        return step

    async def confirmed(self, turn: Turn, answer: str, person: Person = ADA) -> Told:
        """What comes of an answer to the last question."""
        confirm = {"confirm": answer}
        step = (await self.desk.answer(person, "client", turn.session, confirm)).step
        assert isinstance(step, Told)
        return step

    async def _is_admin(self, username: str) -> bool:
        return username == "ada"

    async def _refuse(self, by: Actor) -> bool:
        self.refused_by.append(by)
        return self.turns_the_window

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
async def bureau() -> Bureau:
    return Bureau(await exported())


def data_of(step: Any) -> Any:  # noqa: ANN401  JSON
    """What programs get, which is JSON."""
    return json.loads(json.dumps(step.data))


async def test_the_plan_names_the_accounts_and_why_others_are_left_alone(bureau: Bureau) -> None:
    ask = asked(await bureau.turn("export"))
    spared = "3 (admin), 1 (kept by the settings), 1 (online), 1 (made or seen not long ago)"
    assert ask.lines == (
        "4 chat accounts of 12 are written to a file.",
        f"Left alone: {spared}",
    )
    (table,) = ask.tables
    assert [row[0] for row in table.rows] == [*PURGED]
    assert table.rows[0][2] == "never, as far as is known"
    assert table.rows[1][2] == "2025-08-17 14:13 UTC"
    plan = data_of(ask)["plan"]
    assert [account["username"] for account in plan["accounts"]] == [*PURGED]
    assert plan["accounts"][1]["seen_at"] == "2025-08-17T14:13:20+00:00"
    assert plan["spared"] == {"admin": 3, "listed": 1, "online": 1, "recently-seen": 1}


async def test_a_deletion_is_always_confirmed_by_the_number(bureau: Bureau) -> None:
    turn = await bureau.turn("delete")
    ask = asked(turn)
    assert [q.kind for q in ask.questions] == [Kind.TEXT]
    assert "4 chat accounts of 12 are deleted for good" in text_of(ask)
    assert next(iter(bureau.house.exports.stored)) in text_of(ask)
    told = await bureau.confirmed(turn, "4")
    (job,) = bureau.jobs.newest_first()
    assert (told.job, job.kind) == (job.number, JobKind.PURGE)
    assert job.asker == Asker("ada@livechat.test", "ada", "en")
    assert job.arguments == {
        "export": next(iter(bureau.house.exports.stored)),
        "digest": next(iter(bureau.house.exports.stored.values())).summary.digest,
        "confirmed": 4,
        "dry_run": False,
    }
    assert bureau.woken == 1


@pytest.mark.parametrize("answer", ["3", "5", "1", "yes"])
async def test_another_number_deletes_nothing(answer: str, bureau: Bureau) -> None:
    told = await bureau.confirmed(await bureau.turn("delete"), answer)
    assert told.is_problem
    assert "which is 4. Nothing was changed" in text_of(told)
    assert bureau.jobs.newest_first() == []


async def test_a_dry_run_of_a_deletion_looks_at_each_account_in_a_job(bureau: Bureau) -> None:
    told = await bureau.told("delete", is_dry=True)
    (job,) = bureau.jobs.newest_first()
    assert told.job == job.number
    assert job.arguments["dry_run"] is True
    assert "changes nothing" in text_of(told)


@pytest.mark.parametrize("stage", ["warn", "refuse", "export"])
async def test_a_dry_run_of_another_stage_ends_with_the_plan(stage: str, bureau: Bureau) -> None:
    told = await bureau.told(stage, is_dry=True)
    assert told.lines[-1] == "Nothing was changed: this only shows what would be."
    assert data_of(told)["plan"]["count"] == {"warn": 10, "refuse": 10, "export": 4}[stage]
    assert bureau.jobs.newest_first() == []
    assert bureau.refused_by == []


async def test_more_than_the_settings_allow_is_not_deleted_whatever_is_said(
    bureau: Bureau,
) -> None:
    strict = Bureau(bureau.house, limits=PurgeLimits(3, 10.0))
    told = await strict.told("delete")
    assert told.is_problem
    assert "more than the settings allow to be deleted (3, and 10 %)" in text_of(told)


@pytest.mark.parametrize("stage", ["warn", "refuse", "export"])
async def test_other_stages_ask_for_the_number_only_beyond_what_is_ordinary(
    stage: str, bureau: Bureau
) -> None:
    assert asked(await bureau.turn(stage)).questions[0].kind is Kind.YES_NO
    strict = Bureau(bureau.house, limits=PurgeLimits(3, 10.0))
    turn = await strict.turn(stage)
    assert asked(turn).questions[0].kind is Kind.TEXT
    assert (await strict.confirmed(turn, "1")).is_problem
    assert strict.jobs.newest_first() == []


async def test_an_export_is_a_job(bureau: Bureau) -> None:
    told = await bureau.confirmed(await bureau.turn("export", SHELL), "1", SHELL)
    (job,) = bureau.jobs.newest_first()
    assert (job.kind, job.arguments, job.asker) == (JobKind.EXPORT, {}, Asker("root", "", "en"))
    assert told.lines == (f"Job {job.number} does this.",)


async def test_a_warning_is_an_announcement_to_all(bureau: Bureau) -> None:
    await bureau.confirmed(await bureau.turn("warn"), "1")
    (job,) = bureau.jobs.newest_first()
    assert job.kind is JobKind.ANNOUNCE
    assert job.arguments == {"pattern": "*", "seen_after": None, "by_mail": True, "asked_at": NOW}


async def test_nobody_is_warned_where_there_is_no_page(bureau: Bureau) -> None:
    told = await Bureau(bureau.house, warns=False).told("warn")
    assert told.is_problem


async def test_to_refuse_turns_the_window(bureau: Bureau) -> None:
    told = await bureau.confirmed(await bureau.turn("refuse"), "1")
    assert data_of(told)["changed"] is True
    assert bureau.refused_by == [Actor("ada@livechat.test", Way.CHAT)]


async def test_a_window_that_somebody_else_turns_is_told(bureau: Bureau) -> None:
    late = Bureau(bureau.house, turns_the_window=False)
    told = await late.confirmed(await late.turn("refuse"), "1")
    assert told.is_problem
    assert data_of(told)["changed"] is False


@pytest.mark.parametrize("stage", ["warn", "refuse", "export"])
async def test_without_a_yes_nothing_is_done(stage: str, bureau: Bureau) -> None:
    told = await bureau.confirmed(await bureau.turn(stage), "0")
    assert told.lines == ("Nothing was changed.",)
    assert bureau.jobs.newest_first() == []
    assert bureau.refused_by == []


async def test_what_is_wrong_with_an_export_is_told(bureau: Bureau) -> None:
    told = await bureau.told("delete", export="unmigrated-20300101T000000Z-1.jsonl")
    assert told.is_problem
    assert "there is no unmigrated-20300101T000000Z-1.jsonl" in text_of(told)
    bureau.house.exports.failing["names"] = BadExport("there is no folder")
    assert (await bureau.told("delete")).is_problem


async def test_nobody_to_purge_is_told_as_that() -> None:
    house = PurgeHouse()
    for username in PURGED:
        house.chat.lose_account(username)
    told = await Bureau(house).told("export")
    assert "0 chat accounts of 8" in text_of(told)
    assert not told.is_problem


async def test_a_server_that_does_not_answer_is_told(bureau: Bureau) -> None:
    bureau.house.sessions.failing["online"] = Unavailable("Openfire", "away")
    told = await bureau.told("export")
    assert told.is_problem
