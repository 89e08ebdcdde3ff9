"""A list of jobs of two components, fake or real, whose time passes when a test says so."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from component.adapters.state_jobs import StateJobs
from component.ports.jobs import Jobs
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE
from tests.fakes.jobs import FakeJobs

LEASE = 30.0


class JobsWorld(Protocol):
    """`FakeJobLists` is one, `RealJobLists` the other."""

    @property
    def port(self) -> Jobs: ...
    @property
    def other(self) -> Jobs: ...
    @property
    def again(self) -> Jobs: ...
    def pass_time(self, seconds: float) -> None: ...


class RealJobLists:
    """Two components on one state schema; `again` is a later run of the first."""

    def __init__(
        self, root: Root, databases: Databases, prepare: Callable[[], Awaitable[object]]
    ) -> None:
        self._root = root
        self.port, self.other, self.again = (
            StateJobs(databases.state, prepare, LEASE, component)
            for component in ("a.livechat.test", "b.livechat.test", "a.livechat.test")
        )

    def pass_time(self, seconds: float) -> None:
        """Let everything that is there have happened so much earlier."""
        for column in ("asked_at", "began_at", "ended_at", "lease_until"):
            self._root.execute(
                f"UPDATE job SET {column} = {column} - INTERVAL %s MICROSECOND",
                (round(seconds * 1e6),),
                DATABASE,
            )


class FakeJobLists:
    """Two components on one list in memory; `again` is a later run of the first."""

    def __init__(self) -> None:
        self.port = FakeJobs(lease_seconds=LEASE)
        self.other = self.port.another()
        self.again = self.port.again()

    def pass_time(self, seconds: float) -> None:
        """Let the clock go on."""
        self.port.pass_time(seconds)
