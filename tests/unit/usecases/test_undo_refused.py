"""Undoing a migration: which one a name means, and what stands in the way of undoing it."""

import pytest

from component.domain.migration import Path, Step
from component.domain.undo import Undone, UndoPlan, UndoProblem
from component.ports import Unavailable
from tests.unit.usecases.undo_house import ALICE, ALICE_ID, UNDO_SECONDS, UndoHouse


@pytest.fixture
def house() -> UndoHouse:
    return UndoHouse()


@pytest.mark.parametrize(
    "name",
    ["alice", "ALICE", "alice@livechat.test", "Alice", "  alice "],
)
async def test_the_migration_is_found_by_the_live_chat_id(house: UndoHouse, name: str) -> None:
    await house.migrate()
    assert isinstance(await house.undo(name), Undone)


@pytest.mark.parametrize("name", ["Ms. Liddell", "ms. liddell", "liddell@mail.test"])
async def test_the_migration_is_found_by_what_else_the_person_signs_in_with(
    house: UndoHouse, name: str
) -> None:
    house.tiki.set_rule("login_allow_email", "y")
    await house.migrate()
    house.rename("Ms. Liddell")
    house.tiki.change(house.user_id, email="liddell@mail.test")
    assert isinstance(await house.undo(name), Undone)


async def test_an_undo_that_was_broken_off_is_found_by_the_tiki_login(house: UndoHouse) -> None:
    await house.migrate()
    house.rename("Liddell")
    await house.tiki.release_livechat_id(house.user_id, ALICE_ID)
    plan = await house.look("Liddell")
    assert isinstance(plan, UndoPlan)
    assert not plan.is_linked
    assert isinstance(await house.undo("Liddell"), Undone)


async def test_a_live_chat_id_counts_before_a_tiki_login(house: UndoHouse) -> None:
    await house.migrate()
    house.rename("Liddell")
    house.tiki.add("alice", livechat_id="other")
    undone = await house.undo("alice")
    assert isinstance(undone, Undone)
    assert undone.plan.migration.plan.user_id == house.user_id


@pytest.mark.parametrize("name", ["nobody", "", "\0", "bob", "@"])
async def test_there_is_nothing_to_undo_where_nobody_migrated(house: UndoHouse, name: str) -> None:
    await house.migrate()
    house.tiki.add("bob")
    assert await house.look(name) is UndoProblem.NOTHING
    assert await house.undo(name) is UndoProblem.NOTHING


async def test_what_is_undone_is_not_undone_again(house: UndoHouse) -> None:
    await house.migrate()
    await house.undo()
    assert await house.undo() is UndoProblem.NOTHING
    assert await house.undo("Alice") is UndoProblem.NOTHING


@pytest.mark.parametrize("name", ["alice", "Liddell"])
async def test_a_migration_that_is_under_way_is_not_undone(house: UndoHouse, name: str) -> None:
    migration = await house.migrate()
    house.rename("Liddell")
    await house.journal.another().begin(migration.plan)
    assert await house.look(name) is UndoProblem.OPEN
    assert await house.undo(name) is UndoProblem.OPEN


async def test_it_can_be_undone_for_as_long_as_the_setting_says(house: UndoHouse) -> None:
    await house.migrate()
    house.journal.pass_time(UNDO_SECONDS)
    assert isinstance(await house.look(), UndoPlan)
    house.journal.pass_time(1)
    assert await house.look() is UndoProblem.TOO_LATE
    assert await house.undo() is UndoProblem.TOO_LATE


@pytest.mark.parametrize("path", [Path.BOTH, Path.CHAT_ONLY])
async def test_without_a_snapshot_nothing_is_undone(house: UndoHouse, path: Path) -> None:
    await house.migrate(path)
    house.journal.rows.snapshots.clear()
    before = house.picture()
    assert await house.undo() is UndoProblem.NO_SNAPSHOT
    assert house.picture() == before


async def test_an_id_that_is_somebody_elses_by_now_is_not_taken_from_them(
    house: UndoHouse,
) -> None:
    await house.migrate()
    house.tiki.change(house.user_id, livechat_id=None)
    other = house.tiki.add("Other", livechat_id="alice")
    assert await house.undo() is UndoProblem.MOVED_ON
    assert house.tiki.stored_id(other) == "alice"
    assert not house.has_password()


async def test_a_tiki_account_that_has_another_id_by_now_is_left_alone(house: UndoHouse) -> None:
    await house.migrate()
    house.tiki.change(house.user_id, livechat_id="liddell")
    assert await house.undo() is UndoProblem.MOVED_ON
    assert house.tiki.stored_id(house.user_id) == "liddell"


async def test_an_id_that_goes_to_somebody_else_at_the_last_moment_stays_theirs(
    house: UndoHouse,
) -> None:
    await house.migrate()

    async def move_on() -> None:
        house.tiki.change(house.user_id, livechat_id=None)
        house.tiki.add("Other", livechat_id="alice")

    house.tiki.before["release_livechat_id"] = move_on
    assert await house.undo() is UndoProblem.MOVED_ON
    assert await house.state.has_native_password(ALICE)  # so the next sign-in makes it random
    assert house.journal.steps("alice") == [Step.FINISHED]


async def test_a_tiki_account_that_is_gone_stands_in_nobodys_way(house: UndoHouse) -> None:
    await house.migrate()
    house.tiki.change(house.user_id, livechat_id=None)
    del house.tiki._rows[house.user_id], house.tiki._logins[house.user_id]
    undone = await house.undo()
    assert isinstance(undone, Undone)
    assert not undone.plan.is_linked
    assert house.has_password()


async def test_a_tiki_that_keeps_the_id_is_an_error(
    house: UndoHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.migrate()

    async def keep(_user_id: int, _livechat_id: str) -> bool:
        return False

    monkeypatch.setattr(house.tiki, "release_livechat_id", keep)
    with pytest.raises(Unavailable, match="does not let 'alice' go"):
        await house.undo()
    assert house.journal.steps("alice") == [Step.FINISHED]


@pytest.mark.parametrize("password", ["", " ", " x", "x\n", "a\0b", "x" * 33, "\x1b[2J", "\ud800"])
async def test_what_can_be_no_password_changes_nothing(house: UndoHouse, password: str) -> None:
    await house.migrate()
    before = house.picture()
    assert await house.undo(password=password) is UndoProblem.PASSWORD
    assert house.picture() == before
    assert house.state.audit == []


async def test_only_the_migration_that_was_shown_is_undone(house: UndoHouse) -> None:
    migration = await house.migrate()
    assert await house.undo(number=migration.number + 1) is UndoProblem.OUTDATED
    assert house.state.audit == []
