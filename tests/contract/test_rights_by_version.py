"""The rights to Tiki's database on every layout: enough for all that is done, and none to spare."""

import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pytest

from component.adapters import grant_sql
from component.adapters.grants import Block, Features, Right, rights_of
from component.adapters.openfire_schema import OpenfireSchema
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_schema import look
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.generations import Generation
from component.domain.names import LiveChatId
from component.domain.registration import NewAccount
from component.ports import Unavailable
from tests.contract.tiki_features import Seen, seen_of_tiki
from tests.contract.tiki_server import Who
from tests.contract.tiki_worlds import RealTiki, known

pytestmark = pytest.mark.live

KEY = "0123456789abcdef0123456789abcdef"
USERS = "users_users"


@pytest.fixture(name="real_tiki")
def rebuilt(real_tiki: RealTiki) -> Iterator[RealTiki]:
    """Other tests find the rights as they were."""
    yield real_tiki
    real_tiki.database.restore()


async def rights(
    real_tiki: RealTiki, block: Block, *, strict_states: bool = True
) -> tuple[Right, ...]:
    owner = real_tiki.database.access("owner")
    try:
        schema = await look(owner)
    finally:
        await owner.close()
    features = Features(strict_states=strict_states, library_pictures=True, creates_accounts=True)
    return rights_of(block, schema, OpenfireSchema({}), features)


def give(real_tiki: RealTiki, who: Who, given: Iterable[Right]) -> None:
    """Let a user have these rights and no others, by the SQL that `grants` prints."""
    database, user = real_tiki.database, real_tiki.database.user(who)
    database.execute(f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {user}")
    for right in given:
        where = grant_sql.place(real_tiki.layout.database, right.table, has_wildcards=True)
        database.execute(grant_sql.grant([right], where, user))


def singly(given: Iterable[Right]) -> Iterator[Right]:
    for right in given:
        for column in right.columns:
            yield Right(right.privilege, right.table, (column,))


async def spared(
    real_tiki: RealTiki, who: Who, given: Iterable[Right], use: Callable[[], Awaitable[Seen]]
) -> list[Right]:
    """The rights without which nothing is different."""
    give(real_tiki, who, given)
    before = await use()
    found = []
    for right in singly(given):
        text = f"{right.privilege} ({right.columns[0]}) ON {right.table}"
        real_tiki.database.revoke(text, who)
        with contextlib.suppress(Unavailable):
            if await use() == before:
                found.append(right)
        real_tiki.database.grant(text, who)
    assert await use() == before
    return found


def fill(real_tiki: RealTiki) -> int:
    """Somebody in whose account every column matters; gives the `userId`."""
    has_terms = real_tiki.has("expireAfter", "users_groups")
    columns = known(
        real_tiki,
        email="bob@mail.test",
        hash="x",
        livechat_id="bob",
        waiting="l",
        pass_confirm=5,
        pass_due=5,
        twoFactorSecret="s",
        valid=KEY,
        avatarData=b"data",
    )
    user_id = real_tiki.add("bob", **columns)
    real_tiki.add("off", avatarType="n", avatarData=b"data")
    real_tiki.add("library", avatarType="l", avatarLibName="img/avatars/a.png")
    real_tiki.put_into_library("img/avatars/a.png", b"\x89PNG\r\n\x1a\n and more")
    real_tiki.add_group("Helpers", 30 if has_terms else 0)
    dates: Mapping[str, int] = {
        name: date
        for name, date in {"created": 10, "expire": 20}.items()
        if real_tiki.has(name, "users_usergroups")
    }
    real_tiki.join(user_id, "Helpers", **dates)
    real_tiki.include("Helpers", "Contributors")
    real_tiki.set_rule("twoFactorAuth", "n")
    real_tiki.set_preference("bob", "realName", "Bob")
    return user_id


async def read_all(real_tiki: RealTiki, who: Who, user_id: int, *, with_keys: bool) -> Seen:
    database = real_tiki.database.access(who)
    try:
        seen = await seen_of_tiki(database, real_tiki.pictures, "bob", "off", "library")
        directory = TikiMysql(database, real_tiki.pictures)
        return seen, with_keys and await directory.is_activation_key(user_id, KEY)
    finally:
        await database.close()


@pytest.mark.parametrize("strict_states", [True, False])
async def test_a_reader_can_spare_no_right(real_tiki: RealTiki, strict_states: bool) -> None:
    user_id = fill(real_tiki)
    given = await rights(real_tiki, Block.TIKI, strict_states=strict_states)
    with_keys = any("valid" in right.columns for right in given)
    assert with_keys == (
        real_tiki.generation is Generation.V1_10
        or (real_tiki.generation is Generation.V2 and not strict_states)
    )

    async def use() -> Seen:
        return await read_all(real_tiki, "reader", user_id, with_keys=with_keys)

    assert await spared(real_tiki, "reader", given, use) == []


async def test_a_writer_can_spare_no_right(real_tiki: RealTiki) -> None:
    given = await rights(real_tiki, Block.TIKI_WRITE)
    rules = await real_tiki.directory.registration_rules()
    registration = replace(rules, unique_email=True)

    async def use() -> Seen:
        name = f"new{secrets.token_hex(4)}"
        database = real_tiki.database.access("writer")
        writer = TikiMysqlWriter(database)
        try:
            own_id = LiveChatId(name)
            new = NewAccount(name, f"{name}@mail.test", "0" * 32, 1_700_000_000, own_id)
            user_id = await writer.create_account(new, registration)
            released = await writer.release_livechat_id(user_id, own_id)
            claimed = await writer.claim_livechat_id(user_id, own_id)
        finally:
            await database.close()
        row = real_tiki.database.row(user_id)
        groups = real_tiki.database.execute(
            "SELECT * FROM users_usergroups WHERE userId = %s", user_id
        )
        own = ("userId", "login", "email", "livechat_id")
        return (
            released,
            claimed,
            {k: v for k, v in row.items() if k not in own},
            [g[1:] for g in groups],
        )

    assert await spared(real_tiki, "writer", given, use) == []


async def test_no_column_that_may_hold_a_password_in_clear_can_be_read(real_tiki: RealTiki) -> None:
    """Of those `valid` may be compared where nothing else tells pending accounts."""
    for strict_states in (True, False):
        for block in (Block.TIKI, Block.TIKI_WRITE):
            for right in await rights(real_tiki, block, strict_states=strict_states):
                may_hold_one = {"password", "provpass", "challenge"} & set(right.columns)
                assert not may_hold_one or right.privilege != "SELECT"
