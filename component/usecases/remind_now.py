"""Somebody is reminded now since an admin wants it, whether or not it is time (design §5).

Whom it concerns is `choose_addressees`' part, the run of all of them `announce_job`'s.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain import invitations, mails
from component.domain.announcement import Addressee, LeftOut, Route
from component.domain.audit import Actor
from component.domain.login import Window
from component.domain.reminders import Channel, Letter, Notice, Record, Say
from component.ports import Unavailable
from component.usecases.linked import is_linked
from component.usecases.reminding import (
    Clock,
    RemindSettings,
    Waiting,
    claimed,
    give_back,
    languages,
)

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Contact, Contacts, Letters, Messenger, Reminders
    from component.usecases.invite import Invite
    from component.usecases.window_now import ScheduleNow

Turn = Callable[[Channel], Awaitable[bool]]
"""Waits until one more may be sent; gives False if none is to be sent any more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has asked for.

    Attributes:
        by: Who has people reminded, for the audit.
        at: When they asked, seconds since the epoch: whoever was reminded since is left out.
    """

    by: Actor
    at: float


@dataclass(frozen=True, slots=True)
class RemindNow:
    """The use case.

    Attributes:
        letters: None where no mails are sent: then everybody is written to in the chat.
    """

    settings: RemindSettings
    invite: "Invite"
    reminders: "Reminders"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    messenger: "Messenger"
    letters: "Letters | None"
    window: "ScheduleNow"
    clock: Clock = field(default_factory=Clock)

    async def __call__(
        self, addressee: Addressee, waiting: Waiting, wish: Wish, turn: Turn
    ) -> Route | LeftOut | None:
        """Remind somebody, unless there is no need any more.

        Args:
            addressee: Whom, and by what way.
            waiting: What an earlier try has left to be given back; the same for each try.
            wish: Who wants it, and since when.
            turn: Waits for its turn.

        Returns:
            By what way they were reminded, why they were not, or None if `turn` has stopped it.

        Raises:
            Unavailable: Somebody did not answer: nothing was sent.
            Rejected: No message or mail can be sent to them.
        """
        await give_back(self.reminders, waiting)
        if (left_out := await self._left_out(addressee, waiting, wish.at)) is not None:
            return left_out
        contact = await self.contacts.contact(addressee.username)
        if contact is None:
            return LeftOut.MIGRATED
        email = None if self.letters is None else mails.address(contact.email)
        by_mail = addressee.route is Route.MAIL and email is not None
        route, channel = (Route.MAIL, Channel.MAIL) if by_mail else (Route.CHAT, Channel.CHAT)
        if not by_mail and not self.messenger.is_ready:
            raise Unavailable("Openfire", "there is no stream to it")
        if not await turn(channel):
            return None
        if (left_out := await self._left_out(addressee, waiting, wish.at)) is not None:
            return left_out
        seen = (await self.reminders.read(waiting.person)).of(channel)
        now = self.clock.now()
        async with claimed(self.reminders, waiting, channel, seen, now) as is_ours:
            if not is_ours:
                return LeftOut.REMINDED
            to = _Recipient(addressee.username, route, contact, email or "")
            await self._send(to, wish.by, is_first=not seen.sent)
        return route

    async def _left_out(
        self, addressee: Addressee, waiting: Waiting, since: float
    ) -> LeftOut | None:
        """Why somebody is not to be reminded, as things are now."""
        if await self.window() is Window.CLOSED:
            return LeftOut.CLOSED
        if await is_linked(addressee.username, self.tiki):
            return LeftOut.MIGRATED
        record = await self.reminders.read(waiting.person)
        if record.has_stopped:
            return LeftOut.STOPPED
        return LeftOut.REMINDED if _was_reminded(record, since) else None

    async def _send(self, to: "_Recipient", by: Actor, *, is_first: bool) -> None:
        deadline = (await self.window.schedule()).deadline(self.clock.now())
        tags = await languages(self.tiki, to.contact.locale)
        token = await self.invite.make_link(to.username, by, to.route.value)
        link, lifetime = invitations.link(self.settings.site, token), self.invite.lifetime
        if to.route is Route.MAIL and self.letters is not None:
            notice = Notice(Letter.REMINDER, link, lifetime, is_first, deadline)
            await self.letters.send(to.email, tags, notice)
        else:
            notice = Notice(Say.REMINDER, link, lifetime, is_first, deadline)
            await self.messenger.send(to.username, "", tags, notice)


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Whom to write to, and how."""

    username: "ChatUsername"
    route: Route
    contact: "Contact"
    email: str = field(repr=False)


def _was_reminded(record: Record, since: float) -> bool:
    times = [record.of(channel).last_at for channel in (Channel.CHAT, Channel.MAIL)]
    return any(at is not None and at >= since for at in times)
