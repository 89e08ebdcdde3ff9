"""A site in memory whose groups are synced: fakes of all sides, and the use cases that sync."""

from dataclasses import dataclass, field
from typing import Any

from component.domain.applied import Applied
from component.domain.audit import Actor
from component.domain.group_plan import Affiliation, GroupPlan
from component.domain.groups import RoomRule, RosterGroup
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import PlainCredential
from component.usecases.apply_groups import ApplyGroups
from component.usecases.apply_rooms import ApplyRooms
from component.usecases.plan_groups import Linked, PlanGroups
from component.usecases.sync_person import Restraint, SyncPerson
from tests.fakes.chat import FakeChat
from tests.fakes.fake import Fake
from tests.fakes.managed import FakeManaged
from tests.fakes.rooms import FakeRooms
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.unit.actors import TESTER
from tests.unit.usecases.fate import Fate

NOW = 1_700_000_000.0
LOUNGE, STUDIO = "lounge@conference.livechat.test", "studio@conference.livechat.test"
ROOT = ChatUsername("root")
"""Owns the studio, by hand."""
HELPERS = RosterGroup("helpers", ("Live Chat helpers",), "Helpers", "everybody")
STAFF = RosterGroup("staff", ("Staff*",), "Staff", rooms=(RoomRule(LOUNGE, "member"),))
HEADS = RosterGroup(
    "heads", ("Heads",), "Heads", rooms=(RoomRule(LOUNGE, "admin"), RoomRule(STUDIO, "owner"))
)
READS = frozenset(
    [
        "affiliations_of",
        "existing",
        "group_names",
        "groups_of",
        "inclusions",
        "managed_affiliations",
        "managed_members",
        "managed_rooms",
        "managed_rosters",
        "members_among",
        "memberships",
        "read_affiliations",
        "read_groups",
        "read_page",
    ]
)
"""All that planning may call."""


@dataclass
class GroupHouse:
    """The site."""

    mappings: tuple[RosterGroup, ...] = (HELPERS, STAFF, HEADS)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    chat: FakeChat = field(default_factory=FakeChat)
    managed: FakeManaged = field(default_factory=FakeManaged)
    state: FakeState = field(default_factory=FakeState)
    rooms: FakeRooms = field(default_factory=FakeRooms)
    restraint: Restraint = field(default_factory=Restraint)
    now: float = NOW

    def __post_init__(self) -> None:
        for name in ("Registered", "Live Chat helpers", "Staff", "Staff Berlin", "Heads"):
            self.tiki.add_group(name)
        self.rooms.add_room(LOUNGE)
        self.rooms.add_room(STUDIO, {ROOT: Affiliation.OWNER})

    @property
    def fakes(self) -> tuple[Fake, ...]:
        """All that can be called."""
        return self.tiki, self.chat, self.managed, self.state, self.rooms

    def add(self, name: str, *tiki_groups: str, is_in_chat: bool = True) -> int:
        """Make a linked person; gives the `userId`."""
        user_id = self.tiki.add(name.title(), livechat_id=name)
        for group in ("Registered", *tiki_groups):
            self.tiki.join(user_id, group)
        if is_in_chat:
            self.chat.add_account(name, PlainCredential("x"))
        return user_id

    def add_many(self, count: int, *tiki_groups: str) -> list[str]:
        """Make linked people; gives their usernames, sorted."""
        names = [f"p{number:05}" for number in range(count)]
        for name in names:
            self.add(name, *tiki_groups)
        return names

    def lose_memberships(self, tiki_group: str) -> None:
        """Take everybody out of a Tiki group."""
        for user_id in self.tiki.user_ids:
            self.tiki.leave(user_id, tiki_group)

    def planning(self, fate: Fate | None = None) -> PlanGroups:
        """The use case, in a component of its own."""
        fate = fate or Fate()
        return PlanGroups(
            self.mappings,
            fate.over(self.tiki),
            fate.over(self.chat),
            fate.over(self.chat),
            fate.over(self.managed),
            fate.over(self.rooms),
            lambda: self.now,
        )

    def applying(self, fate: Fate | None = None) -> ApplyGroups:
        """The same."""
        fate = fate or Fate()
        chat, managed, state = fate.over(self.chat), fate.over(self.managed), fate.over(self.state)
        rooms = fate.over(self.rooms)
        apply_rooms = ApplyRooms(rooms, rooms, managed, state)
        return ApplyGroups(self.mappings, chat, chat, managed, state, apply_rooms)

    def sync_person(self, fate: Fate | None = None) -> SyncPerson:
        """The same."""
        fate = fate or Fate()
        return SyncPerson(self.planning(fate), self.applying(fate), self.restraint)

    async def plan(self, *rosters: str, only: Linked | None = None) -> GroupPlan:
        """Plan."""
        return await self.planning()(rosters, only)

    async def sync(self, fate: Fate | None = None) -> Applied:
        """Plan for everybody and apply."""
        plan = await self.planning(fate)()
        return await self.applying(fate)(plan, TESTER)

    async def sync_one(self, user_id: int, by: Actor = TESTER) -> Applied:
        """Sync one person."""
        account = self.tiki.account(user_id)
        assert account.livechat_id is not None
        return await self.sync_person()(account, ChatUsername(account.livechat_id), by)

    def calls(self) -> list[str]:
        """The methods that were called, by fake."""
        return [str(call[0]) for fake in self.fakes for call in fake.calls]

    def forget_calls(self) -> None:
        """Count from here."""
        for fake in self.fakes:
            fake.calls.clear()

    def members(self, roster: str) -> set[str]:
        """Who is in a roster group."""
        return self.chat.shown_group(roster).members

    def affiliations(self, room: str) -> dict[ChatUsername, Affiliation]:
        """Who is what in a room by the bridge's doing or by hand; not that Root owns the studio."""
        return {name: held for name, held in self.rooms._rooms[room].items() if name != ROOT}

    def picture(self) -> dict[str, Any]:
        """Everything that a sync changes, but for the audit."""
        return {
            "groups": {name: self.chat.shown_group(name) for name in sorted(self.chat.rosters)},
            "rooms": {room: self.affiliations(room) for room in (LOUNGE, STUDIO)},
            "managed": {name: who for name, who in sorted(self.managed.members.items()) if who},
            "given": {room: who for room, who in sorted(self.managed.affiliations.items()) if who},
        }
