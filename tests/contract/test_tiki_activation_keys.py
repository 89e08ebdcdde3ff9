"""The column `valid`, which may hold a password in clear: it is compared and never read."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.domain.generations import Generation
from tests.contract.tiki_worlds import RealTiki, TikiWorld, layouts, worlds
from tests.layouts.tikis import TIKI_1_9, TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29

KEY = "0123456789abcdef0123456789abcdef"
WITH_KEYS = worlds(Generation.V1_10, Generation.V2)
"""Where a key may be all that tells; in 2.x and 3.x without strict states only."""


@pytest.mark.parametrize("tiki", WITH_KEYS, indirect=True)
async def test_an_activation_key_is_told_by_the_account_that_it_belongs_to(
    tiki: TikiWorld,
) -> None:
    user_id, other = tiki.add("bob", valid=KEY), tiki.add("carol")
    assert await tiki.lenient.is_activation_key(user_id, KEY)
    assert not await tiki.lenient.is_activation_key(user_id, KEY.replace("0", "1"))
    assert not await tiki.lenient.is_activation_key(other, KEY)


@pytest.mark.parametrize("tiki", WITH_KEYS, indirect=True)
@pytest.mark.parametrize("stored", ["bobs password", KEY[:31], "", None])
async def test_only_what_can_be_a_key_is_taken_for_one(tiki: TikiWorld, stored: str | None) -> None:
    """1.10 to 3.x can hold a password in clear there."""
    user_id = tiki.add("bob", valid=stored)
    for typed in (stored or "", KEY, "bobs password", "\ud800"):
        assert not await tiki.lenient.is_activation_key(user_id, typed)


@pytest.mark.parametrize("tiki", worlds(Generation.V1_9, Generation.V1_9), indirect=True)
async def test_without_the_column_nothing_is_a_key(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob")
    assert not tiki.has("valid")
    assert not await tiki.directory.is_activation_key(user_id, KEY)


@pytest.mark.parametrize(
    "real_tiki", layouts(TIKI_2, TIKI_15, TIKI_24, TIKI_24_BIN, TIKI_29), indirect=True
)
async def test_a_right_that_is_missing_is_named(real_tiki: RealTiki) -> None:
    """Under strict states nobody asks, so the least rights have it not."""
    user_id = real_tiki.add("bob", valid=KEY)
    with pytest.raises(SchemaMismatch, match=r"cannot read users_users\.valid.*grant SELECT"):
        await real_tiki.directory.is_activation_key(user_id, KEY)
    assert not await real_tiki.directory.is_activation_key(user_id, "no key at all")


@pytest.mark.parametrize("real_tiki", layouts(TIKI_1_9), indirect=True)
async def test_a_late_1_9_may_have_the_column(
    real_tiki: RealTiki, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(real_tiki.database.restore)
    real_tiki.database.execute("ALTER TABLE users_users ADD COLUMN valid varchar(32) DEFAULT NULL")
    real_tiki.database.grant("SELECT (valid) ON users_users")
    user_id = real_tiki.insert("users_users", login="bob", valid=KEY)
    assert await real_tiki.directory.is_activation_key(user_id, KEY)
    assert not await real_tiki.directory.is_activation_key(user_id, KEY.replace("0", "1"))
