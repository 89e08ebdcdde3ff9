"""What runs did, and the list of jobs beside it, fake or real, for the suite of `RunItems`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from component.adapters.state_jobs import StateJobs
from component.adapters.state_run_items import StateRunItems
from component.ports.jobs import Jobs
from component.ports.run_items import RunItems
from tests.contract.servers import Databases
from tests.fakes.jobs import FakeJobs
from tests.fakes.run_items import FakeRunItems


@dataclass(frozen=True)
class RunItemsWorld:
    """The port, and the list of jobs that the runs are on."""

    port: RunItems
    jobs: Jobs


def fake_run_items() -> RunItemsWorld:
    """Both in memory."""
    jobs = FakeJobs()
    return RunItemsWorld(FakeRunItems(jobs.rows), jobs)


def real_run_items(databases: Databases, prepare: Callable[[], Awaitable[object]]) -> RunItemsWorld:
    """Both in the state schema."""
    return RunItemsWorld(
        StateRunItems(databases.state, prepare), StateJobs(databases.state, prepare)
    )
