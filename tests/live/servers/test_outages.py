"""What is away, slow or wrong is never taken for "no such account", and mends itself."""

import asyncio
import time

import pytest

from openfire.demo.people import person
from tests.live.conftest import Village
from tests.live.proxy import proxy_to

pytestmark = pytest.mark.live

TEN_SECONDS = 10.0
"""From a server's return until people sign in again, with nobody acting."""
AWAY = "temporary-auth-failure"
WRONG_SECRET = "Openfire does not accept the secret"


@pytest.fixture(autouse=True)
async def alice_has_been_here(village: Village) -> None:
    """Her chat account is there, so that none is made in an outage or after it."""
    assert await village.is_back()


async def _alice(village: Village) -> str | None:
    return await village.refusal("Alice Smith", person("Alice Smith").password)


async def test_a_tiki_database_that_is_down(village: Village) -> None:
    accounts = village.chat_accounts()
    async with proxy_to(village.server.database_port) as proxy:
        with village.reconfigured(tiki={"port": proxy.port}):
            assert await _alice(village) is None
            before = len(village.log)
            await proxy.go_away()
            assert await _alice(village) == AWAY
            assert await village.refusal("nobody-at-all", "some password") == AWAY
            assert "'Alice Smith' could not be decided: the Tiki database" in village.log[before:]
            assert await village.signs_in(*village.server.admin) == "admin"
            await proxy.start()
            assert await village.is_back(TEN_SECONDS)
    assert village.chat_accounts() == accounts


async def test_a_tiki_database_that_does_not_answer_for_ten_seconds(village: Village) -> None:
    accounts = village.chat_accounts()
    async with proxy_to(village.server.database_port) as proxy:
        bounds = {"connect_timeout": 2.0, "query_timeout": 3.0}
        with village.reconfigured(tiki={"port": proxy.port, **bounds}):
            assert await _alice(village) is None
            before = len(village.log)
            proxy.fall_silent()
            began = time.monotonic()
            assert set(await asyncio.gather(_alice(village), _alice(village))) == {AWAY}
            assert "could not be decided: the Tiki database" in village.log[before:]
            assert "no answer within 3 s" in village.log[before:]
            await asyncio.sleep(10 - (time.monotonic() - began))
            proxy.speak_again()
            assert await village.is_back()
    assert village.chat_accounts() == accounts


async def test_all_databases_are_down(village: Village) -> None:
    village.server.mariadb.stop()
    try:
        assert await _alice(village) == AWAY
    finally:
        village.server.mariadb.start()
    assert await village.is_back(TEN_SECONDS)


async def test_a_tiki_without_livechat_id(village: Village) -> None:
    server = village.server
    accounts = village.chat_accounts()
    before = len(village.log)
    server.execute("ALTER TABLE users_users RENAME COLUMN livechat_id TO livechat_id_gone")
    try:
        assert await _alice(village) == AWAY
        assert await _alice(village) == AWAY
        assert village.bridge.command("check").returncode == 3
    finally:
        server.execute("ALTER TABLE users_users RENAME COLUMN livechat_id_gone TO livechat_id")
    assert "cannot read users_users.livechat_id" in village.log[before:]
    assert await village.is_back()
    assert village.chat_accounts() == accounts


async def test_a_site_that_checks_passwords_elsewhere(village: Village) -> None:
    village.server.execute("INSERT INTO tiki_preferences VALUES ('auth_method', 'ldap')")
    try:
        with village.reconfigured():
            assert await _alice(village) == AWAY
            assert "trust_local_hashes" in village.bridge.command("check").stdout
        with village.reconfigured(tiki={"trust_local_hashes": True}):
            assert await _alice(village) is None
    finally:
        village.server.execute("DELETE FROM tiki_preferences WHERE name = 'auth_method'")
    with village.reconfigured():
        assert await _alice(village) is None


async def test_without_the_component_only_chat_admins_get_in(village: Village) -> None:
    village.bridge.stop()
    try:
        assert await _alice(village) == AWAY
        assert await village.refusal("rupert", "rupert pw 1") == AWAY
        assert await village.refusal("admin", "not the admin's") == AWAY
        assert await village.signs_in(*village.server.admin) == "admin"
    finally:
        village.bridge.start()
    assert await _alice(village) is None


async def test_a_restart_of_openfire(village: Village) -> None:
    village.server.openfire.restart()
    assert await village.is_back(TEN_SECONDS)


async def test_a_wrong_secret_is_reported_as_that(village: Village) -> None:
    before = len(village.log)
    with village.reconfigured(xmpp={"secret": "not the secret"}, until=WRONG_SECRET):
        checked = village.bridge.command("check")
        assert "connected to " not in village.log[before:]
    assert checked.returncode == 4
    assert "compare xmpp.secret" in checked.stdout
    assert await _alice(village) is None
