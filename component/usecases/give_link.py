"""Who asks for a personal link gets one, if they need one and had none just now (design §5).

Reminders bring links without being asked; that is `remind`'s part.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain import invitations
from component.domain.login import Window
from component.domain.reminders import Channel, Notice, Say
from component.ports import Rejected
from component.usecases.linked import is_linked, is_retired
from component.usecases.reminding import Clock, RemindSettings, languages
from component.usecases.spaced import spaced

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.ports.reminders import Contacts, Messenger, Reminders
    from component.usecases.invite import Invite
    from component.usecases.window_now import WindowNow

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class GiveLink:
    """The use case."""

    settings: RemindSettings
    invite: "Invite"
    reminders: "Reminders"
    tiki: "ports.TikiDirectory"
    window: "WindowNow"
    clock: Clock = field(default_factory=Clock)

    @contextlib.asynccontextmanager
    async def __call__(self, username: "ChatUsername", by: "Actor") -> AsyncIterator[Notice]:
        """For a block that tells the person, and nobody else, what they get.

        If the block raises `Unavailable` they were told nothing, and can ask again at once.

        Args:
            username: The person's chat account.
            by: Who asks, for the audit.

        Yields:
            A `Say.LINK` with the link, or why there is none.

        Raises:
            Unavailable: A database did not answer.
        """
        refusal = await self._refusal(username)
        if refusal is not None:
            yield Notice(refusal)
            return
        async with spaced(self.reminders, username, Channel.LINK, _MINUTE, self.clock) as is_time:
            yield await self._link(username, by) if is_time else Notice(Say.LINK_SENT)

    async def concerns(self, username: "ChatUsername") -> bool:
        """Tell whether a link would connect somebody's account; raises as a call."""
        return await self._refusal(username) is None

    async def _refusal(self, username: "ChatUsername") -> Say | None:
        """Why the person is to have no link at all."""
        if username in self.settings.native_only:
            return Say.NOT_NEEDED
        if await is_linked(username, self.tiki):
            return Say.MIGRATED
        if await is_retired(username, self.invite.state):
            return Say.NOT_NEEDED
        return Say.CLOSED if await self.window() is Window.CLOSED else None

    async def _link(self, username: "ChatUsername", by: "Actor") -> Notice:
        token = await self.invite.make_link(username, by)
        return Notice(Say.LINK, invitations.link(self.settings.site, token), self.invite.lifetime)


@dataclass(frozen=True, slots=True)
class SendLink:
    """Sends somebody's link into their chat, where nobody else reads it: somebody else asked."""

    give_link: GiveLink
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    messenger: "Messenger"

    async def __call__(self, username: "ChatUsername", by: "Actor") -> Say:
        """Send it.

        Args:
            username: Whose link.
            by: Who asked, for the audit.

        Returns:
            `Say.LINK` if it was sent, or why there is none: then the person is told nothing.

        Raises:
            Unavailable: A database did not answer, or there is no stream: nothing was sent.
            Rejected: There is no such chat account.
        """
        contact = await self.contacts.contact(username)
        if contact is None:
            raise Rejected(f"there is no chat account {username!r}")
        tags = await languages(self.tiki, contact.locale)
        async with self.give_link(username, by) as notice:
            if notice.what is Say.LINK:
                await self.messenger.send(username, "", tags, notice)
            return Say(notice.what)
