"""Puts back into a chat account what is missing of a snapshot, by Openfire's tables and commands.

There are commands for roster groups only. What is written into a table beside them is announced by
an event command where Openfire would not look again by itself (facts/openfire.md §4).
"""

import contextlib
import logging
import time
from collections.abc import Sequence

from component.adapters.mysql import Database, DuplicateKey
from component.adapters.openfire_admin import ADMIN, EVENT
from component.adapters.openfire_mysql import existing_accounts
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.vcard import complete_vcard
from component.domain.names import ChatUsername
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.ports import CommandRunner, Rejected, Unavailable

_log = logging.getLogger(__name__)

_LOCK = "tiki-livechat-restore"
_ROSTER_IDS = 18
_OFFLINE_IDS = 19
"""Rows of `ofID` (Openfire's JiveConstants)."""
_INSERT_ENTRIES = "INSERT INTO ofRoster (rosterID, username, jid, sub, ask, recv, nick) VALUES "
_INSERT_GROUPS = "INSERT INTO ofRosterGroups (rosterID, `rank`, groupName) VALUES "
_ATTEMPTS = 20
_AT_ONCE = 200
"""Roster entries in one transaction."""


class OpenfireRestore:
    """Writes what is missing.

    Args:
        access: Openfire's database, read only.
        write: The same with the rights for profiles and archives.
        commands: The stream to run commands on.
        domain: The chat's domain.
    """

    def __init__(
        self, access: OpenfireAccess, write: Database, commands: CommandRunner, domain: str
    ) -> None:
        self._access = access
        self._read = access.database
        self._write = write
        self._commands = commands
        self._domain = domain

    def alone(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Keep other components away between the look and the writing."""
        return self._write.lock(_LOCK)

    async def put_back(self, kept: Snapshot, present: Snapshot, made_at: str) -> None:
        """Put back what is missing.

        Rows come before commands: joining a group makes Openfire load the roster. The event of the
        name comes last, since it makes Openfire forget rosters.

        Args:
            kept: What there was.
            present: What there is.
            made_at: When the account was made, as Openfire writes it.
        """
        username = kept.username
        await self._put_back_entries(_missing_entries(kept, present))
        await self._put_back_properties(username, kept, present)
        await self._put_back_private(kept, present)
        lost = [m for m in kept.offline if m.created < made_at and m not in present.offline]
        await self._put_back_messages(username, lost)
        await self._put_back_name(username, kept, present)
        await self._put_back_vcard(username, kept.vcard, present.vcard)
        joined = {member.group for member in present.groups}
        for member in kept.groups:
            if member.group not in joined:
                await self._join(username, member)
        await self._commands.run_command(
            EVENT + "user-modified",
            {
                "username": username,
                "changeType": "nameModified",
                "originalValue": present.name or "",
                "propertyKey": "",
            },
        )

    async def _put_back_entries(self, missing: Sequence[RosterItem]) -> None:
        there = await existing_accounts(self._read.fetch, {item.owner for item in missing})
        items = [item for item in missing if item.owner in there]
        if not items:
            return
        first = await self._take_ids(_ROSTER_IDS, len(items))
        for start in range(0, len(items), _AT_ONCE):
            numbered = [*enumerate(items[start : start + _AT_ONCE], start=first + start)]
            entries = [
                (n, item.owner, item.jid, item.sub, item.ask, item.recv, item.nick)
                for n, item in numbered
            ]
            groups = [(n, *group) for n, item in numbered for group in enumerate(item.groups)]
            async with self._write.transaction() as insert:
                await insert(_INSERT_ENTRIES + _marks(entries), _flat(entries))
                if groups:
                    await insert(_INSERT_GROUPS + _marks(groups), _flat(groups))

    async def _put_back_properties(
        self, username: ChatUsername, kept: Snapshot, present: Snapshot
    ) -> None:
        there = dict(present.properties)
        for name, value in kept.properties:
            if name not in there:
                with contextlib.suppress(DuplicateKey):
                    await self._write.execute(
                        "INSERT INTO ofUserProp (username, name, propValue) VALUES (%s, %s, %s)",
                        (username, name, value),
                    )

    async def _put_back_private(self, kept: Snapshot, present: Snapshot) -> None:
        if kept.private and not (await self._access.schema()).has_private:
            _log.warning(
                "the private storage of %r is not put back: this Openfire has no table for it",
                kept.username,
            )
            return
        for item in kept.private:
            if any(_is_same(item, other) for other in present.private):
                continue
            with contextlib.suppress(DuplicateKey):
                await self._write.execute(
                    "INSERT INTO ofPrivate (username, name, namespace, privateData) "
                    "VALUES (%s, %s, %s, %s)",
                    (kept.username, item.name, item.namespace, item.data),
                )

    async def _put_back_messages(
        self, username: ChatUsername, lost: Sequence[OfflineMessage]
    ) -> None:
        if not lost:
            return
        first = await self._take_ids(_OFFLINE_IDS, len(lost))
        for number, message in enumerate(lost, start=first):
            await self._write.execute(
                "INSERT INTO ofOffline (username, messageID, creationDate, messageSize, stanza) "
                "VALUES (%s, %s, %s, %s, %s)",
                (username, number, message.created, len(message.stanza), message.stanza),
            )

    async def _put_back_name(
        self, username: ChatUsername, kept: Snapshot, present: Snapshot
    ) -> None:
        name, email = present.name or kept.name, present.email or kept.email
        if (name, email) != (present.name, present.email):
            now = f"{int(time.time() * 1000):015d}"
            await self._write.execute(
                "UPDATE ofUser SET name = %s, email = %s, modificationDate = %s "
                "WHERE username = %s",
                (name, email, now, username),
            )

    async def _put_back_vcard(
        self, username: ChatUsername, kept: str | None, present: str | None
    ) -> None:
        card = complete_vcard(present, kept)
        if card is None:
            return
        if card != present:
            await self._write.execute(
                "INSERT INTO ofVCard (username, vcard) VALUES (%s, %s) "
                "ON DUPLICATE KEY UPDATE vcard = VALUES(vcard)",
                (username, card),
            )
        event = "vcard-created" if present is None else "vcard-modified"
        await self._commands.run_command(EVENT + event, {"username": username})

    async def _join(self, username: ChatUsername, member: Member) -> None:
        try:
            await self._commands.run_command(
                ADMIN + "add-group-members",
                {
                    "group": member.group,
                    "admin": "1" if member.is_admin else "0",
                    "users": [f"{username}@{self._domain}"],
                },
            )
        except Rejected as error:
            _log.warning("%r is not back in the group %r: %s", username, member.group, error)

    async def _take_ids(self, kind: int, count: int) -> int:
        """Take numbers as Openfire's SequenceManager does; gives the first of them.

        Raises:
            Unavailable: The counter is not there, or others take numbers all the time.
        """
        title = self._write.settings.title
        for _ in range(_ATTEMPTS):
            rows = await self._write.fetch("SELECT id FROM ofID WHERE idType = %s", (kind,))
            if not rows:
                raise Unavailable(title, f"ofID has no row {kind}: Openfire was not set up in it")
            ((first,),) = rows
            if await self._write.execute(
                "UPDATE ofID SET id = %s WHERE idType = %s AND id = %s",
                (first + count, kind, first),
            ):
                return int(first)
        raise Unavailable(title, f"others take all numbers of the row {kind} of ofID")


def _missing_entries(kept: Snapshot, present: Snapshot) -> list[RosterItem]:
    wanted, there = (
        {(item.owner, item.jid): item for item in (*one.roster, *one.seen_by)}
        for one in (kept, present)
    )
    return [item for key, item in wanted.items() if key not in there]


def _is_same(one: PrivateItem, other: PrivateItem) -> bool:
    return (one.name, one.namespace) == (other.name, other.namespace)


def _marks(rows: Sequence[Sequence[object]]) -> str:
    return ", ".join("(" + ", ".join(["%s"] * len(row)) + ")" for row in rows)


def _flat(rows: Sequence[Sequence[object]]) -> list[object]:
    return [value for row in rows for value in row]
