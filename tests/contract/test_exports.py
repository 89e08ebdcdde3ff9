"""The port `Exports`: complete files or none, on the fake and in a real folder."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from component.adapters.export_files import ExportFiles
from component.domain.exports import ExportedAccount, ExportHead
from component.domain.names import ChatUsername
from component.domain.snapshot import Snapshot
from component.ports.exports import BadExport, Exports
from tests.contract.archive_worlds import full
from tests.fakes.exports import FakeExports

HEAD = ExportHead(7, 1_790_000_000.0, "livechat.test", "boss@livechat.test")
LATER = ExportHead(12, 1_790_000_100.0, "livechat.test", "root")


class World(Protocol):
    """A folder; `FakeExports` is one, `RealFolder` the other."""

    @property
    def port(self) -> Exports: ...
    def tamper(self, name: str) -> None: ...
    def lose(self) -> None: ...


class RealFolder:
    """A folder on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ExportFiles(folder)

    def tamper(self, name: str) -> None:
        """Change a letter of an account."""
        content = (self.folder / name).read_bytes()
        (self.folder / name).write_bytes(content.replace(b"zoe@mail.test", b"eve@mail.test", 1))

    def lose(self) -> None:
        """Take the folder away."""
        self.folder.rmdir()


@pytest.fixture(params=["fake", "real"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return FakeExports() if request.param == "fake" else RealFolder(tmp_path)


def exported(name: str, seen_at: float | None = 1_700_000_000.25) -> ExportedAccount:
    username = ChatUsername(name)
    return ExportedAccount(1_600_000_000.0, seen_at, full(username, "friend", "helpers"))


async def stream(
    accounts: Sequence[ExportedAccount], error: Exception | None = None
) -> AsyncIterator[ExportedAccount]:
    for account in accounts:
        yield account
    if error is not None:
        raise error


ALICE, BOB, CAROL = exported("alice"), exported("bob", None), exported("zoë\\20ü")


async def test_what_was_written_is_read_again(world: World) -> None:
    summary = await world.port.write(HEAD, stream([ALICE, BOB, CAROL]))
    assert (summary.head, summary.accounts) == (HEAD, 3)
    assert await world.port.names() == [summary.name]
    export = await world.port.open(summary.name)
    assert export.summary == summary
    assert list(export.usernames) == ["alice", "bob", "zoë\\20ü"]
    assert await export.read(export.usernames) == [ALICE, BOB, CAROL]
    some = [ChatUsername(name) for name in ("zoë\\20ü", "nobody", "alice")]
    assert await export.read(some) == [ALICE, CAROL]
    assert await export.read([]) == []


async def test_many_accounts_are_all_there(world: World) -> None:
    many = [
        ExportedAccount(float(n), None, Snapshot(ChatUsername(f"user{n:04}"))) for n in range(1001)
    ]
    summary = await world.port.write(HEAD, stream(many))
    export = await world.port.open(summary.name)
    assert summary.accounts == 1001
    assert await export.read(export.usernames) == many


async def test_an_export_of_nobody_is_one(world: World) -> None:
    summary = await world.port.write(HEAD, stream([]))
    assert (await world.port.open(summary.name)).usernames == ()


async def test_names_come_the_newest_first(world: World) -> None:
    first = await world.port.write(HEAD, stream([ALICE]))
    second = await world.port.write(LATER, stream([BOB]))
    assert await world.port.names() == [second.name, first.name]
    assert first.digest != second.digest


async def test_an_export_that_is_broken_off_is_not_there(world: World) -> None:
    with pytest.raises(LookupError):
        await world.port.write(HEAD, stream([ALICE, BOB], LookupError("on the way")))
    assert await world.port.names() == []
    summary = await world.port.write(HEAD, stream([ALICE]))
    assert await world.port.names() == [summary.name]


async def test_an_export_that_is_complete_is_not_written_again(world: World) -> None:
    before = await world.port.write(HEAD, stream([ALICE]))
    again = await world.port.write(HEAD, stream([], LookupError("not asked for")))
    assert again == before
    assert (await world.port.open(before.name)).usernames == ("alice",)


async def test_what_is_not_there_is_told_as_that(world: World) -> None:
    with pytest.raises(BadExport, match="there is no"):
        await world.port.open("unmigrated-20300101T000000Z-1.jsonl")


async def test_an_export_that_was_changed_is_not_opened(world: World) -> None:
    summary = await world.port.write(HEAD, stream([ALICE, BOB]))
    world.tamper(summary.name)
    with pytest.raises(BadExport, match="relied upon"):
        await world.port.open(summary.name)


async def test_an_export_that_is_changed_while_it_is_open_is_noticed(world: World) -> None:
    summary = await world.port.write(HEAD, stream([ALICE, BOB]))
    export = await world.port.open(summary.name)
    world.tamper(summary.name)
    with pytest.raises(BadExport, match="changed while it was used"):
        await export.read(export.usernames)


async def test_without_a_folder_there_is_no_list(world: World) -> None:
    world.lose()
    with pytest.raises(BadExport, match="there is no"):
        await world.port.names()
