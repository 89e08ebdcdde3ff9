"""Whatever is sent to what listens for HTTP: no fault, no hang, and the next one is answered."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from component.adapters.measuring.metrics import Metrics
from component.frontdoors.api.app import LIVE_CHAT_IDS, make_app
from component.frontdoors.control.server import ControlServer
from component.frontdoors.health.app import make_app as make_health
from component.frontdoors.web.app import make_app as make_pages
from component.frontdoors.web.paths import At
from component.frontdoors.web.server import WebServer
from component.usecases.tell_health import TellHealth
from tests.hostile.counting import examples, tried
from tests.hostile.faults import Faults
from tests.hostile.naughty import NAUGHTY
from tests.unit.api.conftest import SETTINGS as API_SETTINGS
from tests.unit.api.conftest import TOKEN, Giver
from tests.unit.control.doors import echo
from tests.unit.web.conftest import TEXTS
from tests.unit.web.test_hostile import UNLIMITED
from tests.unit.web.town import Town

SECONDS = 20
IDLE = 0.3
"""How long a listener waits for the rest of a request here."""
_MOMENT = 0.03
GOOD = {
    "page": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "api": b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "health": b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "control": b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 16\r\n\r\n"
    b'{"text":"hello"}',
}
TEXT = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([text.encode() for text in NAUGHTY]),
    st.sampled_from([b"x" * 5_000, b"%00" * 200, b"\r\n" * 50, b"../" * 100, b"%" * 90]),
)
METHODS = st.one_of(
    st.sampled_from(
        [b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"CONNECT", b"TRACE", b"PRI", b"get", b""]
    ),
    TEXT,
)
PATHS = st.one_of(
    st.sampled_from(
        [
            *(str(at).encode() for at in At),
            LIVE_CHAT_IDS.encode(),
            b"/api/v1/openapi.json",
            b"/echo",
            b"/metrics",
            b"/healthz",
            b"/static/%2e%2e/%2e%2e/etc/passwd",
            b"//echo",
            b"*",
            b"http://elsewhere.test/",
            b"/?" + b"a=b&" * 300,
        ]
    ),
    TEXT.map(lambda text: b"/" + text),
    TEXT,
)
HEADERS = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(
                b"Host Content-Length Content-Type Transfer-Encoding Content-Encoding Cookie "
                b"Authorization Expect Upgrade Connection Range X-Forwarded-For Origin "
                b"X-Forwarded-Proto Sec-Fetch-Site Accept-Language If-None-Match Trailer "
                b"Accept".split()
            ),
            TEXT,
        ),
        st.one_of(
            st.sampled_from(
                [
                    b"0",
                    b"5",
                    b"-1",
                    b"99999999999999999999",
                    b"5, 5",
                    b"chunked",
                    b"chunked, chunked",
                    b"gzip",
                    b"100-continue",
                    b"websocket",
                    b"h2c",
                    b"close",
                    b"keep-alive",
                    b"multipart/form-data; boundary=x",
                    b"multipart/form-data; boundary=" + b"x" * 300,
                    b"application/x-www-form-urlencoded",
                    b"application/json",
                    b"application/json; charset=utf-7",
                    b"Bearer " + TOKEN.encode(),
                    b"Bearer " + b"\xff" * 40,
                    b"session=" + b"A" * 3_000,
                    b"bytes=0-,1-,2-",
                    b"1.2.3.4, [::1]:80, for=unknown",
                    b"de;q=x, *;q=9, " + b"a-" * 400,
                    b"application/openmetrics-text;version=;q=x;escaping=\xff",
                ]
            ),
            TEXT,
        ),
    ),
    max_size=8,
)
BODIES = st.one_of(
    st.just(b""),
    st.sampled_from(
        [
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="../b"\r\n\r\nc\r\n--x--',
            b"--x\r\n\r\n" * 200,
            b"5\r\nhello\r\n0\r\n\r\n",
            b"FFFFFFFFFFFFFFFF\r\n",
            b"5;" + b"a" * 5_000 + b"\r\nhello\r\n",
            b'{"login": "alice"}',
            b'{"login": ' + b"[" * 3_000,
            b"a=b&" * 5_000,
            b"name=%ff%fe&password=%00",
            b"\x1f\x8b\x08\0\0\0\0\0",
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
            b"x" * 100_000,
        ]
    ),
    TEXT,
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Bytes that begin as a request does, most of the time."""
    version = draw(
        st.sampled_from([b"HTTP/1.1"] * 6 + [b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9.9", b""])
    )
    end = draw(st.sampled_from([b"\r\n"] * 8 + [b"\n", b"\r", b"\r\n\r\n"]))
    body = draw(BODIES)
    lines = [b" ".join((draw(METHODS), draw(PATHS), version))]
    lines += [name + b": " + value for name, value in draw(HEADERS)]
    if draw(st.booleans()):
        lines.append(b"Content-Length: %d" % len(body))
    whole = end.join(lines) + end * 2 + body
    cut = draw(st.sampled_from([None] * 6 + [-1, -5, len(whole) // 2]))
    return whole[:cut] * draw(st.sampled_from([1, 1, 1, 1, 3]))


class Listeners:
    """All that listens for HTTP, on one loop for all examples."""

    def __init__(self, faults: Faults, folder: Path) -> None:
        self.faults = faults
        self.runner = asyncio.Runner()
        faults.watch(self.runner.get_loop())
        self._stack = AsyncExitStack()
        self._socket = folder / "control.sock"
        self._ports: dict[str, int] = {}
        self.runner.run(self._open())

    async def _open(self) -> None:
        api = API_SETTINGS.__class__(API_SETTINGS.domain, API_SETTINGS.tokens, "99999/1 second")
        apps = {
            "page": make_pages(Town().services, UNLIMITED, TEXTS),
            "api": make_app(Giver(), api),
            "health": make_health(TellHealth({}, {}, lambda: 0.0), Metrics("1.2.3").write),
        }
        for name, app in apps.items():
            server = WebServer(app, "127.0.0.1", 0, idle_seconds=IDLE)
            await server.start()
            self._stack.push_async_callback(server.stop)
            self._ports[name] = server.port
        control = ControlServer(self._socket, [echo()], 1.0, idle_seconds=IDLE)
        await control.start()
        self._stack.push_async_callback(control.stop)

    def close(self) -> None:
        """Take them down."""
        self.runner.run(self._stack.aclose())
        self.runner.close()

    def take(self, name: str, sent: bytes) -> bytes:
        """Have one take bytes; then it has to answer as always."""
        said = self.runner.run(self._say(name, sent))
        after = self.runner.run(self._say(name, GOOD[name]))
        assert after.startswith(b"HTTP/1.1 200 OK\r\n")
        self.faults.check(thoroughly=False)
        return said

    async def _say(self, name: str, sent: bytes) -> bytes:
        if name == "control":
            reader, writer = await asyncio.open_unix_connection(str(self._socket))
        else:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._ports[name])
        said = b""
        async with asyncio.timeout(SECONDS):
            with suppress(ConnectionError):
                writer.write(sent)
                if sent != GOOD[name]:  # aiohttp drops a request whose client closes its half
                    with suppress(TimeoutError):
                        said = await asyncio.wait_for(reader.read(1), _MOMENT)
                    writer.write_eof()
                while part := await reader.read(65536):
                    said += part
        writer.transport.abort()
        return said


@pytest.fixture(scope="module")
def listeners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listeners]:
    with Faults() as faults:
        listeners = Listeners(faults, tmp_path_factory.mktemp("door"))
        yield listeners
        listeners.close()
        faults.check()


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of what has failed
@pytest.mark.parametrize("name", sorted(GOOD))
@settings(
    max_examples=examples(250, 20_000),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sent=requests())
def test_requests(listeners: Listeners, name: str, sent: bytes) -> None:
    tried("HTTP requests")
    said = listeners.take(name, sent)
    assert not said.startswith(b"HTTP/1.1 5"), said[:200]
    assert b"Traceback" not in said
    assert b"root:" not in said


@pytest.mark.parametrize("name", sorted(GOOD))
def test_many_connections_that_come_and_go(listeners: Listeners, name: str) -> None:
    """Half open, half closed, or with half a request: as many as there are allowed, and more."""
    parts = [b"", b"G", GOOD[name][:20], GOOD[name][:-3], b"\0" * 100]
    count = examples(100, 5_000)

    async def crowd() -> None:
        await asyncio.gather(
            *(listeners._say(name, parts[number % len(parts)]) for number in range(count))
        )

    tried("connections", count)
    listeners.runner.run(crowd())
    listeners.take(name, b"")
