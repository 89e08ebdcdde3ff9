"""Both sides of the door: commands and their results, and whoever has no business there."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
import uvloop
from pydantic import TypeAdapter

from component.frontdoors.control import socket_file
from component.frontdoors.control.client import NotDoneError, UnreachableError, ask
from component.frontdoors.control.protocol import Arguments, Command, Handler
from component.frontdoors.control.server import ControlServer
from component.frontdoors.doors import DoorError
from component.ports import Rejected, Unavailable
from tests.unit.control.doors import ECHO, EchoArguments, door, echo

HELLO = EchoArguments(text="hello")
PASSWORD = "sesame-1234"


def fail(error: Exception) -> Handler:
    async def work() -> None:
        raise error

    return echo(work)


@pytest.mark.parametrize(
    "text", ["hello", "", "Zoë 山 🦄", "a'b\"c\\d\n\0", "an old Tiki's \udce4", "x" * 50_000]
)
async def test_arguments_and_results_arrive_as_they_were(path: Path, text: str) -> None:
    async with door(path, echo()):
        said, _ = await ask(path, ECHO, EchoArguments(text=text))
    assert said == text


async def test_the_handler_is_told_who_asks(path: Path) -> None:
    async with door(path, echo()):
        _, caller = await ask(path, ECHO, HELLO)
    assert f"uid {os.geteuid()}" in caller


def test_it_works_on_the_loop_that_the_component_runs_on(path: Path) -> None:
    async def try_it() -> tuple[str, str]:
        async with door(path, echo()):
            return await ask(path, ECHO, HELLO)

    assert uvloop.run(try_it())[0] == "hello"
    assert not path.exists()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unavailable("the Tiki database", "no answer"), "the Tiki database: no answer"),
        (Rejected("Openfire would not"), "Openfire would not"),
        (Rejected("in bytes \udce4"), "in bytes \udce4"),
        (RuntimeError(f"with {PASSWORD}"), "the component's log says what broke"),
    ],
)
async def test_what_stands_in_the_way_is_told(path: Path, error: Exception, expected: str) -> None:
    async with door(path, fail(error)):
        with pytest.raises(NotDoneError) as caught:
            await ask(path, ECHO, HELLO)
    assert str(caught.value) == expected


async def test_after_a_command_that_breaks_the_next_one_is_answered(path: Path) -> None:
    async with door(path, fail(RuntimeError())):
        for _ in range(3):
            with pytest.raises(NotDoneError):
                await ask(path, ECHO, HELLO)


class OtherArguments(Arguments):
    """Those of another version."""

    text: str
    more: int = 1


@pytest.mark.parametrize(
    "command",
    [
        Command("other", EchoArguments, ECHO.result),
        Command("echo", OtherArguments, ECHO.result),
        Command("echo", EchoArguments, TypeAdapter(int)),
    ],
    ids=["command", "arguments", "result"],
)
async def test_a_component_of_another_version_is_said_to_be(
    path: Path, command: Command[Any, Any]
) -> None:
    async with door(path, echo()):
        with pytest.raises(NotDoneError, match="another version than this command: restart it"):
            await ask(path, command, command.arguments(text="hello"))


async def test_where_nobody_listens_the_shell_is_told_what_to_start(path: Path) -> None:
    with pytest.raises(UnreachableError, match=r"no component listens on .*: start it"):
        await ask(path, ECHO, HELLO)


async def test_a_component_that_died_does_not_listen(path: Path) -> None:
    socket_file.open_socket(path).socket.close()
    with pytest.raises(UnreachableError, match="no component listens"):
        await ask(path, ECHO, HELLO)


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied")])
async def test_a_shell_that_may_not_open_the_socket_is_told_who_may(
    path: Path, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forbid(*_: object, **__: object) -> None:
        raise error

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "create_unix_connection", forbid)  # root may open any
    with pytest.raises(UnreachableError, match="for root and the user that the component runs as"):
        await ask(path, ECHO, HELLO)


async def test_what_was_begun_is_carried_out_though_nobody_waits_for_it(path: Path) -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()
        done.set()

    async with door(path, echo(work)):
        asking = asyncio.create_task(ask(path, ECHO, HELLO))
        await begun.wait()
        asking.cancel()
        await asyncio.wait({asking})
        go_on.set()
        await asyncio.wait_for(done.wait(), 10)


async def test_a_component_that_stops_answers_first(path: Path) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()

    server = ControlServer(path, [echo(work)])
    await server.start()
    asking = asyncio.create_task(ask(path, ECHO, HELLO))
    await begun.wait()
    stopping = asyncio.create_task(server.stop())
    await asyncio.sleep(0)
    with pytest.raises(UnreachableError):
        await ask(path, ECHO, HELLO)
    go_on.set()
    assert (await asking)[0] == "hello"
    await stopping


async def test_a_component_that_goes_away_in_the_middle_is_said_to_have(path: Path) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with door(path, echo(work), patience=0.01):
        asking = asyncio.create_task(ask(path, ECHO, HELLO))
        await begun.wait()
    with pytest.raises(NotDoneError, match="went away before it answered"):
        await asking


async def test_a_command_that_takes_too_long_is_not_waited_for(path: Path) -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    async with door(path, echo(work), patience=0.01):
        with pytest.raises(NotDoneError, match=r"no answer in 0\.05 seconds"):
            await ask(path, ECHO, HELLO, 0.05)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
    ],
)
async def test_an_answer_of_something_else_is_no_result(path: Path, answer: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(talk, str(path)):
        with pytest.raises(NotDoneError, match="cannot be read"):
            await ask(path, ECHO, HELLO)


async def test_something_that_speaks_no_http_is_no_component(path: Path) -> None:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(talk, str(path)):
        with pytest.raises(NotDoneError):
            await ask(path, ECHO, HELLO)


async def test_of_two_components_the_second_has_no_door_and_the_first_keeps_its_own(
    path: Path,
) -> None:
    async with door(path, echo()):
        second = ControlServer(path, [])
        with pytest.raises(DoorError, match="another component listens there"):
            await second.start()
        await second.stop()
        assert (await ask(path, ECHO, HELLO))[0] == "hello"


async def test_a_door_can_be_opened_again(path: Path) -> None:
    server = ControlServer(path, [echo()])
    for _ in range(2):
        await server.start()
        assert (await ask(path, ECHO, HELLO))[0] == "hello"
        await server.stop()
        with pytest.raises(UnreachableError):
            await ask(path, ECHO, HELLO)
