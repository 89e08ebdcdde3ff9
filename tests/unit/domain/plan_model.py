"""A small world with both sides of a sync in it, and what carrying a plan out does to it.

The order of writes is the one that keeps a sync safe from crashes: what the bridge gives is noted
before it is given, and forgotten after it was taken away.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st

from component.domain.group_plan import (
    ActualGroup,
    Affiliation,
    Description,
    GroupChange,
    GroupPlan,
    RoomChange,
    Sides,
)
from component.domain.groups import ByHand, Gone, RoomRule, RosterGroup, Visibility
from component.domain.names import ChatUsername

LINKED = tuple(map(ChatUsername, ("alice", "bob", "carol")))
UNLINKED = ChatUsername("dave")
EVERY_USERNAME = (*LINKED, UNLINKED)
REMOTE = "eve@elsewhere.test"
ROOMS = ("lobby@conference.livechat.test", "staff@conference.livechat.test")


@dataclass
class World:
    """What the settings, the site, the chat and the bridge's own memory say."""

    mappings: list[RosterGroup]
    tiki_groups: set[str] = field(default_factory=set)
    people: dict[ChatUsername, set[str]] = field(default_factory=dict)
    descriptions: dict[str, Description] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    managed: dict[str, set[ChatUsername]] = field(default_factory=dict)
    rooms: dict[str, dict[ChatUsername, Affiliation]] = field(default_factory=dict)
    managed_rooms: dict[str, dict[ChatUsername, Affiliation]] = field(default_factory=dict)

    def sides(self, only: ChatUsername | None = None, scope: tuple[str, ...] = ()) -> Sides:
        """Read both sides; for one person, no more than their rows."""
        return Sides(
            mappings=tuple(self.mappings),
            tiki_groups=frozenset(self.tiki_groups),
            people={n: frozenset(g) for n, g in self.people.items() if only in (None, n)},
            chat={
                name: ActualGroup(
                    self.descriptions[name],
                    frozenset(member for member in members if only in (None, member)),
                    len(members),
                )
                for name, members in self.members.items()
            },
            managed={name: frozenset(people) for name, people in self.managed.items()},
            rooms={room: dict(people) for room, people in self.rooms.items()},
            managed_rooms={room: dict(people) for room, people in self.managed_rooms.items()},
            scope=scope,
            only=only,
        )


def carry_out(plan: GroupPlan, world: World) -> Iterator[None]:
    """Do what a plan says, one write after the other."""
    for group in plan.groups:
        yield from _change_group(group, world)
    for room in plan.rooms:
        yield from _change_room(room, world)


def after(world: World, plan: GroupPlan, most: int | None = None) -> World:
    """The world after the first writes of a plan, or after all of them."""
    changed = copy.deepcopy(world)
    for _ in islice(carry_out(plan, changed), most):
        pass
    return changed


def _change_group(change: GroupChange, world: World) -> Iterator[None]:
    name = change.roster
    managed = world.managed.setdefault(name, set())
    if change.create:
        assert name not in world.members
        world.members[name], world.descriptions[name] = set(), Description("", "nobody")
        yield
    for username in change.add:
        managed.add(username)
        yield
        world.members[name].add(username)
        yield
    if change.describe is not None:
        world.descriptions[name] = change.describe[1]
        yield
    for member in change.remove:
        world.members[name].remove(member)
        yield
        managed.discard(ChatUsername(member))
        yield
    for username in change.release:
        managed.remove(username)
        yield
    if change.delete:
        del world.members[name], world.descriptions[name]
        yield


def _change_room(change: RoomChange, world: World) -> Iterator[None]:
    affiliations = world.rooms.get(change.room, {})
    managed = world.managed_rooms.setdefault(change.room, {})
    for username, affiliation in change.give:
        if affiliation.rank > managed.get(username, Affiliation.NONE).rank:
            managed[username] = affiliation
            yield
        affiliations[username] = affiliation
        yield
        managed[username] = affiliation
        yield
    for username in change.take:
        del affiliations[username]
        yield
        del managed[username]
        yield
    for username in change.release:
        del managed[username]
        yield


TIKI_GROUPS = ("helpers", "staff", "testers")
ROSTERS = ("one", "two", "three")
GIVEN: tuple[Literal["member", "admin", "owner"], ...] = ("member", "admin", "owner")
VISIBLE: tuple[Visibility, ...] = ("nobody", "members", "everybody")
_visible_to = st.sampled_from(VISIBLE) | st.permutations(["one", "two"]).map(tuple)
_affiliations = st.sampled_from(list(Affiliation))
_managed = st.sampled_from([Affiliation(word) for word in GIVEN])


@st.composite
def roster_group(draw: st.DrawFn, name: str) -> RosterGroup:
    """A roster group as settings can have it."""
    rules = st.builds(RoomRule, st.sampled_from(ROOMS), st.sampled_from(GIVEN))
    names = st.sampled_from([*TIKI_GROUPS, "*ers", "Registered"])
    return RosterGroup(
        name,
        tuple(draw(st.lists(names, min_size=1, max_size=2, unique=True))),
        display_name=draw(st.sampled_from(["Helpers", "Staff"])),
        visible_to=draw(_visible_to),
        rooms=tuple(draw(st.lists(rules, max_size=2, unique_by=lambda rule: rule.room))),
        largest=draw(st.none() | st.integers(1, 3)),
        by_hand=draw(st.sampled_from(ByHand)),
        gone=draw(st.sampled_from(Gone)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world in any state, one that no sync has left among them."""
    rosters = draw(st.lists(st.sampled_from(ROSTERS), unique=True))
    tiki_groups = draw(st.sets(st.sampled_from(TIKI_GROUPS)))
    of_person = st.sets(st.sampled_from(sorted(tiki_groups))) if tiki_groups else st.just(set())
    locals_ = st.sampled_from(EVERY_USERNAME)
    there = draw(st.sets(st.sampled_from(ROSTERS)))
    return World(
        mappings=[draw(roster_group(name)) for name in rosters],
        tiki_groups=tiki_groups,
        people={
            username: groups | {"registered"} if groups else groups
            for username, groups in draw(
                st.dictionaries(st.sampled_from(LINKED), of_person)
            ).items()
        },
        descriptions={
            name: Description(draw(st.sampled_from(["Helpers", ""])), draw(_visible_to | st.none()))
            for name in there
        },
        members={
            name: set(draw(st.sets(st.sampled_from([*EVERY_USERNAME, REMOTE])))) for name in there
        },
        managed={name: draw(st.sets(locals_)) for name in ROSTERS},
        rooms=draw(
            st.dictionaries(st.sampled_from(ROOMS), st.dictionaries(locals_, _affiliations))
        ),
        managed_rooms=draw(
            st.dictionaries(st.sampled_from(ROOMS), st.dictionaries(locals_, _managed))
        ),
    )


ANYBODY = st.none() | st.sampled_from(EVERY_USERNAME)
"""Whom a plan is for."""
UNHURRIED = settings(deadline=None)
"""A world is large to be made up on a machine that has other work."""
