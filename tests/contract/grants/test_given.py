"""`grants`: what it does to users who are there or not, and to odd names."""

import secrets

import pymysql
import pytest

from openfire.testserver.processes import HOST
from tests.contract.grantings import Granting
from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.setting_up import PASSWORDS

pytestmark = pytest.mark.live


async def test_users_that_are_not_there_are_made_and_get_their_rights(granting: Granting) -> None:
    made = await granting.grant()
    assert sum(change.sql.startswith("CREATE USER IF NOT EXISTS") for change in made) == 5
    assert not any(change.takes_away for change in made)
    for block, sql in {
        "tiki": "SELECT login, hash, livechat_id FROM tiki.users_users",
        "tiki.write": "UPDATE tiki.users_users SET livechat_id = NULL WHERE userId = -1",
        "openfire": "SELECT storedKey FROM openfire.ofUser",
        "openfire.write": "INSERT INTO openfire.ofVCard (username, vcard) SELECT 'x', '' LIMIT 0",
        "state": "CREATE TABLE livechat_state.x (y INT)",
    }.items():
        granting.try_as(block, sql)
    granting.execute("DROP TABLE livechat_state.x")


async def test_to_do_it_again_changes_nothing(granting: Granting) -> None:
    await granting.grant()
    before = granting.everything()
    assert await granting.grant() == []
    assert all(change.is_done for change in await granting.rights())
    assert granting.everything() == before


async def test_no_password_stands_in_anything_that_is_shown(granting: Granting) -> None:
    changes = await granting.rights()
    for text in (repr(changes), *(change.sql for change in changes)):
        assert not [password for password in PASSWORDS.values() if password in text]
    assert "IDENTIFIED BY 'the password of [tiki.write]'" in repr(changes)
    for change in changes:
        has_to_be_put_in = "its password goes where the words for it stand" in change.about
        assert has_to_be_put_in is ("IDENTIFIED BY" in change.sql)


async def test_what_is_printed_does_the_same_as_it_stands(granting: Granting) -> None:
    await granting.grant()
    applied = granting.everything()
    for block in PASSWORDS:
        granting.execute(f"DROP USER {granting.who(block)}")
    await granting.run_as_printed(await granting.rights())
    assert granting.everything() == applied
    assert granting.try_as("tiki", "SELECT 1") == [(1,)]
    await granting.run_as_printed(await granting.rights())
    assert granting.everything() == applied


@pytest.mark.parametrize(
    "excess",
    [
        "GRANT SELECT, DELETE ON tiki.users_users TO {}",
        "GRANT SELECT (provpass), UPDATE (hash) ON tiki.users_users TO {}",
        "GRANT SELECT ON tiki.users_groups TO {} WITH GRANT OPTION",
        "GRANT SELECT (login) ON tiki.users_users TO {} WITH GRANT OPTION",
        "GRANT SELECT ON tiki.tiki_preferences TO {}",
        "GRANT ALL ON tiki.* TO {} WITH GRANT OPTION",
        "GRANT SELECT, CREATE VIEW ON `tik_`.* TO {}",
        "GRANT INSERT ON `t%`.* TO {}",
        "GRANT surplus_role TO {}",
        "GRANT EXECUTE ON PROCEDURE tiki.surplus TO {}",
    ],
)
async def test_what_a_user_has_beyond_that_is_taken_away(granting: Granting, excess: str) -> None:
    granting.execute("CREATE OR REPLACE ROLE surplus_role")
    granting.execute(f"GRANT surplus_role TO admin@'{HOST}' WITH ADMIN OPTION")
    granting.execute("CREATE OR REPLACE PROCEDURE tiki.surplus() SELECT 1")
    await granting.grant()
    before = granting.everything()
    granting.execute(excess.format(granting.who("tiki")))
    assert granting.everything() != before
    assert any(change.takes_away for change in await granting.rights())
    made = await granting.grant()
    assert made[0].takes_away
    assert granting.everything() == before
    assert await granting.grant() == []


async def test_nothing_is_taken_from_a_user_who_is_not_named_or_comes_from_elsewhere(
    granting: Granting,
) -> None:
    others = ("'somebody'@'127.0.0.1'", "'new tiki'@'10.1.1.1'")
    for other in others:
        granting.execute(f"CREATE OR REPLACE USER {other}")
        granting.execute(f"GRANT ALL ON tiki.* TO {other}")
    before = [granting.execute(f"SHOW GRANTS FOR {other}") for other in others]
    await granting.grant()
    assert [granting.execute(f"SHOW GRANTS FOR {other}") for other in others] == before


async def test_rights_in_other_databases_are_left_alone(granting: Granting) -> None:
    await granting.grant()
    granting.execute(f"GRANT SELECT ON Tiki.* TO {granting.who('tiki')}")
    granting.execute(f"GRANT SELECT ON tikitoo.* TO {granting.who('tiki')}")
    assert await granting.grant() == []
    assert {line for line in granting.shown("tiki") if "*" in line} == {
        f"GRANT SELECT ON `{name}`.* TO `new tiki`@`{HOST}`" for name in ("Tiki", "tikitoo")
    }


async def test_the_state_database_is_made_and_no_other_may_be_used_in_its_place(
    granting: Granting,
) -> None:
    name = f"bridge_{secrets.token_hex(3)}"
    granting.blocks["state"]["database"] = name  # type: ignore[index]
    made = await granting.grant()
    assert f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4" in [c.sql for c in made]
    granting.try_as("state", f"CREATE TABLE {name}.x (y INT)")
    granting.execute(f"CREATE DATABASE {name.replace('_', 'X')}")
    with pytest.raises(pymysql.err.OperationalError, match="denied"):
        granting.try_as("state", f"CREATE TABLE {name.replace('_', 'X')}.x (y INT)")
    granting.execute(f"DROP DATABASE {name}")
    granting.execute(f"DROP DATABASE {name.replace('_', 'X')}")


async def test_a_user_of_several_blocks_has_the_rights_of_all_of_them(
    own_mariadb: OwnMariaDB, granting: Granting
) -> None:
    await granting.grant()
    apart = granting.shown("tiki") | granting.shown("tiki.write")
    joined = Granting(own_mariadb, users={"tiki": "new both", "tiki.write": "new both"})
    joined.blocks["tiki"]["write"]["password"] = PASSWORDS["tiki"]  # type: ignore[index]
    await joined.grant()
    assert joined.try_as("tiki", "SELECT login FROM tiki.users_users LIMIT 0") == []
    joined.try_as("tiki", "UPDATE tiki.users_users SET livechat_id = NULL WHERE userId = -1")
    assert await joined.grant() == []
    assert len(joined.shown("tiki")) == len(apart) - 1, "two have one table in common"


async def test_a_user_who_is_there_keeps_the_password(granting: Granting) -> None:
    granting.execute(f"CREATE USER {granting.who('tiki')} IDENTIFIED BY 'of old'")
    made = await granting.grant()
    assert not any("CREATE USER" in change.sql and "new tiki'" in change.sql for change in made)
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        granting.try_as("tiki", "SELECT 1")


async def test_users_come_from_where_they_are_said_to_come_from(granting: Granting) -> None:
    await granting.grant("10.0.0.%")
    assert "SELECT ['`name`', '`value`']" in "".join(granting.shown("tiki", "10.0.0.%"))
    assert await granting.grant("10.0.0.%") == []
    rows = granting.execute("SELECT host FROM mysql.user WHERE user = 'new tiki'")
    assert rows == [("10.0.0.%",)]
    granting.execute("DROP USER 'new tiki'@'10.0.0.%'")


@pytest.mark.parametrize("name", ["we`ird", "a'b\\c", "100 %s", "zoë_%", 'dou"ble'])
async def test_odd_names_of_users_and_databases_do_no_harm(
    own_mariadb: OwnMariaDB, name: str
) -> None:
    quoted = f"`{name.replace('`', '``')}`"
    own_mariadb.server.execute(f"CREATE OR REPLACE DATABASE {quoted}")
    tables = own_mariadb.server.execute("SHOW TABLES", (), "tiki")
    for (table,) in tables:
        own_mariadb.server.execute(f"CREATE TABLE {quoted}.{table} LIKE tiki.{table}")
    odd = Granting(
        own_mariadb,
        {"tiki": name, "state": f"{name} state"},
        {block: f"new {block} {name}" for block in PASSWORDS},
    )
    odd.blocks["tiki"]["write"]["database"] = name  # type: ignore[index]
    await odd.grant()
    assert await odd.grant() == []
    assert odd.try_as("tiki", f"SELECT login FROM {quoted}.users_users") == []
    odd.try_as("state", f"CREATE TABLE `{(name + ' state').replace('`', '``')}`.x (y INT)")
    applied = odd.everything()
    for block in PASSWORDS:
        odd.execute(f"DROP USER {odd.who(block)}")
    await odd.run_as_printed(await odd.rights())
    assert odd.everything() == applied
    for block in PASSWORDS:
        odd.execute(f"DROP USER {odd.who(block)}")
    odd.execute(f"DROP DATABASE {quoted}")
    odd.execute(f"DROP DATABASE `{(name + ' state').replace('`', '``')}`")
