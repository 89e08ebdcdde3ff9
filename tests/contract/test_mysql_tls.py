"""TLS to a database: who is let in, what is refused before anything was sent, and in which words.

The hooks that `mysql_connection` takes of aiomysql are private: the servers here that greet
without TLS, or ask for the password in clear, show that they are still called.
"""

import asyncio
import datetime as dt
import logging
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvloop
from pymysql.constants import CLIENT

from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.config import Settings
from component.ports import Unavailable
from component.wiring.connections import open_databases
from tests.contract.certificates import DAY, NOW, Authority
from tests.contract.odd_servers import NATIVE, greeting, odd_server, packet, switch
from tests.contract.own_mariadb import Opener, OwnMariaDB, run_mariadb

pytestmark = pytest.mark.live

PATIENCE = 20.0
CLEAR = "mysql_clear_password"
USER, PASSWORD = "the-user-4711", "the-password-4711"


class Secured:
    """A MariaDB that offers TLS, and the authority that has signed its certificate."""

    def __init__(self, mariadb: OwnMariaDB, authority: Authority, folder: Path) -> None:
        self.mariadb = mariadb
        self.authority = authority
        self.folder = folder
        self.pem = folder / "server.pem"
        self.ca = authority.write(folder / "ca.pem")

    def show(self, name: str, until: dt.datetime = NOW + DAY) -> Path:
        """Change the server's certificate."""
        self.authority.write_server(self.pem, name, until=until)
        self.mariadb.execute("FLUSH SSL")
        return self.pem

    def settings(self, ca: Path | None, name: str = "") -> DatabaseSettings:
        """How to get in."""
        settings = self.mariadb.access("tiki").settings
        return replace(settings, tls=tls_context(ca), tls_server_name=name)


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


async def refusal(settings: DatabaseSettings) -> str:
    """Why there is no connection."""
    database = Database(settings)
    try:
        with pytest.raises(Unavailable) as caught:
            await asyncio.wait_for(database.fetch("SELECT 1"), PATIENCE)
    finally:
        await database.close()
    assert settings.password not in str(caught.value)
    return str(caught.value)


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
    database = Database(replace(secured.settings(secured.ca), query_timeout=0.5))
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
        assert "no answer within 0.5 s" in await hangs(secured)
    finally:
        secured.mariadb.server.resume()
    assert await status(secured.settings(secured.ca), "Ssl_cipher")


def test_all_this_is_so_on_the_event_loop_of_the_component(secured: Secured) -> None:
    assert uvloop.run(status(secured.settings(secured.ca), "Ssl_cipher"))
    assert "tls_server_name" in uvloop.run(refusal(secured.settings(secured.ca, "other.test")))
    wrong = replace(secured.settings(secured.ca), password="wrong")
    assert "Access denied" in uvloop.run(refusal(wrong))
    try:
        assert "no answer within 0.5 s" in uvloop.run(hangs(secured))
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


def to(port: int, *, tls: bool, connect_timeout: float = 10.0) -> DatabaseSettings:
    """How to get into a server that is odd."""
    return DatabaseSettings(
        title="the odd database",
        host="127.0.0.1",
        port=port,
        user=USER,
        password=PASSWORD,
        database="tiki",
        connect_timeout=connect_timeout,
        query_timeout=15.0,
        tls=tls_context(None) if tls else None,
    )


@pytest.mark.parametrize("plugin", [NATIVE, CLEAR, "caching_sha2_password"])
async def test_without_tls_no_byte_is_sent_where_it_was_asked_for(plugin: str) -> None:
    async with odd_server(greeting(plugin)) as server:
        assert "the server offers no TLS" in await refusal(to(server.port, tls=True))
        await asyncio.wait_for(server.heard_all.wait(), PATIENCE)
    assert server.heard == b""


async def test_before_tls_only_the_wish_for_it_is_sent() -> None:
    async with odd_server(greeting(more=CLIENT.SSL), b"this is no TLS") as server:
        assert "no TLS with the server" in await refusal(to(server.port, tls=True))
        await asyncio.wait_for(server.heard_all.wait(), PATIENCE)
    request, rest = server.heard[:36], server.heard[36:]
    assert request[:4] == b"\x20\0\0\1"
    assert request[13:] == bytes(23)
    assert rest[:1] == b"\x16", "a TLS handshake record"
    assert USER.encode() not in server.heard
    assert PASSWORD.encode() not in server.heard


async def test_a_server_that_wants_the_password_in_clear_at_once_gets_nothing() -> None:
    async with odd_server(greeting(CLEAR)) as server:
        assert "set tls = true" in await refusal(to(server.port, tls=False))
        await asyncio.wait_for(server.heard_all.wait(), PATIENCE)
    assert server.heard == b""


@pytest.mark.parametrize(
    ("plugin", "why"),
    [(CLEAR, "set tls = true"), ("mysql_old_password", "not supported"), ("\x7f", "not supported")],
)
async def test_a_server_that_wants_the_password_in_clear_later_does_not_get_it(
    plugin: str, why: str
) -> None:
    async with odd_server(greeting(), switch(plugin)) as server:
        assert why in await refusal(to(server.port, tls=False))
        await asyncio.wait_for(server.heard_all.wait(), PATIENCE)
    assert USER.encode() in server.heard
    assert PASSWORD.encode() not in server.heard


@pytest.mark.parametrize(
    "first",
    [
        b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        packet(0, b""),
        packet(0, b"\x0a"),
        packet(0, b"\x0aversion\0"),
        packet(0, b"\xff"),
        packet(1, b"\x0a5.7"),
    ],
)
async def test_what_is_no_mysql_server_is_said_to_be_none(first: bytes) -> None:
    async with odd_server(first) as server:
        assert "is no MySQL server" in await refusal(to(server.port, tls=False))


async def test_a_server_from_before_the_hashes_of_mysql_4_1_is_named() -> None:
    async with odd_server(greeting(), packet(2, b"\xfe")) as server:
        assert "before MySQL 4.1" in await refusal(to(server.port, tls=False))


@pytest.mark.parametrize(
    ("first", "tls"),
    [(b"", True), (b"", False), (greeting(more=CLIENT.SSL), True), (greeting(), False)],
)
async def test_a_server_that_falls_silent_at_any_step_is_not_waited_for(
    first: bytes, tls: bool
) -> None:
    async with odd_server(first) as server:
        settings = to(server.port, tls=tls, connect_timeout=0.2)
        assert "the odd database: no connection within 0.2 s" in await refusal(settings)
        await asyncio.wait_for(server.heard_all.wait(), PATIENCE)


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
