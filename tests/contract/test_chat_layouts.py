"""Where Openfire keeps SCRAM credentials, in all its versions and amid an upgrade."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    SCRAM_SHA_1,
    Credential,
    NoCredential,
    ScramCredential,
    UnknownCredential,
    is_verifiable,
    verify,
)
from openfire.testserver import TestServer
from tests.contract.chat_worlds import fresh
from tests.contract.openfire_layouts import (
    DROP_OLD_COLUMNS,
    HALF_UPGRADED,
    LEFT_OVER,
    MAKE_SCRAM_TABLE,
    NEXT,
    OPENFIRE_5_1,
    USER,
    LayoutChat,
    OpenfireLayout,
    open_layout,
)
from tests.contract.servers import Root

pytestmark = pytest.mark.live

SHA_1 = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
"""Of the password `bobpw2` (facts/openfire.md §2)."""
SHA_256 = ScramCredential(
    "W22ZaJ0SNY7soEsUEjb6gQ==",
    4096,
    "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
    "SCRAM-SHA-256",
)
"""Of the password `pencil`, by the salt of RFC 7677 §3."""
OLD_COLUMNS = "UPDATE ofUser SET salt = %s, iterations = %s, storedKey = %s WHERE username = %s"


async def credential_of(chat: LayoutChat, username: ChatUsername) -> Credential:
    """What the directory finds."""
    account = await chat.directory.find(username)
    assert account is not None
    return account.credential


@pytest.mark.parametrize(
    ("layout", "expected"),
    [(OPENFIRE_5_1, "old"), (LEFT_OVER, "old"), (HALF_UPGRADED, "new"), (NEXT, "new")],
    ids=lambda value: getattr(value, "name", value),
)
async def test_the_credential_that_this_openfire_itself_would_read_is_found(
    server: TestServer, root: Root, layout: OpenfireLayout, expected: str
) -> None:
    bob = fresh("bob")
    async with open_layout(server, root, layout) as chat:
        chat.add_account(bob, NoCredential())
        if layout.own_table:
            chat.add_scram(bob, ScramCredential("bmV3", 1, "bmV3"))
        if layout.old_columns:
            chat.execute(OLD_COLUMNS, "b2xk", 1, "b2xk", bob)
        stored = {"old": "b2xk", "new": "bmV3"}[expected]
        assert await credential_of(chat, bob) == ScramCredential(stored, 1, stored)


async def test_an_account_without_a_row_of_its_own_has_no_credential_whatever_old_columns_say(
    server: TestServer, root: Root
) -> None:
    bob = fresh("bob")
    async with open_layout(server, root, HALF_UPGRADED) as chat:
        chat.add_account(bob, NoCredential())
        chat.execute(OLD_COLUMNS, SHA_1.salt, SHA_1.iterations, SHA_1.stored_key, bob)
        assert await credential_of(chat, bob) == NoCredential()


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ([SHA_256, SHA_1], SHA_1),
        ([SHA_256], SHA_256),
        ([ScramCredential("c2FsdA==", 9, "a2V5", "SCRAM-SHA3-512")], UnknownCredential()),
        ([ScramCredential("c2FsdA==", 9, "a2V5", "SCRAM-SHA3-512"), SHA_256], SHA_256),
    ],
)
async def test_of_several_mechanisms_the_one_that_openfire_checks_first_is_taken(
    server: TestServer, root: Root, stored: list[ScramCredential], expected: Credential
) -> None:
    bob = fresh("bob")
    async with open_layout(server, root, NEXT) as chat:
        chat.add_account(bob, NoCredential())
        for row in stored:
            chat.add_scram(bob, row)
        found = await credential_of(chat, bob)
    assert found == expected
    assert is_verifiable(found) is not isinstance(expected, UnknownCredential)
    if isinstance(expected, ScramCredential):
        assert verify("bobpw2" if expected.mechanism == SCRAM_SHA_1 else "pencil", found)


async def test_a_row_of_a_name_that_is_only_alike_is_nobodys(
    server: TestServer, root: Root
) -> None:
    zoe = fresh("zoë")
    async with open_layout(server, root, NEXT) as chat:
        chat.add_account(zoe, NoCredential())
        chat.add_scram(zoe.replace("ë", "e"), SHA_1)
        assert await credential_of(chat, zoe) == NoCredential()


async def test_an_upgrade_of_openfire_is_noticed_at_the_second_question(
    server: TestServer, root: Root
) -> None:
    bob = fresh("bob")
    async with open_layout(server, root, OPENFIRE_5_1) as chat:
        chat.add_account(bob, SHA_1)
        assert await credential_of(chat, bob) == SHA_1
        chat.execute(MAKE_SCRAM_TABLE)
        chat.add_scram(bob, SHA_1)
        chat.execute("UPDATE ofVersion SET version = 39")
        assert await credential_of(chat, bob) == SHA_1
        chat.execute(DROP_OLD_COLUMNS)
        chat.execute("UPDATE ofVersion SET version = 40")
        with pytest.raises(SchemaMismatch):
            await chat.directory.find(bob)
        assert await credential_of(chat, bob) == SHA_1


@pytest.mark.parametrize(
    ("layout", "table", "granted"),
    [
        (OPENFIRE_5_1, "ofUser", "username, plainPassword, salt, iterations, storedKey"),
        (OPENFIRE_5_1, "ofUser", "username, plainPassword, encryptedPassword"),
        (NEXT, "ofUserScram", "username, mechanism, serverKey"),
        (HALF_UPGRADED, "ofUserScram", "username, mechanism, serverKey"),
        (NEXT, "ofUser", "username, encryptedPassword"),
    ],
    ids=["encrypted", "SCRAM", "rows of SCRAM", "rows of SCRAM, half upgraded", "plain"],
)
async def test_an_account_is_left_to_openfire_if_its_password_may_be_where_we_cannot_read(
    server: TestServer, root: Root, layout: OpenfireLayout, table: str, granted: str
) -> None:
    bob = fresh("bob")
    user = f"'{USER}'@'{server.host}'"
    async with open_layout(server, root, layout) as chat:
        root.execute(f"REVOKE SELECT ON {chat.name}.* FROM {user}")
        tables = {"ofUser", "ofGroup", "ofGroupUser", "ofVersion", "ofProperty"}
        tables |= {"ofUserScram"} if layout.own_table else set()
        for other in tables - {table}:
            root.execute(f"GRANT SELECT ON {chat.name}.{other} TO {user}")
        root.execute(f"GRANT SELECT ({granted}) ON {chat.name}.{table} TO {user}")
        chat.add_account(bob, NoCredential())
        assert await credential_of(chat, bob) == UnknownCredential()
