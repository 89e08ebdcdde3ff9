"""`prepare-tiki`: the column for Live Chat IDs and its key, on whatever Tiki there is."""

import pytest

from tests.contract.prepared_tikis import WITHOUT, MakeTiki, users_table
from tests.layouts.layout import Layout
from tests.layouts.tikis import LAYOUTS

pytestmark = pytest.mark.live
ENGINES = (
    "MyISAM",
    "Aria",
    "InnoDB ROW_FORMAT=REDUNDANT",
    "InnoDB ROW_FORMAT=COMPACT",
    "InnoDB ROW_FORMAT=DYNAMIC",
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
async def test_every_tiki_gets_the_column_once(make_tiki: MakeTiki, layout: Layout) -> None:
    tiki = make_tiki(layout.sql, layout.charset)
    tiki.execute(WITHOUT)
    (change,) = await tiki.prepare()
    assert "ADD COLUMN `livechat_id`" in change.sql
    width = 191 if layout.text == "utf8mb4" else 255
    assert tiki.column() == (f"varchar({width})", layout.text, "YES", "NULL")
    assert tiki.unique_keys() == [("livechat_id", 0)]
    assert await tiki.prepare() == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
async def test_a_tiki_that_has_it_is_right_as_it_is(make_tiki: MakeTiki, layout: Layout) -> None:
    """Also SUMO's, which is 255 characters wide."""
    assert await make_tiki(layout.sql, layout.charset).missing() == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("charset", "width"), [("latin1", 255), ("utf8mb3", 255), ("utf8mb4", 191)]
)
async def test_the_key_fits_every_engine(
    make_tiki: MakeTiki, engine: str, charset: str, width: int
) -> None:
    tiki = make_tiki(
        users_table("", engine, charset), "latin1" if charset == "latin1" else "utf8mb4"
    )
    await tiki.prepare()
    assert tiki.column() == (f"varchar({width})", charset, "YES", "NULL")
    assert tiki.unique_keys() == [("livechat_id", 0)]


async def test_a_table_in_real_latin1_gets_a_column_that_holds_every_id(
    make_tiki: MakeTiki,
) -> None:
    tiki = make_tiki(users_table("", "MyISAM", "latin1"))
    await tiki.prepare()
    assert tiki.column() == ("varchar(191)", "utf8mb4", "YES", "NULL")
    tiki.execute("INSERT INTO users_users (livechat_id) VALUES (%s)", "łukasz")
    assert tiki.execute("SELECT livechat_id FROM users_users") == [("łukasz",)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("charset", "prefix"), [("latin1", 0), ("utf8mb3", 0), ("utf8mb4", 191)])
async def test_a_column_without_a_unique_key_gets_one(
    make_tiki: MakeTiki, engine: str, charset: str, prefix: int
) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(255) DEFAULT NULL", engine, charset))
    tiki.execute("INSERT INTO users_users (login, livechat_id) VALUES ('a', 'x'), ('b', NULL)")
    await tiki.prepare()
    assert tiki.unique_keys() == [("livechat_id", prefix)]
    assert await tiki.missing() == []


async def test_a_key_of_this_name_that_is_not_unique_is_left_alone(make_tiki: MakeTiki) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(191), KEY livechat_id (livechat_id)"))
    await tiki.prepare()
    assert tiki.unique_keys() == [("livechat_id_unique", 0)]


async def test_a_unique_key_on_more_than_the_column_is_not_enough(make_tiki: MakeTiki) -> None:
    tiki = make_tiki(
        users_table("livechat_id VARCHAR(191), UNIQUE KEY both_of (livechat_id, login)")
    )
    await tiki.prepare()
    assert ("livechat_id", 0) in tiki.unique_keys()
