"""The port `ManagedMembers`: who is where by the bridge's doing."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from component.adapters.state_managed import StateManaged
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports.groups import ManagedMembers
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState
from tests.fakes.managed import FakeManaged

BOB, CAROL, ZOE, ALIKE = (ChatUsername(name) for name in ("bob", "carol", "zoë", "zoe"))
LOBBY, DESK = "lobby@conference.livechat.test", "desk@conference.livechat.test"
ADMIN, MEMBER, OWNER = Affiliation.ADMIN, Affiliation.MEMBER, Affiliation.OWNER
PAGE = 7


@pytest.fixture
async def stored(databases: Databases, real_state: RealState) -> StateManaged:
    return StateManaged(databases.state, real_state.port.prepare, page=PAGE)


@pytest.fixture(params=BOTH)
def managed(request: pytest.FixtureRequest) -> ManagedMembers:
    if request.param == "fake":
        return FakeManaged()
    real: StateManaged = request.getfixturevalue("stored")
    return real


async def test_a_group_where_nobody_is_managed_has_no_members(managed: ManagedMembers) -> None:
    assert await managed.managed_members(["helpers"]) == {"helpers": frozenset()}
    assert await managed.managed_members(["helpers"], BOB) == {"helpers": frozenset()}
    assert await managed.managed_members([]) == {}


async def test_members_are_managed_until_they_are_released(managed: ManagedMembers) -> None:
    await managed.manage_members("helpers", [BOB, CAROL, ZOE])
    await managed.manage_members("staff", [BOB])
    await managed.manage_members("others", [BOB])
    await managed.release_members("helpers", [BOB, ZOE])
    found = await managed.managed_members(["helpers", "staff"])
    assert found == {"helpers": {CAROL}, "staff": {BOB}}


async def test_one_person_s_memberships_are_read_alone(managed: ManagedMembers) -> None:
    await managed.manage_members("helpers", [BOB, CAROL])
    await managed.manage_members("others", [BOB])
    found = await managed.managed_members(["helpers", "staff"], BOB)
    assert found == {"helpers": {BOB}, "staff": frozenset()}


async def test_all_groups_of_one_person_are_read_whatever_they_are_called(
    managed: ManagedMembers,
) -> None:
    assert await managed.managed_rosters(ZOE) == frozenset()
    for roster in ("helpers", "Helpers", "hélpers"):
        await managed.manage_members(roster, [ZOE, BOB])
    await managed.manage_members("staff", [ALIKE])
    assert await managed.managed_rosters(ZOE) == {"helpers", "Helpers", "hélpers"}
    await managed.release_members("helpers", [ZOE])
    assert await managed.managed_rosters(ZOE) == {"Helpers", "hélpers"}


async def test_all_groups_and_rooms_where_anybody_is_managed_are_read(
    managed: ManagedMembers,
) -> None:
    assert await managed.managed_rosters() == frozenset()
    assert await managed.managed_rooms() == frozenset()
    for roster in ("helpers", "Helpers", "staff"):
        await managed.manage_members(roster, [BOB, CAROL])
    for room in (LOBBY, DESK):
        await managed.manage_affiliations(room, {BOB: ADMIN, CAROL: MEMBER})
    await managed.release_members("helpers", [BOB])
    await managed.release_members("staff", [BOB, CAROL])
    await managed.release_affiliations(LOBBY, [BOB, CAROL])
    assert await managed.managed_rosters() == {"helpers", "Helpers"}
    assert await managed.managed_rooms() == {DESK}


async def test_managing_and_releasing_members_twice_is_harmless(managed: ManagedMembers) -> None:
    for _ in range(2):
        await managed.manage_members("helpers", [BOB, CAROL])
        assert await managed.managed_members(["helpers"]) == {"helpers": {BOB, CAROL}}
    for _ in range(2):
        await managed.release_members("helpers", [BOB])
        assert await managed.managed_members(["helpers"]) == {"helpers": {CAROL}}


async def test_nobody_is_nothing_to_do(managed: ManagedMembers) -> None:
    await managed.manage_members("helpers", [])
    await managed.release_members("helpers", [])
    await managed.manage_affiliations(LOBBY, {})
    await managed.release_affiliations(LOBBY, [])
    assert await managed.managed_members(["helpers"]) == {"helpers": frozenset()}
    assert await managed.managed_affiliations([LOBBY]) == {LOBBY: {}}


async def test_names_that_are_only_alike_are_two(managed: ManagedMembers) -> None:
    for roster in ("Helpers", "helpers", "Hélpers"):
        await managed.manage_members(roster, [ZOE, ALIKE])
    await managed.release_members("helpers", [ALIKE])
    found = await managed.managed_members(["Helpers", "helpers", "Hélpers"])
    assert found == {"Helpers": {ZOE, ALIKE}, "helpers": {ZOE}, "Hélpers": {ZOE, ALIKE}}
    await managed.manage_affiliations(LOBBY, {ZOE: ADMIN, ALIKE: MEMBER})
    await managed.release_affiliations(LOBBY, [ALIKE])
    assert await managed.managed_affiliations([LOBBY]) == {LOBBY: {ZOE: ADMIN}}


async def test_affiliations_are_managed_until_they_are_released(managed: ManagedMembers) -> None:
    await managed.manage_affiliations(LOBBY, {BOB: MEMBER, CAROL: ADMIN, ZOE: MEMBER})
    await managed.manage_affiliations(DESK, {BOB: OWNER})
    await managed.release_affiliations(LOBBY, [ZOE, ALIKE])
    found = await managed.managed_affiliations([LOBBY, DESK, "empty"])
    assert found == {LOBBY: {BOB: MEMBER, CAROL: ADMIN}, DESK: {BOB: OWNER}, "empty": {}}
    assert await managed.managed_affiliations([LOBBY, "empty"], BOB) == {
        LOBBY: {BOB: MEMBER},
        "empty": {},
    }


async def test_the_affiliation_given_last_counts(managed: ManagedMembers) -> None:
    await managed.manage_affiliations(LOBBY, {BOB: MEMBER, CAROL: MEMBER})
    await managed.manage_affiliations(LOBBY, {BOB: ADMIN, ZOE: OWNER})
    found = await managed.managed_affiliations([LOBBY])
    assert found == {LOBBY: {BOB: ADMIN, CAROL: MEMBER, ZOE: OWNER}}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10
)
@given(count=st.integers(0, 3 * PAGE + 1))
async def test_members_are_complete_however_many_there_are(
    count: int, managed: ManagedMembers
) -> None:
    people = [ChatUsername(f"u{number}") for number in range(count)]
    everybody = [*people, *(ChatUsername(f"u{number}") for number in range(100))]
    for roster in ("helpers", "staff"):
        await managed.release_members(roster, everybody)
        await managed.release_affiliations(roster, everybody)
    await managed.manage_members("helpers", people)
    await managed.manage_members("staff", people[:3])
    await managed.manage_affiliations("helpers", dict.fromkeys(people, MEMBER))
    assert await managed.managed_members(["helpers", "staff"]) == {
        "helpers": set(people),
        "staff": set(people[:3]),
    }
    found = await managed.managed_affiliations(["staff", "helpers"])
    assert found == {"staff": {}, "helpers": dict.fromkeys(people, MEMBER)}


async def test_more_than_one_batch_is_managed_and_released(managed: ManagedMembers) -> None:
    people = [ChatUsername(f"u{number}") for number in range(1_001)]
    await managed.manage_members("helpers", people)
    await managed.manage_affiliations(LOBBY, dict.fromkeys(people, MEMBER))
    assert await managed.managed_members(["helpers"]) == {"helpers": set(people)}
    await managed.release_members("helpers", people[1:])
    await managed.release_affiliations(LOBBY, people[1:])
    assert await managed.managed_members(["helpers"]) == {"helpers": {people[0]}}
    assert await managed.managed_affiliations([LOBBY]) == {LOBBY: {people[0]: MEMBER}}


async def test_many_at_once_lose_nothing(managed: ManagedMembers) -> None:
    people = [ChatUsername(f"u{number}") for number in range(200)]
    await managed.manage_members("staff", people[:100])
    await asyncio.gather(
        *(managed.manage_members("helpers", people[start:]) for start in range(0, 100, 10)),
        *(managed.release_members("staff", people[start:100]) for start in range(0, 100, 10)),
        *(managed.manage_members("staff", people[start:]) for start in range(100, 200, 10)),
    )
    found = await managed.managed_members(["helpers", "staff"])
    assert found == {"helpers": set(people), "staff": set(people[100:])}


@pytest.mark.live
async def test_the_tables_are_made_when_they_are_first_needed(
    stored: StateManaged, root: Root
) -> None:
    for table in ("managed_affiliation", "managed_member", "schema_version"):
        root.execute(f"DROP TABLE {table}", (), DATABASE)
    await stored.manage_affiliations(LOBBY, {BOB: MEMBER})
    assert await stored.managed_affiliations([LOBBY]) == {LOBBY: {BOB: MEMBER}}
    assert await stored.managed_members(["helpers"]) == {"helpers": frozenset()}
