"""A database that is away: one dials at a time, now and then; all others hear at once."""

import asyncio
from unittest.mock import create_autospec

import pymysql.err
import pytest

from component.adapters import mysql_gate
from component.adapters.mysql_connection import Connection
from component.adapters.mysql_gate import Gate
from component.ports import Unavailable

AWAY = Unavailable("the Tiki database", "127.0.0.1:3306: Connection refused")
DENIED = pymysql.err.OperationalError(1045, "Access denied")


class Server:
    """Is dialled: gives connections, or raises what it is told, once it may."""

    def __init__(self) -> None:
        self.error: Exception | None = AWAY
        self.dialled = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self) -> Connection:
        self.dialled += 1
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        connection: Connection = create_autospec(Connection, instance=True)
        return connection


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [1000.0]
    monkeypatch.setattr(Gate, "_now", lambda _gate: seconds[0])
    return seconds


async def fail(gate: Gate, times: int) -> None:
    for _ in range(times):
        with pytest.raises((Unavailable, pymysql.err.Error)):
            await gate()


async def shut(server: Server, now: list[float]) -> Gate:
    """A gate that has been failing for a while."""
    gate = Gate("the Tiki database", server)
    await fail(gate, 2)
    for _ in range(5):
        now[0] += 10
        await fail(gate, 1)
    server.dialled = 0
    return gate


async def test_one_failure_is_dialled_again_at_once(server: Server, now: list[float]) -> None:
    gate = Gate("the Tiki database", server)
    await fail(gate, 1)
    server.error = None
    await gate()
    assert (server.dialled, now) == (2, [1000.0])


async def test_while_it_is_away_nobody_else_dials(
    server: Server, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate("the Tiki database", server)
    await fail(gate, 100)
    assert server.dialled == 2
    assert caplog.text.count("the Tiki database is away") == 1
    now[0] += mysql_gate.FIRST_WAIT * 2
    await fail(gate, 100)
    assert server.dialled == 3


@pytest.mark.parametrize("error", [AWAY, DENIED])
async def test_they_hear_the_same_as_who_has_dialled(
    error: Unavailable | pymysql.err.Error, server: Server, now: list[float]
) -> None:
    server.error = error
    gate = await shut(server, now)
    with pytest.raises(type(error)) as heard:
        await gate()
    assert (heard.value.args, str(heard.value)) == (error.args, str(error))
    assert heard.value is not error
    assert server.dialled == 0


async def test_it_is_found_within_the_longest_wait(server: Server, now: list[float]) -> None:
    gate = await shut(server, now)
    server.error = None
    now[0] += mysql_gate.LONGEST_WAIT
    await asyncio.gather(*(gate() for _ in range(1)))
    await asyncio.gather(*(gate() for _ in range(8)))
    assert server.dialled == 9


async def test_waits_grow_up_to_the_longest_and_begin_anew(
    server: Server, now: list[float]
) -> None:
    gate, waits = Gate("the Tiki database", server), []
    await fail(gate, 1)
    for _ in range(8):
        await fail(gate, 1)
        waits.append(gate._opens_at - now[0])
        now[0] = gate._opens_at
    longest = mysql_gate.LONGEST_WAIT
    assert all(wait <= longest for wait in waits)
    assert waits[0] <= 2 * mysql_gate.FIRST_WAIT
    assert waits[-1] >= longest / 2
    server.error = None
    await gate()
    server.error = AWAY
    await fail(gate, 2)
    assert gate._opens_at - now[0] <= 2 * mysql_gate.FIRST_WAIT


async def test_one_tries_and_the_others_do_not_wait_for_it(
    server: Server, now: list[float]
) -> None:
    gate = await shut(server, now)
    now[0] += mysql_gate.LONGEST_WAIT
    server.may_answer.clear()
    trying = asyncio.create_task(gate())
    await asyncio.sleep(0)
    await fail(gate, 50)
    server.error = None
    server.may_answer.set()
    await trying
    assert server.dialled == 1


@pytest.mark.parametrize(("seconds", "dialled"), [(0.1, 3), (1.5, 2)])
async def test_who_was_cancelled_after_long_has_seen_that_it_is_away(
    seconds: float, dialled: int, server: Server, now: list[float]
) -> None:
    """A statement's own bound may be shorter than that of a connection."""
    gate = Gate("the Tiki database", server)
    server.may_answer.clear()
    for _ in range(2):
        trying = asyncio.create_task(gate())
        await asyncio.sleep(0)
        now[0] += seconds
        trying.cancel()
        await asyncio.wait([trying])
    server.may_answer.set()
    await fail(gate, 1)
    assert server.dialled == dialled
