"""A change of a Live Chat ID dies, or somebody does not answer, at any call: it ends the same."""

import contextlib
from collections.abc import Callable
from itertools import count

import pytest

from component.domain.jobs import JobState
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.house import CountingChecker, House
from tests.unit.usecases.id_house import ALICIA, CHANGED, LOGIN, RELEASED, IdHouse

Make = Callable[[], IdHouse]


@pytest.fixture
def make(checker: CountingChecker) -> Make:
    return lambda: IdHouse(House(checker))


@pytest.mark.parametrize("blow", [Blow.KILLED_BEFORE, Blow.KILLED_AFTER])
@pytest.mark.parametrize("after", [ALICIA, None])
async def test_whenever_it_dies_the_next_component_completes_it(
    make: Make, blow: Blow, after: str | None
) -> None:
    for number in count():
        alice, fate = make(), Fate(number, blow)
        with contextlib.suppress(Killed):
            await alice.carry_out(alice.order(after), fate)
            assert number >= len(fate.calls), fate.story
            return
        result = await alice.carry_out(alice.order(after), attempts=2)
        assert result.state is JobState.DONE, fate.story
        assert await alice.picture() == (CHANGED if after else RELEASED), fate.story


@pytest.mark.parametrize("blow", [Blow.UNASKED, Blow.UNANSWERED])
@pytest.mark.parametrize("after", [ALICIA, None])
async def test_whatever_is_not_answered_once_it_goes_on(
    make: Make, blow: Blow, after: str | None
) -> None:
    """What only refreshes the new account is left to her next sign-in."""
    for number in count():
        alice, fate = make(), Fate(number, blow)
        result = await alice.carry_out(alice.order(after), fate)
        if number >= len(fate.calls):
            return
        if result.state is not JobState.DONE:
            result = await alice.carry_out(alice.order(after))
        assert result.state is JobState.DONE, fate.story
        await alice.house.log_in(LOGIN, "pw")
        assert await alice.picture() == (CHANGED if after else RELEASED), fate.story
