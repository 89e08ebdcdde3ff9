"""A merge dies, or somebody does not answer, at any call: another component ends it the same."""

import asyncio
from itertools import count

import pytest

from component.domain.jobs import JobState
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.house import CountingChecker, House
from tests.unit.usecases.merge_office import REAL, SCRAM, MergeOffice, counts

KILLED = (Blow.KILLED_BEFORE, Blow.KILLED_AFTER)
LOST = (Blow.UNASKED, Blow.UNANSWERED)


async def site(checker: CountingChecker, at_once: int = 1) -> MergeOffice:
    """Two pages of accounts, of which some match."""
    office = MergeOffice(House(checker), at_once=at_once)
    for name in ("ann", "bea", "dan"):
        office.add_twins(name)
    office.house.add_native("cat", "chat")
    office.house.add("cat", "tiki")
    office.add_stored("eve", SCRAM)
    office.house.add_native("fay", "x")
    return office


async def clean_run(checker: CountingChecker) -> tuple[MergeOffice, dict[str, object], Fate]:
    """How it ends where nothing happens."""
    clean, fate = await site(checker), Fate()
    result = await clean.carry_out(REAL, fate)
    assert dict(counts(result)) == {"done": 3, "left at-sign-in": 1, "left other-password": 1}
    return clean, dict(result.outcome), fate


def check_audit(office: MergeOffice, story: str) -> None:
    """Whoever has an ID now is in the audit, with no merge that failed."""
    assert {name for _, name, _ in office.house.state.audit} == {"ann", "bea", "dan"}, story


@pytest.mark.parametrize("at_once", [1, 3])
@pytest.mark.parametrize("blow", KILLED)
async def test_wherever_a_component_dies_another_one_does_the_rest(
    blow: Blow, at_once: int, checker: CountingChecker
) -> None:
    clean, outcome, whole = await clean_run(checker)
    for number in range(len(whole.calls)):
        office, fate = await site(checker, at_once), Fate(number, blow)
        with pytest.raises(Killed):
            await office.carry_out(REAL, fate)
        await asyncio.sleep(0)
        result = await office.carry_out(attempts=2)
        assert office.picture() == clean.picture(), fate.story
        assert result.state is JobState.DONE
        assert _counted(result.outcome) == _counted(outcome), fate.story
        check_audit(office, fate.story)


@pytest.mark.parametrize("blow", LOST)
async def test_an_answer_that_does_not_come_changes_nothing_of_the_end(
    blow: Blow, checker: CountingChecker
) -> None:
    clean, outcome, _ = await clean_run(checker)
    for number in count():
        office, fate = await site(checker), Fate(number, blow)
        result = await office.carry_out(REAL, fate)
        assert result.state is JobState.DONE, fate.story
        assert office.picture() == clean.picture(), fate.story
        assert _counted(result.outcome) == _counted(outcome), fate.story
        check_audit(office, fate.story)
        if number >= len(fate.calls):
            break
        assert office.slept == [1.0], fate.story
    assert number > 30


async def test_whatever_stays_away_from_some_call_on_the_next_job_does_the_rest(
    checker: CountingChecker,
) -> None:
    clean, _, whole = await clean_run(checker)
    for number in range(len(whole.calls)):
        office, fate = await site(checker), Fate(number, Blow.AWAY)
        await office.carry_out(REAL, fate)
        assert (await office.carry_out(attempts=2)).state is JobState.DONE, fate.story
        assert office.picture() == clean.picture(), fate.story


async def test_a_password_is_not_tried_again_once_its_page_is_through(
    checker: CountingChecker,
) -> None:
    office, fate = await site(checker), Fate()
    await office.carry_out(REAL, fate)
    tried = checker.tiki
    await office.carry_out(attempts=2)
    assert checker.tiki == tried


def _counted(outcome: object) -> dict[str, object]:
    """An outcome without what is of one attempt only."""
    assert isinstance(outcome, dict)
    return {
        name: value
        for name, value in outcome.items()
        if name not in ("checked", "seconds", "per_second")
    }
