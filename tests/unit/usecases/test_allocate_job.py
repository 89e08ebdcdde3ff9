"""Live Chat IDs for many: who is chosen, who is left, and that a dry run tells the same."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import pytest

from component.domain.accounts import AccountState, TikiAccount
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.login import Window
from component.domain.names import LiveChatId
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.usecases import allocate_job
from component.usecases.allocate_id import AllocateId
from component.usecases.allocate_job import AllocateJob, AllocateOrder
from component.usecases.allocate_many import AllocateMany
from component.usecases.choose_accounts import Choice, ChooseAccounts
from component.usecases.job_handling import Result
from component.usecases.patience import OutagePace
from component.usecases.reminding import Clock
from tests.fakes.run_items import FakeRunItems
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.house import DOMAIN, CountingChecker, House

REAL = AllocateOrder(Choice(), is_dry=False)
PACE = OutagePace(pause=1.0, longest_pause=4.0, patience=20.0)


@dataclass
class Crowd:
    """A site where some people have no Live Chat ID, and jobs that see to it."""

    house: House
    stop_at: int | None = None
    items: FakeRunItems = field(default_factory=FakeRunItems)
    steps: list[tuple[int, int]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def many(self, fate: Fate | None = None) -> AllocateMany:
        """The use case, in a component of its own."""
        house, fate = self.house, fate or Fate()
        tiki, chat, state = fate.over(house.tiki), fate.over(house.chat), fate.over(house.state)
        ids = replace(
            house.live_chat_ids,
            tiki=tiki,
            chat=chat,
            state=state,
            journal=fate.over(house.journal),
        )

        async def state_of(account: TikiAccount) -> AccountState:
            return await house.verify.state(account, None)

        return AllocateMany(
            DOMAIN,
            house.login.native_only,
            tiki=tiki,
            chat=chat,
            state=state,
            choose=ChooseAccounts(tiki),
            allocate=AllocateId(tiki, tiki, chat, state, ids),
            state_of=state_of,
            window=house.window,
        )

    async def carry_out(
        self, order: AllocateOrder, fate: Fate | None = None, number: int = 7, attempts: int = 1
    ) -> Result:
        """Carry out a job as it comes back from the table."""
        arguments = json.loads(json.dumps(order.as_json()))
        job = Job(number, JobKind.ALLOCATE, Asker("root"), arguments, attempts=attempts)
        items, clock = (fate or Fate()).over(self.items), Clock(lambda: 0.0, self.sleep)
        return await AllocateJob(self.many(fate), items, PACE, clock)(job, self.progress)

    async def progress(self, done: int, total: int) -> bool:
        self.steps.append((done, total))
        return self.stop_at is None or done < self.stop_at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def given(self) -> Mapping[str, str | None]:
        """Login → Live Chat ID."""
        tiki = self.house.tiki
        return {str(tiki.account(n).login): tiki.stored_id(n) for n in tiki.user_ids}

    def rows(self, number: int = 7) -> list[tuple[str, str, str, str]]:
        """What became of each account."""
        return [(i.subject, i.state.value, i.why, i.detail) for i in self.items.of(number)]


@pytest.fixture
def crowd(house: House) -> Crowd:
    house.add("Al.", "pw")
    house.add("al!", "pw")
    house.add("Bo", "pw")
    house.add("bo", "pw", "bo")
    house.add("Ce", "pw")
    house.add_native("ce", "pw")
    house.add("Di", "pw", waiting="l")
    house.add("Ed", "pw", waiting="u")
    house.add("Fi", "pw")
    return Crowd(house)


GIVEN = {"Al.": "al", "al!": "al2", "Bo": "bo2", "Fi": "fi"}
LEFT = {"Ce": "chat-account", "Di": "suspended", "Ed": "pending"}


async def test_those_without_an_id_get_one_unless_something_stands_against_it(
    crowd: Crowd,
) -> None:
    result = await crowd.carry_out(REAL)
    assert result.state is JobState.DONE
    assert crowd.given() == {**GIVEN, "bo": "bo", **dict.fromkeys(LEFT)}
    assert result.outcome["allocated"] == 4
    assert result.outcome["items"] == [
        {"state": "done", "why": "", "count": 4},
        *({"state": "left", "why": why, "count": 1} for why in sorted(LEFT.values())),
    ]
    assert {row[0]: row[2] for row in crowd.rows() if row[1] == "left"} == LEFT
    assert crowd.steps[-1] == (7, 7)


async def test_a_dry_run_writes_nothing_and_tells_exactly_what_the_real_one_does(
    crowd: Crowd,
) -> None:
    before = crowd.given()
    result = await crowd.carry_out(AllocateOrder(Choice()))
    assert (crowd.given(), crowd.house.actions()) == (before, [])
    assert (result.outcome["allocated"], result.outcome["would_allocate"]) == (0, 4)
    promised = {row[0]: row[3] for row in crowd.rows() if row[1] == "would"}
    preview = await crowd.many().preview(Choice(), 100)
    assert preview.count == 7
    assert sorted(preview.first, key=lambda item: item.subject) == crowd.items.of(7)
    await crowd.carry_out(REAL, number=8)
    assert {name: crowd.given()[name] for name in promised} == promised == GIVEN


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        (Choice("al*"), {"Al.", "al!"}),
        (Choice("FI"), {"Fi"}),
        (Choice("?o"), {"Bo"}),
        (Choice(group="team"), {"Fi", "Bo"}),
        (Choice("f*", "Everyone"), {"Fi"}),
        (Choice("nobody"), set()),
    ],
)
async def test_people_are_chosen_by_login_and_group(
    crowd: Crowd, choice: Choice, chosen: set[str]
) -> None:
    tiki = crowd.house.tiki
    for group in ("Team", "Everyone"):
        tiki.add_group(group)
    tiki.include("Team", "Everyone")
    for user_id in tiki.user_ids:
        if str(tiki.account(user_id).login) in ("Fi", "Bo"):
            tiki.join(user_id, "Team")
    await crowd.carry_out(AllocateOrder(choice, is_dry=False))
    assert {name for name in GIVEN if crowd.given()[name]} == chosen


async def test_once_the_migration_is_over_chat_accounts_do_not_keep_anybody_waiting(
    crowd: Crowd,
) -> None:
    crowd.house.decide(window=Window.CLOSED)
    await crowd.carry_out(REAL)
    assert crowd.given()["Ce"] == "ce2"


async def test_an_account_left_behind_does_not_either(crowd: Crowd) -> None:
    await crowd.house.state.retire(LiveChatId("ce"))
    await crowd.carry_out(REAL)
    assert crowd.given()["Ce"] == "ce2"


async def test_who_asks_for_its_end_gets_what_was_done_by_then(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allocate_job, "BATCH", 2)
    crowd.stop_at = 2
    result = await crowd.carry_out(REAL)
    assert (result.state, result.outcome["allocated"]) == (JobState.CANCELLED, 2)
    assert {name for name, given in crowd.given().items() if given} == {"Al.", "al!", "bo"}


async def test_one_bad_account_is_told_and_the_others_get_theirs(crowd: Crowd) -> None:
    tiki = crowd.house.tiki

    async def breaks() -> None:
        if tiki.calls[-1][1] == 3:
            raise RuntimeError("odd")

    tiki.before["claim_livechat_id"] = breaks
    result = await crowd.carry_out(REAL)
    assert result.state is JobState.DONE
    assert result.outcome["failures"] == [{"where": "", "who": "Bo", "why": "RuntimeError"}]
    assert crowd.given()["Fi"] == "fi"
    tiki.before.clear()
    await crowd.carry_out(REAL, attempts=2)
    assert crowd.given()["Bo"] == "bo2"


async def test_an_outage_is_waited_out_and_one_that_lasts_ends_it(crowd: Crowd) -> None:
    crowd.house.chat.failing["find"] = Unavailable("Openfire", "away")
    result = await crowd.carry_out(REAL)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert crowd.slept[:4] == [1.0, 2.0, 4.0, 4.0]
    crowd.house.chat.failing.clear()
    assert (await crowd.carry_out(REAL, attempts=2)).outcome["allocated"] == 4


async def test_what_was_done_before_an_outage_that_lasts_is_counted(crowd: Crowd) -> None:
    tiki = crowd.house.tiki

    async def away_then() -> None:
        if tiki.count("claim_livechat_id") > 1:
            raise Unavailable("Tiki", "away")

    tiki.before["claim_livechat_id"] = away_then
    result = await crowd.carry_out(REAL)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert result.outcome["allocated"] == 1


@pytest.mark.parametrize("blow", [*Blow])
async def test_whatever_happens_at_any_call_it_ends_the_same(
    checker: CountingChecker, monkeypatch: pytest.MonkeyPatch, blow: Blow
) -> None:
    monkeypatch.setattr(allocate_job, "BATCH", 2)
    for number in count():
        house, fate = House(checker), Fate(number, blow)
        crowd = Crowd(house)
        for login in ("Al.", "al!", "Bo"):
            house.add(login, "pw")
        house.add("Ce", "pw")
        house.add_native("ce", "pw")
        with contextlib.suppress(Killed):
            await crowd.carry_out(REAL, fate)
            if number >= len(fate.calls):
                return
        result = await crowd.carry_out(REAL, attempts=2)
        assert crowd.given() == {"Al.": "al", "al!": "al2", "Bo": "bo", "Ce": None}, fate.story
        assert result.outcome["allocated"] == 3, fate.story
        states = sorted(row[1] for row in crowd.rows())
        assert states == ["done", "done", "done", "left"], fate.story


async def test_a_resumed_dry_run_promises_nothing_twice(crowd: Crowd) -> None:
    await crowd.items.note(7, [RunItem("Al.", ItemState.WOULD, detail="al")])
    await crowd.carry_out(AllocateOrder(Choice("al*")), attempts=2)
    assert [(row[0], row[3]) for row in crowd.rows()] == [("Al.", "al"), ("al!", "al2")]


def test_orders_survive_the_table() -> None:
    order = AllocateOrder(Choice("a*", "Team"), is_dry=False)
    assert AllocateOrder.of(order.as_json()) == order
    assert AllocateOrder.of({"login": "*", "group": ""}).is_dry
    with pytest.raises(ValueError, match="pattern"):
        AllocateOrder.of({"dry_run": False})
