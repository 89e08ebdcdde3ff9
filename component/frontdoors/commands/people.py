"""Who uses a command in the chat: somebody with an account there, in their language."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.frontdoors.commands.description import Person
from component.usecases.reminding import languages

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.frontdoors.texts import Texts
    from component.ports.reminders import Contacts


@dataclass(frozen=True, slots=True)
class People:
    """Finds out in which language somebody is answered.

    Attributes:
        contacts: Knows the language that an account is set to.
        tiki: Knows the site's.
        texts: In all languages.
        domain: The chat's domain.
    """

    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    texts: "Texts"
    domain: str

    async def find(self, username: "ChatUsername", language: str) -> Person | None:
        """Make out who somebody is.

        Args:
            username: Who; the server vouches for it.
            language: The xml:lang of what they sent, '' for none.

        Returns:
            None if they have no account, as guests have none.

        Raises:
            Unavailable: A database did not answer.
        """
        contact = await self.contacts.contact(username)
        if contact is None:
            return None
        tags = await languages(self.tiki, contact.locale, language)
        return Person(
            name=f"{username}@{self.domain}",
            username=username,
            t=self.texts.translate(*tags),
            language=self.texts.language(*tags),
        )
