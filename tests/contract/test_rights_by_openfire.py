"""The rights to Openfire's database where SCRAM credentials are elsewhere than in 4.2."""

from collections.abc import Iterator

import pytest

from component.adapters import grant_sql
from component.adapters.grants import Block, Features, Right, rights_of
from component.adapters.openfire_lists import OpenfireLists
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_properties import read_properties
from component.adapters.openfire_schema import SCRAM, USERS, OpenfireAccess, probe
from component.adapters.tiki_schema import TikiSchema
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    PlainCredential,
    ScramCredential,
)
from component.ports import Unavailable
from openfire.testserver import TestServer
from tests.contract.openfire_layouts import LAYOUTS, USER, LayoutChat, OpenfireLayout, open_layout
from tests.contract.servers import Root
from tests.contract.tiki_features import Seen

pytestmark = pytest.mark.live

ACCOUNTS: dict[str, Credential] = {
    "plain": PlainCredential("secret"),
    "encrypted": EncryptedCredential("00ff", ""),
    "scram": ScramCredential("c2FsdA==", 4096, "a2V5"),
}


def fill(chat: LayoutChat) -> None:
    for name, credential in ACCOUNTS.items():
        chat.add_account(name, credential)
    chat.add_roster_group("helpers", "plain")
    chat.execute("INSERT INTO ofPresence VALUES ('plain', NULL, '001700000000000')")
    chat.set_property("passwordKey", "key")
    chat.execute("REPLACE INTO ofProperty VALUES ('odd', 'value', 0, 'c2l4dGVlbiBieXRlcyAhIQ==')")


async def seen_of(chat: LayoutChat) -> Seen:
    """All that is read; a schema is probed anew."""
    access, directory = OpenfireAccess(chat.database), OpenfireMysql(chat.database)
    found = [await directory.find(ChatUsername(name)) for name in ACCOUNTS]
    return (
        [repr(account and account.credential) for account in found],
        await directory.groups_of(ChatUsername("plain")),
        await OpenfireLists(chat.database).read_page("", 10),
        await read_properties(access, ["odd"]),
        (await access.schema()).version,
    )


async def outcome(chat: LayoutChat) -> Seen:
    try:
        return await seen_of(chat)
    except Unavailable as error:
        return error


def singly(given: tuple[Right, ...]) -> Iterator[Right]:
    for right in given:
        for column in right.columns:
            yield Right(right.privilege, right.table, (column,))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
async def test_a_reader_has_what_it_needs_and_can_spare_nothing(
    server: TestServer, root: Root, layout: OpenfireLayout
) -> None:
    who = f"'{USER}'@'{server.host}'"
    async with open_layout(server, root, layout) as chat:
        fill(chat)
        before = await seen_of(chat)
        schema = await probe(chat.database)
        given = rights_of(Block.OPENFIRE, TikiSchema({}, {}), schema, Features())
        assert sum(right.table == SCRAM for right in given) == (schema.scram_table == SCRAM)
        chat.execute(f"REVOKE SELECT ON `{chat.name}`.* FROM {who}")
        for right in given:
            where = grant_sql.place(chat.name, right.table, has_wildcards=True)
            chat.execute(grant_sql.grant([right], where, who))
        await chat.database.close()  # a connection keeps the rights to its database
        assert await seen_of(chat) == before
        spared = []
        for right in singly(given):
            text = f"SELECT ({right.columns[0]}) ON {right.table}"
            chat.execute(f"REVOKE {text} FROM {who}")
            if await outcome(chat) == before:
                spared.append(right)
            chat.execute(f"GRANT {text} TO {who}")
        shown_only = Right("SELECT", USERS, ("name",)), Right("SELECT", USERS, ("email",))
        assert spared == list(shown_only), "these two are of the profile, which is not looked at"
