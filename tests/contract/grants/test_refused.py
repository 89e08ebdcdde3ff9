"""`grants`: when it cannot be done, and in which words."""

import asyncio

import pytest

from component.adapters.mysql import SchemaMismatch
from component.frontdoors.cli.admin import Admin
from component.ports import Unavailable
from component.usecases.set_up import StoppedHalfway
from openfire.testserver.processes import HOST
from tests.contract.grantings import Granting
from tests.contract.own_mariadb import OwnMariaDB

pytestmark = pytest.mark.live


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
