"""All that the component does as its users of Openfire's database, and what is seen of it."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from component.adapters import openfire_probes
from component.adapters.mysql import Database
from component.adapters.openfire_archive import OpenfireArchive
from component.adapters.openfire_contacts import OpenfireContacts
from component.adapters.openfire_groups import OpenfireGroups
from component.adapters.openfire_lists import OpenfireLists
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.openfire_rooms import WATCHED, OpenfireRooms
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.domain.names import ChatUsername
from component.domain.profile import Profile, ShownProfile
from component.frontdoors.xmpp.stream import ComponentStream
from openfire.testserver import TestServer
from tests.contract.archive_worlds import full, message
from tests.contract.servers import Root
from tests.contract.tiki_features import Seen


class OpenfireFeatures:
    """The component's work on Openfire.

    Args:
        server: The servers.
        root: The database's root.
        stream: The component's stream.
        name: What the accounts of `Features` begin with.
        open_database: Gives an access that nobody has used, by the user's name; closes it later.
    """

    def __init__(
        self,
        server: TestServer,
        root: Root,
        stream: ComponentStream,
        name: str,
        open_database: Callable[[str], Database],
    ) -> None:
        self._server = server
        self._root = root
        self._stream = stream
        self._name = name
        self._open = open_database

    def add_account(self, username: str, column: str, value: str) -> None:
        """Make a chat account with a value in a column of its credential."""
        self._execute(
            f"INSERT INTO ofUser (username, {column}, creationDate, modificationDate) "
            "VALUES (%s, %s, '001700000000000', '001700000000000')",
            *(username, value),
        )

    async def read(self) -> Seen:
        """Do all that the user is for who reads."""
        access = OpenfireAccess(self._open("openfire"))
        chat = OpenfireMysql(self._open("openfire"))
        pictures = Pictures(None, None)
        tiki = TikiMysql(self._open("tiki"), pictures)
        domain = self._server.domain
        accounts = [
            repr(found.credential)
            for name in ("admin", f"{self._name}-plain", f"{self._name}-encrypted")
            if (found := await chat.find(ChatUsername(name)))
        ]
        contacts = OpenfireContacts(self._open("openfire"))
        groups = OpenfireGroups(self._open("openfire"), WATCHED)
        rooms = OpenfireRooms(self._open("openfire"), domain)
        seen = (
            accounts,
            await contacts.contact(ChatUsername(f"{self._name}-plain")),
            await chat.groups_of(ChatUsername(f"{self._name}-plain")),
            await openfire_probes.reads(access),
            await openfire_probes.lists(access),
            await OpenfireLists(self._open("openfire")).read_page(self._name[:-1], 3),
            await openfire_probes.archives(access),
            await openfire_probes.groups(access),
            await groups.read_groups([self._name]),
            await groups.existing([ChatUsername(f"{self._name}-plain")]),
            await groups.groups_version(),
            await rooms.read_affiliations([f"lobby@conference.{domain}"]),
            await rooms.sysadmins(),
            await rooms.room_password(f"lobby@conference.{domain}"),
            await openfire_probes.version(self._stream, access),
            await openfire_probes.settings(
                access,
                self._server.component,
                self._server.private_jid,
                domain,
                chat=chat,
                tiki=tiki,
            ),
            await self._show(self._open("openfire"), self._open("openfire_server")),
            await self._archive("openfire", "openfire_server").read(
                ChatUsername(f"{self._name}-plain")
            ),
        )
        await pictures.close()
        return seen

    async def write(self) -> Seen:
        """Do all that the user is for who writes."""
        written = await self._show(self._open("openfire_server"), self._open("openfire_write"))
        restored = await self._restore()
        write = self._open("openfire_write")
        access = OpenfireAccess(self._open("openfire"))
        said = await openfire_probes.writes(write), await openfire_probes.restores(access, write)
        return written, restored, said

    async def _restore(self) -> Seen:
        """Put an account back that has nothing."""
        username = ChatUsername(f"rights-{secrets.token_hex(4)}")
        self.add_account(username, "plainPassword", "x")
        archive = self._archive("openfire_server", "openfire_write")
        kept = full(username, f"{self._name}-plain")
        waiting = (message(username, "it", "001600000000000"),)
        try:
            await archive.restore(replace(kept, offline=waiting))
            found = await archive.read(username)
        finally:
            self._execute("DELETE FROM ofUser WHERE username = %s", username)
        assert found is not None
        contacts = [(item.jid.partition("@")[2], item.groups) for item in found.roster]
        return (
            found.name,
            found.email,
            found.properties,
            contacts,
            found.private,
            found.vcard,
            (len(found.seen_by), len(found.offline)),
        )

    def _archive(self, read: str, write: str) -> OpenfireArchive:
        return OpenfireArchive(
            self._open(read), self._open(write), self._stream, self._server.domain
        )

    async def _show(self, read: Database, write: Database) -> Seen:
        """Show a profile for the first time, then another one.

        Who is not looked at here is Openfire's own user, who has all rights.
        """
        username = ChatUsername(f"rights-{secrets.token_hex(4)}")
        self.add_account(username, "plainPassword", "x")
        profiles = OpenfireProfile(read, write, self._stream)
        shown: list[ShownProfile] = []
        try:
            for name in ("Alice", "Alice Jones"):
                profile = Profile(name, "alice", f"{name[-5:]}@mail.test", name[-2:])
                shown.append(await profiles.show(username, profile, photo_is_ours=False))
        finally:
            seen = self._shown(username)
            for table in ("ofUser", "ofUserProp", "ofVCard"):
                self._execute(f"DELETE FROM {table} WHERE username = %s", username)
        return shown, seen

    def _shown(self, username: ChatUsername) -> Seen:
        user = self._execute("SELECT name, email FROM ofUser WHERE username = %s", username)
        card = self._execute("SELECT vcard FROM ofVCard WHERE username = %s", username)
        locale = self._execute("SELECT propValue FROM ofUserProp WHERE username = %s", username)
        return user, card, locale

    def _execute(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self._root.execute(sql, arguments, "openfire")
