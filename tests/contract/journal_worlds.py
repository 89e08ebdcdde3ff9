"""A journal of two components, fake or real, whose time passes when a test says so."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from component.adapters.state_journal import StateJournal
from component.domain.migration import OldAccount, Path, Plan
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.ports import Journal
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE
from tests.fakes.migration import FakeJournal

LEASE = 30.0

BOB = ChatUsername("bob")
FULL = Snapshot(
    ChatUsername("zoë"),
    name="Zoë <& 'ü' 🦄>",
    email="zoe@mail.test",
    properties=(("locale", "fr"), ("theme", "dark \ud800")),
    roster=(
        RosterItem(ChatUsername("zoë"), "carol@livechat.test", 3, -1, -1, "Carol", ("Ä", "b")),
        RosterItem(ChatUsername("zoë"), "dave@elsewhere.test", 0, 0, -1),
    ),
    seen_by=(RosterItem(ChatUsername("carol"), "zoë@livechat.test", 3, -1, -1, "", ()),),
    groups=(Member("helpers"), Member("staff", is_admin=True)),
    vcard="<vCard xmlns='vcard-temp'><FN>Zoë</FN></vCard>",
    private=(PrivateItem("storage", "storage:bookmarks", "<storage/>"),),
    offline=(OfflineMessage("001700000000000", "<message>hé</message>"),),
)


def plan(
    livechat_id: str = "bob",
    user_id: int | None = 7,
    *,
    path: Path = Path.BOTH,
    tiki_login: str = "Bob",
    old_account: OldAccount = OldAccount.KEEP,
) -> Plan:
    """What a migration is to do."""
    return Plan(path, LiveChatId(livechat_id), TikiLogin(tiki_login), user_id, old_account)


def small(name: str) -> Snapshot:
    """A snapshot that is told apart by a name."""
    return replace(Snapshot(BOB), name=name)


class JournalWorld(Protocol):
    """`FakeJournals` is one, `RealJournals` the other."""

    @property
    def port(self) -> Journal: ...
    @property
    def other(self) -> Journal: ...
    @property
    def again(self) -> Journal: ...
    def pass_time(self, seconds: float) -> None: ...


class RealJournals:
    """Two components on one state schema; `again` is a later run of the first."""

    def __init__(
        self, root: Root, databases: Databases, prepare: Callable[[], Awaitable[object]]
    ) -> None:
        self._root = root
        self.port, self.other, self.again = (
            StateJournal(databases.state, prepare, LEASE, component)
            for component in ("a.livechat.test", "b.livechat.test", "a.livechat.test")
        )

    def pass_time(self, seconds: float) -> None:
        """Let everything that is there have happened so much earlier."""
        for column in ("at", "lease_until"):
            self._root.execute(
                f"UPDATE migration SET {column} = {column} - INTERVAL %s MICROSECOND",
                (round(seconds * 1e6),),
                DATABASE,
            )


class FakeJournals:
    """Two components on one journal in memory; `again` is a later run of the first."""

    def __init__(self) -> None:
        self.port = FakeJournal(lease_seconds=LEASE)
        self.other = self.port.another()
        self.again = self.port.again()

    def pass_time(self, seconds: float) -> None:
        """Let the clock go on."""
        self.port.pass_time(seconds)
