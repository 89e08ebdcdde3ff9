"""Undoing a migration: what is put back, what is not, and who sees to it."""

import pytest

from component.domain.migration import OldAccount, Path, Step
from component.domain.names import ChatUsername
from component.domain.undo import ChatAccountFate, Kept, Undone, UndoPlan, UndoProblem
from component.ports import Rejected, Unavailable
from tests.unit.usecases.undo_house import (
    ALICE,
    ALICE_ID,
    BY,
    CONTACT,
    DAY,
    PASSWORD,
    UNDO_SECONDS,
    UndoHouse,
)

KEPT = Kept(contacts=1, groups=1, has_vcard=True)
FULL_PATHS = [
    pytest.param(path, old, id=f"{path}-{old}")
    for path in (Path.BOTH, Path.CHAT_ONLY)
    for old in OldAccount
]


@pytest.fixture
def house() -> UndoHouse:
    return UndoHouse()


@pytest.mark.parametrize(("path", "old_account"), FULL_PATHS)
async def test_the_account_is_native_again_with_all_that_it_had(
    house: UndoHouse, path: Path, old_account: OldAccount
) -> None:
    await house.migrate(path, old_account)
    undone = await house.undo()
    assert isinstance(undone, Undone)
    assert house.picture() == {
        "id": None,
        "steps": [Step.UNDONE],
        "groups": {"Helpers"},
        "managed": set(),
        "roster": [CONTACT],
        "retired": set(),
        "is_there": True,
        "card": {"FN": "Alice"},
        "password": True,
        "native": True,
    }
    assert house.forgotten == [ALICE]


async def test_what_a_kept_account_lost_since_is_put_back(house: UndoHouse) -> None:
    await house.migrate()
    house.chat.shown(ALICE).card.clear()
    house.archive._roster.clear()
    house.chat.shown_group("Helpers").members.clear()
    await house.undo()
    assert house.picture()["card"] == {"FN": "Alice"}
    assert house.picture()["roster"] == [CONTACT]
    assert house.picture()["groups"] == {"Helpers"}


async def test_groups_that_the_person_joined_otherwise_stay(house: UndoHouse) -> None:
    await house.migrate()
    house.chat.add_roster_group("Chess", ALICE)
    await house.undo()
    assert house.chat.groups_with(ALICE) == {"Helpers", "Chess"}


async def test_a_migration_of_tiki_only_takes_the_id_and_leaves_the_account(
    house: UndoHouse,
) -> None:
    await house.migrate(Path.TIKI_ONLY)
    before = house.chat.credential(ALICE)
    undone = await house.undo(password="")
    assert isinstance(undone, Undone)
    assert undone.plan.fate is ChatAccountFate.LEFT
    assert house.picture()["id"] is None
    assert house.picture()["retired"] == {"alice"}
    assert house.picture()["groups"] == set()
    assert house.chat.credential(ALICE) == before
    assert house.picture()["steps"] == [Step.UNDONE]
    assert house.forgotten == []


async def test_a_migration_of_tiki_only_is_undone_where_no_account_was_made(
    house: UndoHouse,
) -> None:
    await house.migrate(Path.TIKI_ONLY)
    house.chat.lose_account(ALICE)
    undone = await house.undo(password="")
    assert isinstance(undone, Undone)
    assert undone.plan.fate is ChatAccountFate.ABSENT
    assert ALICE not in house.chat.usernames


@pytest.mark.parametrize(("path", "old_account"), FULL_PATHS)
async def test_what_is_shown_is_what_is_done_and_to_look_changes_nothing(
    house: UndoHouse, path: Path, old_account: OldAccount
) -> None:
    migration = await house.migrate(path, old_account)
    before = house.picture()
    plan = await house.look()
    is_kept = old_account is OldAccount.KEEP
    assert plan == UndoPlan(
        migration,
        migration.at + UNDO_SECONDS,
        True,
        ChatAccountFate.RESTORED if is_kept else ChatAccountFate.REMADE,
        KEPT,
        ("Staff",) if is_kept else (),
    )
    assert house.picture() == before
    assert house.state.audit == []
    assert await house.undo() == Undone(plan)


@pytest.mark.parametrize("path", Path)
async def test_whoever_is_signed_in_with_the_tiki_password_is_signed_out(
    house: UndoHouse, path: Path
) -> None:
    """It may be somebody who has stolen a link: that is what undoing is for."""
    await house.migrate(path)
    house.chat.online.add(ALICE)
    linked: list[bool] = []

    async def note() -> None:
        linked.append(house.tiki.stored_id(house.user_id) == "alice")

    house.chat.before["end_sessions"] = note
    assert isinstance(await house.undo(), Undone)
    assert ALICE not in house.chat.online
    assert linked == [False, False], "they could come in again after it"


async def test_of_two_who_undo_at_once_one_is_told_that_the_other_did(house: UndoHouse) -> None:
    migration = await house.migrate()

    async def be_quicker() -> None:
        house.journal.before.clear()
        await house.journal.another().advance(migration, Step.UNDONE)

    house.journal.before["advance"] = be_quicker
    assert await house.undo() is UndoProblem.OVERTAKEN


async def test_a_sign_in_in_between_does_not_cost_the_new_password(house: UndoHouse) -> None:
    await house.migrate()

    async def sign_in() -> None:
        """As `Provision` does for a linked account whose native password may be somebody's."""
        house.tiki.before.clear()
        if await house.state.has_native_password(ALICE):
            await house.chat.replace_password(ALICE)
            await house.state.forget_native_password(ALICE)

    house.tiki.before["release_livechat_id"] = sign_in
    await house.undo()
    assert house.has_password()


async def test_an_account_that_somebody_else_makes_meanwhile_is_taken(house: UndoHouse) -> None:
    await house.migrate(old_account=OldAccount.DELETE)

    async def be_quicker() -> None:
        house.chat.before.clear()
        await house.chat.create_account(ALICE, "", "")

    house.chat.before["create_account"] = be_quicker
    assert isinstance(await house.undo(), Undone)
    assert house.has_password()


async def test_an_account_that_openfire_will_not_make_is_an_error(house: UndoHouse) -> None:
    await house.migrate(old_account=OldAccount.DELETE)
    house.chat.failing["create_account"] = Rejected("no")
    with pytest.raises(Rejected):
        await house.undo()
    assert house.can_sign_in()


async def test_a_group_that_openfire_keeps_them_in_is_reported_and_stays_managed(
    house: UndoHouse,
) -> None:
    await house.migrate()
    house.chat.failing["remove_members"] = Rejected("no")
    undone = await house.undo()
    assert isinstance(undone, Undone)
    assert undone.stays_in == ("Staff",)
    assert await house.managed.managed_rosters(ALICE) == {"Staff"}


async def test_the_audit_says_who_did_what_and_no_password(house: UndoHouse) -> None:
    await house.migrate(old_account=OldAccount.DELETE)
    await house.undo()
    detail = {
        "migration": "1",
        "tiki_login": "Alice",
        "path": "both",
        "chat_account": "remade",
        **BY.as_detail(),
    }
    assert house.state.audit == [
        ("undo", "alice", detail),
        ("create", "alice", {"because": "undo", **BY.as_detail()}),
        ("undone", "alice", detail),
    ]
    assert PASSWORD not in str(house.state.audit)


async def test_without_an_audit_nothing_is_changed(house: UndoHouse) -> None:
    await house.migrate()
    before = house.picture()
    house.state.failing["record"] = Unavailable("the state", "it is down")
    with pytest.raises(Unavailable):
        await house.undo()
    assert house.picture() == before


async def test_who_is_undone_can_migrate_and_be_undone_again(house: UndoHouse) -> None:
    migration = await house.migrate()
    await house.undo()
    again = await house.journal.begin(migration.plan)
    assert again is not None
    await house.tiki.claim_livechat_id(house.user_id, ALICE_ID)
    await house.journal.save_snapshot(again, house.journal.rows.snapshots[1])
    await house._walk(again, Step.CLAIMED, Step.FINISHED)
    house.journal.pass_time(DAY)
    assert isinstance(await house.undo(number=again.number), Undone)
    assert await house.chat.find(ChatUsername("alice")) is not None


async def test_an_id_that_was_given_up_since_is_the_persons_again(house: UndoHouse) -> None:
    """Otherwise nobody could sign in to the account that is native again."""
    await house.migrate()
    await house.tiki.release_livechat_id(house.user_id, ALICE_ID)
    await house.state.retire(ALICE_ID)
    assert isinstance(await house.undo(), Undone)
    assert house.picture()["retired"] == set()
