"""Carries out a plan of groups, exactly and in an order in which it may break off anywhere.

The plan is made by `plan_groups`. Rooms are `apply_rooms`' part.

A group is made unseen, filled, and only then shown, so that rosters change once. A large one is
shown with its first members: what that costs Openfire grows with the square of the members and
more, and keeps sign-ins waiting. That the bridge
puts somebody into a group is remembered before, and forgotten after it was read back that they are
out: a plan that is made after a crash finds what is left to do. Two who work at once, a sync of
everybody and one person's, may remember and forget about the same person in any order: so each of
them looks once more after it has forgotten, and remembers once more after it has added.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases.applying import (
    NO_REASON,
    BrokenOff,
    Course,
    Progress,
    Stopped,
    batches,
    go_on,
    try_batch,
)

if TYPE_CHECKING:
    from component import ports
    from component.domain.applied import Applied
    from component.domain.audit import Actor
    from component.domain.group_plan import GroupChange, GroupPlan
    from component.domain.groups import RosterGroup
    from component.ports.groups import ChatGroups, GroupAdmin, ManagedMembers
    from component.usecases.apply_rooms import ApplyRooms

_log = logging.getLogger(__name__)

Release = Callable[[str, Collection[ChatUsername]], Awaitable[None]]
"""Forgets that people are in a roster group, or something in a room, by the bridge's doing."""


@dataclass(frozen=True, slots=True)
class ApplyGroups:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        mappings: The roster groups that the settings describe.
        state: For the audit.
        rooms: None where no mapping has rooms.
    """

    mappings: Sequence["RosterGroup"]
    groups: "ChatGroups"
    admin: "GroupAdmin"
    managed: "ManagedMembers"
    state: "ports.State"
    rooms: "ApplyRooms | None" = None

    async def __call__(
        self, plan: "GroupPlan", by: "Actor", progress: Progress = go_on
    ) -> "Applied":
        """Do what a plan says, and nothing else.

        Args:
            plan: From `PlanGroups`, not long ago.
            by: Who or what does it, for the audit.
            progress: Told after each batch.

        Returns:
            What was done. What Openfire would not do is among the failures.

        Raises:
            BrokenOff: Somebody did not answer (an `Unavailable`); to be planned again.
        """
        course = Course(by, plan.size, progress)
        try:
            await course.advance(0)
            for change in plan.groups:
                if change.dropped:
                    release = self.managed.release_members
                    await self._forget(change.roster, change.release, release, course)
                else:
                    await self._change(change, course)
            for room in plan.rooms:
                if room.dropped:
                    await self._forget(
                        room.room, room.release, self.managed.release_affiliations, course
                    )
                elif self.rooms is not None:
                    await self.rooms(room, course)
                else:
                    course.fail(room.room, "no service of rooms is set up")
        except Stopped:
            return course.applied(is_whole=False)
        except Unavailable as error:
            raise BrokenOff(error, course.applied(is_whole=False)) from error
        return course.applied(is_whole=True)

    async def _change(self, change: "GroupChange", course: Course) -> None:
        group = self._mapping(change.roster)
        if change.create:
            if not await course.try_whole(group.name, self.admin.make_group(group)):
                await course.advance(sum(1 for _ in change.steps()))
                return
            _log.info("made the roster group %r", group.name)
            course.counts["made"] += 1
            await course.advance(1)
        adding = batches(change.add)
        if first := next(adding, ()):
            await self._add(group.name, first, course)
        if change.describe is not None:
            if await course.try_whole(group.name, self.admin.describe_group(group)):
                course.counts["described"] += not change.create
            await course.advance(1)
        for batch in adding:
            await self._add(group.name, batch, course)
        for leaving in batches(change.remove):
            await self._remove(group.name, leaving, course)
        for gone in batches(change.release):
            await self._release(group.name, gone)
            await course.advance(len(gone))
        if change.delete:
            await self._delete(group.name, course)

    def _mapping(self, roster: str) -> "RosterGroup":
        return next(group for group in self.mappings if group.name == roster)

    async def _add(self, roster: str, batch: Collection[ChatUsername], course: Course) -> None:
        present = await self.groups.existing(batch)
        coming = [username for username in batch if username in present]
        for username in sorted(set(batch) - present):
            course.fail(roster, "there is no such chat account any more", username)
        await self.managed.manage_members(roster, coming)
        await self._record("join-group", roster, coming, course.by)
        reasons = await try_batch(
            coming,
            lambda some: self.admin.add_members(roster, some),
            lambda some: self._outside(roster, some),
        )
        outside = await self._outside(roster, coming)
        joined = [username for username in coming if username not in outside]
        await self.managed.manage_members(roster, joined)
        await self._release(roster, outside)
        for username in outside:
            course.fail(roster, reasons.get(username, NO_REASON), username)
        await self._record("join-group-failed", roster, outside, course.by)
        course.counts["joined"] += len(joined)
        await course.advance(len(batch))

    async def _remove(self, roster: str, batch: Collection[str], course: Course) -> None:
        await self._record("leave-group", roster, batch, course.by)
        reasons = await try_batch(
            batch,
            lambda some: self.admin.remove_members(roster, some),
            lambda some: self.groups.members_among(roster, some),
        )
        inside = await self.groups.members_among(roster, batch)
        left = [member for member in batch if member not in inside]
        for member in sorted(inside):
            course.fail(roster, reasons.get(member, NO_REASON), member)
        await self._record("leave-group-failed", roster, inside, course.by)
        await self._release(roster, [ChatUsername(m) for m in left if "@" not in m])
        course.counts["left"] += len(left)
        await course.advance(len(batch))

    async def _release(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """Forget people who are out of a group, unless somebody else puts them in meanwhile."""
        if not usernames:
            return
        await self.managed.release_members(roster, usernames)
        back = await self.groups.members_among(roster, usernames)
        if back:
            await self.managed.manage_members(roster, [ChatUsername(name) for name in back])

    async def _forget(
        self, place: str, people: Sequence[ChatUsername], release: Release, course: Course
    ) -> None:
        """Forget everybody in a roster group or room that the settings do not have any more."""
        for batch in batches(people):
            await release(place, batch)
            await course.advance(len(batch))
        _log.info("%r is no longer in the settings: nobody there is managed any more", place)

    async def _delete(self, roster: str, course: Course) -> None:
        """Delete a group, unless somebody has got into it meanwhile."""
        actual = (await self.groups.read_groups((roster,))).get(roster)
        if actual is not None and actual.size:
            course.fail(roster, "it is not deleted: somebody is in it")
        elif await course.try_whole(roster, self.admin.delete_group(roster)):
            _log.info("deleted the roster group %r", roster)
            course.counts["deleted"] += 1
        await course.advance(1)

    async def _outside(
        self, roster: str, usernames: Collection[ChatUsername]
    ) -> list[ChatUsername]:
        inside = await self.groups.members_among(roster, usernames)
        return [username for username in usernames if username not in inside]

    async def _record(
        self, action: str, roster: str, members: Collection[str], by: "Actor"
    ) -> None:
        """Write into the audit what is about to be done: without it nothing is changed."""
        if members:
            await self.state.record_all(action, members, {"group": roster, **by.as_detail()})
