"""A component dies, or somebody does not answer, at any call: migrated or untouched afterwards."""

import contextlib
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from component.domain.migration import OldAccount, Path
from component.ports import Unavailable
from component.usecases.migrate_ways import Outcome
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.migrants import MIGRATED, Ivan, Make

CASES = [
    (path, old)
    for path in Path
    for old in OldAccount
    if path is not Path.TIKI_ONLY or old is OldAccount.KEEP
]
READS = frozenset(
    [
        "existing",
        "find",
        "find_by_name",
        "find_finished",
        "find_open",
        "group_names",
        "groups_of",
        "has_native_password",
        "inclusions",
        "is_retired",
        "managed_members",
        "members_among",
        "memberships",
        "profile",
        "read",
        "read_groups",
        "registration_rules",
        "shown_profile",
        "site_rules",
    ]
)
"""To die before one of these is the same as to die before the next call."""
NewIvan = Callable[[], Ivan]


@pytest.fixture(params=CASES, ids="-".join)
def new_ivan(request: pytest.FixtureRequest, make: Make) -> NewIvan:
    path, old_account = request.param
    return lambda: make(path, old_account)


def fates(blow: Blow) -> Iterator[Fate]:
    """One for each call, until there are no more."""
    for number in count():
        fate = Fate(number, blow)
        yield fate
        if number >= len(fate.calls):
            return


async def try_to_migrate(ivan: Ivan, fate: Fate) -> Outcome | None:
    """Press the last button; None if nothing came of it that he could be told."""
    component = ivan.site.component(fate)
    try:
        return await ivan.migrate(component)
    except (Killed, Unavailable):
        return None
    finally:
        await component.provision.drain()


@pytest.mark.parametrize("blow", Blow)
async def test_at_each_call_of_a_migration(new_ivan: NewIvan, blow: Blow) -> None:
    seen = set()
    for fate in fates(blow):
        ivan = new_ivan()
        told = await try_to_migrate(ivan, fate)
        assert told in (None, MIGRATED), fate.story
        await ivan.site.recover()
        migrated = await ivan.has_migrated()
        assert migrated or told is None, fate.story
        seen.add(migrated)
        if not migrated:
            assert await try_to_migrate(ivan, Fate()) == MIGRATED, fate.story
            assert await ivan.has_migrated(), fate.story
    assert seen == {True, False}


@pytest.mark.parametrize("blow", [Blow.KILLED_BEFORE, Blow.UNANSWERED])
async def test_at_each_call_of_the_recovery_too(new_ivan: NewIvan, blow: Blow) -> None:
    whole = Fate()
    assert await try_to_migrate(new_ivan(), whole) == MIGRATED
    for number in (n for n, call in enumerate(whole.calls) if call not in READS):
        for second in fates(blow):
            ivan, first = new_ivan(), Fate(number, Blow.KILLED_BEFORE)
            assert await try_to_migrate(ivan, first) is None, first.story
            with contextlib.suppress(Killed):
                await ivan.site.recover(second)
            await ivan.site.recover()
            await ivan.has_migrated()
