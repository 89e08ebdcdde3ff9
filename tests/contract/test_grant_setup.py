"""`grants`: what it does to users who are there, to odd names, and when it cannot be done."""

import asyncio
import re
import secrets
from collections.abc import Iterator

import pymysql
import pytest

from component.adapters.mysql import SchemaMismatch
from component.frontdoors.cli.admin import Admin
from component.ports import Unavailable
from component.usecases.set_up import StoppedHalfway
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.setting_up import PASSWORDS, SettingUp

pytestmark = pytest.mark.live

TWIN = "tiki_copy"


class Granting(SettingUp):
    """An installation with users of its own."""

    def execute(self, sql: str) -> list[tuple[object, ...]]:
        return self.mariadb.server.execute(sql)

    def who(self, block: str, host: str = HOST) -> str:
        user = self.users[block].replace("\\", "\\\\").replace("'", "''")
        return f"'{user}'@'{host}'"

    def shown(self, block: str, host: str = HOST) -> set[str]:
        """What the server shows of a user's rights, but for the one to be there at all."""
        lines = [str(line) for (line,) in self.execute(f"SHOW GRANTS FOR {self.who(block, host)}")]
        return {
            re.sub(r"\((.*?)\)", lambda found: str(sorted(found[1].split(", "))), line)
            for line in lines
            if not line.startswith("GRANT USAGE ON *.*")
        }

    def everything(self) -> dict[str, set[str]]:
        return {block: self.shown(block) for block in PASSWORDS}

    def try_as(self, block: str, sql: str) -> list[tuple[object, ...]]:
        """Run a statement as a user of the settings."""
        connection = pymysql.connect(
            host=HOST,
            port=self.mariadb.server.port,
            user=self.users[block],
            password=PASSWORDS[block],
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


@pytest.fixture
def granting(own_mariadb: OwnMariaDB) -> Iterator[Granting]:
    made = Granting(own_mariadb)
    yield made
    for user, host in own_mariadb.server.execute(
        "SELECT user, host FROM mysql.user WHERE user LIKE 'new %' OR host = '%'"
    ):
        own_mariadb.server.execute("DROP USER %s@%s", [user, host])


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


async def test_one_user_with_two_passwords_is_refused(own_mariadb: OwnMariaDB) -> None:
    mixed = Granting(own_mariadb, users={"tiki": "new both", "openfire": "new both"})
    with pytest.raises(Unavailable, match=r"\[tiki\] and \[openfire\]: .*different passwords"):
        await mixed.grant()


async def test_an_admin_who_is_named_in_the_settings_is_refused(own_mariadb: OwnMariaDB) -> None:
    mixed = Granting(own_mariadb, users={"state": "admin"})
    with pytest.raises(Unavailable, match=r"\[state\]: its user 'admin' is the admin"):
        await mixed.grant()


async def test_a_user_with_rights_on_everything_is_not_taken_for_the_bridges_own(
    granting: Granting,
) -> None:
    granting.execute(f"CREATE USER {granting.who('openfire')}")
    granting.execute(f"GRANT SELECT, PROCESS ON *.* TO {granting.who('openfire')}")
    before = granting.shown("openfire")
    with pytest.raises(
        Unavailable, match=r"of \[openfire\] has rights on all databases \(SELECT, P"
    ):
        await granting.grant()
    assert granting.shown("openfire") == before


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


async def test_a_tiki_that_is_not_prepared_is_told_so(granting: Granting) -> None:
    granting.execute("ALTER TABLE tiki.users_users CHANGE livechat_id kept VARCHAR(191) NULL")
    try:
        with pytest.raises(SchemaMismatch, match="run tiki-livechat prepare-tiki first"):
            await granting.grant()
    finally:
        granting.execute("ALTER TABLE tiki.users_users CHANGE kept livechat_id VARCHAR(191) NULL")


async def test_what_is_no_tiki_or_no_openfire_is_said_to_be_none(own_mariadb: OwnMariaDB) -> None:
    with pytest.raises(SchemaMismatch, match=r"finds no users_users\.userId.* is it a Tiki's"):
        await Granting(own_mariadb, {"tiki": "openfire"}).rights()
    with pytest.raises(SchemaMismatch, match=r"'tiki' is Openfire's database"):
        await Granting(own_mariadb, {"openfire": "tiki"}).rights()
    with pytest.raises(Unavailable, match="there is no database 'tikki'"):
        await Granting(own_mariadb, {"tiki": "tikki"}).rights()


async def test_an_admin_who_may_not_give_rights_is_told(granting: Granting) -> None:
    granting.execute(f"CREATE OR REPLACE USER looker@'{HOST}' IDENTIFIED BY 'looker pw'")
    granting.execute(f"GRANT SELECT ON *.* TO looker@'{HOST}'")
    granting.admin = Admin("looker", "looker pw")
    assert await granting.rights()
    with pytest.raises(StoppedHalfway, match="'looker' has not enough rights for this"):
        await granting.grant()
    granting.execute(f"REVOKE SELECT ON *.* FROM looker@'{HOST}'")
    with pytest.raises(Unavailable, match="'looker' has not enough rights for this"):
        await granting.rights()


async def test_an_admin_who_may_not_take_a_role_away_is_told(granting: Granting) -> None:
    await granting.grant()
    granting.execute("CREATE OR REPLACE ROLE roots_role")
    granting.execute(f"GRANT roots_role TO {granting.who('tiki')}")
    with pytest.raises(StoppedHalfway, match="'admin' has not enough rights for this") as stopped:
        await granting.grant()
    assert stopped.value.left[0].sql == (f"REVOKE `roots_role` FROM 'new tiki'@'{HOST}'")
    granting.execute("DROP ROLE roots_role")
    assert await granting.grant() == []


async def test_an_admin_who_gets_in_by_the_socket_only_is_told(granting: Granting) -> None:
    granting.execute(f"CREATE OR REPLACE USER local@'{HOST}' IDENTIFIED VIA unix_socket")
    granting.admin = Admin("local", "")
    with pytest.raises(Unavailable, match="lets 'local' in by its own socket only"):
        await granting.rights()


async def test_a_server_that_does_not_answer_is_named(own_mariadb: OwnMariaDB) -> None:
    granting = Granting(own_mariadb)
    own_mariadb.server.stop()
    try:
        with pytest.raises(Unavailable, match=f"{HOST}:{own_mariadb.server.port}"):
            await granting.rights()
    finally:
        await asyncio.to_thread(own_mariadb.server.start)
