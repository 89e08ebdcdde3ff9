"""What is known of accounts of every kind."""

from dataclasses import replace

import pytest

from component.domain.account_view import (
    AccountView,
    Connection,
    Places,
    RoomPlace,
)
from component.domain.accounts import AccountState
from component.domain.group_plan import Affiliation
from component.domain.login import Window
from component.domain.migration import Step
from component.domain.names import ChatUsername
from component.ports import Unavailable
from tests.unit.actors import TESTER
from tests.unit.frontdoors.office import ROOM, Office

ZOE, BOB = ChatUsername("zoe"), ChatUsername("bob")


@pytest.fixture
def office() -> Office:
    made = Office()
    made.add_person("Zoë", "zoe", "helpers", email="zoe@example.org")
    made.tiki.include("Helpers", "Monitors")
    made.add_person("Bob", None, email="Bob@Example.org")
    made.add_chat_account("bob")
    made.add_chat_account("robot")
    return made


async def connections(office: Office, name: str) -> list[tuple[Connection, str | None, str | None]]:
    """What a name means: how it is connected, its chat username, its Tiki login."""
    return [
        (view.connection, view.username, view.tiki.login if view.tiki else None)
        for view in await office.describe(name)
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zoe", [(Connection.LINKED, "zoe", "Zoë")]),
        ("Zoë", [(Connection.LINKED, "zoe", "Zoë")]),
        ("zoe@livechat.test", [(Connection.LINKED, "zoe", "Zoë")]),
        ("ZOE@example.org", [(Connection.LINKED, "zoe", "Zoë")]),
        ("robot", [(Connection.NATIVE_ONLY, "robot", None)]),
        ("bob", [(Connection.UNMIGRATED, "bob", None), (Connection.TIKI_ONLY, None, "Bob")]),
        ("bob@example.org", [(Connection.TIKI_ONLY, None, "Bob")]),
        ("nobody", []),
        ("", []),
        ("\x00\ud800", []),
        ("a" * 5000, []),
    ],
)
async def test_accounts_are_found_by_any_name(
    name: str, expected: list[tuple[Connection, str | None, str | None]], office: Office
) -> None:
    assert await connections(office, name) == expected


async def test_an_account_with_the_address_as_its_login_is_shown_once(office: Office) -> None:
    office.tiki.set_rule("login_allow_email", "y")
    assert len(await office.describe("zoe@example.org")) == 1


async def test_groups_are_the_effective_ones_as_the_site_spells_them(office: Office) -> None:
    (view,) = await office.describe("zoe")
    assert view.tiki is not None
    assert view.tiki.groups == ("Helpers", "Monitors", "Registered")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, AccountState.ACTIVE),
        ({"waiting": "a"}, AccountState.PENDING),
        ({"waiting": "x"}, AccountState.SUSPENDED),
        ({"pass_confirm": 0}, AccountState.PASSWORD_DUE),
    ],
)
async def test_the_state_is_that_of_a_sign_in(
    columns: dict[str, object], expected: AccountState, office: Office
) -> None:
    office.tiki.change(1, **columns)  # type: ignore[arg-type]  # columns by name
    (view,) = await office.describe("zoe")
    assert view.tiki is not None
    assert view.tiki.state is expected


async def test_places_are_told_apart_by_who_gave_them(office: Office) -> None:
    office.chat.add_roster_group("Helpers", "zoe", "bob")
    office.chat.add_roster_group("Friends", "zoe")
    await office.managed.manage_members("Helpers", [ZOE])
    await office.managed.manage_members("Forgotten", [ZOE])
    office.rooms.give(ROOM, "zoe", Affiliation.OWNER)
    expected = Places(("Helpers",), ("Friends",), (RoomPlace(ROOM, Affiliation.OWNER, False),))
    assert await office.describe.places_of(ZOE) == expected
    await office.managed.manage_affiliations(ROOM, {ZOE: Affiliation.OWNER})
    (room,) = (await office.describe.places_of(ZOE)).rooms
    assert room.is_managed
    assert (await office.describe.places_of(BOB)).by_hand == ("Helpers",)


async def test_without_rooms_nobody_is_asked_for_them(office: Office) -> None:
    office.rooms.go_down()
    describe = replace(office.describe, rooms=None)
    assert await describe.places_of(ZOE) == Places()


async def test_an_account_without_its_chat_account_is_linked_all_the_same(office: Office) -> None:
    office.chat.lose_account("zoe")
    view = await office.describe.of_username(ZOE)
    assert view is not None
    assert (view.connection, view.has_chat_account) == (Connection.LINKED, False)


@pytest.mark.parametrize("step", [Step.BEGUN, Step.FINISHED])
async def test_the_last_migration_is_shown_be_it_finished_or_under_way(
    step: Step, office: Office
) -> None:
    await office.add_migration("zoe", 1, step)
    (view,) = await office.describe("zoe")
    assert view.migration is not None
    assert view.migration.step is step


async def test_the_person_s_word_on_reminders_is_shown(office: Office) -> None:
    await office.reminder_choice().stop(BOB, TESTER)
    assert [view.is_reminded for view in await office.describe("bob")] == [False, True]


@pytest.mark.parametrize(
    ("window", "expected"),
    [(Window.OPEN, True), (Window.REFUSING, True), (Window.CLOSED, False)],
)
async def test_whether_an_account_can_migrate_is_a_question_of_the_window(
    window: Window, expected: bool, office: Office
) -> None:
    office.decide(window=window)
    assert [view.can_migrate for view in await office.describe("bob")] == [expected, expected]
    for name in ("zoe", "robot"):
        assert [view.can_migrate for view in await office.describe(name)] == [False]


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("zoe", Connection.LINKED),
        ("bob", Connection.UNMIGRATED),
        ("robot", Connection.NATIVE_ONLY),
        ("nobody", None),
    ],
)
async def test_a_person_s_own_account_is_the_one_of_their_username(
    username: str, expected: Connection | None, office: Office
) -> None:
    view = await office.describe.of_username(ChatUsername(username))
    assert (view.connection if isinstance(view, AccountView) else None) is expected


@pytest.mark.parametrize("part", ["tiki", "chat", "managed", "rooms", "journal", "reminders"])
async def test_what_does_not_answer_is_never_nothing(part: str, office: Office) -> None:
    getattr(office, part).go_down()
    with pytest.raises(Unavailable):
        await office.describe("zoe")
    with pytest.raises(Unavailable):
        await office.describe.of_username(ZOE)


async def test_passwords_are_no_part_of_it(office: Office) -> None:
    office.tiki.change(1, hash="a hash of zoe's")
    text = repr([await office.describe(name) for name in ("zoe", "bob")])
    assert "a hash of" not in text
    assert "secret" not in text
