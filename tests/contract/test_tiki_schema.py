"""A Tiki that lacks a column or a right: named, and used by itself once it is there."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.adapters.tiki_mysql import TikiMysql, TikiMysqlWriter
from component.domain.names import ChatUsername, LiveChatId
from tests.contract.own_mariadb import Opener, OwnMariaDB

pytestmark = pytest.mark.live


async def test_a_tiki_without_the_column_is_named_and_used_once_it_is_there(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    tiki, writer = TikiMysql(access()), TikiMysqlWriter(access("tiki_write"))
    assert await tiki.find_by_name(ChatUsername("bob"), ())
    column = "users_users.livechat_id"
    mariadb.execute("ALTER TABLE users_users CHANGE livechat_id kept VARCHAR(191) NULL")
    with pytest.raises(SchemaMismatch, match="livechat_id"):
        await tiki.find_by_name(ChatUsername("bob"), ())
    with pytest.raises(SchemaMismatch, match=column):
        await tiki.find_by_name(ChatUsername("bob"), ())
    with pytest.raises(SchemaMismatch, match=column):
        await TikiMysql(access()).site_rules()
    with pytest.raises(SchemaMismatch, match="livechat_id"):
        await writer.claim_livechat_id(1, LiveChatId("x"))
    mariadb.execute("ALTER TABLE users_users CHANGE kept livechat_id VARCHAR(191) NULL")
    assert await tiki.find_by_name(ChatUsername("bob"), ())


@pytest.mark.parametrize(
    ("right", "named"),
    [
        ("SELECT (livechat_id) ON tiki.users_users", "users_users.livechat_id"),
        ("SELECT (hash) ON tiki.users_users", "users_users.hash"),
    ],
)
async def test_a_missing_right_is_named_and_used_once_it_is_there(
    access: Opener, mariadb: OwnMariaDB, right: str, named: str
) -> None:
    tiki = TikiMysql(access())
    assert await tiki.find_by_name(ChatUsername("bob"), ())
    mariadb.execute(f"REVOKE {right} FROM {mariadb.reader()}")
    try:
        with pytest.raises(SchemaMismatch, match=named.partition(".")[2]):
            await tiki.find_by_name(ChatUsername("bob"), ())
        with pytest.raises(SchemaMismatch, match=f"cannot read {named}"):
            await tiki.find_by_name(ChatUsername("bob"), ())
    finally:
        mariadb.execute(f"GRANT {right} TO {mariadb.reader()}")
    assert await tiki.find_by_name(ChatUsername("bob"), ())


async def test_a_right_that_only_some_accounts_need_is_optional(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    tiki = TikiMysql(access())
    (before,) = await tiki.find_by_name(ChatUsername("frank"), ())
    assert before.waiting == "l"
    right = "SELECT (waiting) ON tiki.users_users"
    mariadb.execute(f"REVOKE {right} FROM {mariadb.reader()}")
    try:
        with pytest.raises(SchemaMismatch, match="waiting"):
            await tiki.find_by_name(ChatUsername("frank"), ())
    finally:
        mariadb.execute(f"GRANT {right} TO {mariadb.reader()}")
    (after,) = await tiki.find_by_name(ChatUsername("frank"), ())
    assert after == before
