"""Who may ask something of the component by IQ: people of the own server, so many at once.

What goes wrong on the way to an answer becomes a stanza error here, which tells no inner workings.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from slixmpp.exceptions import XMPPError
from slixmpp.xmlstream import StanzaBase

from component.domain.names import ChatUsername
from component.frontdoors.commands.description import Person
from component.frontdoors.xmpp.seldom import Seldom
from component.frontdoors.xmpp.stanza_text import LANGUAGE, is_language
from component.ports import Rejected, Unavailable

_log = logging.getLogger(__name__)

PersonFor = Callable[[ChatUsername, str], Awaitable[Person | None]]
"""Finds the person of a chat account, given the language that their client asks for, '' for none;
None for guests, who have no account. May raise `Unavailable`."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks.

    Attributes:
        person: Who.
        client: The full JID of their client.
    """

    person: Person
    client: str


class Askers:
    """Lets in who may ask.

    Args:
        domain: The chat's domain.
        addresses: The bare JIDs of the component that may be asked.
        person_for: Tells about people.
        most: Questions that are being answered at once.
        most_of_one: Of one person.
    """

    def __init__(
        self,
        domain: str,
        addresses: Collection[str],
        person_for: PersonFor,
        *,
        most: int = 200,
        most_of_one: int = 10,
    ) -> None:
        self._domain = domain
        self._addresses = frozenset(addresses)
        self._person_for = person_for
        self._most = most
        self._most_of_one = most_of_one
        self._asking: Counter[str] = Counter()
        self._seldom = Seldom()

    def is_server(self, iq: StanzaBase) -> bool:
        """Whether the own server itself asks, or its keeper of components: `component.DOMAIN`."""
        return str(iq["from"]) in (self._domain, f"component.{self._domain}")

    @asynccontextmanager
    async def admit(self, iq: StanzaBase, language: str = "") -> AsyncIterator[Asker]:
        """Let somebody ask for the length of a block.

        Args:
            iq: The question.
            language: A BCP 47 tag that counts more than the stanza's own; '' for none.

        Yields:
            Who asks.

        Raises:
            XMPPError: It is nobody who may, or there are too many, or the block has failed.
        """
        username = self._username(iq)
        if self._asking.total() >= self._most or self._asking[username] >= self._most_of_one:
            if count := self._seldom.count("excess"):
                _log.warning(
                    "%d questions were turned away, too many at once; the last of %r",
                    count,
                    username,
                )
            raise XMPPError("resource-constraint", etype="wait")
        self._asking[username] += 1
        try:
            person = await self._find(username, language or iq.xml.get(LANGUAGE, ""))
            yield Asker(person, str(iq["from"]))
        except XMPPError:
            raise
        except (Unavailable, Rejected) as error:
            _log.warning("a question of %r is not answered: %s", username, error)
            raise XMPPError("internal-server-error", etype="wait") from error
        except Exception as error:
            _log.exception("a question of %r is not answered", username)
            raise XMPPError("internal-server-error", etype="wait") from error
        finally:
            self._asking[username] -= 1
            if not self._asking[username]:
                del self._asking[username]

    def check_address(self, iq: StanzaBase) -> None:
        """Raise XMPPError if it was sent to an address that is none of ours."""
        if iq["to"].bare not in self._addresses:
            raise XMPPError("service-unavailable", etype="cancel")

    async def _find(self, username: ChatUsername, tag: str) -> Person:
        """The person of an account; raises XMPPError for guests."""
        person = await self._person_for(username, tag if is_language(tag) else "")
        if person is None:
            raise XMPPError("forbidden", etype="auth")
        return person

    def _username(self, iq: StanzaBase) -> ChatUsername:
        """Whose client of the own server asks; raises XMPPError for everybody else."""
        sender = iq["from"]
        if sender.domain != self._domain or not sender.node or not sender.resource:
            if count := self._seldom.count("foreign"):
                _log.info(
                    "%d questions of others than our people, forbidden; the last of %s",
                    count,
                    sender,
                )
            raise XMPPError("forbidden", etype="auth")
        self.check_address(iq)
        return ChatUsername(sender.node)


def send_answer(iq: StanzaBase, payload: Element) -> None:
    """Answer a question; its own language is not that of the answer."""
    reply = iq.reply()
    reply.xml.attrib.pop(LANGUAGE, None)
    reply.append(payload)
    reply.send()
