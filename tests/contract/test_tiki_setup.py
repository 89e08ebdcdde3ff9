"""`prepare-tiki`: the column for Live Chat IDs and its key, on whatever Tiki there is."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from component.frontdoors.cli.admin import Admin
from component.ports import Unavailable
from component.usecases.set_up import StoppedHalfway
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.setting_up import SettingUp
from tests.layouts.layout import Layout
from tests.layouts.tikis import LAYOUTS, SUMO, TIKI_24

pytestmark = pytest.mark.live

WITHOUT = "ALTER TABLE users_users DROP COLUMN livechat_id"
ENGINES = (
    "MyISAM",
    "Aria",
    "InnoDB ROW_FORMAT=REDUNDANT",
    "InnoDB ROW_FORMAT=COMPACT",
    "InnoDB ROW_FORMAT=DYNAMIC",
)


class Tiki(SettingUp):
    """A database with a Tiki in it.

    Args:
        mariadb: Where.
        sql: Its tables.
        charset: Of the component's connection.
    """

    def __init__(self, mariadb: OwnMariaDB, sql: str, charset: str = "utf8mb4") -> None:
        self.name = f"tiki_{secrets.token_hex(4)}"
        super().__init__(mariadb, {"tiki": self.name}, tiki={"charset": charset})
        mariadb.server.execute(f"CREATE DATABASE {self.name}")
        mariadb.server.run_script(sql, self.name)

    def execute(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self.mariadb.server.execute(sql, arguments, self.name)

    def column(self) -> tuple[object, ...] | None:
        """Type, charset, whether NULL is allowed, and default of the column."""
        rows = self.execute(
            "SELECT column_type, character_set_name, is_nullable, COALESCE(column_default, 'NULL') "
            "FROM information_schema.columns WHERE table_schema = DATABASE() "
            "AND table_name = 'users_users' AND column_name = 'livechat_id'"
        )
        return rows[0] if rows else None

    def unique_keys(self) -> list[tuple[object, ...]]:
        """Name and prefix of the unique keys of the column."""
        return self.execute(
            "SELECT index_name, COALESCE(sub_part, 0) FROM information_schema.statistics "
            "WHERE table_schema = DATABASE() AND table_name = 'users_users' "
            "AND column_name = 'livechat_id' AND non_unique = 0"
        )


MakeTiki = Callable[..., Tiki]


@pytest.fixture
def make_tiki(own_mariadb: OwnMariaDB) -> Iterator[MakeTiki]:
    made: list[Tiki] = []

    def make(sql: str, charset: str = "utf8mb4") -> Tiki:
        made.append(Tiki(own_mariadb, sql, charset))
        return made[-1]

    yield make
    for tiki in made:
        own_mariadb.server.execute(f"DROP DATABASE {tiki.name}")


def users_table(rest: str, engine: str = "InnoDB", charset: str = "utf8mb4") -> str:
    columns = f"userId INT AUTO_INCREMENT PRIMARY KEY, login VARCHAR(200), {rest}"
    return f"CREATE TABLE users_users ({columns.rstrip(', ')}) ENGINE={engine} CHARSET={charset}"


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


async def test_ids_that_several_accounts_share_are_named_and_nothing_is_changed(
    make_tiki: MakeTiki,
) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(191) DEFAULT NULL"))
    tiki.execute(
        "INSERT INTO users_users (livechat_id) VALUES ('bob'), ('eve'), ('BOB'), ('ann'), ('ann')"
    )
    with pytest.raises(Unavailable, match=r"'ann' of the accounts 4, 5; 'bob' .* 1, 3;") as refused:
        await tiki.prepare()
    assert "eve" not in str(refused.value).lower()
    assert tiki.unique_keys() == []


async def test_of_many_shared_ids_some_are_named(make_tiki: MakeTiki) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(191) DEFAULT NULL"))
    rows = ", ".join(f"('id{number // 2:02}')" for number in range(30))
    tiki.execute(f"INSERT INTO users_users (livechat_id) VALUES {rows}")
    with pytest.raises(Unavailable, match=r"'id09' of the accounts 19, 20; more;"):
        await tiki.prepare()


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("INT NULL", "of the type int"),
        ("TEXT NULL", "of the type text"),
        ("VARBINARY(100) NULL", "of the type varbinary"),
        ("VARCHAR(63) NULL", "holds 63 characters only"),
        ("VARCHAR(191) NOT NULL DEFAULT ''", "does not allow NULL"),
    ],
)
async def test_a_column_that_will_not_do_is_reported_and_left_alone(
    make_tiki: MakeTiki, column: str, problem: str
) -> None:
    tiki = make_tiki(users_table(f"livechat_id {column}"))
    before = tiki.execute("SHOW CREATE TABLE users_users")
    with pytest.raises(Unavailable, match=rf"users_users\.livechat_id is there, but .*{problem}"):
        await tiki.prepare()
    assert tiki.execute("SHOW CREATE TABLE users_users") == before


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
async def test_what_is_printed_can_be_run_as_it_stands(make_tiki: MakeTiki, layout: Layout) -> None:
    tiki = make_tiki(layout.sql, layout.charset)
    tiki.execute(WITHOUT)
    changes = await tiki.missing("Room monitors", 'Zoë\'s \\ 100 % "friends"; `x`')
    assert len(changes) == 3
    await tiki.run_as_printed(changes, layout.charset)
    assert await tiki.missing("Room monitors", 'Zoë\'s \\ 100 % "friends"; `x`') == []


async def test_what_failed_in_the_middle_is_told_and_finished_by_running_it_again(
    make_tiki: MakeTiki,
) -> None:
    tiki = make_tiki(TIKI_24.sql)
    tiki.execute(WITHOUT)
    tiki.execute(f"CREATE OR REPLACE USER half@'{HOST}' IDENTIFIED BY 'half pw'")
    tiki.execute(f"GRANT SELECT, ALTER, CREATE, INDEX ON {tiki.name}.* TO half@'{HOST}'")
    able, tiki.admin = tiki.admin, Admin("half", "half pw")
    with pytest.raises(StoppedHalfway, match="'half' has not enough rights") as stopped:
        await tiki.prepare("Room monitors")
    assert ["ADD COLUMN" in change.sql for change in stopped.value.done] == [True]
    assert ["INSERT INTO" in change.sql for change in stopped.value.left] == [True]
    tiki.admin = able
    assert [change.about for change in await tiki.prepare("Room monitors")] == [
        "makes the Tiki group 'Room monitors'"
    ]


async def test_what_is_no_tiki_is_said_to_be_none(own_mariadb: OwnMariaDB) -> None:
    with pytest.raises(Unavailable, match="no table users_users that 'admin' could see"):
        await SettingUp(own_mariadb, {"tiki": "openfire"}).missing()


async def test_a_database_that_is_not_there_is_named(own_mariadb: OwnMariaDB) -> None:
    with pytest.raises(Unavailable, match="there is no database 'tikki'"):
        await SettingUp(own_mariadb, {"tiki": "tikki"}).missing()


async def test_a_wrong_password_is_said_to_be_wrong_and_not_repeated(
    own_mariadb: OwnMariaDB,
) -> None:
    setting_up = SettingUp(own_mariadb)
    setting_up.admin = Admin("admin", "not-the-password")
    with pytest.raises(Unavailable, match="does not let 'admin' in from here") as refused:
        await setting_up.missing()
    assert "not-the-password" not in str(refused.value)
    assert "not-the-password" not in repr(setting_up.admin)


async def test_an_admin_who_may_not_see_the_tiki_is_told(own_mariadb: OwnMariaDB) -> None:
    own_mariadb.execute(f"CREATE OR REPLACE USER blind@'{HOST}' IDENTIFIED BY 'blind pw'")
    setting_up = SettingUp(own_mariadb)
    setting_up.admin = Admin("blind", "blind pw")
    with pytest.raises(Unavailable, match="'blind' has not enough rights for this"):
        await setting_up.missing()


@pytest.fixture
def sumo(make_tiki: MakeTiki) -> Tiki:
    return make_tiki(SUMO.sql, SUMO.charset)


@pytest.fixture
def tiki24(make_tiki: MakeTiki) -> Tiki:
    return make_tiki(TIKI_24.sql)


async def test_a_group_is_made_with_a_description(tiki24: Tiki) -> None:
    await tiki24.prepare("Room monitors", "Zoë's helpers")
    assert tiki24.execute("SELECT groupName, groupDesc FROM users_groups ORDER BY id") == [
        ("Room monitors", "Made for the live chat"),
        ("Zoë's helpers", "Made for the live chat"),
    ]
    assert await tiki24.missing("Room monitors", "Zoë's helpers") == []


@pytest.mark.parametrize("there", ["Room monitors", "ROOM MONITORS", "Room mönitors"])
async def test_a_group_that_is_there_by_the_collation_is_not_made(tiki24: Tiki, there: str) -> None:
    tiki24.execute("INSERT INTO users_groups (groupName) VALUES (%s)", there)
    assert await tiki24.missing("Room monitors") == []


async def test_a_group_that_is_named_twice_is_made_once(tiki24: Tiki) -> None:
    assert len(await tiki24.missing("Room monitors", "room Monitors", "Room monitors")) == 1


@pytest.mark.parametrize("there", [True, False], ids=["there", "also new"])
async def test_a_group_that_the_keys_of_the_fork_would_take_for_another_is_refused(
    sumo: Tiki, there: bool
) -> None:
    first, second = (
        "Live Chat room monitors of the first room",
        "live chat room monitors of the second",
    )
    if there:
        sumo.execute("INSERT INTO users_groups (groupName) VALUES (%s)", first)
    with pytest.raises(
        Unavailable, match=r"first 30 characters are those of 'Live Chat room.*keys"
    ):
        await sumo.prepare(first, second)
    assert sumo.execute("SELECT COUNT(*) FROM users_groups") == [(int(there),)]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("x" * 256, "longer than 255"), (" x", "blanks around"), ("", "blanks"), ("a\nb", "control")],
)
async def test_a_name_that_no_group_can_have_is_refused(
    tiki24: Tiki, name: str, problem: str
) -> None:
    with pytest.raises(Unavailable, match=problem):
        await tiki24.missing(name)


async def test_groups_that_the_settings_map_by_name_are_made_by_default(tiki24: Tiki) -> None:
    names = ("Helpers", "Chat*", "Chat?", "[ab]", "Monitors", "Helpers")
    tiki24.blocks["groups"] = [{"tiki": name, "roster": "r"} for name in names]
    assert [change.about for change in await tiki24.missing()] == [
        "makes the Tiki group 'Helpers'",
        "makes the Tiki group 'Monitors'",
    ]
    assert [change.about for change in await tiki24.missing("Others")] == [
        "makes the Tiki group 'Others'"
    ]


async def test_a_tiki_without_groups_is_said_to_be_odd(make_tiki: MakeTiki) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(191) UNIQUE"))
    with pytest.raises(Unavailable, match=r"no column users_groups\.groupName"):
        await tiki.missing("Room monitors")
