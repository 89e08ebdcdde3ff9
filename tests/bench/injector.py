"""A proxy between component and Openfire that puts stanzas of its own into what Openfire says.

Of a component's connections, those go into one.

It runs in a thread of its own. What the component says passes unchanged.
"""

import asyncio
import threading
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import Element, XMLPullParser

from openfire.testserver.processes import HOST

_CHUNK = 65_536
_LONGEST = 10.0


class Injector:
    """The proxy; it serves for the length of a `with`, one component after the other.

    Args:
        target: Openfire's component port.
        jid: The component's JID on the connection that is meant.

    Attributes:
        port: Where the component connects instead.
    """

    def __init__(self, target: int, jid: str) -> None:
        self.port = 0
        self._target = target
        self._jid = jid
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._pending: list[bytes] = []
        self._towards: asyncio.StreamWriter | None = None
        self._depth = 0

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_LONGEST)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_LONGEST)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST)
        self._loop.close()

    def inject(self, stanzas: bytes) -> None:
        """Send whole stanzas to the component, as soon as Openfire is between two of its own."""
        self._loop.call_soon_threadsafe(self._put, stanzas)

    def _put(self, stanzas: bytes) -> None:
        self._pending.append(stanzas)
        self._flush()

    def _flush(self) -> None:
        if self._depth == 1 and self._towards is not None:
            self._towards.writelines(self._pending)
            self._pending.clear()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(HOST, self._target)
        try:
            await asyncio.gather(self._pass_on(reader, to_server), self._watch(from_server, writer))
        finally:
            if self._towards is writer:
                self._towards = None
            for end in (writer, to_server):
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def _watch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what Openfire says, keeping count of how deep in it a stanza would land."""
        parser: XMLPullParser[Element] = XMLPullParser(["start", "end"])
        depth = 0
        while data := await reader.read(_CHUNK):
            writer.write(data)
            parser.feed(data)
            for item in parser.read_events():
                event, element = item[0], item[-1]
                depth += 1 if event == "start" else -1
                if not isinstance(element, Element):
                    continue
                if event == "end":
                    element.clear()
                elif depth == 1 and element.get("from") == self._jid:
                    self._towards = writer
            if self._towards is writer:
                self._depth = depth
                self._flush()
            await writer.drain()
        writer.close()
