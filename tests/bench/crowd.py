"""Many chat clients in one process of their own: signed in, then online or offline together.

They speak just enough XMPP, without TLS, so that ten thousand of them leave the machine to the
servers. The process is led by lines of JSON on its standard input, and answers with one for each.
"""

import asyncio
import base64
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from openfire.testserver import TestServer

_AT_A_TIME = 64
_SECONDS = 300.0
_ONLINE, _OFFLINE = b"<presence/>", b"<presence type='unavailable'/>"
_MESSAGE = b"<message"


@dataclass(frozen=True, slots=True)
class Told:
    """What the crowd says after a command.

    Attributes:
        seconds: How long it took.
        messages: How many messages have arrived so far, at all clients together.
    """

    seconds: float
    messages: int


class Crowd:
    """The process, from outside; in a `with`, it is ended at the end.

    Args:
        server: Where they sign in.
        people: Username and password of each.
    """

    def __init__(self, server: TestServer, people: Sequence[tuple[str, str]]) -> None:
        self._given = {
            "host": server.host,
            "port": server.client_port,
            "domain": server.domain,
            "people": people,
        }
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.crowd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running().pid

    def sign_in(self) -> Told:
        """Sign everybody in; nobody is online by that.

        Raises:
            RuntimeError: Somebody was not let in.
        """
        return self._ask("sign in", **self._given)

    def come_online(self, seconds: float) -> Told:
        """Have everybody come online, evenly within so many seconds."""
        return self._ask("online", seconds=seconds)

    def go_offline(self, seconds: float) -> Told:
        """Have everybody go offline, evenly; they stay signed in."""
        return self._ask("offline", seconds=seconds)

    def count(self) -> Told:
        """Count messages."""
        return self._ask("count")

    def _ask(self, what: str, **about: object) -> Told:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"what": what, **about}) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the crowd is gone: {what}")
        return Told(**json.loads(answer))

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise RuntimeError("the crowd was not started")
        return self._process


class _Client(asyncio.Protocol):
    """One of them: answers the server step by step, then only counts messages."""

    def __init__(self, domain: str, name: str, password: str, number: int) -> None:
        self.messages = 0
        self.is_in: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        header = (
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            f"xmlns:stream='http://etherx.jabber.org/streams' to='{domain}' version='1.0'>"
        )
        secret = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
        auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
        bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
        self._steps = [
            (b"</stream:features>", f"{auth}{secret}</auth>"),
            (b"<success", header),
            (b"</stream:features>", f"{bind}<resource>crowd{number}</resource></bind></iq>"),
            (b"</iq>", f"<iq type='set' id='s'>{session}</iq>"),
            (b'type="result"', ""),
        ]
        self._header = header
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  asyncio's
        """Begin."""
        self._transport = transport
        transport.write(self._header.encode())

    def data_received(self, data: bytes) -> None:
        """Take the next step, or count."""
        self._read += data
        if not self._steps:
            self.messages += self._read.count(_MESSAGE)
            self._read = self._read[-(len(_MESSAGE) - 1) :]
            return
        enough, answer = self._steps[0]
        if enough not in self._read:
            if b"<failure" in self._read and not self.is_in.done():
                self.is_in.set_exception(RuntimeError(self._read.decode("utf-8", "replace")))
            return
        self._read = b""
        del self._steps[0]
        if self._steps:
            self.write(answer.encode())
        else:
            self.is_in.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, which nobody wanted."""
        if not self.is_in.done():
            self.is_in.set_exception(RuntimeError(f"cut off: {exc}"))

    def write(self, data: bytes) -> None:
        """Send something."""
        if self._transport is not None:
            self._transport.write(data)


class _Led:
    """The process, from inside."""

    def __init__(self) -> None:
        self._clients: list[_Client] = []

    async def follow(self) -> None:
        """Do what is asked until nobody asks any more."""
        deeds: dict[str, Callable[..., Any]] = {
            "sign in": self._sign_in,
            "online": lambda seconds: self._all_say(_ONLINE, seconds),
            "offline": lambda seconds: self._all_say(_OFFLINE, seconds),
            "count": lambda: asyncio.sleep(0),
        }
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            began = time.perf_counter()
            await deeds[asked.pop("what")](**asked)
            messages = sum(client.messages for client in self._clients)
            told = {"seconds": time.perf_counter() - began, "messages": messages}
            print(json.dumps(told), flush=True)  # noqa: T201  the answer to the process that asks

    async def _sign_in(
        self, host: str, port: int, domain: str, people: Sequence[tuple[str, str]]
    ) -> None:
        loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(_AT_A_TIME)

        async def enter(number: int, name: str, password: str) -> None:
            async with turn, asyncio.timeout(_SECONDS):
                client = _Client(domain, name, password, number)
                await loop.create_connection(lambda: client, host, port)
                await client.is_in
                self._clients.append(client)

        await asyncio.gather(*(enter(i, *person) for i, person in enumerate(people)))

    async def _all_say(self, what: bytes, seconds: float) -> None:
        began, pace = time.perf_counter(), seconds / len(self._clients)
        for number, client in enumerate(self._clients):
            ahead = began + number * pace - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            client.write(what)
        await asyncio.sleep(max(began + seconds - time.perf_counter(), 0))


if __name__ == "__main__":
    asyncio.run(_Led().follow())
