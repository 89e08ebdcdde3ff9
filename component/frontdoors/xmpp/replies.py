"""What people of the own server write to the address that reminds them.

Everybody else's messages are left alone without an answer: other servers', other components', the
server's own, and errors.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slixmpp import ComponentXMPP
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from component.domain.names import ChatUsername
from component.domain.reminders import Reply, read_reply
from component.ports import Rejected, Unavailable

if TYPE_CHECKING:
    Answer = Callable[[ChatUsername, str, Reply, str], Awaitable[None]]

_log = logging.getLogger(__name__)
_ANSWERED_TYPES = frozenset({"chat", "normal"})
_MOST_WAITING = 1_000
_MOST_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class _Message:
    """A message that is to be answered."""

    username: ChatUsername
    resource: str
    language: str
    text: str = field(repr=False)


class Replies:
    """Takes messages and has them answered, one at a time; `run` is its worker.

    Args:
        answer: The use case.
        words: From `answers.all_answers`.
        domain: The chat's domain.
        address: What reminders are from, a bare JID within the component's domain.
    """

    def __init__(
        self, answer: "Answer", words: Mapping[str, Reply], domain: str, address: str
    ) -> None:
        self._answer = answer
        self._words = words
        self._domain = domain
        self._address = address
        self._messages: asyncio.Queue[_Message] = asyncio.Queue(_MOST_WAITING)
        self._waiting: Counter[ChatUsername] = Counter()

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Listen on this stream."""
        bodies = MatchXPath(f"{{{xmpp.default_ns}}}message/{{{xmpp.default_ns}}}body")
        xmpp.register_handler(Callback("answers to reminders", bodies, self._take))

    async def run(self) -> None:
        """Answer until it is cancelled."""
        while True:
            message = await self._messages.get()
            try:
                reply = read_reply(message.text, self._words)
                _log.info("%r answers: %s", message.username, reply)
                await self._answer(message.username, message.resource, reply, message.language)
            except (Unavailable, Rejected) as error:
                _log.warning("%r gets no answer: %s", message.username, error)
            except Exception:  # noqa: BLE001  the worker goes on with the others
                _log.exception("%r gets no answer", message.username)
            finally:
                self._waiting[message.username] -= 1
                if not self._waiting[message.username]:
                    del self._waiting[message.username]

    def _take(self, message: StanzaBase) -> None:
        sender = message["from"]
        if (
            message["type"] not in _ANSWERED_TYPES
            or message["to"].bare != self._address
            or sender.domain != self._domain
            or not sender.node
        ):
            return
        username = ChatUsername(sender.node)
        if self._messages.full() or self._waiting[username] >= _MOST_OF_ONE:
            _log.warning("a message of %r is left unanswered: too many wait", username)
            return
        self._waiting[username] += 1
        self._messages.put_nowait(
            _Message(username, sender.resource, message["lang"] or "", message["body"])
        )
