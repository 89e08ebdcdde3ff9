"""Whatever call of an announcement is its last, another component ends it, and nobody gets two."""

import pytest

from component.domain.announcement import Selection
from component.domain.jobs import JobState
from component.domain.run_items import ItemState
from tests.unit.usecases.announcer import Announcer
from tests.unit.usecases.fate import Blow, Fate, Killed

SELECTION = Selection(by_mail=True)
CALLS = 60
"""More than a run of these makes."""


async def make() -> Announcer:
    """Two who are written to in the chat, one by mail, one who has said stop."""
    place = Announcer()
    place.people("bob", "carol", "stan")
    place.people("mara", email="mail.test")
    await place.reminders.stop("chat:stan", place.time.now)
    return place


async def test_there_are_no_more_calls_than_are_struck_at() -> None:
    fate = Fate()
    await (await make()).carry_out(SELECTION, fate)
    assert 20 < len(fate.calls) < CALLS


@pytest.mark.parametrize("blow", [Blow.KILLED_BEFORE, Blow.KILLED_AFTER])
async def test_after_a_death_at_any_call_everybody_is_through_and_nobody_got_two(
    blow: Blow,
) -> None:
    for number in range(CALLS):
        place, fate = await make(), Fate(number, blow)
        begun = place.time.now
        try:
            await place.carry_out(SELECTION, fate)
        except Killed:
            place.time.now += 60
            result = await place.carry_out(SELECTION, asked_at=begun, attempts=2)
            assert result.state is JobState.DONE, fate.story
        assert [one.subject for one in place.noted()] == ["bob", "carol", "mara", "stan"], (
            fate.story
        )
        got = [*place.reminded(), *place.mailed()]
        assert len(got) == len(set(got)), fate.story
        assert len(got) >= 2, fate.story
        assert place.noted()[-1].state is ItemState.LEFT, fate.story


@pytest.mark.parametrize("blow", [Blow.UNASKED, Blow.UNANSWERED])
async def test_after_a_lost_question_or_answer_the_run_goes_on_by_itself(blow: Blow) -> None:
    for number in range(CALLS):
        place, fate = await make(), Fate(number, blow)
        result = await place.carry_out(SELECTION, fate)
        assert result.state is JobState.DONE, fate.story
        got = [*place.reminded(), *place.mailed()]
        assert len(place.noted()) == 4, fate.story
        assert set(got) == {"bob", "carol", "mara@mail.test"}, fate.story
        if blow is Blow.UNASKED:
            assert len(got) == 3, fate.story
