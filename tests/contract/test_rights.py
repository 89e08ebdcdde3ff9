"""The rights that `grants` gives: all that the component does works with them, and none is more.

Each right is taken away once. Then something must fail and name it, or come out differently: of
some columns Tiki's own schema leaves out, nobody can tell that they are there.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from component.adapters.grants import Block
from component.adapters.state_schema import TABLES
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Unavailable
from openfire.demo.rights import BLOCKS
from openfire.testserver import TestServer
from openfire.testserver.processes import HOST
from tests.contract.features import Features
from tests.contract.servers import Root

pytestmark = pytest.mark.live

GRANTED = """
tiki            SELECT     users_users           userId login email hash livechat_id waiting
tiki            SELECT     users_users           pass_confirm twoFactorSecret avatarType avatarData
tiki            SELECT     users_users           registrationDate
tiki            SELECT     users_usergroups      userId groupName created expire
tiki            SELECT     users_groups          groupName expireAfter
tiki            SELECT     tiki_group_inclusion  groupName includeGroup
tiki            SELECT     tiki_preferences      name value
tiki            SELECT     tiki_user_preferences user prefName value
tiki.write      SELECT     users_users           userId livechat_id login email
tiki.write      UPDATE     users_users           livechat_id
tiki.write      INSERT     users_users           login email hash provpass registrationDate created
tiki.write      INSERT     users_users           pass_confirm email_confirm livechat_id
tiki.write      INSERT     users_usergroups      userId groupName created
openfire        SELECT     ofUser                username name email plainPassword encryptedPassword
openfire        SELECT     ofUser                salt iterations storedKey creationDate
openfire        SELECT     ofPresence            username offlineDate
openfire        SELECT     ofUserProp            username name propValue
openfire        SELECT     ofVCard               username vcard
openfire        SELECT     ofGroup               groupName
openfire        SELECT     ofGroupProp           groupName name propValue
openfire        SELECT     ofGroupUser           groupName username administrator
openfire        SELECT     ofMucService          serviceID subdomain
openfire        SELECT     ofMucServiceProp      serviceID name propValue
openfire        SELECT     ofMucRoom             serviceID roomID name roomPassword
openfire        SELECT     ofMucAffiliation      roomID jid affiliation
openfire        SELECT     ofMucMember           roomID jid
openfire        SELECT     ofProperty            name propValue encrypted
openfire        SELECT     ofVersion             name version
openfire        SELECT     ofRoster              rosterID username jid sub ask recv nick
openfire        SELECT     ofRosterGroups        rosterID rank groupName
openfire        SELECT     ofPrivate             username name namespace privateData
openfire        SELECT     ofOffline             username messageID creationDate stanza
openfire.write  SELECT     ofUser                username
openfire.write  UPDATE     ofUser                name email modificationDate
openfire.write  SELECT     ofVCard               vcard
openfire.write  INSERT     ofVCard               username vcard
openfire.write  UPDATE     ofVCard               username vcard
openfire.write  SELECT     ofUserProp            propValue
openfire.write  INSERT     ofUserProp            username name propValue
openfire.write  UPDATE     ofUserProp            username name propValue
openfire.write  INSERT     ofRoster              rosterID username jid sub ask recv nick
openfire.write  INSERT     ofRosterGroups        rosterID rank groupName
openfire.write  INSERT     ofPrivate             username name namespace privateData
openfire.write  INSERT     ofOffline             username messageID creationDate messageSize stanza
openfire.write  SELECT     ofID                  idType id
openfire.write  UPDATE     ofID                  id
state           CREATE     *
state           SELECT     *
state           INSERT     *
"""
"""On the demo's Tiki 24 and an Openfire 4.2, for one who migrates people and syncs groups."""
OWNED = [table for table in TABLES if table != "audit"]
"""The component's own tables that it may change beside that, in any way."""


@dataclass(frozen=True)
class Atom:
    """A privilege on one column, on a whole table, or on a whole database."""

    block: Block
    privilege: str
    table: str
    column: str

    def sql(self, database: str) -> str:
        """What stands between GRANT and TO."""
        if self.table == "*":
            pattern = database.replace("_", "\\_")
            return f"{self.privilege} ON `{pattern}`.*"
        if not self.column:
            return f"{self.privilege} ON {database}.{self.table}"
        return f"{self.privilege} ({self.column}) ON {database}.{self.table}"

    def __str__(self) -> str:
        return f"{self.block} {self.privilege} {self.table}.{self.column}".removesuffix(" *.")


def granted() -> Iterator[Atom]:
    for line in GRANTED.strip().splitlines():
        block, privilege, table, *columns = line.split()
        for column in columns or [""]:
            yield Atom(Block(block), privilege, table, column)


GRANTED_ATOMS = list(granted())
OWNED_ATOMS = {
    Atom(Block.STATE, privilege, table, "")
    for table in OWNED
    for privilege in ("CREATE", "ALTER", "UPDATE", "DELETE")
}


@pytest.fixture
async def features(
    server: TestServer, root: Root, stream: ComponentStream
) -> AsyncIterator[Features]:
    made = Features(server, root, stream)
    yield made
    made.clear()


def account_of(server: TestServer, block: Block) -> str:
    return f"'{server.users[BLOCKS[block]].user}'@'{HOST}'"


def held(server: TestServer, root: Root, block: Block) -> set[Atom]:
    """All that the server knows of a user's rights; those of other kinds would be global."""
    who = account_of(server, block)
    database = server.users[BLOCKS[block]].database
    found = set()
    for level, columns in (
        ("user", "'', '*', ''"),
        ("schema", "table_schema, '*', ''"),
        ("table", "table_schema, table_name, ''"),
        ("column", "table_schema, table_name, column_name"),
    ):
        for schema, table, column, privilege in root.execute(
            f"SELECT {columns}, privilege_type FROM information_schema.{level}_privileges "
            "WHERE grantee = %s AND privilege_type <> 'USAGE'",
            (who,),
        ):
            if schema.replace("\\", "") in (database, ""):
                found.add(Atom(block, privilege, table, column))
            else:
                assert not root.execute("SHOW DATABASES LIKE %s", (schema,)), "it is there"
    lines = [line for (line,) in root.execute(f"SHOW GRANTS FOR {who}")]
    assert all(line.startswith("GRANT ") and " ON " in line for line in lines)
    assert not any("WITH GRANT OPTION" in line or "PROCEDURE" in line for line in lines)
    return found


@pytest.mark.parametrize("block", Block)
def test_the_server_knows_of_no_other_right(server: TestServer, root: Root, block: Block) -> None:
    expected = {atom for atom in (*GRANTED_ATOMS, *OWNED_ATOMS) if atom.block is block}
    assert held(server, root, block) == expected


@pytest.mark.parametrize("block", Block)
async def test_everything_works_with_exactly_these_rights(features: Features, block: Block) -> None:
    assert await features.use(block) == await features.use(block)


@pytest.mark.parametrize("atom", GRANTED_ATOMS, ids=str)
async def test_no_right_can_be_spared(
    server: TestServer, root: Root, features: Features, atom: Atom
) -> None:
    who = account_of(server, atom.block)
    right = atom.sql(server.users[BLOCKS[atom.block]].database)
    before = await features.use(atom.block)
    root.execute(f"REVOKE {right} FROM {who}")
    try:
        after = await features.try_to_use(atom.block)
    finally:
        root.execute(f"GRANT {right} TO {who}")
    if isinstance(after, Unavailable):
        named = (atom.column or atom.privilege, atom.table, "schema_version")
        assert any(name in str(after) for name in named)
    else:
        assert after != before
    assert await features.use(atom.block) == before
