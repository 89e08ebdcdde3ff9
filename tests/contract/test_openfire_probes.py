"""Openfire's properties and tables, read by the component's user, as `check` reads them."""

from collections.abc import AsyncIterator, Sequence

import pytest

from component.adapters.mysql import Database, Row, SchemaMismatch
from component.adapters.openfire_probes import archives, groups, reads, restores
from component.adapters.openfire_properties import UnknownPropertyError, read_properties
from component.adapters.openfire_roster_probes import roster_cache
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.findings import Level
from openfire.testserver import TestServer
from tests.contract.chat_worlds import RealChat
from tests.contract.openfire_layouts import OPENFIRE_5_1, USER, LayoutChat, open_layout
from tests.contract.servers import Databases, Root

pytestmark = pytest.mark.live


class CountingAccess(OpenfireAccess):
    """Counts the statements beside those of the schema's probe."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.count = 0

    async def fetch(self, statement: str, arguments: Sequence[object] = ()) -> list[Row]:
        self.count += 1
        return await super().fetch(statement, arguments)


@pytest.fixture
async def newer(server: TestServer, root: Root) -> AsyncIterator[LayoutChat]:
    async with open_layout(server, root, OPENFIRE_5_1) as chat:
        yield chat


async def test_properties_come_in_one_query_by_their_very_names(newer: LayoutChat) -> None:
    newer.set_property("register.inband", "false")
    newer.set_property("XMPP.client.tls.policy", "required")
    newer.set_property("sasl.mechs.00000", "PLAIN")
    newer.set_property("SASL.mechs.00001", "ANONYMOUS")
    newer.set_property("xmpp.domain", "livechat.test")
    newer.set_property("zoë", "")
    access = CountingAccess(newer.database)
    names = ("register.inband", "xmpp.client.tls.policy", "zoe")
    found = await read_properties(access, names, ("sasl.mechs",))
    assert found.values == {"register.inband": "false", "sasl.mechs.00000": "PLAIN"}
    assert access.count == 1


@pytest.mark.parametrize("encrypted", [1, 7])
async def test_a_value_that_is_stored_encrypted_is_unknown(
    newer: LayoutChat, encrypted: int
) -> None:
    newer.set_property("register.inband", "0a1b", encrypted=encrypted)
    found = await read_properties(OpenfireAccess(newer.database), ["register.inband"])
    with pytest.raises(UnknownPropertyError):
        found.flag("register.inband", default=False)


async def test_a_value_with_an_iv_beside_it_is_unknown_too(newer: LayoutChat) -> None:
    newer.execute("INSERT INTO ofProperty VALUES ('a', 'x', NULL, 'c2l4dGVlbiBieXRlcyAhIQ==')")
    found = await read_properties(OpenfireAccess(newer.database), ["a"])
    assert found.values == {"a": None}


async def test_the_real_servers_properties_are_read(
    real_chat: RealChat, databases: Databases, server: TestServer
) -> None:
    access = OpenfireAccess(databases.openfire)
    real_chat.set_property("tikiLivechat.secret", "x", encrypted=1)
    try:
        found = await read_properties(access, ["xmpp.domain"], ("tikiLivechat.",))
    finally:
        real_chat.remove_property("tikiLivechat.secret")
    assert found.values == {
        "xmpp.domain": server.domain,
        "tikiLivechat.component": server.component,
        "tikiLivechat.secret": None,
    }


@pytest.mark.parametrize(
    ("granted", "missing"),
    [("name, propValue", r"ofProperty\.encrypted"), ("name, encrypted", r"ofProperty\.propValue")],
)
async def test_properties_that_may_not_be_read_are_no_defaults(
    newer: LayoutChat, server: TestServer, root: Root, granted: str, missing: str
) -> None:
    user = f"'{USER}'@'{server.host}'"
    root.execute(f"REVOKE SELECT ON {newer.name}.* FROM {user}")
    for table in ("ofUser", "ofGroup", "ofGroupUser"):
        root.execute(f"GRANT SELECT ON {newer.name}.{table} TO {user}")
    root.execute(f"GRANT SELECT ({granted}) ON {newer.name}.ofProperty TO {user}")
    with pytest.raises(SchemaMismatch, match=f"cannot read {missing}: grant SELECT"):
        await read_properties(OpenfireAccess(newer.database), ["register.inband"])


async def test_all_that_the_bridge_reads_is_looked_at(
    databases: Databases, real_chat: RealChat, newer: LayoutChat
) -> None:
    (found,) = await reads(OpenfireAccess(databases.openfire))
    assert found.level is Level.OK
    assert found.text == f"{len(real_chat.usernames)} chat accounts"
    with pytest.raises(SchemaMismatch, match=r"cannot read ofUserProp\.username, .*ofVCard\.vcard"):
        await reads(OpenfireAccess(newer.database))


async def test_passwords_that_cannot_be_read_are_a_note(newer: LayoutChat) -> None:
    newer.execute("CREATE TABLE ofUserProp (username INT, name INT, propValue INT)")
    newer.execute("CREATE TABLE ofVCard (username INT, vcard INT)")
    newer.execute("ALTER TABLE ofUser DROP COLUMN salt")
    well, note = await reads(OpenfireAccess(newer.database))
    assert (well.level, note.level) == (Level.OK, Level.WARNING)
    assert "cannot read salt, iterations, storedKey of ofUser or ofUserScram" in note.text


async def test_the_tables_of_the_archive_are_looked_at(databases: Databases) -> None:
    access = OpenfireAccess(databases.openfire)
    assert await archives(access) == "may read accounts that migrate"
    assert await restores(access, databases.openfire_write) == "may put accounts back"


async def test_what_the_archive_cannot_read_is_named(
    databases: Databases, root: Root, request: pytest.FixtureRequest
) -> None:
    right, who = "SELECT (nick) ON openfire.ofRoster", f"{USER}@'127.0.0.1'"
    root.execute(f"REVOKE {right} FROM {who}")
    request.addfinalizer(lambda: root.execute(f"GRANT {right} TO {who}"))
    with pytest.raises(SchemaMismatch, match=r"cannot read ofRoster\.nick: grant SELECT"):
        await archives(OpenfireAccess(databases.openfire))


async def test_what_the_archive_cannot_write_is_named(
    databases: Databases, root: Root, request: pytest.FixtureRequest
) -> None:
    right, who = "INSERT (stanza) ON openfire.ofOffline", "openfire_write@'127.0.0.1'"
    root.execute(f"REVOKE {right} FROM {who}")
    request.addfinalizer(lambda: root.execute(f"GRANT {right} TO {who}"))
    with pytest.raises(SchemaMismatch, match=r"ofOffline"):
        await restores(OpenfireAccess(databases.openfire), databases.openfire_write)


async def test_the_tables_of_groups_are_looked_at(databases: Databases, root: Root) -> None:
    ((number,),) = root.execute("SELECT COUNT(*) FROM ofGroup", (), "openfire")
    said = await groups(OpenfireAccess(databases.openfire))
    assert said == f"may read roster groups, {number} are there"


async def test_what_cannot_be_read_of_groups_is_named(
    databases: Databases, root: Root, request: pytest.FixtureRequest
) -> None:
    right, who = "SELECT (propValue) ON openfire.ofGroupProp", f"{USER}@'127.0.0.1'"
    root.execute(f"REVOKE {right} FROM {who}")
    request.addfinalizer(lambda: root.execute(f"GRANT {right} TO {who}"))
    with pytest.raises(SchemaMismatch, match=r"cannot read ofGroupProp\.propValue: grant SELECT"):
        await groups(OpenfireAccess(databases.openfire))


@pytest.mark.parametrize("version", [26, 29])
async def test_the_cache_of_rosters_matters_to_releases_before_4_4(
    newer: LayoutChat, version: int
) -> None:
    newer.execute("UPDATE ofVersion SET version = %s", version)
    (found,) = await roster_cache(OpenfireAccess(newer.database))
    assert found.level is Level.WARNING
    newer.set_property("cache.username2roster.size", "200000000")
    (found,) = await roster_cache(OpenfireAccess(newer.database))
    assert found.level is Level.OK


async def test_the_cache_of_rosters_is_no_matter_since_4_4(newer: LayoutChat) -> None:
    assert await roster_cache(OpenfireAccess(newer.database)) == []
    newer.execute("UPDATE ofVersion SET version = 30")
    assert await roster_cache(OpenfireAccess(newer.database)) == []
    newer.execute("DROP TABLE ofVersion")
    assert await roster_cache(OpenfireAccess(newer.database)) == []
