"""The socket in the file system: who may open it, and what of the past is in its way."""

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from component.frontdoors.control import socket_file
from component.frontdoors.control.socket_file import OpenSocket, open_socket
from component.frontdoors.doors import DoorError


@contextlib.contextmanager
def opened(path: Path) -> Iterator[OpenSocket]:
    made = open_socket(path)
    try:
        yield made
    finally:
        made.socket.close()


def leave_behind(path: Path) -> None:
    """What a component leaves that dies: a socket that nobody listens on."""
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))


def can_connect(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as trial:
        return trial.connect_ex(str(path)) == 0


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_own_user_can_open_it_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with opened(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_ISSOCK(path.stat().st_mode)
    finally:
        os.umask(before)


def test_it_is_listened_on(path: Path) -> None:
    with opened(path):
        assert can_connect(path)


def test_what_a_dead_component_has_left_is_taken_away(path: Path) -> None:
    leave_behind(path)
    assert not can_connect(path)
    with opened(path):
        assert can_connect(path)


def test_the_socket_of_a_component_that_lives_is_left_alone(path: Path) -> None:
    with opened(path):
        with pytest.raises(DoorError, match="another component listens there"):
            open_socket(path)
        assert can_connect(path)


def test_one_whose_queue_is_full_lives_too(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as busy, contextlib.ExitStack() as waiting:
        busy.bind(str(path))
        busy.listen(0)
        for _ in range(3):
            one = waiting.enter_context(socket.socket(socket.AF_UNIX))
            one.settimeout(0)
            one.connect_ex(str(path))
        with pytest.raises(DoorError, match="another component listens there"):
            open_socket(path)
    assert path.exists()


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_no_socket_is_never_taken_away(path: Path, kind: str) -> None:
    target = path.parent / "target"
    if kind == "file":
        path.write_text("precious", "utf-8")
    elif kind == "folder":
        path.mkdir()
    else:
        leave_behind(target)
        path.symlink_to(target)
    with pytest.raises(DoorError, match="that is no socket"):
        open_socket(path)
    assert path.exists()


def test_while_another_one_starts_it_is_not_looked_at(path: Path) -> None:
    leave_behind(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(DoorError, match="just starting there"):
            open_socket(path)
    finally:
        os.close(folder)
    with opened(path):
        assert can_connect(path)


def test_a_folder_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(DoorError, match=r"make the folder .*/nowhere .*RuntimeDirectory"):
        open_socket(path.parent / "nowhere" / path.name)


def test_a_file_in_the_place_of_the_folder_is_an_error(path: Path) -> None:
    path.write_text("", "utf-8")
    with pytest.raises(DoorError, match="make the folder"):
        open_socket(path / "control.sock")


def test_a_path_that_is_too_long_is_said_to_be(path: Path) -> None:
    with pytest.raises(DoorError, match="too long"):
        open_socket(path.parent / ("x" * 200))


def test_a_place_that_is_another_users_is_said_to_be(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbid(_path: Path) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket_file, "_bind", forbid)  # root, as in a container, may do all
    with pytest.raises(DoorError, match="another user's"):
        open_socket(path)


def test_its_file_goes_with_it_but_not_that_of_a_successor(path: Path) -> None:
    with opened(path) as first:
        first.remove()
        assert not path.exists()
        first.remove()
        with opened(path):
            first.remove()
            assert can_connect(path)
