"""What people's clients find here (XEP-0030): the component, and the commands that they may use.

A command that somebody may not use is not there for them.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from slixmpp import ComponentXMPP
from slixmpp.exceptions import XMPPError
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import MatchXPath

from component.frontdoors.commands.description import Description, Person
from component.frontdoors.commands.desk import Desk
from component.frontdoors.xmpp.adhoc_forms import NODE
from component.frontdoors.xmpp.askers import Askers, send_answer
from component.frontdoors.xmpp.commands_client import COMMANDS, FORMS
from component.frontdoors.xmpp.stanza_text import carried

INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
_SERVICE = ("component", "generic")
_PERSON = ("client", "bot")
_LIST = ("automation", "command-list")
_COMMAND = ("automation", "command-node")
"""Category and type of an identity (XEP-0030's registry, XEP-0050 §2)."""


class Discovery:
    """Tells people of the own server what there is, and the server itself that we are here.

    Openfire asks a component when it connects, and lists it among its services if it answers.

    Args:
        desk: Knows the commands.
        askers: Who may ask.
        name: Of the component, as clients list it.
    """

    def __init__(self, desk: Desk, askers: Askers, name: str) -> None:
        self._desk = desk
        self._askers = askers
        self._name = name

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Answer the questions that come over this stream."""
        for name, namespace, answer in (
            ("disco-info", INFO, self._answer_info),
            ("disco-items", ITEMS, self._answer_items),
        ):
            path = MatchXPath(f"{{{xmpp.default_ns}}}iq/{{{namespace}}}query")
            xmpp.register_handler(CoroutineCallback(name, path, answer))

    async def _answer_info(self, iq: StanzaBase) -> None:
        if iq["type"] != "get":
            return
        node = _node(iq, INFO)
        if not node and self._askers.is_server(iq):
            self._askers.check_address(iq)
            send_answer(iq, self._root(iq))
            return
        async with self._askers.admit(iq) as asker:
            query = await self._info(node, asker.person) if node else self._root(iq)
        send_answer(iq, query)

    async def _answer_items(self, iq: StanzaBase) -> None:
        if iq["type"] != "get":
            return
        node = _node(iq, ITEMS)
        async with self._askers.admit(iq) as asker:
            permitted = await self._desk.permitted(asker.person) if node else []
            if node not in ("", COMMANDS):
                _find(permitted, node)
            query = _query(ITEMS, node)
            for description in permitted if node == COMMANDS else ():
                name = carried(description.title(asker.person.t))
                attributes = {"jid": iq["to"].bare, "node": NODE + description.name, "name": name}
                SubElement(query, f"{{{ITEMS}}}item", attributes)
        send_answer(iq, query)

    def _root(self, iq: StanzaBase) -> Element:
        """What the address itself is: the service, or somebody to write to."""
        identity = _PERSON if iq["to"].node else _SERVICE
        return _describe("", identity, self._name, (INFO, ITEMS, COMMANDS, FORMS))

    async def _info(self, node: str, person: Person) -> Element:
        permitted = await self._desk.permitted(person)
        if node == COMMANDS:
            title = person.t.gettext("Commands")
            return _describe(node, _LIST, title, (INFO, ITEMS, COMMANDS))
        title = _find(permitted, node).title(person.t)
        return _describe(node, _COMMAND, title, (INFO, COMMANDS, FORMS))


def _node(iq: StanzaBase, namespace: str) -> str:
    return next(iq.xml.iterfind(f"{{{namespace}}}query")).get("node", "")


def _find(permitted: Iterable[Description], node: str) -> Description:
    """The command of a node, as far as somebody may use it."""
    for description in permitted:
        if NODE + description.name == node:
            return description
    raise XMPPError("item-not-found", etype="cancel")


def _query(namespace: str, node: str) -> Element:
    return Element(f"{{{namespace}}}query", {"node": node} if node else {})


def _describe(node: str, identity: tuple[str, str], name: str, features: Iterable[str]) -> Element:
    query = _query(INFO, node)
    category, kind = identity
    attributes = {"category": category, "type": kind, "name": carried(name)}
    SubElement(query, f"{{{INFO}}}identity", attributes)
    for feature in features:
        SubElement(query, f"{{{INFO}}}feature", {"var": feature})
    return query
