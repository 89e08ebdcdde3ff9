"""Exports of chat accounts as files of a folder: the port `Exports`.

A file has another name until it is complete and safe on disk. It is readable for the component's
own user only. How it is written is `export_lines`' part.
"""

import asyncio
import contextlib
import hashlib
import os
import re
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from component.adapters.export_lines import (
    BadLineError,
    read_account,
    read_head,
    read_trailer,
    write_account,
    write_head,
    write_trailer,
)
from component.domain.exports import ExportedAccount, ExportHead, ExportSummary
from component.domain.names import ChatUsername
from component.ports.exports import BadExport

_NAME = re.compile(r"unmigrated-[0-9]{8}T[0-9]{6}Z-[0-9]{1,10}\.jsonl")
_PART = ".part"
_AT_ONCE = 100
"""Accounts that are written together."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands in a file."""

    start: int
    length: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class FileExport:
    """A complete export. See `Export`."""

    path: Path
    summary: ExportSummary
    places: dict[ChatUsername, _Place] = field(repr=False)

    @property
    def usernames(self) -> Sequence[ChatUsername]:
        """See `Export.usernames`."""
        return tuple(self.places)

    async def read(self, usernames: Collection[ChatUsername]) -> list[ExportedAccount]:
        """See `Export.read`: each line is compared with the one that was there at first."""
        wanted = frozenset(usernames)
        places = [place for name, place in self.places.items() if name in wanted]
        return await _in_thread(self.path, lambda: self._read(places))

    def _read(self, places: Sequence[_Place]) -> list[ExportedAccount]:
        found = []
        with self.path.open("rb") as file:
            for place in places:
                file.seek(place.start)
                line = file.read(place.length)
                if hashlib.sha256(line).digest() != place.digest:
                    raise BadLineError("it was changed while it was used")
                found.append(read_account(line))
        return found


class ExportFiles:
    """The exports of a folder.

    Args:
        folder: Where they are; it has to be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def write(
        self, head: ExportHead, accounts: AsyncIterator[ExportedAccount]
    ) -> ExportSummary:
        """See `Exports.write`."""
        path = self._folder / _name_of(head)
        if await _in_thread(path, path.exists):
            return (await self.open(path.name)).summary
        part = path.with_name(path.name + _PART)
        file = await _in_thread(part, lambda: _create(part))
        try:
            summary = await _Writer(file, part).write(path.name, head, accounts)
            await _in_thread(part, lambda: _publish(file, part, path))
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        finally:
            file.close()
        return summary

    async def names(self) -> list[str]:
        """See `Exports.names`."""
        found = await _in_thread(
            self._folder, lambda: [path.name for path in self._folder.iterdir()]
        )
        return sorted((name for name in found if _NAME.fullmatch(name)), reverse=True)

    async def open(self, name: str) -> FileExport:
        """See `Exports.open`."""
        if not _NAME.fullmatch(name):
            raise BadExport(f"{name!r} is no name of an export, such as {_EXAMPLE}")
        path = self._folder / name
        return await _in_thread(path, lambda: _open(path))


_EXAMPLE = "unmigrated-20261231T235959Z-12.jsonl"


@dataclass(slots=True)
class _Writer:
    """Writes lines, and the digest of them."""

    file: BinaryIO
    path: Path
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    async def write(
        self, name: str, head: ExportHead, accounts: AsyncIterator[ExportedAccount]
    ) -> ExportSummary:
        count, waiting = 0, [write_head(head)]
        async for account in accounts:
            count += 1
            waiting.append(write_account(account))
            if len(waiting) >= _AT_ONCE:
                await self._put(waiting)
                waiting = []
        await self._put(waiting)
        digest = self.digest.hexdigest()
        await self._put([write_trailer(count, digest)])
        return ExportSummary(name, head, count, digest)

    async def _put(self, lines: Sequence[bytes]) -> None:
        content = b"".join(lines)
        self.digest.update(content)
        await _in_thread(self.path, lambda: self.file.write(content))


async def _in_thread(path: Path, work: Callable[[], T]) -> T:
    """Do something with a file beside the event loop; raises `BadExport` if it cannot be done."""
    try:
        return await asyncio.to_thread(work)
    except FileNotFoundError as error:
        raise BadExport(f"there is no {path}") from error
    except OSError as error:
        raise BadExport(f"{path} cannot be used: {error.strerror}") from error
    except BadLineError as error:
        raise BadExport(f"{path} cannot be relied upon: {error}; make a new export") from error


def _name_of(head: ExportHead) -> str:
    made = datetime.fromtimestamp(head.made_at, UTC)
    return f"unmigrated-{made:%Y%m%dT%H%M%SZ}-{head.job}.jsonl"


def _create(path: Path) -> BinaryIO:
    """Begin a file that nobody else can read, in place of one that was broken off."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "wb")


def _publish(file: BinaryIO, part: Path, path: Path) -> None:
    """Bring a file to the disk, then give it its name, and bring that to the disk."""
    file.flush()
    os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _open(path: Path) -> FileExport:
    places: dict[ChatUsername, _Place] = {}
    digest = hashlib.sha256()
    with path.open("rb") as file:
        first = file.readline()
        head = read_head(first)
        digest.update(first)
        start = len(first)
        for line in file:
            trailer = read_trailer(line)
            if trailer is not None:
                if file.read(1):
                    raise BadLineError("something stands behind its last line")
                if trailer != (len(places), digest.hexdigest()):
                    raise BadLineError("its last line does not fit what stands before it")
                return FileExport(path, ExportSummary(path.name, head, *trailer), places)
            username = read_account(line).username
            if username in places:
                raise BadLineError(f"{username} stands in it twice")
            places[username] = _Place(start, len(line), hashlib.sha256(line).digest())
            digest.update(line)
            start += len(line)
    raise BadLineError("its last line is missing")
