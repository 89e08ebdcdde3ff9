"""The journal of migrations and the snapshots that belong to it: the port `Journal`.

In the bridge's own schema. All times are by the database's clock, so that the clocks of several
components need not agree. What a snapshot looks like as bytes is `snapshot_json`'s part.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime

from component.adapters import snapshot_json
from component.adapters.mysql import Database, DuplicateKey, Row
from component.adapters.state_database import StateDatabase
from component.adapters.state_journal_leases import JournalLeases
from component.adapters.state_owner import Owner
from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.snapshot import Snapshot
from component.ports import Unavailable

_NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
_ASCII = "CHARACTER SET ascii COLLATE ascii_bin"

STEP: Mapping[str, str] = {
    "migration": f"""CREATE TABLE migration (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        path VARCHAR(20) {_ASCII} NOT NULL,
        livechat_id VARCHAR(191) {_NAMES} NOT NULL,
        tiki_login VARBINARY(1024) NOT NULL,
        user_id BIGINT NULL,
        old_account VARCHAR(20) {_ASCII} NOT NULL,
        step VARCHAR(20) {_ASCII} NOT NULL,
        at DATETIME(6) NOT NULL,
        owner CHAR(32) {_ASCII} NULL,
        lease_until DATETIME(6) NULL,
        open_livechat_id VARCHAR(191) {_NAMES} NULL,
        open_user_id BIGINT NULL,
        UNIQUE KEY open_livechat_id (open_livechat_id),
        UNIQUE KEY open_user_id (open_user_id),
        KEY livechat_id (livechat_id, id),
        KEY user_id (user_id, id),
        KEY lease_until (lease_until)
    ) ENGINE=InnoDB""",
    "snapshot": """CREATE TABLE snapshot (
        migration_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
        taken_at DATETIME(6) NOT NULL,
        content MEDIUMBLOB NOT NULL
    ) ENGINE=InnoDB""",
}
"""The tables, as a step of `state_schema`.

`owner`, `lease_until` and the two columns `open_…` are NULL unless the migration is open. A login
is kept in bytes: those of an old Tiki need not be UTF-8.
"""

_SELECT = (
    "SELECT id, path, livechat_id, tiki_login, user_id, old_account, step, at FROM migration WHERE "
)


class StateJournal:
    """Remembers migrations. One instance is one component among those that share the schema.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        lease_seconds: How long a migration belongs to its component after a step.
        component: Which one this is, see `state_owner`.
    """

    def __init__(
        self,
        database: Database,
        prepare: Callable[[], Awaitable[object]],
        lease_seconds: float = 30.0,
        component: str = "",
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._lease = round(lease_seconds * 1e6)
        owner = Owner(component)
        self._owner = owner.run
        self._leases = JournalLeases(self._tables, owner)

    async def begin(self, plan: Plan) -> Migration | None:
        """See `Journal.begin`: the unique keys decide a race."""
        try:
            number = await self._tables.insert(
                "INSERT INTO migration (path, livechat_id, tiki_login, user_id, old_account, step, "
                "at, owner, lease_until, open_livechat_id, open_user_id) "
                "VALUES (%s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(6), %s, "
                "UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND, %s, %s)",
                plan.path.value,
                plan.livechat_id,
                plan.tiki_login.encode("utf-8", "surrogateescape"),
                plan.user_id,
                plan.old_account.value,
                Step.BEGUN.value,
                self._owner,
                self._lease,
                plan.livechat_id,
                plan.user_id,
            )
        except DuplicateKey:
            return None
        except Unavailable:
            self._leases.unsure.add(plan.livechat_id)  # it may be written down, and nobody is at it
            raise
        try:
            return await self._read(number)
        except Unavailable:
            self._leases.left.add(number)
            raise

    async def advance(
        self, migration: Migration, step: Step, *, user_id: int | None = None
    ) -> Migration | None:
        """See `Journal.advance`: one statement, which changes nothing unless the step fits.

        A migration that is not open belongs to nobody, so that any component can undo it.

        Raises:
            Unavailable: Also if another migration of the account that was made is open.
        """
        user_id = migration.plan.user_id if user_id is None else user_id
        is_open = step.is_open
        try:
            changed = await self._tables.execute(
                "UPDATE migration SET step = %s, at = UTC_TIMESTAMP(6), user_id = %s, owner = %s, "
                "lease_until = IF(%s, UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND, NULL), "
                "open_livechat_id = %s, open_user_id = %s "
                "WHERE id = %s AND step = %s AND (owner = %s OR owner IS NULL)",
                step.value,
                user_id,
                self._owner if is_open else None,
                is_open,
                self._lease,
                migration.plan.livechat_id if is_open else None,
                user_id if is_open else None,
                migration.number,
                migration.step.value,
                self._owner,
            )
        except DuplicateKey as error:
            raise Unavailable(
                self._tables.title,
                f"another migration of {migration.plan.livechat_id!r} or of the Tiki account "
                f"{user_id} is open",
            ) from error
        return await self._read(migration.number) if changed else None

    async def take_over(self, most: int = 20) -> list[Migration]:
        """See `Journal.take_over`: those first whose time has been over for longest."""
        await self._leases.shorten_all()
        waiting = await self._tables.fetch(
            "SELECT id, owner FROM migration WHERE lease_until < UTC_TIMESTAMP(6) "
            "ORDER BY lease_until, id LIMIT %s",
            most,
        )
        taken: list[Migration] = []
        for number, owner in waiting:
            changed = await self._tables.execute(
                "UPDATE migration "
                "SET owner = %s, lease_until = UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND "
                "WHERE id = %s AND owner = %s AND lease_until < UTC_TIMESTAMP(6)",
                self._owner,
                self._lease,
                number,
                owner,
            )
            if changed:
                taken.append(await self._read(int(number)))
        return taken

    async def leave(self, migration: Migration) -> None:
        """See `Journal.leave`: what cannot be written down now is with the next `take_over`."""
        self._leases.left.add(migration.number)
        await self._leases.shorten_all()

    async def reclaim(self) -> int:
        """See `Journal.reclaim`."""
        return await self._leases.reclaim()

    async def find_open(self, livechat_id: LiveChatId) -> Migration | None:
        """See `Journal.find_open`."""
        rows = await self._tables.fetch(_SELECT + "open_livechat_id = %s", livechat_id)
        return _migration(rows[0]) if rows else None

    async def find_finished(self, livechat_id: LiveChatId) -> Migration | None:
        """See `Journal.find_finished`: those that are open or were abandoned do not count."""
        return await self._find_finished("livechat_id", livechat_id)

    async def find_finished_of(self, user_id: int) -> Migration | None:
        """See `Journal.find_finished_of`."""
        return await self._find_finished("user_id", user_id)

    async def newest(self, most: int, steps: Collection[Step] = tuple(Step)) -> list[Migration]:
        """See `Journal.newest`."""
        if not steps:
            return []
        marks = ", ".join(["%s"] * len(steps))
        rows = await self._tables.fetch(
            _SELECT + f"step IN ({marks}) ORDER BY id DESC LIMIT %s",
            *(step.value for step in steps),
            most,
        )
        return [_migration(row) for row in rows]

    async def save_snapshot(self, migration: Migration, snapshot: Snapshot) -> None:
        """See `Journal.save_snapshot`."""
        await self._tables.execute(
            "INSERT INTO snapshot (migration_id, taken_at, content) "
            "VALUES (%s, UTC_TIMESTAMP(6), %s) ON DUPLICATE KEY UPDATE taken_at = taken_at",
            migration.number,
            snapshot_json.pack(snapshot),
        )

    async def read_snapshot(self, migration: Migration) -> Snapshot | None:
        """See `Journal.read_snapshot`."""
        rows = await self._tables.fetch(
            "SELECT content FROM snapshot WHERE migration_id = %s", migration.number
        )
        return snapshot_json.unpack(rows[0][0]) if rows else None

    async def drop_snapshots(self, older_than: float) -> int:
        """See `Journal.drop_snapshots`."""
        return await self._tables.execute(
            "DELETE s FROM snapshot s JOIN migration m ON m.id = s.migration_id "
            "WHERE m.open_livechat_id IS NULL "
            "AND m.at < UTC_TIMESTAMP(6) - INTERVAL %s MICROSECOND",
            round(older_than * 1e6),
        )

    async def _find_finished(self, column: str, value: object) -> Migration | None:
        rows = await self._tables.fetch(
            _SELECT + f"{column} = %s AND step IN (%s, %s) ORDER BY id DESC LIMIT 1",
            value,
            Step.FINISHED.value,
            Step.UNDONE.value,
        )
        found = _migration(rows[0]) if rows else None
        return found if found is not None and found.step is Step.FINISHED else None

    async def _read(self, number: int) -> Migration:
        (row,) = await self._tables.fetch(_SELECT + "id = %s", number)
        return _migration(row)


def _migration(row: Row) -> Migration:
    number, path, livechat_id, tiki_login, user_id, old_account, step, at = row
    plan = Plan(
        Path(path),
        LiveChatId(livechat_id),
        TikiLogin(tiki_login.decode("utf-8", "surrogateescape")),
        None if user_id is None else int(user_id),
        OldAccount(old_account),
    )
    return Migration(int(number), plan, Step(step), _seconds(at))


def _seconds(stored: datetime) -> float:
    return stored.replace(tzinfo=UTC).timestamp()
