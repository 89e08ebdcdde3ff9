"""When there is too much to do: the answer is quick, says try later, and is never a no."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import bcrypt
import pytest

from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.password_pool import PasswordPool
from component.domain.login import Accept, Outcome
from component.domain.names import ChatUsername
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.seal import NAMESPACE
from component.ports import Busy
from component.usecases.verify import Verify
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.house import DOMAIN as HOUSE_DOMAIN
from tests.unit.usecases.house import CountingChecker, House
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer
from tests.wire.questions import SEAL, Answers, ask, assert_lives, error_of

TRY_LATER: tuple[str, str, list[str]] = ("resource-constraint", "wait", [])


def question(stanza_id: str, name: str, password: str) -> str:
    sealed = SEAL.seal(name, password, stanza_id)
    return (
        f'<iq type="get" from="{DOMAIN}" to="{JID}" id="{stanza_id}">'
        f'<login xmlns="{NAMESPACE}">{sealed}</login></iq>'
    )


async def test_a_full_queue_of_checks_is_try_later(
    connection: Connection, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    answers.outcome = Busy("password checks", "202 are waiting already")
    for number in range(50):
        assert error_of(await ask(connection, stanza_id=f"b{number}")) == TRY_LATER
    (line,) = [r.getMessage() for r in caplog.records if "try later" in r.getMessage()]
    assert line.startswith("1 sign-ins were told to try later"), "in a flood a line now and then"
    assert line.endswith("password checks: 202 are waiting already")
    await assert_lives(connection, answers)


async def test_a_full_queue_of_checks_is_not_counted_as_one_of_questions(
    server: FakeServer, make_stream: MakeStream
) -> None:
    """`PasswordPool.refused` counts it."""

    async def log_in(_name: str, _password: str) -> Outcome:
        raise Busy("password checks", "202 are waiting already")

    stream, questions = make_stream(), LoginQuestions(log_in, SEAL, DOMAIN)
    stream.attach(questions)
    async with running(stream):
        connection = await server.accepted()
        raw = await ask(connection, SEAL.seal("alice", "x", "a"), stanza_id="a")
        assert error_of(raw) == TRY_LATER
    assert questions.refused == 0


async def test_beyond_the_most_at_once_it_is_try_later(
    server: FakeServer, make_stream: MakeStream
) -> None:
    go = asyncio.Event()

    async def log_in(name: str, _password: str) -> Outcome:
        await go.wait()
        return Accept(ChatUsername(name))

    stream, questions = make_stream(), LoginQuestions(log_in, SEAL, DOMAIN, most=3)
    stream.attach(questions)
    async with running(stream):
        connection = await server.accepted()
        connection.send("".join(question(str(number), f"p{number}", "x") for number in range(10)))
        for number in range(3, 10):
            assert (await connection.stanza()).get("id") == str(number)
            assert error_of(connection.raw_stanzas[-1])[:2] == TRY_LATER[:2]
        assert (questions.waiting, questions.refused) == (3, 7)
        raw = await ask(connection, "rubbish", stanza_id="r")
        assert error_of(raw)[0] == "bad-request", "what is no question is told so all the same"
        go.set()
        for _ in range(3):
            await connection.stanza()
        assert b'decision="accept"' in connection.raw_stanzas[-1]
        assert questions.waiting == 0
        assert b'"alice"' in await ask(connection, SEAL.seal("alice", "x", "a"), stanza_id="a")


@asynccontextmanager
async def slow_house(stream_made: MakeStream, server: FakeServer) -> AsyncIterator[Connection]:
    """One thread for checks and room for two that wait; Alice is remembered."""
    pool = PasswordPool(1, 2)
    house = House(CountingChecker(pool), tiki=FakeTiki())
    pool._usual_cost = 10
    house._verify = Verify(
        tiki=house.tiki,
        checker=pool,
        memory=RememberedPasswords(900, 10),
        throttle=LoginThrottle("1000/5 minutes", "10000/1 minute"),
    )
    stored = bcrypt.hashpw(b"right", bcrypt.gensalt(4)).decode()
    house.add("Alice", "right", "alice", hash=stored)
    assert HOUSE_DOMAIN == DOMAIN
    assert await house.log_in("Alice", "right") == Accept(ChatUsername("alice"))
    pool._usual_cost = 10
    stream = stream_made()
    stream.attach(LoginQuestions(house.log_in, SEAL, DOMAIN))
    async with running(stream):
        yield await server.accepted()
    pool.close()


async def test_in_a_flood_a_remembered_password_passes_and_the_queue_never_piles_up(
    server: FakeServer, make_stream: MakeStream
) -> None:
    async with slow_house(make_stream, server) as connection:
        began = time.perf_counter()
        flood = [question(f"f{number}", f"nobody{number}", "guess") for number in range(200)]
        connection.send("".join(flood))
        connection.send(question("alice", "Alice", "right"))
        said: dict[str, bytes] = {}
        for _ in range(201):
            stanza = await connection.stanza()
            stanza_id = stanza.get("id", "")
            (raw,) = [r for r in connection.raw_stanzas if f'id="{stanza_id}"'.encode() in r]
            said[stanza_id] = raw
        took = time.perf_counter() - began
    assert b'username="alice"' in said.pop("alice")
    decided = [raw for raw in said.values() if b'decision="refuse"' in raw]
    later = [raw for raw in said.values() if b"resource-constraint" in raw]
    assert len(decided) + len(later) == 200
    assert 3 <= len(decided) < 100
    assert b"decision" not in b"".join(later), "try later is never a no"
    one_check = 0.05
    assert took < 200 * one_check / 2, "far from the time of all checks"
