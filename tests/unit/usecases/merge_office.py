"""A site where accounts that match are merged as a job, in components of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from component.domain.jobs import Asker, Job, JobKind
from component.domain.login import Window
from component.domain.passwords.openfire import Credential, ScramCredential
from component.domain.run_items import ItemState
from component.usecases.find_pairs import FindPairs, Survey
from component.usecases.job_handling import Result
from component.usecases.merge_job import MergeJob
from component.usecases.merge_order import MergeOrder
from component.usecases.merge_pair import MergePair
from component.usecases.patience import OutagePace
from component.usecases.reminding import Clock
from component.usecases.verify import Verify
from tests.fakes.chat_lists import FakeChatAccounts
from tests.fakes.run_items import FakeRunItems
from tests.fakes.window import StandingWindow
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.house import DOMAIN, House

PACE = OutagePace(pause=1.0, longest_pause=4.0, patience=20.0)
SCRAM = ScramCredential("c2FsdA==", 4096, "a2V5")
REAL = MergeOrder(is_dry=False, accounts=9)
DRY = MergeOrder(is_dry=True, accounts=9)
JOB = 7


@dataclass
class _Asked:
    """A window that is asked like a port."""

    window: StandingWindow

    async def now(self) -> Window:
        return await self.window()


@dataclass
class MergeOffice:
    """A site, and jobs that merge on it.

    Attributes:
        stop_at: After so many accounts somebody asks for the end.
    """

    house: House
    items: FakeRunItems = field(default_factory=FakeRunItems)
    slept: list[float] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    stop_at: int | None = None
    page: int = 3
    at_once: int = 1
    now: float = 1_700_000_000.0

    def __post_init__(self) -> None:
        self.accounts = FakeChatAccounts(self.house.chat)

    def add_twins(self, name: str, password: str = "same", **columns: Any) -> int:  # noqa: S107, ANN401  not a secret; columns of users_users
        """Make a chat account and a Tiki account of one name and password."""
        self.house.add_native(name, password)
        return self.house.add(name.title(), password, **columns)

    def add_stored(self, name: str, credential: Credential) -> int:
        """The same, with the chat password stored in some form."""
        self.house.chat.add_account(name, credential)
        return self.house.add(name, "same")

    def finding(self, fate: Fate | None = None) -> FindPairs:
        """The use case, in a component of its own."""
        fate, house = fate or Fate(), self.house
        return FindPairs(
            DOMAIN,
            house.login.native_only,
            fate.over(self.accounts),
            fate.over(house.tiki),
            fate.over(house.state),
            page=self.page,
        )

    def handler(self, fate: Fate | None = None) -> MergeJob:
        """The use case, likewise."""
        fate, house = fate or Fate(), self.house
        tiki, state = fate.over(house.tiki), fate.over(house.state)
        verify = Verify(
            tiki=tiki,
            checker=house.checker,
            memory=house.verify.memory,
            throttle=house.verify.throttle,
        )
        return MergeJob(
            self.finding(fate),
            MergePair(tiki, tiki, state, verify),
            fate.over(self.items),
            fate.over(_Asked(house.window)).now,
            at_once=self.at_once,
            pace=PACE,
            clock=Clock(lambda: self.now, self.sleep),
        )

    async def survey(self) -> Survey:
        """Count what there is."""
        return await self.finding().survey()

    async def carry_out(
        self,
        order: MergeOrder = REAL,
        fate: Fate | None = None,
        **job: Any,  # noqa: ANN401  the fields of Job
    ) -> Result:
        """Carry out a job as it comes back from the table, in a component of its own."""
        arguments: dict[str, object] = json.loads(json.dumps(order.as_json()))
        found = Job(JOB, JobKind.MERGE, Asker("boss@livechat.test", "boss"), arguments, **job)
        found = replace(found, attempts=found.attempts or 1)
        return await self.handler(fate)(found, self.progress)

    async def progress(self, done: int, total: int) -> bool:
        self.steps.append((done, total))
        return self.stop_at is None or done < self.stop_at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def noted(self, state: ItemState | None = None) -> Mapping[str, tuple[str, str]]:
        """What the run has noted: subject → state and why, or all of one state."""
        return {
            item.subject: (item.state.value, item.why)
            for item in self.items.of(JOB)
            if state in (None, item.state)
        }

    def picture(self) -> Mapping[str, Any]:
        """Everything that a merge changes, but for the audit."""
        return {"ids": self.house.ids(), "items": self.items.of(JOB)}


def counts(result: Result) -> Mapping[str, int]:
    """The items of an outcome: state and why → how many."""
    items = result.outcome["items"]
    assert isinstance(items, list)
    return {f"{one['state']} {one['why']}".strip(): one["count"] for one in items}
