"""TLS to a database: who is let in, what is refused before anything was sent, and why."""

import asyncio
import logging
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvloop

from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.config import Settings
from component.ports import Unavailable
from component.wiring.connections import open_databases
from tests.contract.certificates import DAY, NOW, Authority
from tests.contract.own_mariadb import Opener, run_mariadb
from tests.contract.secured_mariadb import PATIENCE, Secured, refusal

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def own_secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder, authority = tmp_path_factory.mktemp("tls"), Authority("the right authority")
    with run_mariadb(authority.write_server(folder / "server.pem", "127.0.0.1")) as mariadb:
        yield Secured(mariadb, authority, folder)


@pytest.fixture
def secured(own_secured: Secured) -> Secured:
    own_secured.mariadb.server.start()
    own_secured.show("127.0.0.1")
    return own_secured


async def status(settings: DatabaseSettings, name: str) -> str:
    """A status variable of the connection."""
    database = Database(settings)
    try:
        ((_name, value),) = await database.fetch(f"SHOW STATUS LIKE '{name}'")
    finally:
        await database.close()
    return str(value)


async def hangs(secured: Secured) -> str:
    """What is said when a server hangs on a connection that is made; it hangs on."""
    database = Database(replace(secured.settings(secured.ca), query_timeout=2.0))
    assert await database.fetch("SELECT 1") == [(1,)]
    secured.mariadb.server.pause()
    with pytest.raises(Unavailable) as caught:
        await asyncio.wait_for(database.fetch("SELECT 1"), PATIENCE)
    await asyncio.wait_for(database.close(), PATIENCE)
    return str(caught.value)


async def test_the_right_authority_and_name_are_let_in_encrypted(secured: Secured) -> None:
    assert await status(secured.settings(secured.ca), "Ssl_cipher")
    assert await status(secured.settings(secured.ca), "Ssl_version") in ("TLSv1.2", "TLSv1.3")
    plain = secured.mariadb.access("tiki").settings
    assert await status(plain, "Ssl_cipher") == ""


async def test_a_server_that_is_trusted_by_its_own_certificate(secured: Secured) -> None:
    assert await status(secured.settings(secured.pem), "Ssl_cipher")


async def test_the_name_in_the_certificate_may_be_said(secured: Secured) -> None:
    secured.show("db.example.org")
    assert await status(secured.settings(secured.ca, "db.example.org"), "Ssl_cipher")


async def test_another_authority_is_not_trusted(secured: Secured) -> None:
    other = Authority("the right authority").write(secured.folder / "other.pem")
    for ca in (other, None):
        text = await refusal(secured.settings(ca))
        assert "the server's certificate is not accepted" in text
        assert "set tls_ca" in text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("db.example.org", ""),
        ("127.0.0.2", ""),
        ("127.0.0.1", "db.example.org"),
        ("db.example.org", "example.org"),
    ],
)
async def test_another_name_is_not_trusted(secured: Secured, shown: str, expected: str) -> None:
    secured.show(shown)
    text = await refusal(secured.settings(secured.ca, expected))
    assert "the server's certificate is not accepted" in text
    assert "tls_server_name" in text


async def test_a_certificate_out_of_date_is_not_trusted(secured: Secured) -> None:
    for until in (NOW - DAY, NOW + 4 * DAY):
        secured.show("127.0.0.1", until)
        assert "renew it, or set the clock" in await refusal(secured.settings(secured.ca))


async def test_a_server_that_offers_no_tls_is_refused(access: Opener) -> None:
    settings = access("tiki", tls=tls_context(None)).settings
    assert "offers no TLS" in await refusal(settings)
    assert await status(replace(settings, tls=None), "Ssl_cipher") == ""


async def test_a_database_user_that_must_use_tls(secured: Secured) -> None:
    user = secured.mariadb.reader()
    secured.mariadb.execute(f"ALTER USER {user} REQUIRE SSL")
    try:
        assert await status(secured.settings(secured.ca), "Ssl_cipher")
        assert "Access denied" in await refusal(secured.mariadb.access("tiki").settings)
    finally:
        secured.mariadb.execute(f"ALTER USER {user} REQUIRE NONE")


async def test_a_write_after_a_restart_goes_over_tls_again(secured: Secured) -> None:
    reader = secured.settings(secured.ca)
    settings = secured.mariadb.access("tiki_write", tls=reader.tls).settings
    database = Database(settings)
    nobody = "UPDATE users_users SET livechat_id = 'x' WHERE userId = -1"
    assert await database.execute(nobody) == 0
    await asyncio.to_thread(secured.mariadb.server.stop)
    await asyncio.to_thread(secured.mariadb.server.start)
    assert await database.execute(nobody) == 0
    ((_name, cipher),) = await database.fetch("SHOW STATUS LIKE 'Ssl_cipher'")
    await database.close()
    assert cipher


async def test_a_server_that_hangs_behind_tls_is_not_waited_for(secured: Secured) -> None:
    try:
        assert "no answer within 2 s" in await hangs(secured)
    finally:
        secured.mariadb.server.resume()
    assert await status(secured.settings(secured.ca), "Ssl_cipher")


def test_all_this_is_so_on_the_event_loop_of_the_component(secured: Secured) -> None:
    assert uvloop.run(status(secured.settings(secured.ca), "Ssl_cipher"))
    assert "tls_server_name" in uvloop.run(refusal(secured.settings(secured.ca, "other.test")))
    wrong = replace(secured.settings(secured.ca), password="wrong")
    assert "Access denied" in uvloop.run(refusal(wrong))
    try:
        assert "no answer within 2 s" in uvloop.run(hangs(secured))
        hasty = replace(secured.settings(secured.ca), connect_timeout=0.3)
        assert "no connection within 0.3 s" in uvloop.run(refusal(hasty))
    finally:
        secured.mariadb.server.resume()


async def test_tls_in_the_settings_is_tls_on_the_wire(secured: Secured) -> None:
    """Also for who writes, of whom the settings say nothing but a name and a password."""

    def block(name: str) -> dict[str, Any]:
        found = secured.mariadb.access(name).settings
        return {
            "host": found.host,
            "port": found.port,
            "database": found.database,
            "user": found.user,
            "password": found.password,
            "connect_timeout": 10.0,
        }

    writer = block("tiki_write")
    tls = {"tls": True, "tls_ca": str(secured.ca), "tls_server_name": "db.example.org"}
    chat = block("openfire")
    settings = Settings.model_validate(
        {
            "xmpp": {"domain": "livechat.test", "secret": "of nobody"},
            "tiki": block("tiki") | tls | {"write": {k: writer[k] for k in ("user", "password")}},
            "openfire": chat | {"write": chat},
            "state": block("state"),
        }
    )
    secured.show("db.example.org")
    databases = open_databases(settings)
    try:
        ciphers = [
            (await database.fetch("SHOW STATUS LIKE 'Ssl_cipher'"))[0][1]
            for database in (databases.tiki, databases.tiki_write, databases.state)
        ]
    finally:
        await databases.close()
    assert [bool(cipher) for cipher in ciphers] == [True, True, False]


@pytest.mark.parametrize("password", ["pässwörd", "漢字 🐱", "quote ' \\ \""])
async def test_a_password_may_be_in_any_script(
    secured: Secured, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secured.mariadb.execute("CREATE USER scribe@'127.0.0.1' IDENTIFIED BY %s", password)
    secured.mariadb.execute("GRANT SELECT ON tiki.* TO scribe@'127.0.0.1'")
    try:
        for tls in (tls_context(secured.ca), None):
            settings = replace(secured.settings(None), user="scribe", password=password, tls=tls)
            assert bool(await status(settings, "Ssl_cipher")) is (tls is not None)
            assert "Access denied" in await refusal(replace(settings, password=password + "x"))
    finally:
        secured.mariadb.execute("DROP USER scribe@'127.0.0.1'")
    assert password not in caplog.text


def test_authorities_are_read_from_a_pem_file_only(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        tls_context(tmp_path / "nowhere.pem")
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate", "utf-8")
    with pytest.raises(ssl.SSLError):
        tls_context(bad)
