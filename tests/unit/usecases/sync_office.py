"""A site where syncs of groups are carried out as jobs, in components of their own."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from component.domain.group_plan import Affiliation, Limits
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.usecases.job_handling import Result
from component.usecases.patience import OutagePace
from component.usecases.reminding import Clock
from component.usecases.sync_job import Order, SyncJob
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.group_house import HELPERS, LOUNGE, NOW, STAFF, GroupHouse

TIKI_GROUP = HELPERS.tiki[0]
LIMITS, WIDE = Limits(2, 10.0), Limits(20, 10.0)
PACE = OutagePace(pause=1.0, longest_pause=4.0, patience=20.0)


@dataclass
class Office:
    """A site, and jobs that are carried out on it."""

    house: GroupHouse = field(default_factory=GroupHouse)
    slept: list[float] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    stop_at: int | None = None
    limits: Limits = LIMITS

    async def carry_out(self, order: Order, fate: Fate | None = None, **job: Any) -> Result:  # noqa: ANN401  the fields of Job
        """Carry out a job as it comes back from the table, in a component of its own."""
        arguments: dict[str, object] = json.loads(json.dumps(order.as_json()))
        found = Job(7, JobKind.SYNC_GROUPS, Asker("boss@livechat.test"), arguments, **job)
        return await self.handler(fate)(replace(found, attempts=found.attempts or 1), self.progress)

    def handler(self, fate: Fate | None = None) -> SyncJob:
        """The use case."""
        house = self.house
        clock = Clock(lambda: NOW, self.sleep)
        planning, apply = house.planning(fate), house.applying(fate)
        return SyncJob(planning, apply, self.limits, PACE, clock)

    async def progress(self, done: int, total: int) -> bool:
        self.steps.append((done, total))
        return self.stop_at is None or done < self.stop_at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def trouble(result: Result) -> tuple[JobState, object]:
    return result.state, result.outcome.get("trouble")


async def moved() -> Office:
    """A site where people are to come, to go and to be given affiliations."""
    house = GroupHouse((HELPERS, STAFF))
    alice = house.add("alice", TIKI_GROUP)
    bob = house.add("bob", "Staff")
    house.add("carol", TIKI_GROUP)
    await house.sync()
    house.tiki.leave(alice, TIKI_GROUP)
    house.tiki.join(alice, "Staff")
    house.tiki.leave(bob, "Staff")
    house.rooms.give(LOUNGE, "bob", Affiliation.MEMBER)
    return Office(house, limits=WIDE)
