"""An Openfire that tells who comes and goes, and a listener; messages as the plugin sends them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from xml.etree import ElementTree as ET

from component.frontdoors.xmpp.presence_watch import PresenceWatch
from tests.wire.conftest import until
from tests.wire.fake_commands import COMMAND
from tests.wire.fake_server import DOMAIN, JID, Connection, answer_pings

WATCH = "urn:tiki-livechat:presence:1"
ONLINE = "http://jabber.org/protocol/admin#get-active-users"
BOTH = [WATCH, ONLINE]
Told = tuple[str, ...]


class Listener:
    """Is told who comes and goes, and notes it."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def came_online(self, username: str, resource: str, language: str) -> None:
        self.told.append(("came", username, resource, language))

    def went_offline(self, username: str, resource: str) -> None:
        self.told.append(("went", username, resource))

    def lost_sight(self) -> None:
        self.told.append(("lost",))


class Openfire:
    """Answers the two commands.

    Attributes:
        asked: Node of each command that was carried out, with its fields.
        online: Who is said to be online.
        refusing: Nodes of commands that it refuses, with the condition.
        silent: Nodes of commands that it does not answer.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, list[str | None]]]] = []
        self.online: list[str] = []
        self.refusing: dict[str, str] = {}
        self.silent: set[str] = set()

    def __call__(self, stanza: ET.Element) -> str | None:
        command = stanza.find(COMMAND)
        if command is None:
            return answer_pings(stanza)
        node, head = str(command.get("node")), f"id='{stanza.get('id')}' from='{DOMAIN}' to='{JID}'"
        if node in self.silent:
            return None
        if node in self.refusing:
            return (
                f"<iq type='error' {head}><error type='auth'>"
                f"<{self.refusing[node]} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            )
        status, inner = "executing", ""
        if command.get("action") == "complete":
            form = command.find("{jabber:x:data}x")
            assert form is not None
            fields = {str(f.get("var")): [v.text for v in f] for f in form}
            self.asked.append((node, fields))
            status, inner = "completed", self._result(node)
        return (
            f"<iq type='result' {head}><command xmlns='http://jabber.org/protocol/commands' "
            f"node='{node}' sessionid='s' status='{status}'>{inner}</command></iq>"
        )

    def _result(self, node: str) -> str:
        if node != ONLINE:
            return "<note type='info'>Operation finished successfully</note>"
        values = "".join(f"<value>{jid}</value>" for jid in self.online)
        return (
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
            "<value>http://jabber.org/protocol/admin</value></field>"
            f"<field var='activeuserjids' label='The list'>{values}</field></x>"
        )

    @property
    def nodes(self) -> list[str]:
        """The commands that were carried out."""
        return [node for node, _ in self.asked]


Watch = tuple[PresenceWatch, Connection]
Watching = Callable[..., AbstractAsyncContextManager[Watch]]


def word(*told: str, sender: str = DOMAIN) -> str:
    """A message that tells of clients, as the plugin sends it."""
    return f'<message from="{sender}" to="{JID}">{"".join(told)}</message>'


def came(client: str = "bob@/phone", **more: str) -> str:
    """What tells of one who comes; the chat's domain is put in behind the `@`."""
    return _client("available", client, more)


def went(client: str = "bob@/phone", **more: str) -> str:
    """What tells of one who goes."""
    return _client("unavailable", client, more)


def _client(kind: str, client: str, more: dict[str, str]) -> str:
    jid = client.replace("@/", f"@{DOMAIN}/")
    attributes = "".join(f' {name.replace("_", ":")}="{value}"' for name, value in more.items())
    return f'<{kind} xmlns="{WATCH}" jid="{jid}"{attributes}/>'


LAST = word(came("the-last-one@/phone"))


async def told(connection: Connection, listener: Listener, *stanzas: str) -> list[Told]:
    """Send stanzas; what the listener was told of them."""
    before = len(listener.told)
    for stanza in (*stanzas, LAST):
        connection.send(stanza)
    await until(lambda: listener.told[-1:] == [("came", "the-last-one", "phone", "")])
    return listener.told[before:-1]
