"""What stands in a file of exported accounts, who can read it, and what is no such file."""

import hashlib
import json
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from component.adapters.export_files import ExportFiles
from component.domain.exports import ExportedAccount, ExportHead
from component.domain.names import ChatUsername
from component.domain.snapshot import Snapshot
from component.ports.exports import BadExport
from tests.contract.archive_worlds import full

HEAD = ExportHead(7, 1_790_000_000.0, "livechat.test", "boss@livechat.test")
NAME = "unmigrated-20260921T141320Z-7.jsonl"


async def accounts(count: int = 2) -> AsyncIterator[ExportedAccount]:
    for number in range(count):
        username = ChatUsername(f"bob{number}")
        yield ExportedAccount(1_600_000_000.0, None, full(username, "friend"))


@pytest.fixture
async def lines(tmp_path: Path) -> list[bytes]:
    """Those of a complete file."""
    summary = await ExportFiles(tmp_path).write(HEAD, accounts())
    assert summary.name == NAME
    return (tmp_path / NAME).read_bytes().splitlines(keepends=True)


def test_each_line_says_what_it_is_in_json(lines: list[bytes]) -> None:
    head, first, second, trailer = map(json.loads, lines)
    assert head == {
        "format": "tiki-livechat-export",
        "version": 1,
        "domain": "livechat.test",
        "made_at": 1_790_000_000.0,
        "made": "2026-09-21T14:13:20+00:00",
        "job": 7,
        "by": "boss@livechat.test",
    }
    assert [first["username"], second["username"]] == ["bob0", "bob1"]
    assert set(first) == {"username", "created_at", "seen_at", "account"}
    assert first["account"]["offline"][0]["stanza"].startswith("<message")
    digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    assert trailer == {"accounts": 2, "sha256": digest}


def test_there_is_no_password_in_it(lines: list[bytes]) -> None:
    kept = json.loads(lines[1])["account"]
    assert set(kept) == set(Snapshot.__dataclass_fields__)
    assert not [name for name in kept if "password" in name.lower()]


@pytest.mark.usefixtures("lines")
def test_only_the_components_own_user_can_read_it(tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


async def test_nobody_can_read_it_before_it_is_complete_either(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    def look() -> None:
        seen.extend((p.name, stat.S_IMODE(p.stat().st_mode)) for p in tmp_path.iterdir())

    async def looking() -> AsyncIterator[ExportedAccount]:
        look()
        async for account in accounts():
            yield account

    old = tmp_path / f"{NAME}.part"
    old.write_text("of an attempt that was broken off")
    old.chmod(0o644)
    await ExportFiles(tmp_path).write(HEAD, looking())
    assert seen == [(f"{NAME}.part", 0o600)]
    assert (await ExportFiles(tmp_path).open(NAME)).usernames == ("bob0", "bob1")


async def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / f"{NAME}.part").symlink_to(victim)
    with pytest.raises(BadExport, match="cannot be used"):
        await ExportFiles(tmp_path).write(HEAD, accounts())
    assert victim.read_text() == "untouched"


async def test_it_is_safe_on_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[list[str]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(sorted(path.name for path in tmp_path.iterdir()))

    monkeypatch.setattr(os, "fsync", note)
    await ExportFiles(tmp_path).write(HEAD, accounts())
    assert synced == [[f"{NAME}.part"], [NAME]], "the content, then the name"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:-1], "last line is missing"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "broken off"),
        (lambda lines: [*lines[:2], lines[2][:-9]], "no JSON"),
        (lambda lines: [lines[0], lines[1], lines[3]], "does not fit"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "does not fit"),
        (lambda lines: [*lines, lines[1]], "behind its last line"),
        (lambda lines: [lines[0], lines[1], lines[1], lines[3]], "stands in it twice"),
        (lambda lines: [lines[0].replace(b"export", b"import"), *lines[1:]], "no export"),
        (lambda lines: [lines[0].replace(b":1,", b":2,", 1), *lines[1:]], "has version 2"),
        (lambda lines: [lines[0].replace(b'"job":7', b'"job":"x"'), *lines[1:]], "first line"),
        (lambda lines: [lines[0], b'{"username":"x"}\n', *lines[2:]], "a line is no account"),
        (lambda lines: [lines[0], b"[]\n", *lines[2:]], "broken off"),
        (
            lambda lines: [lines[0], lines[1].replace(b'"bob0"', b'"eve"', 1), *lines[2:]],
            "names two accounts",
        ),
        (lambda _: [], "no JSON"),
        (lambda _: [b"\x00\xff\n"], "no JSON"),
    ],
)
async def test_what_is_not_whole_is_not_relied_upon(
    lines: list[bytes], change: Callable[[list[bytes]], list[bytes]], why: str, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(b"".join(change(lines)))
    with pytest.raises(BadExport, match=rf"cannot be relied upon: .*{why}.*make a new export"):
        await ExportFiles(tmp_path).open(NAME)


@pytest.mark.parametrize(
    "name", ["", "../" + NAME, "/etc/passwd", NAME + ".part", "x.jsonl", NAME + "\n", "."]
)
async def test_a_name_that_is_none_opens_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="no name of an export"):
        await ExportFiles(tmp_path).open(name)


async def test_other_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("notes.txt", f"{NAME}.part", "unmigrated.jsonl", NAME):
        (tmp_path / name).write_text("")
    assert await ExportFiles(tmp_path).names() == [NAME]


@pytest.mark.parametrize("folder", ["missing", "a file"])
async def test_a_folder_that_cannot_be_used_is_named(folder: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    exports = ExportFiles(tmp_path / folder)
    with pytest.raises(BadExport, match=folder):
        await exports.names()
    with pytest.raises(BadExport, match=folder):
        await exports.write(HEAD, accounts())
