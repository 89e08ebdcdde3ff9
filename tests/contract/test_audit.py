"""The port `AuditLog`: who did what to which account, when, and by which way."""

from dataclasses import dataclass
from datetime import UTC

import pytest

from component.adapters.state_audit import StateAudit
from component.domain.audit import Actor, AuditEntry, AuditQuery, Way
from component.ports import State
from component.ports.audit import AuditLog
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState
from tests.fakes.audit import FakeAudit
from tests.fakes.state import FakeState

DAY = 86_400.0
AT_ONCE = 7
"""Entries that a statement looks at here, so that there are several."""
ALICE = Actor("alice@livechat.test", Way.CHAT)
ROOT = Actor("root", Way.SHELL, job=7)


@dataclass
class AuditWorld:
    """A state schema, its audit, and its clock."""

    port: AuditLog
    state: State
    fake: FakeState | None
    root: Root | None = None

    def pass_time(self, seconds: float) -> None:
        """Let everything that is there have happened so much earlier."""
        if self.fake is not None:
            self.fake.times = [at - seconds for at in self.fake.times]
        if self.root is not None:
            days = (round(seconds * 1e6),)
            self.root.execute("UPDATE audit SET at = at - INTERVAL %s MICROSECOND", days, DATABASE)

    def now(self) -> float:
        """The database's clock."""
        if self.fake is not None:
            return self.fake.now
        assert self.root is not None
        ((now,),) = self.root.execute("SELECT UTC_TIMESTAMP(6)", (), DATABASE)
        return float(now.replace(tzinfo=UTC).timestamp())


@pytest.fixture
def real_audit(root: Root, databases: Databases, real_state: RealState) -> AuditWorld:
    audit = StateAudit(databases.state, real_state.port.prepare, AT_ONCE, AT_ONCE)
    return AuditWorld(audit, real_state.port, None, root)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> AuditWorld:
    if request.param == "fake":
        state = FakeState()
        return AuditWorld(FakeAudit(state), state, state)
    real: AuditWorld = request.getfixturevalue("real_audit")
    return real


async def write(
    world: AuditWorld, action: str, subject: str, by: Actor = ROOT, **detail: str
) -> None:
    await world.state.record(action, subject, {**detail, **by.as_detail()})


async def found(world: AuditWorld, **query: object) -> list[tuple[str, str]]:
    entries = await world.port.newest(AuditQuery(**query))  # type: ignore[arg-type]
    return [(entry.action, entry.subject) for entry in entries]


async def test_an_empty_audit_has_no_entries(world: AuditWorld) -> None:
    assert await world.port.newest(AuditQuery()) == []
    assert await world.port.newest(AuditQuery(subjects=("bob",), since=0.0)) == []
    assert [entry async for entry in world.port.of_actions(["migrate"])] == []


async def test_an_entry_is_read_as_it_was_written(world: AuditWorld) -> None:
    await write(world, "merge", "zoë", ROOT, tiki_login='Zoë 🦄 "O\'Neill" \\ %s _')
    (entry,) = await world.port.newest(AuditQuery())
    assert entry == AuditEntry(entry.number, entry.at, "merge", "zoë", entry.detail)
    assert abs(entry.at - world.now()) < 30
    assert (entry.by, entry.way) == ("root", "shell")
    assert entry.more == {"tiki_login": 'Zoë 🦄 "O\'Neill" \\ %s _', "job": "7"}


async def test_the_newest_come_first_and_no_more_than_are_asked_for(world: AuditWorld) -> None:
    for number in range(3 * AT_ONCE):
        await write(world, "create", f"user{number}")
    expected = [("create", f"user{number}") for number in reversed(range(3 * AT_ONCE))]
    for most in (1, AT_ONCE, AT_ONCE + 1, 100):
        assert await found(world, most=most) == expected[:most]
    numbers = [entry.number for entry in await world.port.newest(AuditQuery())]
    assert numbers == sorted(numbers, reverse=True)


async def test_entries_are_found_by_account_by_action_and_by_both(world: AuditWorld) -> None:
    for action, subject in (("create", "bob"), ("create", "Bob"), ("merge", "bob")):
        await write(world, action, subject)
        for number in range(AT_ONCE):
            await write(world, "join-group", f"user{number}")
    assert await found(world, subjects=("bob",)) == [("merge", "bob"), ("create", "bob")]
    assert await found(world, subjects=("bob", "Bob", "none"), action="create") == [
        ("create", "Bob"),
        ("create", "bob"),
    ]
    assert await found(world, action="merge") == [("merge", "bob")]
    assert await found(world, subjects=("bo%", "b_b", "")) == []


@pytest.mark.parametrize(
    "name", ["alice@livechat.test", "100%", "a_b", "!", "Zoë 🦄", 'a "quoted" \\ name', "\udce9"]
)
async def test_entries_are_found_by_who_did_it_exactly(world: AuditWorld, name: str) -> None:
    others = ["alice@livechat", "100x", "aXb", "", "Zoe", "name", f"{name}.", f"x{name}"]
    for other in filter(None, others):
        await write(world, "create", "bob", Actor(other, Way.CHAT))
    await write(world, "undo", "bob", Actor(name, Way.CHAT))
    assert await found(world, by=(name,)) == [("undo", "bob")]
    assert await found(world, by=("nobody", name)) == [("undo", "bob")]
    assert await found(world, by=("nobody",)) == []


async def test_what_a_detail_quotes_is_no_detail(world: AuditWorld) -> None:
    await write(world, "merge", "bob", ROOT, tiki_login='", "by": "mallory", "way": "page')
    assert await found(world, by=("mallory",)) == []
    assert await found(world, by=("root",)) == [("merge", "bob")]


async def test_entries_are_found_by_time(world: AuditWorld) -> None:
    for number in range(4):
        for _ in range(AT_ONCE):
            await write(world, "create", f"user{number}")
        world.pass_time(DAY)
    since = world.now() - 2.5 * DAY
    subjects = [subject for _, subject in await found(world, since=since)]
    assert subjects == ["user3"] * AT_ONCE + ["user2"] * AT_ONCE
    assert await found(world, since=world.now()) == []
    assert len(await found(world, since=world.now() - 10 * DAY, subjects=("user0",))) == AT_ONCE


async def test_entries_of_some_actions_come_in_their_order(world: AuditWorld) -> None:
    written = []
    for number in range(3 * AT_ONCE):
        action = ("merge", "create", "finish")[number % 3]
        await write(world, action, f"user{number}", ROOT, path="both")
        written.append((action, f"user{number}", "both"))
    read = [entry async for entry in world.port.of_actions(["merge", "finish", "undone"])]
    assert [(e.action, e.subject, e.detail["path"]) for e in read] == [
        one for one in written if one[0] != "create"
    ]
    assert [entry.number for entry in read] == sorted(entry.number for entry in read)
    assert [entry async for entry in world.port.of_actions([])] == []


@pytest.mark.live
async def test_an_entry_of_another_program_does_no_harm(real_audit: AuditWorld, root: Root) -> None:
    root.execute(
        "INSERT INTO audit (at, action, subject, detail) VALUES (UTC_TIMESTAMP(6), 'x', 'y', %s)",
        ('{"by": "nobody known", "way": "by magic"}',),
        DATABASE,
    )
    (entry,) = await real_audit.port.newest(AuditQuery())
    assert (entry.by, entry.way) == ("nobody known", "by magic")
