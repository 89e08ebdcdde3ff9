"""Carries out a plan's changes of affiliations in a room, as `apply_groups` does for groups."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.group_plan import Affiliation
from component.usecases.applying import NO_REASON, Course, batches, try_batch

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.domain.group_plan import RoomChange
    from component.domain.names import ChatUsername
    from component.ports.groups import ChatRooms, ManagedMembers, RoomAdmin

Affiliations = Mapping["ChatUsername", Affiliation]


@dataclass(frozen=True, slots=True)
class ApplyRooms:
    """The part of the use case `ApplyGroups` that concerns rooms.

    Attributes:
        state: For the audit.
    """

    rooms: "ChatRooms"
    admin: "RoomAdmin"
    managed: "ManagedMembers"
    state: "ports.State"

    async def __call__(self, change: "RoomChange", course: Course) -> None:
        """Do what a plan says of a room.

        Args:
            change: That.
            course: Of the plan.

        Raises:
            Unavailable: Somebody did not answer.
            Stopped: Somebody asked for the end.
        """
        before = await self._managed(change.room) if change.give else {}
        for batch in batches(change.give):
            await self._give(change.room, dict(batch), before, course)
        for losing in batches(change.take):
            await self._take(change.room, losing, course)
        for released in batches(change.release):
            await self._release(change.room, released)
            await course.advance(len(released))

    async def _give(
        self, room: str, wanted: Affiliations, before: Affiliations, course: Course
    ) -> None:
        """Give affiliations; a lower one is remembered only once it is read back.

        What is higher in the room than what is remembered counts as raised by hand.
        """
        rising = {
            username: to
            for username, to in wanted.items()
            if to.rank > before.get(username, Affiliation.NONE).rank
        }
        await self.managed.manage_affiliations(room, rising)
        await self._record_each("give-affiliation", room, wanted, course.by)
        failed = await self._set(room, wanted, course)
        given = {username: to for username, to in wanted.items() if username not in failed}
        await self.managed.manage_affiliations(
            room, given | {name: before[name] for name in failed if name in before}
        )
        await self.managed.release_affiliations(room, [n for n in failed if n not in before])
        ungiven = {username: wanted[username] for username in failed}
        await self._record_each("give-affiliation-failed", room, ungiven, course.by)
        course.counts["given"] += len(given)
        await course.advance(len(wanted))

    async def _take(self, room: str, people: Collection["ChatUsername"], course: Course) -> None:
        wanted = dict.fromkeys(people, Affiliation.NONE)
        await self._record_each("take-affiliation", room, wanted, course.by)
        failed = await self._set(room, wanted, course)
        taken = [username for username in people if username not in failed]
        untaken = dict.fromkeys(sorted(failed), Affiliation.NONE)
        await self._record_each("take-affiliation-failed", room, untaken, course.by)
        await self.managed.release_affiliations(room, taken)
        actual = await self.rooms.affiliations_of(room, taken)
        back = {name: to for name, to in actual.items() if to is not Affiliation.OUTCAST}
        await self.managed.manage_affiliations(room, back)
        course.counts["taken"] += len(taken)
        await course.advance(len(people))

    async def _release(self, room: str, people: Collection["ChatUsername"]) -> None:
        """Forget what somebody has changed by hand, unless it is the bridge's again by now."""
        actual = await self.rooms.affiliations_of(room, people)
        managed = await self._managed(room)
        await self.managed.release_affiliations(
            room, [n for n in people if managed.get(n) is not actual.get(n)]
        )

    async def _set(self, room: str, wanted: Affiliations, course: Course) -> set["ChatUsername"]:
        """Set affiliations; gives those people for whom it failed."""
        reasons = await try_batch(
            list(wanted),
            lambda some: self.admin.set_affiliations(room, {name: wanted[name] for name in some}),
            lambda some: self._unset(room, {name: wanted[name] for name in some}),
        )
        failed = await self._unset(room, wanted)
        for username in failed:
            course.fail(room, reasons.get(username, NO_REASON), username)
        return set(failed)

    async def _unset(self, room: str, wanted: Affiliations) -> list["ChatUsername"]:
        """Those who do not have what they are to have."""
        actual = await self.rooms.affiliations_of(room, wanted)
        return [n for n, to in wanted.items() if actual.get(n, Affiliation.NONE) is not to]

    async def _managed(self, room: str) -> Affiliations:
        return (await self.managed.managed_affiliations((room,))).get(room, {})

    async def _record_each(
        self, action: str, room: str, affiliations: Affiliations, by: "Actor"
    ) -> None:
        """Write into the audit what is about to be done: without it nothing is changed."""
        for affiliation in sorted(set(affiliations.values())):
            people = [username for username, to in affiliations.items() if to is affiliation]
            detail = {"room": room, "affiliation": affiliation.value, **by.as_detail()}
            await self.state.record_all(action, people, detail)
