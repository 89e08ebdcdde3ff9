"""What the bridge's own stanzas look like. What is done with them is elsewhere."""

from typing import ClassVar

from slixmpp import Iq
from slixmpp.xmlstream import ElementBase, register_stanza_plugin

from component.domain.login import Accept, AskOpenfire, Outcome
from component.frontdoors.xmpp.seal import NAMESPACE


class Login(ElementBase):
    """`<login/>`: a sealed question in a `get`, the decision in a `result`."""

    name = "login"
    namespace = NAMESPACE
    plugin_attrib = "tiki_login"
    interfaces: ClassVar[set[str]] = {"decision", "username", "reason", "by"}

    def sealed(self) -> str:
        """The content of a question."""
        return str(self.xml.text or "")

    def answer(self, outcome: Outcome, by: str = "") -> None:
        """Fill in a decision, and the private subdomain of one component among several."""
        if by:
            self["by"] = by
        if isinstance(outcome, Accept):
            self["decision"] = "accept"
            self["username"] = str(outcome.username)
        elif isinstance(outcome, AskOpenfire):
            self["decision"] = "native"
        else:
            self["decision"] = "refuse"
            self["reason"] = outcome.reason.value


register_stanza_plugin(Iq, Login)
