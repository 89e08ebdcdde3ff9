"""An admin sees how many accounts may match, confirms it, and reads what came of it."""

from dataclasses import dataclass
from typing import Any

import pytest

from component.domain.accounts import AccountState
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.matching import Unpaired, WhyLeft
from component.domain.passwords.openfire import PlainCredential, ScramCredential
from component.frontdoors.commands.description import Command, Kind, Told
from component.frontdoors.commands.merge import MergeMatching, make_merge_matching
from component.frontdoors.commands.merge_words import merge_tables, why_words
from component.frontdoors.commands.one_job import make_job
from component.ports import Unavailable
from component.usecases.find_pairs import FindPairs
from component.usecases.merge_order import MergeOrder
from tests.fakes.chat_lists import FakeChatAccounts
from tests.unit.frontdoors.office import (
    CATALOGUES,
    DOMAIN,
    NATIVE_ONLY,
    Office,
    asked,
    somebody,
    text_of,
)

ADA = somebody("ada")
SHELL = somebody(None, is_in_chat=False)
REAL = {"names": "*", "dry-run": "0"}


@dataclass
class MergeOffice(Office):
    """An office with the command.

    Attributes:
        unasked: So many pairs need no number.
    """

    unasked: int = 5

    def add_twins(self, *names: str) -> None:
        """Make chat accounts and Tiki accounts of one name each."""
        for name in names:
            self.tiki.add(name)
            self.chat.add_account(name, PlainCredential("secret"))

    @property
    def commands(self) -> list[Command]:
        accounts = FakeChatAccounts(self.chat)
        find = FindPairs(DOMAIN, NATIVE_ONLY, accounts, self.tiki, self.state, page=3)
        needs = MergeMatching(find.survey, self.window, self.jobs, self._wake, self.unasked)
        return [make_merge_matching(needs), make_job(self.jobs)]


@pytest.fixture
def office() -> MergeOffice:
    made = MergeOffice()
    made.add_twins("ann", "bea", "bob")
    made.chat.add_account("alone", PlainCredential("secret"))
    made.chat.add_account("robot", PlainCredential("secret"))
    made.tiki.add("scram")
    made.chat.add_account("scram", ScramCredential("c2FsdA==", 4096, "a2V5"))
    return made


async def test_what_is_to_come_is_shown_before_it_is_asked_for(office: MergeOffice) -> None:
    ask = asked(await office.turn(office.desk(), ADA, "merge-matching", REAL))
    assert ask.lines[:2] == (
        "6 chat accounts were looked at.",
        "3 of them have a Tiki account of the same name on which their password can be tried.",
    )
    (table,) = ask.tables
    assert list(table.rows) == [
        (why_words(ADA.t, why), "1") for why in ("at-sign-in", "native-only", "alone")
    ]
    assert ask.questions[0].kind is Kind.YES_NO
    assert office.jobs.newest_first() == []


async def test_a_yes_puts_the_job_on_the_list(office: MergeOffice) -> None:
    desk = office.desk()
    turn = await office.turn(desk, ADA, "merge-matching", REAL)
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": "1"})).step
    (job,) = office.jobs.newest_first()
    assert isinstance(told, Told)
    assert (told.job, job.kind, office.woken) == (job.number, JobKind.MERGE, 1)
    assert job.asker == Asker("ada@livechat.test", "ada", "en")
    assert MergeOrder.of(job.arguments) == MergeOrder(is_dry=False, names="*", accounts=6)
    assert told.data == {
        "survey": {
            "accounts": 6,
            "pairs": 3,
            "blocked": {"at-sign-in": 1},
            "unpaired": {"native-only": 1, "linked": 0, "alone": 1},
        },
        "job": job.number,
    }


async def test_a_no_changes_nothing(office: MergeOffice) -> None:
    desk = office.desk()
    turn = await office.turn(desk, ADA, "merge-matching", REAL)
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": "0"})).step
    assert text_of(told) == "Nothing was changed."
    assert office.jobs.newest_first() == []


async def test_a_dry_run_asks_nothing_and_is_a_job_too(office: MergeOffice) -> None:
    told = await office.told(SHELL, "merge-matching", **{"names": "B*", "dry-run": "1"})
    (job,) = office.jobs.newest_first()
    assert MergeOrder.of(job.arguments) == MergeOrder(is_dry=True, names="B*", accounts=2)
    assert f"Job {job.number} tries the passwords, and changes nothing." in told.lines
    assert "messages" not in text_of(told)


@pytest.mark.parametrize(("answer", "jobs"), [("3", 1), ("2", 0), ("1", 0), ("yes", 0)])
async def test_over_the_bound_the_number_has_to_be_typed(
    answer: str, jobs: int, office: MergeOffice
) -> None:
    office.unasked = 2
    desk = office.desk()
    turn = await office.turn(desk, ADA, "merge-matching", REAL)
    assert asked(turn).questions[0].kind is Kind.TEXT
    told = (await desk.answer(ADA, "client", turn.session, {"confirm": answer})).step
    assert isinstance(told, Told)
    assert told.is_problem == (not jobs)
    assert ("which is 3" in told.lines[0]) == (not jobs)
    assert len(office.jobs.newest_first()) == jobs


async def test_where_nothing_can_match_nothing_is_asked(office: MergeOffice) -> None:
    told = await office.told(ADA, "merge-matching", **{"names": "a?o*", "dry-run": "0"})
    assert told.lines == (
        "1 chat account was looked at.",
        "0 of them have a Tiki account of the same name on which their password can be tried.",
        "There is nothing to merge.",
    )
    assert not told.is_problem
    assert office.jobs.newest_first() == []


async def test_once_the_window_is_closed_it_is_refused(office: MergeOffice) -> None:
    office.close_window()
    told = await office.told(ADA, "merge-matching", **REAL)
    assert told.is_problem
    assert "The migration is over" in told.lines[0]


async def test_a_site_that_does_not_answer_is_told_as_that(office: MergeOffice) -> None:
    office.tiki.failing["find_all"] = Unavailable("Tiki", "away")
    told = await office.told(ADA, "merge-matching", **REAL)
    assert told.is_problem
    assert "does not answer" in told.lines[0]


OUTCOME: dict[str, Any] = {
    "dry_run": False,
    "items": [
        {"state": "done", "why": "", "count": 3},
        {"state": "left", "why": "other-password", "count": 2},
        {"state": "left", "why": "suspended", "count": 1},
        {"state": "failed", "why": "", "count": 1},
    ],
    "unpaired": {"alone": 4, "linked": 0},
    "merged": 3,
    "would_merge": 0,
    "failed": 1,
    "failures": [{"where": "dan", "who": "Dan", "why": "it is away"}],
    "checked": 5,
    "seconds": 2.0,
    "per_second": 2.5,
}


async def ended(office: MergeOffice, **outcome: object) -> Told:
    """What `job` tells of a merge that has ended with an outcome."""
    job = await office.jobs.add(JobKind.MERGE, Asker("root"), {})
    taken = await office.jobs.take([JobKind.MERGE])
    assert isinstance(taken, Job)
    await office.jobs.end(taken, JobState.DONE, {**OUTCOME, **outcome})
    return await office.told(ADA, "job", number=str(job.number))


async def test_what_came_of_it_is_told_and_adds_up(office: MergeOffice) -> None:
    told = await ended(office)
    assert told.lines[:5] == (
        "Job 1 (merge of matching accounts) is done.",
        "3 accounts were merged.",
        "2 left: same name, but another password.",
        "5 passwords were tried, 2.5 a second.",
        "1 change was not possible.",
    )
    became, failures = told.tables
    assert list(became.rows) == [
        ("merged", "3"),
        ("same name, but another password", "2"),
        ("the Tiki account is suspended", "1"),
        ("not possible", "1"),
        ("chat accounts whose name no Tiki account has", "4"),
    ]
    assert list(failures.rows) == [("dan", "Dan", "it is away")]


async def test_a_dry_run_is_told_as_one(office: MergeOffice) -> None:
    told = await ended(office, dry_run=True, merged=0, would_merge=3)
    line = "Nothing was changed: this was a dry run. 3 accounts would be merged."
    assert told.lines[1] == line


def test_an_outcome_of_another_kind_has_no_table() -> None:
    assert merge_tables(ADA.t, {"joined": 3}) == ()


@pytest.mark.parametrize("language", ["en", *CATALOGUES])
async def test_everything_can_be_said_in_every_language(language: str, office: MergeOffice) -> None:
    person, desk = somebody("ada", language), office.desk()
    turn = await office.turn(desk, person, "merge-matching", REAL)
    end = (await desk.answer(person, "client", turn.session, {"confirm": "1"})).step
    states = [state for state in AccountState if state is not AccountState.ACTIVE]
    words = [str(word) for word in (*WhyLeft, *Unpaired, *states)]
    said = [why_words(person.t, word) for word in words]
    assert "%(" not in text_of(asked(turn)) + text_of(end)
    assert all(text not in words for text in said)
    assert len(set(said)) == len(words)
