"""What a plan changes in rooms, case by case."""

import pytest

from component.domain.group_plan import (
    ActualGroup,
    Affiliation,
    Description,
    Finding,
    FindingKind,
    GroupPlan,
    RoomChange,
    Sides,
    plan_groups,
)
from component.domain.groups import RoomRule, RosterGroup
from component.domain.names import ChatUsername

ALICE, BOB = map(ChatUsername, ("alice", "bob"))
ROOM = "lobby@conference.livechat.test"
OUTCAST, NONE, MEMBER, ADMIN, OWNER = Affiliation
HELPERS = RosterGroup("helpers", ("Helpers",), "Helpers", rooms=(RoomRule(ROOM, "member"),))
STAFF = RosterGroup("staff", ("Staff",), "Staff", rooms=(RoomRule(ROOM, "admin"),))


def sides(
    groups: set[str],
    actual: Affiliation | None,
    managed: Affiliation = NONE,
    *,
    mappings: tuple[RosterGroup, ...] = (HELPERS, STAFF),
    only: ChatUsername | None = None,
) -> Sides:
    """Both sides of one room and Alice, whose roster groups are as they should be.

    Args:
        groups: Her Tiki groups.
        actual: What she is in the room; None if there is no such room.
        managed: What the bridge made her there.
        mappings: The roster groups.
        only: Whom the plan is for.
    """
    return Sides(
        mappings=mappings,
        tiki_groups={"helpers", "staff"},
        people={ALICE: groups},
        chat={
            group.name: ActualGroup(
                Description(group.display_name, "members"),
                frozenset({ALICE} if tiki_group_of(group) in groups else ()),
                1,
            )
            for group in mappings
        },
        managed={},
        rooms={} if actual is None else {ROOM: {} if actual is NONE else {ALICE: actual}},
        managed_rooms={} if managed is NONE else {ROOM: {ALICE: managed}},
        only=only,
    )


def tiki_group_of(group: RosterGroup) -> str:
    """The Tiki group of a roster group, folded."""
    return group.tiki[0].lower()


HELPING, STAFFING = {"helpers"}, {"helpers", "staff"}
RELEASED, TAKEN = RoomChange(ROOM, release=(ALICE,)), RoomChange(ROOM, take=(ALICE,))


def made(affiliation: Affiliation) -> RoomChange:
    """Alice gets an affiliation."""
    return RoomChange(ROOM, give=((ALICE, affiliation),))


@pytest.mark.parametrize(
    ("groups", "actual", "managed", "change"),
    [
        (HELPING, NONE, NONE, made(MEMBER)),
        (STAFFING, NONE, NONE, made(ADMIN)),
        (STAFFING, MEMBER, MEMBER, made(ADMIN)),
        (HELPING, ADMIN, ADMIN, made(MEMBER)),
        (HELPING, MEMBER, MEMBER, None),
        (set(), MEMBER, MEMBER, TAKEN),
        (set(), MEMBER, NONE, None),
        (set(), NONE, MEMBER, RELEASED),
        (set(), OWNER, MEMBER, RELEASED),
        (set(), MEMBER, OWNER, RELEASED),
        (set(), OUTCAST, MEMBER, RELEASED),
        (HELPING, MEMBER, NONE, None),
        (HELPING, OWNER, NONE, None),
        (HELPING, OWNER, MEMBER, RELEASED),
        (STAFFING, MEMBER, NONE, made(ADMIN)),
        (STAFFING, NONE, ADMIN, made(ADMIN)),
        (STAFFING, MEMBER, ADMIN, made(ADMIN)),
        (HELPING, MEMBER, ADMIN, made(MEMBER)),
    ],
    ids=[
        "who belongs gets theirs",
        "the highest of two wins",
        "a higher one is given",
        "a lower one is given for what the bridge gave",
        "who has theirs keeps it",
        "who belongs no more loses it",
        "what is by hand is left alone",
        "what hands took away is forgotten",
        "what hands raised is left to them",
        "what hands lowered is left to them",
        "a ban is left to hands",
        "an equal one by hand is left alone",
        "a higher one by hand is left alone",
        "what hands raised is left to them although something lower is due",
        "a lower one by hand is raised",
        "what hands took away comes back",
        "what was noted but not given is given",
        "what was lowered but not noted is noted",
    ],
)
@pytest.mark.parametrize("only", [None, ALICE])
def test_affiliations_follow_the_site(
    groups: set[str],
    actual: Affiliation,
    managed: Affiliation,
    change: RoomChange | None,
    only: ChatUsername | None,
) -> None:
    plan = plan_groups(sides(groups, actual, managed, only=only))
    assert plan.rooms == ((change,) if change else ())
    assert plan.groups == ()
    assert plan.findings == ()


@pytest.mark.parametrize(("managed", "rooms"), [(NONE, ()), (MEMBER, (RELEASED,))])
def test_a_ban_is_never_lifted(managed: Affiliation, rooms: tuple[RoomChange, ...]) -> None:
    plan = plan_groups(sides(HELPING, OUTCAST, managed))
    assert plan.rooms == rooms
    assert plan.findings == (Finding(FindingKind.BANNED, ROOM, (ALICE,)),)


def test_a_room_that_is_not_there_is_told_of() -> None:
    gone = (Finding(FindingKind.ROOM_GONE, ROOM),)
    assert plan_groups(sides(HELPING, None, MEMBER)) == GroupPlan(
        findings=gone, managed=1, left_alone=1
    )
    assert plan_groups(sides(set(), None)).findings == gone
    assert plan_groups(sides(HELPING, None, only=ALICE)).findings == gone
    assert plan_groups(sides(set(), None, only=ALICE)).findings == ()


@pytest.mark.parametrize(
    ("left", "groups"),
    [
        (RosterGroup("helpers", ("Gone",), "Helpers", rooms=HELPERS.rooms), set[str]()),
        (
            RosterGroup("helpers", ("Staff",), "Helpers", rooms=HELPERS.rooms, largest=1),
            {"staff"},
        ),
    ],
    ids=["gone", "too large"],
)
def test_nobody_loses_an_affiliation_for_being_in_a_group_that_is_left(
    left: RosterGroup, groups: set[str]
) -> None:
    """Alice is in it and keeps what she has; Bob, who is not, does not."""
    carol = ChatUsername("carol")
    both = Sides(
        mappings=(left,),
        tiki_groups={"staff"},
        people={ALICE: groups, carol: groups},
        chat={
            "helpers": ActualGroup(Description("Helpers", "members"), frozenset({ALICE, carol}), 2)
        },
        managed={"helpers": {ALICE}},
        rooms={ROOM: {ALICE: ADMIN, BOB: MEMBER}},
        managed_rooms={ROOM: {ALICE: ADMIN, BOB: MEMBER}},
    )
    plan = plan_groups(both)
    assert plan.rooms == (RoomChange(ROOM, take=(BOB,)),)
    assert plan.groups == ()


def test_several_rooms_come_in_the_order_of_the_settings() -> None:
    rooms = tuple(RoomRule(f"{name}@conference.livechat.test", "owner") for name in "cab")
    group = RosterGroup("helpers", ("Helpers",), "Helpers", rooms=rooms)
    both = Sides(
        mappings=(group,),
        tiki_groups={"helpers"},
        people={BOB: HELPING, ALICE: HELPING},
        chat={},
        managed={},
        rooms={rule.room: {} for rule in rooms},
        managed_rooms={},
    )
    give = ((ALICE, OWNER), (BOB, OWNER))
    assert plan_groups(both).rooms == tuple(RoomChange(rule.room, give=give) for rule in rooms)
