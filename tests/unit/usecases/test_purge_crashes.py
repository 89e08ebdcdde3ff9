"""A purge dies, or somebody does not answer, at any call: the next attempt ends the same."""

import contextlib
from itertools import count

import pytest

from component.domain.jobs import JobState
from component.ports import Unavailable
from component.usecases import purge_job
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.purge_house import PROTECTED, PURGED, PurgeHouse, exported


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge_job, "BATCH", 3)


def check_on_the_way(house: PurgeHouse, story: str) -> None:
    """Nobody is gone who is protected, and nothing was changed that is not in the audit."""
    assert set(PROTECTED) <= house.chat.usernames, story
    for name in PURGED:
        if name not in house.chat.usernames:
            assert "purge" in house.audit_of(name), story


@pytest.mark.parametrize("blow", Blow)
async def test_at_each_call_of_a_purge(blow: Blow) -> None:
    clean = await exported()
    await clean.purge(await clean.order())
    broken_off = 0
    for number in count():
        house, fate = await exported(), Fate(number, blow)
        order = await house.order()
        with contextlib.suppress(Killed, Unavailable):
            result = await house.purge(order, fate)
            broken_off -= result.state is JobState.DONE
        broken_off += 1
        check_on_the_way(house, fate.story)
        ended = await house.purge(order, attempts=2)
        assert ended.state is JobState.DONE, fate.story
        assert ended.outcome["purged"] == len(PURGED), fate.story
        assert await house.picture() == await clean.picture(), fate.story
        if number >= len(fate.calls):
            break
    assert number > 60
    if blow in (Blow.KILLED_BEFORE, Blow.KILLED_AFTER, Blow.AWAY):
        assert broken_off > 40


@pytest.mark.parametrize("blow", Blow)
async def test_at_each_call_of_an_export(blow: Blow) -> None:
    clean = PurgeHouse()
    await clean.export()
    for number in count():
        house, fate = PurgeHouse(), Fate(number, blow)
        with contextlib.suppress(Killed, Unavailable):
            await house.export(fate)
        assert not [e for e in house.exports.stored.values() if len(e.accounts) != len(PURGED)]
        ended = await house.export()
        assert ended.state is JobState.DONE, fate.story
        assert await house.picture() == await clean.picture(), fate.story
        if number >= len(fate.calls):
            break
    assert number > 10


async def test_somebody_who_migrates_while_a_dead_component_s_purge_lies_about_loses_nothing() -> (
    None
):
    for number in count():
        house, fate = await exported(), Fate(number, Blow.KILLED_AFTER)
        order, before = await house.order(), house.archive.roster_of("ann")
        with contextlib.suppress(Killed):
            await house.purge(order, fate)
        is_gone = "ann" not in house.chat.usernames
        is_done = "ann" in house.noted() and house.noted()["ann"][1] == ""
        if not is_done:
            await house.migrate("ann")
        await house.purge(order, attempts=2)
        assert ("ann" in house.chat.usernames) == (not is_done), (fate.story, is_gone)
        if not is_done:
            linked = [item for item in before if item.jid.startswith("linked@")]
            assert [i for i in house.archive.roster_of("ann") if i in linked] == linked, fate.story
            assert "ann" not in await house.retired(), fate.story
        if number >= len(fate.calls):
            break
