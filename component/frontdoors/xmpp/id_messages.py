"""Messages to people whose Live Chat ID is changed or given up: `TellsPerson` of `change_id`.

They go to the old address, for who is signed in there, and wait at the new one.
"""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.id_change import IdOrder
from component.domain.login import as_username
from component.ports import Rejected
from component.usecases.reminding import languages

if TYPE_CHECKING:
    from component import ports
    from component.frontdoors.texts import Texts
    from component.frontdoors.wording import Site
    from component.frontdoors.xmpp.job_messages import Writer
    from component.ports.reminders import Contacts


@dataclass(frozen=True, slots=True)
class IdMessages:
    """Writes to them, in their language.

    Attributes:
        writer: Sends texts.
        contacts: Knows the language that an account is set to.
        tiki: Knows the site's.
        texts: In all languages.
        site: Who writes.
        wait_read: Waits until the server has read what was sent: whoever is signed out next, by
            another stream, has the message before that.
    """

    writer: "Writer"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    texts: "Texts"
    site: "Site"
    wait_read: Callable[[], Awaitable[None]]

    async def __call__(self, order: IdOrder) -> None:
        """See `TellsPerson`."""
        for livechat_id in filter(None, (order.before, order.after)):
            username = as_username(livechat_id)
            contact = await self.contacts.contact(username)
            if contact is None:
                continue
            tags = await languages(self.tiki, contact.locale)
            body = compose_change(self.texts.translate(*tags), self.site, order)
            with contextlib.suppress(Rejected):  # nobody can be written to there
                self.writer.write(username, "", self.texts.language(*tags), body)
        await self.wait_read()


def compose_change(t: NullTranslations, site: "Site", order: IdOrder) -> str:
    """Find the words for what was ordered.

    Args:
        t: The texts of the language to say it in.
        site: Who says it.
        order: What was ordered.

    Returns:
        Plain text, paragraphs with an empty line between.
    """
    names = {
        "site": site.name,
        "login": order.login,
        "old": f"{order.before}@{site.chat}",
        "new": f"{order.after}@{site.chat}",
    }
    if order.after is None:
        parts = [
            t.gettext(
                "The people who run %(site)s have taken back your chat address %(old)s: you can "
                "no longer sign in to the chat. Ask them if you do not know why."
            )
        ]
    else:
        parts = [
            t.gettext("Your chat address is %(new)s now, and no longer %(old)s."),
            t.gettext(
                "You are signed out at the old address. Sign in with your user name %(login)s and "
                "your password of %(site)s as before; where your program asks for a chat address, "
                "give it the new one."
            ),
            t.gettext(
                "Your contacts, groups and waiting messages have come along. People who have you "
                "in their contacts find the new address there when they next sign in; tell them "
                "that the old one is no longer read."
            )
            if order.moves
            else t.gettext("Tell your contacts: the old address is no longer read."),
        ]
    return "\n\n".join(parts) % names
