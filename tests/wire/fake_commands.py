"""What a server says to the steps of an ad-hoc command (XEP-0050)."""

from xml.etree import ElementTree as ET

from tests.wire.fake_server import DOMAIN, JID, answer_pings

COMMAND = "{http://jabber.org/protocol/commands}command"


class Commands:
    """A server that runs commands of one form, or of some.

    Attributes:
        note: What stands in the command element at its end.
        forms: How many forms a command has; None for one, and no word on what may be done.
        ended: What the whole answer to the second step is instead; '' for silence.
    """

    def __init__(self, note: str = "<note type='info'>Fertig</note>") -> None:
        self.note = note
        self.forms: int | None = None
        self.ended: str | None = None
        self.started: str | None = None

    def __call__(self, stanza: ET.Element) -> str | None:
        command = stanza.find(COMMAND)
        if command is None:
            return answer_pings(stanza)
        first = command.get("action") == "execute"
        instead = self.started if first else self.ended
        if instead is not None:
            return instead.format(id=stanza.get("id")) or None
        ends = command.get("action") == "complete"
        status, inner = ("completed", self.note) if ends else ("executing", "")
        if self.forms is not None and not ends:
            self.forms -= 1
            only = "next" if self.forms else "complete"
            inner = f"<actions execute='{only}'><prev/><{only}/></actions>"
        return (
            f"<iq type='result' id='{stanza.get('id')}' from='{DOMAIN}' to='{stanza.get('from')}'>"
            f"<command xmlns='http://jabber.org/protocol/commands' node='{command.get('node')}' "
            f"sessionid='s-7' status='{status}'>{inner}</command></iq>"
        )


ERROR = (
    f"<iq type='error' id='{{id}}' from='{DOMAIN}' to='{JID}'><error type='auth'>"
    "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
)
AT_ONCE = (
    f"<iq type='result' id='{{id}}' from='{DOMAIN}' to='{JID}'><command "
    "xmlns='http://jabber.org/protocol/commands' status='completed' sessionid='s-7'>{note}"
    "</command></iq>"
)
