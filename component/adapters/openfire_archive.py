"""All of a chat account that can be kept, read from Openfire's database: the port `ChatArchive`.

How it is put back is `openfire_restore`'s part. Tables as in facts/openfire.md §1; a row counts if
its names equal those that were asked for, not only by collation.
"""

from collections.abc import Iterator, Sequence

from component.adapters.mysql import Database, Row
from component.adapters.openfire_restore import OpenfireRestore
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.names import ChatUsername
from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot
from component.ports import CommandRunner, Rejected

_ACCOUNT = "SELECT username, name, email, creationDate FROM ofUser WHERE username = %s"
_PROPERTIES = "SELECT username, name, propValue FROM ofUserProp WHERE username = %s"
_ENTRIES = "SELECT rosterID, username, jid, sub, ask, recv, nick FROM ofRoster "
_OWN_ENTRIES = _ENTRIES + "WHERE username = %s ORDER BY rosterID"
_ENTRIES_OF_OTHERS = _ENTRIES + "WHERE jid = %s ORDER BY rosterID"
_ENTRY_GROUPS = (
    "SELECT g.rosterID, g.groupName FROM ofRosterGroups g JOIN ofRoster r ON r.rosterID = "
    "g.rosterID "
)
_OWN_ENTRY_GROUPS = _ENTRY_GROUPS + "WHERE r.username = %s ORDER BY g.rosterID, g.`rank`"
_ENTRY_GROUPS_OF_OTHERS = _ENTRY_GROUPS + "WHERE r.jid = %s ORDER BY g.rosterID, g.`rank`"
_GROUPS = "SELECT username, groupName, administrator FROM ofGroupUser WHERE username = %s"
_VCARD = "SELECT username, vcard FROM ofVCard WHERE username = %s"
_PRIVATE = "SELECT username, name, namespace, privateData FROM ofPrivate WHERE username = %s"
_OFFLINE = (
    "SELECT username, creationDate, stanza FROM ofOffline WHERE username = %s "
    "ORDER BY creationDate, messageID"
)


class OpenfireArchive:
    """Reads chat accounts, and puts them back.

    What is put back is in the database at once. Openfire 4.2 to 5.1 shows it at once too, but for
    rosters: it keeps one in memory for half an hour after it was loaded, by a sign-in or for the
    sake of a shared group (RosterManager, CacheFactory), and shows the old one to who signs in
    meanwhile. Nobody is pushed an entry. An account that was just made has none in memory; and
    those are forgotten that belong to members of the shared groups that the account sees.

    Args:
        read: Openfire's database, read only.
        write: The same with the rights for profiles and archives.
        commands: The stream to run commands on.
        domain: The chat's domain.
    """

    def __init__(
        self, read: Database, write: Database, commands: CommandRunner, domain: str
    ) -> None:
        self._read = read
        self._domain = domain
        self._access = OpenfireAccess(read)
        self._restore = OpenfireRestore(self._access, write, commands, domain)

    async def read(self, username: ChatUsername) -> Snapshot | None:
        """See `ChatArchive.read`."""
        found = await self._read_account(username)
        return found[0] if found else None

    async def restore(self, snapshot: Snapshot) -> None:
        """See `ChatArchive.restore`.

        Name, e-mail address, user properties and the fields of the vCard stay where there are any
        now. Messages that wait are put back if the account is younger than they are: in one that
        has stood there all the time they are missing because they were delivered. A roster group
        that takes nobody, such as one that was deleted, is logged and left out.

        Raises:
            Rejected: There is no account, or Openfire would not read it again.
        """
        async with self._restore.alone():
            found = await self._read_account(snapshot.username)
            if found is None:
                raise Rejected(f"there is no account {snapshot.username!r} to restore")
            present, made_at = found
            await self._restore.put_back(snapshot, present, made_at)

    async def _read_account(self, username: ChatUsername) -> tuple[Snapshot, str] | None:
        """The account, and when it was made."""
        accounts = await self._rows_of(_ACCOUNT, username)
        if not accounts:
            return None
        ((_, name, email, made_at),) = accounts
        cards = await self._rows_of(_VCARD, username)
        snapshot = Snapshot(
            username,
            name=name,
            email=email,
            properties=tuple(
                (key, value) for _, key, value in sorted(await self._rows_of(_PROPERTIES, username))
            ),
            roster=await self._own_entries(username),
            seen_by=await self._entries_of_others(username),
            groups=tuple(
                Member(group, bool(is_admin))
                for _, group, is_admin in sorted(await self._rows_of(_GROUPS, username))
            ),
            vcard=cards[0][1] if cards else None,
            private=await self._private_items(username),
            offline=tuple(
                OfflineMessage(*row[1:]) for row in await self._rows_of(_OFFLINE, username)
            ),
        )
        return snapshot, str(made_at)

    async def _rows_of(self, statement: str, username: ChatUsername) -> list[Row]:
        """Rows that begin with exactly this username."""
        rows = await self._read.fetch(statement, (username,))
        return [row for row in rows if row[0] == username]

    async def _private_items(self, username: ChatUsername) -> tuple[PrivateItem, ...]:
        """Private storage; none where Openfire keeps it elsewhere than in a table."""
        if not (await self._access.schema()).has_private:
            return ()
        rows = await self._access.fetch(_PRIVATE, (username,))
        return tuple(PrivateItem(*row[1:]) for row in sorted(rows) if row[0] == username)

    async def _own_entries(self, username: ChatUsername) -> tuple[RosterItem, ...]:
        rows = await self._read.fetch(_OWN_ENTRIES, (username,))
        groups = await self._read.fetch(_OWN_ENTRY_GROUPS, (username,))
        return tuple(item for item in _entries(rows, groups) if item.owner == username)

    async def _entries_of_others(self, username: ChatUsername) -> tuple[RosterItem, ...]:
        jid = f"{username}@{self._domain}"
        rows = await self._read.fetch(_ENTRIES_OF_OTHERS, (jid,))
        groups = await self._read.fetch(_ENTRY_GROUPS_OF_OTHERS, (jid,))
        return tuple(
            item for item in _entries(rows, groups) if item.jid == jid and item.owner != username
        )


def _entries(rows: Sequence[Row], group_rows: Sequence[Row]) -> Iterator[RosterItem]:
    """Entries with the names of their groups."""
    groups: dict[int, list[str]] = {}
    for number, group in group_rows:
        groups.setdefault(number, []).append(str(group))
    for number, owner, jid, sub, ask, recv, nick in rows:
        yield RosterItem(
            ChatUsername(str(owner)),
            str(jid),
            sub=int(sub),
            ask=int(ask),
            recv=int(recv),
            nick=nick,
            groups=tuple(groups.get(number, ())),
        )
