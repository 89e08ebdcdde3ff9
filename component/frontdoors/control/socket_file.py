"""The socket in the file system: its own user's alone, one component's alone, and no left-overs.

Linux says who is at the other end (SO_PEERCRED, unix(7)).
"""

import contextlib
import errno
import fcntl
import os
import pwd
import socket
import stat
import struct
from asyncio import BaseTransport
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from component.frontdoors.control.protocol import Caller
from component.frontdoors.doors import DoorError

_MODE = 0o600
_BACKLOG = 16
_CREDENTIALS = struct.Struct("3i")
"""pid, uid, gid."""


@dataclass(frozen=True, slots=True)
class OpenSocket:
    """A socket that is listened on.

    Attributes:
        path: Where.
        socket: The socket.
        made: What its file is told by.
    """

    path: Path
    socket: socket.socket
    made: os.stat_result

    def remove(self) -> None:
        """Take its file away, unless another one is in its place."""
        with contextlib.suppress(OSError):
            if os.path.samestat(self.path.lstat(), self.made):
                self.path.unlink()


def open_socket(path: Path) -> OpenSocket:
    """Make the socket and listen on it.

    What a component that died has left is taken away. Components that start at once take turns.

    Args:
        path: Where.

    Returns:
        The socket, which only this user can connect to, and root.

    Raises:
        DoorError: It cannot be there, or another component listens on it.
    """
    try:
        with _alone_in(path.parent):
            _clear(path)
            return OpenSocket(path, _bind(path), path.lstat())
    except OSError as error:
        raise DoorError(f"{path}: {_explain(error, path)}") from error


def read_caller(transport: BaseTransport | None) -> Caller | None:
    """Tell who is at the other end of a connection.

    Returns:
        None if it is neither this process's own user nor root, or there is no telling.
    """
    connection = transport.get_extra_info("socket") if transport else None
    if connection is None:
        return None
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(packed)
    return Caller(uid, _user_name(uid)) if uid in (0, os.geteuid()) else None


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep others that start out of a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _clear(path: Path) -> None:
    """Take a left-over away; anything else that is there stays, and is an error."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise FileExistsError(errno.EEXIST, "it is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        trial.settimeout(0)
        try:
            trial.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except BlockingIOError:
            pass
    raise OSError(errno.EADDRINUSE, "somebody listens on it")


def _bind(path: Path) -> socket.socket:
    """Bind a socket that has its mode before it has its name (Linux)."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        os.fchmod(made.fileno(), _MODE)
        made.bind(str(path))
        made.listen(_BACKLOG)
        made.settimeout(0)
    except BaseException:
        made.close()
        raise
    return made


def _user_name(uid: int) -> str:
    try:
        return f"{pwd.getpwuid(uid).pw_name} (uid {uid})"
    except KeyError:
        return f"uid {uid}"


def _explain(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return (
            f"make the folder {path.parent} for the user that the component runs as; under systemd "
            "RuntimeDirectory=tiki-livechat makes /run/tiki-livechat"
        )
    if isinstance(error, PermissionError):
        return (
            "it or its folder is another user's: give control.socket a path in a folder of the "
            "user that the component runs as"
        )
    if isinstance(error, FileExistsError):
        return "there is something that is no socket: give control.socket another path"
    if isinstance(error, BlockingIOError):
        return "another component is just starting there: give each its own control.socket"
    if error.errno == errno.EADDRINUSE:
        return "another component listens there: give each its own control.socket"
    return str(error.strerror or error)
