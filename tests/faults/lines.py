"""The connections from the component to its databases, each through a proxy that can fail."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.live.proxy import Proxy

DATABASES = ("tiki", "openfire", "state")
_BLOCKS = {
    "tiki": ("tiki", "tiki.write"),
    "openfire": ("openfire", "openfire.write"),
    "state": ("state",),
}
_LONGEST = 10.0

T = TypeVar("T")


class Lines:
    """The proxies; they serve for the length of a `with`, in a thread of their own.

    Args:
        port: The database server's.
    """

    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._proxies = {name: Proxy(port) for name in DATABASES}

    def __enter__(self) -> Self:
        self._thread.start()
        for proxy in self._proxies.values():
            self._run(proxy.start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for proxy in self._proxies.values():
            self._run(proxy.go_away())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST)
        self._loop.close()

    @property
    def settings(self) -> Mapping[str, Mapping[str, Any]]:
        """The component's settings, by which it connects here."""
        return {
            block: {"port": self._proxies[name].port}
            for name, blocks in _BLOCKS.items()
            for block in blocks
        }

    def cut(self, names: Iterable[str] = DATABASES) -> None:
        """Cut all connections to some databases."""
        for name in names:
            self._run(self._proxies[name].cut())

    def refuse(self, names: Iterable[str]) -> None:
        """Cut them and refuse new ones, until `serve`."""
        for name in names:
            self._run(self._proxies[name].go_away())

    def serve(self, names: Iterable[str]) -> None:
        """Take connections again."""
        for name in names:
            self._run(self._proxies[name].start())

    def slow_down(self, seconds: float, names: Iterable[str] = DATABASES) -> None:
        """Have all that is sent take so long on its way; 0 ends that."""
        for name in names:
            self._proxies[name].delay = seconds

    def fall_silent(self, names: Iterable[str] = DATABASES) -> None:
        """Keep connections, but forward nothing, until `speak_again`."""
        for name in names:
            self._loop.call_soon_threadsafe(self._proxies[name].fall_silent)

    def speak_again(self, names: Iterable[str] = DATABASES) -> None:
        """Forward what has come meanwhile, and go on."""
        for name in names:
            self._loop.call_soon_threadsafe(self._proxies[name].speak_again)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_LONGEST)
