"""The component started by a fork of a Python that has loaded it.

It runs the same modules with the same arguments and streams as one of its own does. Loading takes
a second of work, of which a suite that starts hundreds of them has to do only one.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import selectors
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, NoReturn, Self

from openfire.demo.interpreters import Running

_PRELOADED = (
    "component.__main__",
    *("component.wiring.serving", "component.wiring.checking", "component.wiring.setting_up"),
)
_MOST_BYTES = 1 << 17
_NUMBER = struct.Struct("!i")


class Loaded:
    """Forks a Python that has loaded the component, for the length of a `with`.

    When it ends, even by the SIGKILL of this process, whatever still runs is killed.

    What a Python takes from its environment when it starts, and rich when it is loaded, is as in
    the environment here; COLUMNS is 200.
    """

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.live.forks"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={**os.environ, "COLUMNS": "200"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._line.close()
        self._process.wait()

    def start(
        self,
        module: Sequence[str],
        stdout: IO[bytes],
        stderr: IO[bytes],
        environment: Mapping[str, str],
    ) -> Running:
        """Start one, see `Interpreter`."""
        news, theirs = os.pipe()
        request = json.dumps({"module": list(module), "environment": dict(environment)})
        try:
            files = [stdout.fileno(), stderr.fileno(), theirs]
            socket.send_fds(self._line, [request.encode()], files)
        finally:
            os.close(theirs)
        return _Forked(news, module)


class _Forked:
    """A fork, by the news of it: its process id, and in the end its exit code."""

    def __init__(self, news: int, module: Sequence[str]) -> None:
        self._news = os.fdopen(news, "rb", buffering=0)
        self._module = list(module)
        self._code: int | None = None
        self.pid = self._read()

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        if self._code is None:
            ready, _, _ = select.select([self._news], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired(self._module, timeout or 0)
            self._code = self._read()
            self._news.close()
        return self._code

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _read(self) -> int:
        read = self._news.read(_NUMBER.size)
        if len(read) != _NUMBER.size:
            raise RuntimeError("the Python that has loaded the component is gone")
        number: int = _NUMBER.unpack(read)[0]
        return number


class _Parent:
    """The process that has loaded the component; standard input is the line to who wants forks."""

    def __init__(self) -> None:
        self._line = socket.socket(fileno=os.dup(0))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._line, selectors.EVENT_READ)
        self._children: dict[int, tuple[int, int]] = {}
        """A file that is ready when the child has ended → its process id, and where to tell."""

    def work(self) -> tuple[list[str], dict[str, str]] | None:
        """Fork as asked for.

        Returns:
            In each fork what it is to run; here None, once nobody wants more.
        """
        while True:
            for key, _ in self._selector.select():
                if key.fd in self._children:
                    self._tell_end(key.fd)
                    continue
                request, files, _, _ = socket.recv_fds(self._line, _MOST_BYTES, 3)
                if not request:
                    self._kill_all()
                    return None
                wanted: dict[str, Any] = json.loads(request)
                if self._fork(*files):
                    return wanted["module"], wanted["environment"]

    def _fork(self, stdout: int, stderr: int, news: int) -> bool:
        """Fork; whether this is the fork."""
        child = os.fork()
        if child:
            os.close(stdout)
            os.close(stderr)
            ended = os.pidfd_open(child)
            self._children[ended] = (child, news)
            self._selector.register(ended, selectors.EVENT_READ)
            _tell(news, child)
            return False
        self._selector.close()
        self._line.close()
        for ended, (_, other) in self._children.items():
            os.close(ended)
            os.close(other)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for file, number in ((nothing, 0), (stdout, 1), (stderr, 2)):
            os.dup2(file, number)
            os.close(file)
        os.close(news)
        return True

    def _tell_end(self, ended: int) -> None:
        child, news = self._children.pop(ended)
        self._selector.unregister(ended)
        os.close(ended)
        _, status = os.waitpid(child, 0)
        _tell(news, os.waitstatus_to_exitcode(status))
        os.close(news)

    def _kill_all(self) -> None:
        for child, _ in self._children.values():
            os.kill(child, signal.SIGKILL)


def _tell(news: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(news, _NUMBER.pack(number))


def _run(module: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Be what `python -m` is: its name, its arguments, its environment."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = list(module)
    gc.enable()
    runpy.run_module(module[0], run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    for name in _PRELOADED:
        importlib.import_module(name)
    del sys.modules[_PRELOADED[0]]  # is run anew in each fork
    gc.freeze()
    wanted = _Parent().work()
    if wanted is not None:
        _run(*wanted)
