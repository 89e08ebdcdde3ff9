"""A site in memory where Alice has a Live Chat ID, and the job that changes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from component.domain.groups import RosterGroup
from component.domain.id_change import IdOrder
from component.domain.jobs import Asker, Job, JobKind
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.snapshot import RosterItem
from component.usecases.change_id import ChangeId
from component.usecases.change_id_job import ChangeIdJob
from component.usecases.job_handling import Result
from component.usecases.leave_behind import LeaveBehind
from component.usecases.patience import OutagePace
from component.usecases.reminding import Clock
from tests.fakes.migration import FakeArchive
from tests.fakes.run_items import FakeRunItems
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.house import DOMAIN, House

ALICE, ALICIA = ChatUsername("alice"), ChatUsername("alicia")
LOGIN = TikiLogin("Alice S.")
HELPERS = RosterGroup("helpers", ("Helpers",), "Helpers")
BOB = RosterItem(ALICE, f"bob@{DOMAIN}", 3, -1, -1, "Bob", ("Friends",))
SEEN_BY_BOB = RosterItem(ChatUsername("bob"), f"alice@{DOMAIN}", 3, -1, -1, "Al", ("Work",))
ASKER = Asker("boss@livechat.test", "boss")
PACE = OutagePace(pause=1.0, longest_pause=4.0, patience=20.0)


@dataclass
class IdHouse:
    """Alice is in the group `helpers` by the site, and in `chess` by hand; Bob is her contact.

    Attributes:
        told: What she was told, and whether she was signed in then.
        slept: Seconds that somebody waited.
        goes_on: Nobody asks for the end of jobs.
    """

    house: House
    told: list[tuple[IdOrder, bool]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    goes_on: bool = True
    user_id: int = 0

    def __post_init__(self) -> None:
        house = self.house
        house.mappings = (HELPERS,)
        house.tiki.add_group("Helpers")
        self.user_id = house.add(LOGIN, "pw", ALICE)
        house.tiki.join(self.user_id, "Helpers")
        house.add_native(ALICE, "her old password")
        house.add_native("bob", "pw")
        house.chat.shown(ALICE).card["URL"] = "https://alice.test"
        house.chat.add_roster_group("helpers", ALICE)
        house.chat.add_roster_group("chess", ALICE)
        house.managed.members["helpers"] = {ALICE}
        house.chat.online.add(ALICE)
        self.archive = FakeArchive(house.chat, DOMAIN)
        for item in (BOB, SEEN_BY_BOB):
            self.archive.add_roster_item(item)
        self.items = FakeRunItems()

    def order(self, after: str | None = ALICIA, *, moves: bool = True) -> IdOrder:
        """What an admin asks for."""
        new = None if after is None else LiveChatId(after)
        return IdOrder(self.user_id, LOGIN, LiveChatId(ALICE), new, moves)

    def change(self, fate: Fate | None = None) -> ChangeId:
        """The use case, in a component of its own."""
        house, fate = self.house, fate or Fate()
        tiki, chat, state = fate.over(house.tiki), fate.over(house.chat), fate.over(house.state)
        journal, provision = fate.over(house.journal.another()), house.provide(fate)
        managed = fate.over(house.managed)
        ids = replace(house.live_chat_ids, tiki=tiki, chat=chat, state=state, journal=journal)
        leave = LeaveBehind(
            chat, chat, chat, managed, state, forget=provision.forget, sleep=self.sleep
        )
        return ChangeId(
            DOMAIN,
            tiki=tiki,
            tiki_writer=tiki,
            archive=fate.over(self.archive),
            state=state,
            journal=journal,
            ids=ids,
            provision=provision,
            leave=leave,
            tell=self.tell,
        )

    async def carry_out(
        self, order: IdOrder, fate: Fate | None = None, number: int = 7, attempts: int = 1
    ) -> Result:
        """Carry out a job as it comes back from the table, in a component of its own."""
        arguments = json.loads(json.dumps(order.as_json()))
        job = Job(number, JobKind.CHANGE_ID, ASKER, arguments, attempts=attempts)
        items = (fate or Fate()).over(self.items)
        clock = Clock(lambda: 0.0, self.sleep)
        return await ChangeIdJob(self.change(fate), items, PACE, clock)(job, self.progress)

    async def tell(self, order: IdOrder) -> None:
        self.told.append((order, ALICE in self.house.chat.online))

    async def progress(self, _done: int, _total: int) -> bool:
        return self.goes_on

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def picture(self) -> Mapping[str, object]:
        """What there is of Alice, old and new."""
        house, roster = self.house, self.archive.roster_of
        return {
            "id": house.tiki.stored_id(self.user_id),
            "retired": await house.state.is_retired(LiveChatId(ALICE)),
            "accounts": house.chat.usernames,
            "old groups": house.chat.groups_with(ALICE),
            "new groups": house.chat.groups_with(ALICIA),
            "managed": dict(house.managed.members),
            "new roster": [(item.jid, item.nick, item.groups) for item in roster(ALICIA)],
            "bob's roster": {item.jid for item in roster("bob")},
            "old password": await house.has_native_password(ALICE, "her old password"),
            "online": set(house.chat.online),
        }


CHANGED = {
    "id": ALICIA,
    "retired": True,
    "accounts": {ALICE, ALICIA, "bob"},
    "old groups": set(),
    "new groups": {"helpers", "chess"},
    "managed": {"helpers": {ALICIA}},
    "new roster": [(BOB.jid, BOB.nick, BOB.groups)],
    "bob's roster": {f"alice@{DOMAIN}", f"alicia@{DOMAIN}"},
    "old password": False,
    "online": set(),
}
"""The picture after a change where everything goes along."""
RELEASED = {
    **CHANGED,
    "id": None,
    "accounts": {ALICE, "bob"},
    "old groups": {"chess"},
    "new groups": set(),
    "managed": {"helpers": set()},
    "new roster": [],
    "bob's roster": {f"alice@{DOMAIN}"},
}
"""The picture after a release."""
