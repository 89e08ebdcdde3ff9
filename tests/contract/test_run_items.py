"""The port `RunItems`: what a run did with each account is found again, until the run goes."""

import pytest

from component.domain.jobs import Asker, JobKind
from component.domain.run_items import ItemState, RunItem
from tests.contract.conftest import BOTH
from tests.contract.run_item_worlds import RunItemsWorld, fake_run_items, real_run_items
from tests.contract.servers import Databases
from tests.contract.state_worlds import RealState

RUN, OTHER = 7, 8
ADMIN = Asker("admin@livechat.test", "admin")
DONE, WOULD, LEFT, FAILED = ItemState.DONE, ItemState.WOULD, ItemState.LEFT, ItemState.FAILED


@pytest.fixture
def stored(databases: Databases, real_state: RealState) -> RunItemsWorld:
    return real_run_items(databases, real_state.port.prepare)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> RunItemsWorld:
    if request.param == "fake":
        return fake_run_items()
    real: RunItemsWorld = request.getfixturevalue("stored")
    return real


async def test_a_run_that_noted_nothing_has_no_items(world: RunItemsWorld) -> None:
    await world.port.note(RUN, [])
    assert await world.port.read(RUN) == []
    assert await world.port.counts(RUN) == {}
    assert await world.port.find(RUN, ["alice"]) == {}
    assert await world.port.find(RUN, []) == {}


@pytest.mark.parametrize(
    "item",
    [
        RunItem("alice", DONE),
        RunItem("zoë", FAILED, "Openfire: <not-allowed/> 'no' \\ %s", "Zoë <O'Neil> 🦄"),
        RunItem("x" * 191, LEFT, "other-password", "y" * 500),
        RunItem("🦄" * 191, WOULD),
        RunItem("old login \udce9", FAILED, "\ud800", "\udcff"),
        RunItem("blank ", DONE),
    ],
)
async def test_an_item_is_read_as_it_was_noted(world: RunItemsWorld, item: RunItem) -> None:
    await world.port.note(RUN, [item])
    assert await world.port.read(RUN) == [item]
    assert await world.port.find(RUN, [item.subject]) == {item.subject: item}


async def test_what_is_too_long_is_cut(world: RunItemsWorld) -> None:
    await world.port.note(RUN, [RunItem("alice", FAILED, "ü" * 501, "🦄" * 501)])
    assert await world.port.read(RUN) == [RunItem("alice", FAILED, "ü" * 500, "🦄" * 500)]


async def test_the_newest_word_on_an_account_counts(world: RunItemsWorld) -> None:
    await world.port.note(RUN, [RunItem("bob", FAILED, "gone"), RunItem("alice", DONE)])
    await world.port.note(RUN, [RunItem("bob", FAILED, "again"), RunItem("bob", DONE, "", "Bob")])
    assert await world.port.read(RUN) == [RunItem("alice", DONE), RunItem("bob", DONE, "", "Bob")]


async def test_runs_know_nothing_of_each_other(world: RunItemsWorld) -> None:
    await world.port.note(RUN, [RunItem("alice", DONE)])
    await world.port.note(OTHER, [RunItem("alice", FAILED, "no")])
    assert await world.port.read(RUN) == [RunItem("alice", DONE)]
    assert await world.port.counts(OTHER) == {(FAILED, ""): 1}
    assert await world.port.find(RUN, ["alice"]) == {"alice": RunItem("alice", DONE)}


async def test_items_come_by_code_point_page_by_page(world: RunItemsWorld) -> None:
    subjects = ["A", "B ", "B", "a", "a!", "zoe", "zoë", "é", "ﬁ", "\udce9", "🦄"]
    await world.port.note(RUN, [RunItem(subject, DONE) for subject in reversed(subjects)])
    read: list[str] = []
    while page := await world.port.read(RUN, after=read[-1] if read else "", most=2):
        assert len(page) <= 2
        read += [item.subject for item in page]
    assert read == sorted(subjects)


async def test_items_of_one_state_are_read_alone(world: RunItemsWorld) -> None:
    states = [DONE, FAILED, LEFT, FAILED, WOULD, FAILED]
    items = [RunItem(f"user{number}", state) for number, state in enumerate(states)]
    await world.port.note(RUN, items)
    assert await world.port.read(RUN, state=FAILED) == [items[1], items[3], items[5]]
    assert await world.port.read(RUN, state=FAILED, after="user1", most=1) == [items[3]]
    assert await world.port.read(RUN, state=LEFT) == [items[2]]


async def test_items_are_counted_by_state_and_word_and_failures_together(
    world: RunItemsWorld,
) -> None:
    noted = [(DONE, ""), (DONE, ""), (DONE, "allocated"), (LEFT, "Taken"), (LEFT, "taken")]
    noted += [(FAILED, "no answer"), (FAILED, "not allowed"), (WOULD, "")]
    items = [RunItem(f"u{number}", state, why) for number, (state, why) in enumerate(noted)]
    await world.port.note(RUN, items)
    assert await world.port.counts(RUN) == {
        (DONE, ""): 2,
        (DONE, "allocated"): 1,
        (LEFT, "Taken"): 1,
        (LEFT, "taken"): 1,
        (FAILED, ""): 2,
        (WOULD, ""): 1,
    }


async def test_those_that_are_there_are_found(world: RunItemsWorld) -> None:
    items = [RunItem(f"user{number}", DONE) for number in range(1_200)]
    for start in range(0, 1_200, 400):
        await world.port.note(RUN, items[start : start + 400])
    wanted = [f"user{number}" for number in range(0, 2_400, 2)]
    found = await world.port.find(RUN, wanted)
    assert found == {item.subject: item for item in items[::2]}


async def test_items_go_when_their_run_goes_and_no_others_do(world: RunItemsWorld) -> None:
    numbers = [(await world.jobs.add(JobKind.MERGE, ADMIN, {})).number for _ in range(4)]
    for number in numbers:
        await world.port.note(number, [RunItem("alice", DONE), RunItem("bob", LEFT, "taken")])
    for number in numbers[1:]:
        await world.jobs.cancel(number)
    assert await world.jobs.drop_ended(1) == 2
    left = [len(await world.port.read(number)) for number in numbers]
    assert left == [2, 0, 0, 2]


async def test_all_items_of_a_large_run_go(world: RunItemsWorld) -> None:
    job = await world.jobs.add(JobKind.MERGE, ADMIN, {})
    for start in range(0, 5_001, 500):
        items = [RunItem(f"user{n}", DONE) for n in range(start, min(start + 500, 5_001))]
        await world.port.note(job.number, items)
    await world.jobs.cancel(job.number)
    await world.jobs.drop_ended(0)
    assert await world.port.read(job.number) == []
