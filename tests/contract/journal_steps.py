"""Migrations that a test of the port `Journal` brings to a step."""

from component.domain.migration import Migration, Plan, Step
from component.ports import Journal
from tests.contract.journal_worlds import plan

OPEN = [step for step in Step if step.is_open]
CLOSED = [step for step in Step if not step.is_open]


async def begin(journal: Journal, wanted: Plan | None = None) -> Migration:
    begun = await journal.begin(wanted or plan())
    assert begun is not None
    return begun


async def walk(journal: Journal, migration: Migration, *steps: Step) -> Migration:
    """Take some steps."""
    for step in steps:
        advanced = await journal.advance(migration, step)
        assert advanced is not None
        migration = advanced
    return migration


async def finish(journal: Journal, wanted: Plan | None = None) -> Migration:
    return await walk(journal, await begin(journal, wanted), Step.CLAIMED, Step.FINISHED)
