"""Roster groups to fill and to look at, fake or real, for the suites of the ports for groups."""

from collections.abc import Callable
from typing import Any, Protocol

from component.adapters.mysql import Database
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_group_admin import OpenfireGroupAdmin
from component.adapters.openfire_groups import DISPLAY_NAME, SEEN_BY, SHOW, OpenfireGroups
from component.domain.groups import RosterGroup, Visibility
from component.domain.passwords.openfire import Credential, NoCredential
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports.groups import ChatGroups, GroupAdmin

Execute = Callable[..., Any]
"""Runs a statement with its arguments as root and gives its rows."""


class GroupTables(Protocol):
    """What a test of reading does to a chat server's groups."""

    @property
    def groups(self) -> ChatGroups: ...
    def add_account(self, username: str, credential: Credential) -> None: ...
    def add_roster_group(self, roster: str, *members: str) -> None: ...
    def share_roster_group(
        self, roster: str, display_name: str, show: str, seen_by: str
    ) -> None: ...
    def lose_roster_group(self, roster: str) -> None: ...
    def join(self, roster: str, *members: str) -> None: ...
    def leave(self, roster: str, *members: str) -> None: ...


class GroupWorld(GroupTables, Protocol):
    """The same with a server that changes groups."""

    @property
    def group_admin(self) -> GroupAdmin: ...


class RealTables:
    """Groups in a real database, behind the back of the server if there is one."""

    def __init__(self, execute: Execute, database: Database) -> None:
        self.execute = execute
        self.groups = OpenfireGroups(database)

    def add_account(self, username: str, credential: Credential) -> None:
        """Make an account without a password."""
        assert credential == NoCredential()
        self.execute(
            "INSERT INTO ofUser (username, creationDate, modificationDate) VALUES (%s, '0', '0')",
            username,
        )

    def add_roster_group(self, roster: str, *members: str) -> None:
        """Make a group that was never shared."""
        self.execute("INSERT INTO ofGroup (groupName) VALUES (%s)", roster)
        self.join(roster, *members)

    def share_roster_group(self, roster: str, display_name: str, show: str, seen_by: str) -> None:
        """Set how a group shows."""
        for name, value in ((SHOW, show), (DISPLAY_NAME, display_name), (SEEN_BY, seen_by)):
            self.execute("REPLACE INTO ofGroupProp VALUES (%s, %s, %s)", roster, name, value)

    def lose_roster_group(self, roster: str) -> None:
        """Delete a group."""
        for table in ("ofGroupUser", "ofGroupProp", "ofGroup"):
            self.execute(f"DELETE FROM {table} WHERE groupName = %s", roster)

    def join(self, roster: str, *members: str) -> None:
        """Put members into a group."""
        for member in members:
            self.execute("INSERT INTO ofGroupUser VALUES (%s, %s, 0)", roster, member)

    def leave(self, roster: str, *members: str) -> None:
        """Take members out of a group."""
        for member in members:
            self.execute(
                "DELETE FROM ofGroupUser WHERE groupName = %s AND username = %s", roster, member
            )


class RealGroups(RealTables):
    """The test server's groups."""

    def __init__(self, execute: Execute, database: Database, stream: ComponentStream) -> None:
        super().__init__(execute, database)
        domain = stream.settings.domain
        self.admin = OpenfireAdmin(stream, domain)
        self.group_admin = OpenfireGroupAdmin(stream, self.groups, domain)
        self._others = self.names

    @property
    def names(self) -> set[str]:
        """All groups."""
        return {name for (name,) in self.execute("SELECT groupName FROM ofGroup")}

    async def clear(self) -> None:
        """Delete the groups that are there since: whoever signs in would have them all."""
        for name in self.names - self._others:
            await self.group_admin.delete_group(name)


def roster_group(
    name: str,
    display_name: str = "The Helpers",
    visible_to: Visibility | tuple[str, ...] = "members",
) -> RosterGroup:
    """A group of the settings."""
    return RosterGroup(name, ("Live Chat helpers",), display_name, visible_to)
