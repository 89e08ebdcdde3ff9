"""Personal links, and what was sent to whom: the ports `Invitations` and `Reminders`.

In the bridge's own schema. Times are UTC by the component's clock.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping

from component.adapters.mysql import Database, DuplicateKey
from component.adapters.mysql_lists import batches, marks
from component.adapters.state_database import StateDatabase
from component.adapters.state_times import read_time, stored
from component.domain.invitations import Invitation
from component.domain.names import ChatUsername
from component.domain.reminders import Channel, History, Record

_NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
_ASCII = "CHARACTER SET ascii COLLATE ascii_bin"

STEP: Mapping[str, str] = {
    "invitation": f"""CREATE TABLE invitation (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        token_digest CHAR(64) {_ASCII} NOT NULL,
        username VARCHAR(64) {_NAMES} NOT NULL,
        made_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        used_at DATETIME(6) NULL,
        UNIQUE KEY token_digest (token_digest),
        KEY username (username, id)
    ) ENGINE=InnoDB""",
    "notice": f"""CREATE TABLE notice (
        person VARCHAR(80) {_NAMES} NOT NULL,
        channel VARCHAR(10) {_ASCII} NOT NULL,
        sent INT UNSIGNED NOT NULL,
        last_at DATETIME(6) NOT NULL,
        PRIMARY KEY (person, channel)
    ) ENGINE=InnoDB""",
    "notice_stop": f"""CREATE TABLE notice_stop (
        person VARCHAR(80) {_NAMES} NOT NULL PRIMARY KEY,
        since DATETIME(6) NOT NULL
    ) ENGINE=InnoDB""",
    "turn": f"""CREATE TABLE turn (
        name VARCHAR(20) {_ASCII} NOT NULL PRIMARY KEY,
        next_at DATETIME(6) NOT NULL
    ) ENGINE=InnoDB""",
}
"""The tables, as a step of `state_schema`."""

_KEPT_SECONDS = 30 * 86_400.0
"""How long a link that has expired is still known as expired."""
_MOST_SKEW = 60.0
"""Seconds by which the clocks of two components may differ."""
_LEAST_WAIT = 0.01


class StateReminders:
    """Remembers links and reminders.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._tables = StateDatabase(database, prepare)

    async def add(self, digest: str, invitation: Invitation) -> None:
        """See `Invitations.add`: which link is the newest is told by its number alone."""
        username = invitation.username
        await self._tables.execute(
            "INSERT INTO invitation (token_digest, username, made_at, expires_at) "
            "VALUES (%s, %s, %s, %s)",
            digest,
            username,
            stored(invitation.made_at),
            stored(invitation.expires_at),
        )
        await self._tables.execute(
            "DELETE FROM invitation WHERE username = %s AND expires_at < %s AND token_digest <> %s",
            username,
            stored(invitation.made_at - _KEPT_SECONDS),
            digest,
        )

    async def find(self, digest: str) -> Invitation | None:
        """See `Invitations.find`."""
        rows = await self._tables.fetch(
            "SELECT i.username, i.made_at, i.expires_at, i.used_at, i.id = "
            "(SELECT MAX(n.id) FROM invitation n WHERE n.username = i.username) "
            "FROM invitation i WHERE i.token_digest = %s",
            digest,
        )
        if not rows:
            return None
        username, made_at, expires_at, used_at, is_newest = rows[0]
        return Invitation(
            ChatUsername(str(username)),
            made_at=read_time(made_at),
            expires_at=read_time(expires_at),
            is_used=used_at is not None,
            is_newest=bool(is_newest),
        )

    async def use(self, digest: str, now: float) -> bool:
        """See `Invitations.use`."""
        return bool(
            await self._tables.execute(
                "UPDATE invitation SET used_at = %s WHERE token_digest = %s AND used_at IS NULL",
                stored(now),
                digest,
            )
        )

    async def read(self, person: str) -> Record:
        """See `Reminders.read`."""
        rows = await self._tables.fetch(
            "SELECT channel, sent, last_at FROM notice WHERE person = %s "
            "UNION ALL SELECT '', 0, since FROM notice_stop WHERE person = %s",
            person,
            person,
        )
        known = {channel.value for channel in Channel}
        return Record(
            has_stopped=any(not channel for channel, _, _ in rows),
            histories={
                Channel(channel): History(int(sent), read_time(last_at))
                for channel, sent, last_at in rows
                if channel in known
            },
        )

    async def stopped_among(self, people: Collection[str]) -> frozenset[str]:
        """See `Reminders.stopped_among`."""
        found: set[str] = set()
        for batch in batches(people):
            rows = await self._tables.fetch(
                f"SELECT person FROM notice_stop WHERE person IN ({marks(batch)})",  # noqa: S608  marks only
                *batch,
            )
            found.update(str(person) for (person,) in rows)
        return frozenset(found.intersection(people))

    async def claim(self, person: str, channel: Channel, seen: History, now: float) -> bool:
        """See `Reminders.claim`: a row is made, or counted on, by one statement that decides."""
        if seen.last_at is None:
            try:
                await self._tables.execute(
                    "INSERT INTO notice (person, channel, sent, last_at) VALUES (%s, %s, 1, %s)",
                    person,
                    channel.value,
                    stored(now),
                )
            except DuplicateKey:
                return False
            return True
        return bool(
            await self._tables.execute(
                "UPDATE notice SET sent = sent + 1, last_at = %s "
                "WHERE person = %s AND channel = %s AND sent = %s AND last_at = %s",
                stored(now),
                person,
                channel.value,
                seen.sent,
                stored(seen.last_at),
            )
        )

    async def give_back(self, person: str, channel: Channel, seen: History, now: float) -> None:
        """See `Reminders.give_back`."""
        claimed = (person, channel.value, seen.sent + 1, stored(now))
        if seen.last_at is None:
            await self._tables.execute(
                "DELETE FROM notice "
                "WHERE person = %s AND channel = %s AND sent = %s AND last_at = %s",
                *claimed,
            )
        else:
            await self._tables.execute(
                "UPDATE notice SET sent = %s, last_at = %s "
                "WHERE person = %s AND channel = %s AND sent = %s AND last_at = %s",
                seen.sent,
                stored(seen.last_at),
                *claimed,
            )

    async def stop(self, person: str, now: float) -> None:
        """See `Reminders.stop`."""
        await self._tables.execute(
            "INSERT INTO notice_stop (person, since) VALUES (%s, %s) "
            "ON DUPLICATE KEY UPDATE since = since",
            person,
            stored(now),
        )

    async def resume(self, person: str) -> None:
        """See `Reminders.resume`."""
        await self._tables.execute("DELETE FROM notice_stop WHERE person = %s", person)

    async def take_turn(self, name: str, interval: float, burst: int, now: float) -> float:
        """See `Reminders.take_turn`: a leaky bucket in one row, moved by one statement.

        `next_at` is when the bucket is empty. One that lies further ahead than any component can
        have moved it comes from a clock that was wrong, and counts for nothing.
        """
        room = interval * (burst - 1)
        most = room + interval + _MOST_SKEW
        taken = await self._tables.execute(
            "UPDATE turn SET next_at = "
            "IF(next_at > %s, %s, GREATEST(next_at, %s)) + INTERVAL %s MICROSECOND "
            "WHERE name = %s AND (next_at <= %s OR next_at > %s)",
            stored(now + most),
            stored(now),
            stored(now),
            round(interval * 1e6),
            name,
            stored(now + room),
            stored(now + most),
        )
        if taken:
            return 0.0
        rows = await self._tables.fetch("SELECT next_at FROM turn WHERE name = %s", name)
        if rows:
            return max(read_time(rows[0][0]) - room - now, _LEAST_WAIT)
        try:
            await self._tables.execute(
                "INSERT INTO turn (name, next_at) VALUES (%s, %s)", name, stored(now + interval)
            )
        except DuplicateKey:
            return _LEAST_WAIT
        return 0.0
