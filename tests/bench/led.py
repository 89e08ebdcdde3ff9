"""A process of its own that is led by lines of JSON, and answers with one for each."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self


class Led:
    """The process, from outside; in a `with`, it is ended at the end.

    Args:
        module: That calls `follow`.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running().pid

    def tell(self, what: str, **about: object) -> None:
        """Have something done."""
        stdin = self._running().stdin
        assert stdin is not None
        stdin.write(json.dumps({"what": what, **about}) + "\n")
        stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait until that is done; what came of it.

        Raises:
            RuntimeError: The process is gone.
        """
        stdout = self._running().stdout
        assert stdout is not None
        answer = stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._module} is gone")
        heard: dict[str, Any] = json.loads(answer)
        return heard

    def ask(self, what: str, **about: object) -> dict[str, Any]:
        """Have something done, and wait for it; raises as `hear`."""
        self.tell(what, **about)
        return self.hear()

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise RuntimeError("the process was not started")
        return self._process


async def follow(deeds: Mapping[str, Callable[..., Awaitable[object]]]) -> None:
    """Inside of it: do what is asked, one after the other, until whoever leads it is gone."""
    asked: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(asked.put_nowait, line)
        os._exit(0)  # whatever is being done

    threading.Thread(target=listen, daemon=True).start()
    while True:
        about = json.loads(await asked.get())
        answer = await deeds[about.pop("what")](**about)
        print(json.dumps(answer), flush=True)  # noqa: T201  the answer to the process that asks
