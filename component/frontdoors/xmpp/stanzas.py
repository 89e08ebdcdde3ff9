"""What the bridge's own stanzas look like. What is done with them is elsewhere."""

from typing import ClassVar

from slixmpp import Iq
from slixmpp.xmlstream import ElementBase, register_stanza_plugin

from component.domain.login import Accept, Outcome, words_of
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
        decision, reason = words_of(outcome)
        self["decision"] = decision
        if isinstance(outcome, Accept):
            self["username"] = str(outcome.username)
        if reason:
            self["reason"] = reason


register_stanza_plugin(Iq, Login)
