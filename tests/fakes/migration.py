"""What a migration needs, in memory: the ports `Journal` and `ChatArchive`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from component.adapters.state_owner import SETTLING_SECONDS
from component.domain.migration import Migration, Plan, Step
from component.domain.names import ChatUsername, LiveChatId
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.ports import Rejected, Unavailable
from tests.fakes.chat import FakeChat
from tests.fakes.fake import Fake

DOMAIN = "livechat.test"


@dataclass
class JournalRows:
    """The tables that all components share; `now` is the database's clock, in seconds.

    Attributes:
        now: Goes on only where a test says so.
        migrations: By number.
        owners: Number → the component that has it, and until when; only of open ones.
        snapshots: By number.
    """

    now: float = 1_700_000_000.0
    migrations: dict[int, Migration] = field(default_factory=dict)
    owners: dict[int, tuple["FakeJournal", float]] = field(default_factory=dict)
    snapshots: dict[int, Snapshot] = field(default_factory=dict)


class FakeJournal(Fake):
    """The journal as one component sees it; `another` is the same as another component does."""

    title = "the fake journal"

    def __init__(
        self,
        rows: JournalRows | None = None,
        lease_seconds: float = 30.0,
        earlier: "FakeJournal | None" = None,
    ) -> None:
        super().__init__()
        self.rows = rows or JournalRows()
        self._lease = lease_seconds
        self._earlier = earlier

    @property
    def port(self) -> "FakeJournal":
        """As `Journal`."""
        return self

    def another(self) -> "FakeJournal":
        """Another component's."""
        return FakeJournal(self.rows, self._lease)

    def again(self) -> "FakeJournal":
        """The same component's, in a later run."""
        return FakeJournal(self.rows, self._lease, self)

    def pass_time(self, seconds: float) -> None:
        """Let the database's clock go on."""
        self.rows.now += seconds

    def steps(self, livechat_id: str) -> list[Step]:
        """How far the migrations of a Live Chat ID have come, the oldest first."""
        return [m.step for m in self.rows.migrations.values() if m.plan.livechat_id == livechat_id]

    async def begin(self, plan: Plan) -> Migration | None:
        await self._called("begin", plan)
        if self._is_open(plan.livechat_id, plan.user_id):
            return None
        number = len(self.rows.migrations) + 1
        return self._write(Migration(number, plan, Step.BEGUN, self.rows.now))

    async def advance(
        self, migration: Migration, step: Step, *, user_id: int | None = None
    ) -> Migration | None:
        await self._called("advance", migration.number, step)
        stored = self.rows.migrations.get(migration.number)
        owner, _ = self.rows.owners.get(migration.number, (self, 0.0))
        if stored is None or stored.step is not migration.step or owner is not self:
            return None
        plan = stored.plan if user_id is None else replace(stored.plan, user_id=user_id)
        if step.is_open and self._is_open(plan.livechat_id, plan.user_id, but=stored.number):
            raise Unavailable(self.title, "another migration is open")
        return self._write(replace(stored, plan=plan, step=step, at=self.rows.now))

    async def take_over(self, most: int = 20) -> list[Migration]:
        await self._called("take_over", most)
        over = [n for n, (_, until) in self.rows.owners.items() if until < self.rows.now]
        over.sort(key=lambda number: self.rows.owners[number][1])
        for number in over[:most]:
            self.rows.owners[number] = (self, self.rows.now + self._lease)
        return [self.rows.migrations[number] for number in over[:most]]

    async def leave(self, migration: Migration) -> None:
        await self._called("leave", migration.number)
        owner, until = self.rows.owners.get(migration.number, (None, 0.0))
        if owner is self:
            soon = self.rows.now + SETTLING_SECONDS
            self.rows.owners[migration.number] = (self, min(until, soon))

    async def reclaim(self) -> int:
        await self._called("reclaim")
        theirs = [
            number
            for number, (owner, until) in self.rows.owners.items()
            if owner is self._earlier and until > self.rows.now
        ]
        for number in theirs:
            owner, _ = self.rows.owners[number]
            settled = self.rows.migrations[number].at + SETTLING_SECONDS
            self.rows.owners[number] = (owner, max(settled, self.rows.now - 1e-6))
        return len(theirs)

    async def find_open(self, livechat_id: LiveChatId) -> Migration | None:
        await self._called("find_open", livechat_id)
        return next((m for m in self._of(livechat_id) if m.step.is_open), None)

    async def find_finished(self, livechat_id: LiveChatId) -> Migration | None:
        await self._called("find_finished", livechat_id)
        return _newest_if_finished(self._of(livechat_id))

    async def find_finished_of(self, user_id: int) -> Migration | None:
        await self._called("find_finished_of", user_id)
        return _newest_if_finished(
            [m for m in self.rows.migrations.values() if m.plan.user_id == user_id]
        )

    async def newest(self, most: int, steps: Collection[Step] = tuple(Step)) -> list[Migration]:
        await self._called("newest", most)
        return [m for m in reversed(self.rows.migrations.values()) if m.step in steps][:most]

    async def save_snapshot(self, migration: Migration, snapshot: Snapshot) -> None:
        await self._called("save_snapshot", migration.number)
        self.rows.snapshots.setdefault(migration.number, snapshot)

    async def read_snapshot(self, migration: Migration) -> Snapshot | None:
        await self._called("read_snapshot", migration.number)
        return self.rows.snapshots.get(migration.number)

    async def drop_snapshots(self, older_than: float) -> int:
        await self._called("drop_snapshots", older_than)
        old = [
            number
            for number in self.rows.snapshots
            if not self.rows.migrations[number].step.is_open
            and self.rows.migrations[number].at < self.rows.now - older_than
        ]
        for number in old:
            del self.rows.snapshots[number]
        return len(old)

    def _of(self, livechat_id: str) -> list[Migration]:
        return [m for m in self.rows.migrations.values() if m.plan.livechat_id == livechat_id]

    def _is_open(self, livechat_id: str, user_id: int | None, *, but: int = 0) -> bool:
        return any(
            migration.step.is_open
            and migration.number != but
            and (
                migration.plan.livechat_id == livechat_id
                or (user_id is not None and migration.plan.user_id == user_id)
            )
            for migration in self.rows.migrations.values()
        )

    def _write(self, migration: Migration) -> Migration:
        self.rows.migrations[migration.number] = migration
        self.rows.owners.pop(migration.number, None)
        if migration.step.is_open:
            self.rows.owners[migration.number] = (self, self.rows.now + self._lease)
        return migration


def _newest_if_finished(migrations: list[Migration]) -> Migration | None:
    ended = [m for m in migrations if m.step in (Step.FINISHED, Step.UNDONE)]
    return ended[-1] if ended and ended[-1].step is Step.FINISHED else None


@dataclass
class Kept:
    """What a chat server keeps of somebody beside what it shows."""

    properties: dict[str, str] = field(default_factory=dict)
    private: dict[tuple[str, str], str] = field(default_factory=dict)
    offline: list[OfflineMessage] = field(default_factory=list)


class FakeArchive(Fake):
    """Reads a `FakeChat` and what this one keeps for it: rosters, private storage, messages."""

    title = "the fake archive"

    def __init__(self, chat: FakeChat, domain: str = DOMAIN) -> None:
        super().__init__()
        self.domain = domain
        self._chat = chat
        self._chat.on_delete.append(self._forget)
        self._roster: dict[tuple[str, str], RosterItem] = {}
        self._kept: dict[str, Kept] = {}
        self._was_deleted: set[str] = set()

    @property
    def port(self) -> "FakeArchive":
        """As `ChatArchive`."""
        return self

    def add_roster_item(self, item: RosterItem) -> None:
        """Put an entry into somebody's roster, or another one in its place."""
        self._roster[item.owner, item.jid] = item

    def roster_of(self, owner: str) -> list[RosterItem]:
        """Somebody's entries."""
        return [item for item in self._roster.values() if item.owner == owner]

    def keep(self, username: str) -> Kept:
        """What is kept of somebody, for a test to read and to change."""
        return self._kept.setdefault(username, Kept())

    async def read(self, username: ChatUsername) -> Snapshot | None:
        await self._called("read", username)
        if username not in self._chat.usernames:
            return None
        shown, kept = self._chat.shown(username), self.keep(username)
        locale = {} if shown.locale is None else {"locale": shown.locale}
        jid = f"{username}@{self.domain}"
        return Snapshot(
            username=username,
            name=shown.name,
            email=shown.email,
            properties=tuple(sorted({**kept.properties, **locale}.items())),
            roster=tuple(self.roster_of(username)),
            seen_by=tuple(
                item for item in self._roster.values() if item.jid == jid and item.owner != username
            ),
            groups=tuple(Member(group) for group in sorted(self._chat.groups_with(username))),
            vcard=_write_card(shown.card),
            private=tuple(PrivateItem(*key, data) for key, data in sorted(kept.private.items())),
            offline=tuple(kept.offline),
        )

    async def restore(self, snapshot: Snapshot) -> None:
        await self._called("restore", snapshot.username)
        username = snapshot.username
        if username not in self._chat.usernames:
            raise Rejected(f"there is no account {username}")
        shown, kept = self._chat.shown(username), self.keep(username)
        shown.name, shown.email = shown.name or snapshot.name, shown.email or snapshot.email
        properties = dict(snapshot.properties)
        locale = properties.pop("locale", None)
        shown.locale = shown.locale or locale
        kept.properties = properties | kept.properties
        shown.card = dict(_read_card(snapshot.vcard)) | shown.card
        for item in (*snapshot.roster, *snapshot.seen_by):
            if item.owner in self._chat.usernames:
                self._roster.setdefault((item.owner, item.jid), item)
        self._chat.rejoin(username, [member.group for member in snapshot.groups])
        kept.private = {(p.name, p.namespace): p.data for p in snapshot.private} | kept.private
        if username in self._was_deleted:
            kept.offline[:0] = [m for m in snapshot.offline if m not in kept.offline]

    def _forget(self, username: str) -> None:
        """As Openfire does, which takes an account out of the rosters of others as well."""
        self._kept.pop(username, None)
        self._was_deleted.add(username)
        jid = f"{username}@{self.domain}"
        self._roster = {
            key: item
            for key, item in self._roster.items()
            if item.owner != username and item.jid != jid
        }


def _write_card(card: dict[str, str]) -> str | None:
    """Fields without markup, as a vCard (XEP-0054)."""
    if not card:
        return None
    fields = "".join(f"<{name}>{text}</{name}>" for name, text in sorted(card.items()))
    return f'<vCard xmlns="vcard-temp">{fields}</vCard>'


def _read_card(text: str | None) -> Iterable[tuple[str, str]]:
    for part in (text or "").split("<")[2:-1]:
        name, _, content = part.partition(">")
        if not name.startswith("/"):
            yield name, content
