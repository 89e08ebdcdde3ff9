"""How affiliations are set: from outside or from within, in which order, and what comes after."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import pytest

from component.adapters.openfire_room_admin import OpenfireRoomAdmin
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable

ROOM = "helpers@conference.livechat.test"
BOB, CAROL, DAVE = ChatUsername("bob"), ChatUsername("carol"), ChatUsername("dave")
NONE, MEMBER, ADMIN, OWNER = (
    Affiliation.NONE,
    Affiliation.MEMBER,
    Affiliation.ADMIN,
    Affiliation.OWNER,
)
PERSISTENT = frozenset({"muc_persistent"})


class House:
    """A room and its database; notes what is asked.

    Attributes:
        takes_from_outside: As newer Openfires do.
        features: What the room says it is.
        forgetful: How many changes the database forgets.
        errors: Method → what it raises.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.takes_from_outside = False
        self.features_ = PERSISTENT
        self.forgetful = 0
        self.errors: dict[str, BaseException] = {}
        self.stored: dict[ChatUsername, Affiliation] = {}
        self.is_in = False

    async def features(self, room: str) -> frozenset[str]:
        """What it is."""
        self._note("features", room)
        return self.features_

    async def enter(self, room: str, password: str | None = None) -> None:
        """Note it, and let others have their turn."""
        self._note("enter", room, password)
        await asyncio.sleep(0)
        self.is_in = True

    async def change(
        self, room: str, affiliations: Sequence[tuple[ChatUsername, Affiliation]]
    ) -> None:
        """Take them, in memory and mostly in the database."""
        self._note("change", room, *affiliations)
        if not self.is_in and not self.takes_from_outside:
            raise Rejected("bad-request", "bad-request")
        if self.forgetful:
            self.forgetful -= 1
            return
        self.stored.update(affiliations)

    def leave(self, room: str) -> None:
        """Note it."""
        self.asked.append(("leave", room))
        self.is_in = False

    async def affiliations_of(
        self, room: str, usernames: Collection[ChatUsername]
    ) -> Mapping[ChatUsername, Affiliation]:
        """What is stored."""
        self._note("affiliations_of", room)
        there = {name: self.stored.get(name, NONE) for name in usernames}
        return {name: found for name, found in there.items() if found is not NONE}

    async def room_password(self, room: str) -> str | None:
        """A password."""
        self._note("room_password", room)
        return "secret"

    @property
    def verbs(self) -> list[object]:
        """What was asked, without arguments, and without what is only read."""
        return [call[0] for call in self.asked if call[0] not in ("features", "affiliations_of")]

    def _note(self, method: str, *arguments: object) -> None:
        self.asked.append((method, *arguments))
        if method in self.errors:
            raise self.errors[method]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def admin(house: House) -> OpenfireRoomAdmin:
    return OpenfireRoomAdmin(house, house)


async def test_a_room_that_takes_it_from_outside_is_not_entered(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    house.takes_from_outside = True
    house.features_ = PERSISTENT | {"muc_passwordprotected"}
    await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.verbs == ["change", "leave"]


async def test_another_one_is_entered_once_for_all_of_it(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    people = {ChatUsername(f"u{number}"): MEMBER for number in range(51)}
    await admin.set_affiliations(ROOM, people)
    assert house.verbs == ["change", "enter", "change", "change", "change", "leave"]
    assert [len(call) - 2 for call in house.asked if call[0] == "change"] == [25, 25, 25, 1]
    assert house.stored == people


async def test_its_password_is_looked_up_where_it_has_one(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert ("enter", ROOM, None) in house.asked
    house.features_ = PERSISTENT | {"muc_passwordprotected"}
    await admin.set_affiliations(ROOM, {BOB: ADMIN})
    assert ("enter", ROOM, "secret") in house.asked


async def test_owners_are_made_before_others_stop_to_be(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    house.takes_from_outside = True
    await admin.set_affiliations(ROOM, {BOB: NONE, CAROL: MEMBER, DAVE: OWNER})
    assert house.asked[1] == ("change", ROOM, (DAVE, OWNER), (BOB, NONE), (CAROL, MEMBER))


async def test_what_the_database_forgot_is_made_again_by_way_of_what_it_has(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    house.takes_from_outside = True
    house.stored[CAROL] = ADMIN
    house.forgetful = 1
    await admin.set_affiliations(ROOM, {BOB: MEMBER, CAROL: NONE})
    assert [call[2:] for call in house.asked if call[0] == "change"] == [
        ((BOB, MEMBER), (CAROL, NONE)),
        ((BOB, NONE), (CAROL, ADMIN)),
        ((BOB, MEMBER), (CAROL, NONE)),
    ]
    assert house.verbs[-1] == "leave"


async def test_what_it_forgets_for_good_is_rejected(house: House, admin: OpenfireRoomAdmin) -> None:
    house.forgetful = 99
    with pytest.raises(Rejected, match=f"{ROOM}: .* does not keep the affiliation of bob"):
        await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.verbs[-1] == "leave"


async def test_a_room_that_is_not_persistent_is_asked_nothing(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    house.features_ = frozenset({"muc_temporary"})
    with pytest.raises(Rejected, match="not persistent"):
        await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.verbs == []


@pytest.mark.parametrize(
    ("condition", "meaning"),
    [
        ("item-not-found", "no such room"),
        ("forbidden", "add it there"),
        ("registration-required", "add it there"),
        ("not-authorized", "password"),
        ("service-unavailable", "full"),
        ("conflict", "last owner"),
        ("internal-server-error", "internal-server-error$"),
    ],
)
@pytest.mark.parametrize("method", ["features", "enter"])
async def test_a_refusal_says_what_it_means(
    house: House, admin: OpenfireRoomAdmin, method: str, condition: str, meaning: str
) -> None:
    house.errors[method] = Rejected(condition, condition)
    with pytest.raises(Rejected, match=f"^{ROOM}: {condition}") as rejected:
        await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert rejected.value.condition == condition
    assert rejected.match(meaning)


@pytest.mark.parametrize("method", ["enter", "change", "affiliations_of", "room_password"])
@pytest.mark.parametrize(
    "error", [Unavailable("Openfire", "gone"), Rejected("no", "conflict"), asyncio.CancelledError()]
)
async def test_the_room_is_left_whatever_comes_of_it(
    house: House, admin: OpenfireRoomAdmin, method: str, error: BaseException
) -> None:
    house.features_ = PERSISTENT | {"muc_passwordprotected"}
    house.errors[method] = error
    with pytest.raises(type(error)):
        await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.asked[-1] == ("leave", ROOM)
    house.errors.clear()
    await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.stored == {BOB: MEMBER}


async def test_a_bad_request_from_within_is_the_end_of_it(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    house.errors["change"] = Rejected("bad-request", "bad-request")
    with pytest.raises(Rejected, match="bad-request"):
        await admin.set_affiliations(ROOM, {BOB: MEMBER})
    assert house.verbs == ["change", "enter", "change", "leave"]


async def test_one_room_is_done_with_before_the_next(
    house: House, admin: OpenfireRoomAdmin
) -> None:
    other = f"b{ROOM}"
    await asyncio.gather(
        admin.set_affiliations(ROOM, {BOB: MEMBER}), admin.set_affiliations(other, {BOB: ADMIN})
    )
    rooms = [call[1] for call in house.asked]
    half = len(rooms) // 2
    assert rooms == [ROOM] * half + [other] * half
