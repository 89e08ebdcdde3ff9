"""Groups follow the site on a schedule: a look at both sides, and a job where there is work.

The job is `sync_job`'s; signing in and coming online sync one person besides, see `sync_person`.
"""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.jobs import Asker, JobKind, JobState
from component.ports import Unavailable
from component.usecases.doubt import Doubtful
from component.usecases.reminding import Clock
from component.usecases.sync_job import Order
from component.usecases.sync_person import Restraint
from component.usecases.tell_once import tell_once

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from component.domain.group_plan import GroupPlan, Limits
    from component.ports.groups import ChatGroups, SiteVersion
    from component.ports.jobs import Jobs

_log = logging.getLogger(__name__)

SCHEDULE = Asker("schedule")


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """When it is looked, in seconds.

    Attributes:
        interval: From one look at whether a side has changed to the next.
        at_least_every: After so long it is planned even if nothing is known to have changed.
        again: From a look that somebody did not answer to the next one, if that is sooner.
    """

    interval: float = 60.0
    at_least_every: float = 3600.0
    again: float = 3.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What it was planned from.

    Attributes:
        versions: Of the site and of the chat, just before.
        at: When, in seconds since the epoch.
    """

    versions: tuple[str, str]
    at: float


@dataclass(slots=True)
class KeepGroups:
    """The use case; `run` is its worker. Several components may have one each.

    Attributes:
        plan: Makes the plan of all groups, as `plan_groups` does.
        wake: Told that a job was added.
        restraint: Told whether it is stopped, for all who sync one person.
    """

    settings: KeepSettings
    plan: "Callable[[], Awaitable[GroupPlan]]"
    site: "SiteVersion"
    chat: "ChatGroups"
    jobs: "Jobs"
    limits: "Limits"
    wake: "Callable[[], None]"
    restraint: Restraint
    clock: Clock = field(default_factory=Clock)
    _seen: _Seen | None = field(default=None, init=False)
    _job: int | None = field(default=None, init=False)
    _outage: str = field(default="", init=False)
    _stop: str = field(default="", init=False)

    async def run(self) -> None:
        """Look at both sides until it is cancelled."""
        while True:
            pause = self.settings.interval
            try:
                await self.look()
            except Unavailable as error:
                pause = min(pause, self.settings.again)
                self._outage = tell_once(_log, f"groups cannot be looked at: {error}", self._outage)
            except Doubtful as error:
                self.restraint.is_on = True
                self._stop = tell_once(_log, f"groups are not synced: {error}", self._stop)
            except Exception:  # noqa: BLE001  the next look may do better
                _log.exception("groups could not be looked at")
            else:
                self._outage = ""
            await self.clock.sleep(pause)

    async def look(self) -> None:
        """Put a sync on the list of jobs if a side has changed so that there is work.

        Raises:
            Unavailable: Somebody did not answer.
            Doubtful: A source is suspiciously empty.
        """
        if await self._is_under_way():
            return
        now = self.clock.now()
        versions = await self.site.groups_version(now), await self.chat.groups_version()
        seen = self._seen
        is_recent = seen is not None and 0 <= now - seen.at < self.settings.at_least_every
        if seen is not None and is_recent and seen.versions == versions:
            return
        plan = await self.plan()
        if await self._is_settled(plan):
            self._seen = _Seen(versions, now)

    async def _is_settled(self, plan: "GroupPlan") -> bool:
        """See to it that a plan is carried out; False if somebody else's job is in the way."""
        self.restraint.is_on = plan.exceeds(self.limits)
        if self.restraint.is_on:
            self._stop = tell_once(
                _log,
                f"groups are not synced: {plan.removals} of {plan.managed} managed members and "
                "affiliations would go, more than the settings allow; sync groups by command",
                self._stop,
            )
            return True
        self._stop = ""
        if plan.is_empty:
            return True
        job = await self.jobs.add_single(JobKind.SYNC_GROUPS, SCHEDULE, Order().as_json())
        if job is None:
            return False
        self._job = job.number
        self.wake()
        return True

    async def _is_under_way(self) -> bool:
        """Whether its own last job is open still.

        What one that has failed has left is planned again; not so after one that was cancelled.
        """
        if self._job is None:
            return False
        job = await self.jobs.find(self._job)
        if job is not None and job.state.is_open:
            return True
        self._job = None
        if job is None or job.state in (JobState.FAILED, JobState.REFUSED):
            self._seen = None
        return False
