"""Messages that people of the own server write to the bridge, each handed to whoever answers.

Everybody else's messages are left alone without an answer: other servers', other components', the
server's own, those of rooms, and errors. The messages of one person are answered one after the
other, those of several people at once, so that nobody waits for somebody else's long work.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from slixmpp import ComponentXMPP
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable

_log = logging.getLogger(__name__)
_ANSWERED_TYPES = frozenset({"chat", "normal"})
_MOST_WAITING = 1_000
_MOST_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A message that is to be answered.

    Attributes:
        username: Who wrote it; the server vouches for it.
        resource: With which client.
        client: The same as a full JID.
        to: To which of the own addresses, a bare JID.
        language: Its xml:lang, '' for none.
        text: Not shown by repr: people send passwords.
    """

    username: ChatUsername
    resource: str
    client: str
    to: str
    language: str
    text: str = field(repr=False)


class Inbox:
    """Takes messages and has them answered; `run` is its worker.

    Args:
        answer: Answers a message.
        domain: The chat's domain.
        addresses: The own ones that people write to: bare JIDs.
        at_once: How many people are answered at the same time.
    """

    def __init__(
        self,
        answer: Callable[[Written], Awaitable[None]],
        domain: str,
        addresses: Collection[str],
        at_once: int = 16,
    ) -> None:
        self._answer = answer
        self._domain = domain
        self._addresses = frozenset(addresses)
        self._at_once = at_once
        self._waiting: dict[ChatUsername, deque[Written]] = {}
        self._turns: asyncio.Queue[ChatUsername] = asyncio.Queue()
        self._count = 0

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Listen on this stream."""
        bodies = MatchXPath(f"{{{xmpp.default_ns}}}message/{{{xmpp.default_ns}}}body")
        xmpp.register_handler(Callback("messages of people", bodies, self._take))

    async def run(self) -> None:
        """Answer until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._at_once):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            username = await self._turns.get()
            messages = self._waiting[username]
            try:
                await self._answer(messages[0])
            except (Unavailable, Rejected) as error:
                _log.warning("%r gets no answer: %s", username, error)
            except Exception:  # noqa: BLE001  the worker goes on with the others
                _log.exception("%r gets no answer", username)
            finally:
                self._put_away(username)

    def _put_away(self, username: ChatUsername) -> None:
        """Take away what was answered; the next of this person comes after the others'."""
        messages = self._waiting[username]
        messages.popleft()
        self._count -= 1
        if messages:
            self._turns.put_nowait(username)
        else:
            del self._waiting[username]

    def _take(self, message: StanzaBase) -> None:
        sender, to = message["from"], message["to"].bare
        if (
            message["type"] not in _ANSWERED_TYPES
            or to not in self._addresses
            or sender.domain != self._domain
            or not sender.node
        ):
            return
        username = ChatUsername(sender.node)
        messages = self._waiting.get(username, deque())
        if self._count >= _MOST_WAITING or len(messages) >= _MOST_OF_ONE:
            _log.warning("a message of %r is left unanswered: too many wait", username)
            return
        self._count += 1
        language, text = message["lang"] or "", message["body"]
        messages.append(Written(username, sender.resource, str(sender), to, language, text))
        if self._waiting.setdefault(username, messages) and len(messages) == 1:
            self._turns.put_nowait(username)
