"""Everything that the component does as each of its database users, and what is seen of it."""

import secrets
from dataclasses import replace

from component.adapters import tiki_probes
from component.adapters.grants import Block
from component.adapters.mysql import Database
from component.adapters.openfire_groups import SHOW
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.names import LiveChatId
from component.domain.registration import NewAccount
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Unavailable
from openfire.testserver import TestServer
from tests.contract.archive_worlds import LATER
from tests.contract.openfire_features import OpenfireFeatures
from tests.contract.servers import Root, open_database
from tests.contract.state_features import seen_of_state
from tests.contract.state_worlds import drop_tables
from tests.contract.tiki_features import Seen, seen_of_tiki


class Features:
    """The component's work on the test server, as each of its users with a fresh connection.

    Args:
        server: The servers.
        root: The database's root.
        stream: The component's stream.
    """

    def __init__(self, server: TestServer, root: Root, stream: ComponentStream) -> None:
        self._server = server
        self._root = root
        self._stream = stream
        self._name = f"rights-{secrets.token_hex(4)}"
        self._opened: list[Database] = []
        self._openfire_features = OpenfireFeatures(server, root, stream, self._name, self._open)
        self._uses = {
            Block.TIKI: self._read_tiki,
            Block.TIKI_WRITE: self._write_tiki,
            Block.OPENFIRE: self._openfire_features.read,
            Block.OPENFIRE_WRITE: self._openfire_features.write,
            Block.STATE: self._use_state,
        }
        self._fill()

    async def use(self, block: Block) -> Seen:
        """Do all that the user of a block is for; raises `Unavailable` if it may not."""
        try:
            return await self._uses[block]()
        finally:
            while self._opened:
                await self._opened.pop().close()

    async def try_to_use(self, block: Block) -> Seen | Unavailable:
        """As `use`, but gives the error."""
        try:
            return await self.use(block)
        except Unavailable as error:
            return error

    def clear(self) -> None:
        """Take away what was made for this."""
        self._tiki("DELETE FROM users_users WHERE login LIKE 'rights-%%'")
        self._tiki("DELETE FROM users_groups WHERE groupName LIKE 'rights-%%'")
        self._tiki("DELETE FROM users_usergroups WHERE groupName LIKE 'rights-%%'")
        self._openfire(
            "DELETE g FROM ofRosterGroups g JOIN ofRoster r ON r.rosterID = g.rosterID "
            "WHERE r.username LIKE 'rights-%%'"
        )
        for table in (
            *("ofUser", "ofRoster", "ofPrivate", "ofOffline", "ofUserProp", "ofVCard"),
            "ofPresence",
        ):
            self._openfire(f"DELETE FROM {table} WHERE username LIKE 'rights-%%'")
        for table in ("ofGroup", "ofGroupProp", "ofGroupUser"):
            self._openfire(f"DELETE FROM {table} WHERE groupName LIKE 'rights-%%'")
        self._openfire("DELETE FROM ofProperty WHERE name = 'passwordKey'")

    def _fill(self) -> None:
        """Somebody in whose account every column matters, on both sides."""
        name = self._name
        self.clear()
        self._tiki(
            "INSERT INTO users_users (login, email, hash, livechat_id, waiting, pass_confirm, "
            "twoFactorSecret, avatarType, avatarData, registrationDate) VALUES "
            "(%s, %s, 'x', %s, 'l', 5, 's', NULL, 'data', 7), "
            "(%s, 'off@mail.test', 'x', NULL, NULL, 5, NULL, 'n', 'data', NULL)",
            *(name, f"{name}@mail.test", name, f"{name}-off"),
        )
        self._tiki("INSERT INTO users_groups (groupName, expireAfter) VALUES (%s, 30)", name)
        self._tiki(
            "INSERT INTO users_usergroups (userId, groupName, created, expire) "
            "SELECT userId, %s, 10, 20 FROM users_users WHERE login = %s",
            *(name, name),
        )
        self._openfire("INSERT INTO ofProperty (name, propValue) VALUES ('passwordKey', 'key')")
        for suffix, column, value in (
            ("plain", "plainPassword", "secret"),
            ("encrypted", "encryptedPassword", "00ff"),
        ):
            self._openfire_features.add_account(f"{name}-{suffix}", column, value)
        self._openfire("INSERT INTO ofGroup (groupName) VALUES (%s)", name)
        self._openfire("INSERT INTO ofGroupUser VALUES (%s, %s, 0)", name, f"{name}-plain")
        self._openfire("INSERT INTO ofGroupProp VALUES (%s, %s, 'everybody')", name, SHOW)
        self._openfire("INSERT INTO ofRoster VALUES (-1, %s, 'a@b', 3, 2, 1, 'A')", f"{name}-plain")
        for rank, group in enumerate(("second", "first")):
            self._openfire("INSERT INTO ofRosterGroups VALUES (-1, %s, %s)", 1 - rank, group)
        self._openfire("INSERT INTO ofPrivate VALUES (%s, 'a', 'b', '<a/>')", f"{name}-plain")
        self._openfire("INSERT INTO ofPresence VALUES (%s, NULL, %s)", f"{name}-plain", LATER)
        for number in (-1, -2):
            self._openfire(
                "INSERT INTO ofOffline VALUES (%s, %s, %s, 1, %s)",
                *(f"{name}-plain", number, LATER, f"<message>{number}</message>"),
            )

    async def _read_tiki(self) -> Seen:
        database = self._open("tiki")
        pictures = Pictures(None, None)
        seen = await seen_of_tiki(database, pictures, self._name, f"{self._name}-off")
        said = await tiki_probes.reads(
            database, TikiMysql(database, pictures), strict_states=True, groups=[self._name]
        )
        await pictures.close()
        return seen, said

    async def _write_tiki(self) -> Seen:
        writer = TikiMysqlWriter(self._open("tiki_write"))
        pictures = Pictures(None, None)
        rules = await TikiMysql(self._open("tiki"), pictures).registration_rules()
        await pictures.close()
        first, second = LiveChatId("rights-new"), LiveChatId("rights-next")
        new = NewAccount("rights-new", "new@mail.test", "a hash", 1_700_000_000, first)
        try:
            user_id = await writer.create_account(new, replace(rules, unique_email=True))
            released = await writer.release_livechat_id(user_id, first)
            claimed = await writer.claim_livechat_id(user_id, second)
            await tiki_probes.writes(self._open("tiki_write"))
            await tiki_probes.makes_accounts(self._open("tiki_write"), self._open("tiki"))
            row = self._tiki("SELECT * FROM users_users WHERE login = 'rights-new'")[0][1:]
            groups = self._tiki(
                "SELECT groupName, created, expire FROM users_usergroups WHERE userId = %s", user_id
            )
        finally:
            self._tiki(
                "DELETE m FROM users_usergroups m JOIN users_users u ON u.userId = m.userId "
                "WHERE u.login = 'rights-new'"
            )
            self._tiki("DELETE FROM users_users WHERE login = 'rights-new'")
        return released, claimed, row, groups

    async def _use_state(self) -> Seen:
        drop_tables(self._root)
        seen = await seen_of_state(self._open("state"))
        drop_tables(self._root)
        return seen

    def _open(self, name: str) -> Database:
        user = self._server.users[name]
        database = open_database(self._server.host, self._server.database_port, user)
        self._opened.append(database)
        return database

    def _tiki(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self._root.execute(sql, arguments)

    def _openfire(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self._root.execute(sql, arguments, "openfire")
