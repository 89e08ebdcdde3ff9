"""Servers that greet as MySQL's protocol has it, and then do what no MariaDB can be made to do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from pymysql.constants import CLIENT

SALT = b"12345678" + b"123456789012\0"
ENOUGH = CLIENT.PROTOCOL_41 | CLIENT.SECURE_CONNECTION | CLIENT.PLUGIN_AUTH
NATIVE = "mysql_native_password"


class OddServer:
    """What it heard, as bytes; `heard_all` is set when a client has gone."""

    def __init__(self) -> None:
        self.port = 0
        self.heard = b""
        self.heard_all = asyncio.Event()


def packet(number: int, content: bytes) -> bytes:
    """A packet of the protocol."""
    return len(content).to_bytes(3, "little") + bytes([number]) + content


def greeting(plugin: str = NATIVE, more: int = 0) -> bytes:
    """Protocol::HandshakeV10 with these capabilities beside the least."""
    capabilities = (ENOUGH | more).to_bytes(4, "little")
    return packet(
        0,
        b"\x0a5.7.44\0"
        + (4711).to_bytes(4, "little")
        + SALT[:8]
        + b"\0"
        + capabilities[:2]
        + b"\x21\x02\0"
        + capabilities[2:]
        + bytes([len(SALT)])
        + bytes(10)
        + SALT[8:]
        + plugin.encode()
        + b"\0",
    )


def switch(plugin: str) -> bytes:
    """Protocol::AuthSwitchRequest, as the answer to a first packet."""
    return packet(2, b"\xfe" + plugin.encode() + b"\0" + SALT)


@contextlib.asynccontextmanager
async def odd_server(first: bytes, *answers: bytes) -> AsyncIterator[OddServer]:
    """Say `first`, then an answer to whatever comes, each time; then listen only."""
    odd = OddServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        left = list(answers)
        with contextlib.suppress(ConnectionError):
            while heard := await reader.read(65536):
                odd.heard += heard
                if left:
                    writer.write(left.pop(0))
        writer.close()
        odd.heard_all.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    odd.port = server.sockets[0].getsockname()[1]
    try:
        yield odd
    finally:
        server.close()
        await server.wait_closed()
