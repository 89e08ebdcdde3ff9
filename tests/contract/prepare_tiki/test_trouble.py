"""`prepare-tiki` on what it leaves alone, what fails in the middle, and what is no Tiki."""

import pytest

from component.frontdoors.cli.admin import Admin
from component.ports import Unavailable
from component.usecases.set_up import StoppedHalfway
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.prepared_tikis import WITHOUT, MakeTiki, users_table
from tests.contract.setting_up import SettingUp
from tests.layouts.layout import Layout
from tests.layouts.tikis import LAYOUTS, TIKI_24

pytestmark = pytest.mark.live


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
