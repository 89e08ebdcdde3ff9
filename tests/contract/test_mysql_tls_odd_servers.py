"""What a server gets that is not as it should be: no byte too many, and never the password.

The hooks that `mysql_connection` takes of aiomysql are private: the servers here that greet
without TLS, or ask for the password in clear, show that they are still called.
"""

import asyncio

import pytest
from pymysql.constants import CLIENT

from component.adapters.mysql import DatabaseSettings
from component.adapters.mysql_connection import tls_context
from tests.contract.odd_servers import NATIVE, greeting, odd_server, packet, switch
from tests.contract.secured_mariadb import PATIENCE, refusal

pytestmark = pytest.mark.live
CLEAR = "mysql_clear_password"
USER, PASSWORD = "the-user-4711", "the-password-4711"


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
