"""People who have not migrated and were kept out for it get a mail (design §3, §5).

Only those whose password was right, and only at an address that their own account has. A mail
says what to do; for a chat account it holds a personal link.
"""

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from component.domain import invitations, mails
from component.domain.login import Window
from component.domain.reminders import Channel, Letter, Notice
from component.ports.reminders import Contact
from component.usecases.linked import is_settled
from component.usecases.paced_worker import Worker
from component.usecases.reminding import (
    Clock,
    RemindSettings,
    Waiting,
    claimed,
    give_back,
    languages,
    person,
    wait_turn,
)
from component.usecases.waiting_people import WaitingPeople

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.names import ChatUsername
    from component.domain.reminders import History
    from component.ports.reminders import Contacts, Letters, Reminders
    from component.usecases.invite import Invite
    from component.usecases.window_now import ScheduleNow

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 1800.0
"""Seconds between tries; the other side may be a stranger's mail server (RFC 5321 §4.5.4.1)."""


@dataclass(slots=True, kw_only=True)
class _Refused(Waiting):
    """Somebody who was kept out: the owner of a chat account, or of a Tiki account."""

    account: "ChatUsername | TikiAccount"


@dataclass(frozen=True, slots=True)
class _Address:
    """Where somebody gets a mail, in which languages, and what was sent there."""

    email: str = field(repr=False)
    tags: tuple[str, ...]
    seen: "History"


@dataclass(slots=True)
class RemindByMail:
    """The use case; `run` is its worker."""

    settings: RemindSettings
    invite: "Invite"
    reminders: "Reminders"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    letters: "Letters"
    window: "ScheduleNow"
    clock: Clock = field(default_factory=Clock)
    _refused: WaitingPeople[_Refused] = field(init=False)

    def __post_init__(self) -> None:
        self._refused = WaitingPeople(self.settings, self.clock)

    def refused(self, username: "ChatUsername") -> None:
        """Note that a chat account was kept out since it has not migrated; returns at once.

        Args:
            username: The account; the password that was typed is its own.
        """
        if username not in self.settings.native_only:
            self._note(_Refused(person(username), account=username))

    def refused_tiki(self, account: "TikiAccount") -> None:
        """Note that a Tiki account without a Live Chat ID was kept out; returns at once.

        Args:
            account: The account; the password that was typed is its own.
        """
        self._note(_Refused(f"tiki:{account.user_id}", account=account))

    async def run(self) -> None:
        """Send mails until it is cancelled."""
        pace = replace(self.settings, longest_pause=_LONGEST_PAUSE)
        await Worker("mails", self._refused, self._look_at, pace, self.clock).run()

    def _note(self, refused: _Refused) -> None:
        if self._refused.is_in_peace(refused.person):
            return
        if self._refused.get(refused.person) is None:
            self._refused.put(refused.person, refused)

    async def _look_at(self, refused: _Refused) -> None:
        await self._settle(refused)
        if await self.window() is not Window.CLOSED:
            self._refused.leave_in_peace(refused.person)

    async def _settle(self, refused: _Refused) -> None:
        await give_back(self.reminders, refused)
        address = await self._due_address(refused)
        if address is None:
            return
        rate, burst = self.settings.mails_per_minute, self.settings.burst
        if await wait_turn(self.reminders, Channel.MAIL, rate, burst, self.clock):
            address = await self._due_address(refused)
            if address is None:
                return
        now = self.clock.now()
        async with claimed(self.reminders, refused, Channel.MAIL, address.seen, now) as is_ours:
            if not is_ours:
                return
            await self.letters.send(address.email, address.tags, await self._notice(refused))
        _log.info("wrote a mail to %s", refused.person)

    async def _due_address(self, refused: _Refused) -> _Address | None:
        """Where to write to; None if there is no need, no way, or it is not time yet."""
        if await self.window() is Window.CLOSED:
            return None
        record = await self.reminders.read(refused.person)
        due_at = self.settings.pacing.due_at(record, Channel.MAIL)
        if record.has_stopped or due_at > self.clock.now():
            return None
        found = await self._contact(refused.account)
        if found is None:
            return None
        email = mails.address(found.email)
        if email is None:
            _log.info("no mail to %s: their account has no usable address", refused.person)
            return None
        tags = await languages(self.tiki, found.locale)
        return _Address(email, tuple(tags), record.of(Channel.MAIL))

    async def _contact(self, account: "ChatUsername | TikiAccount") -> Contact | None:
        """What an account says of its person; None if it is gone or has migrated."""
        if isinstance(account, str):
            is_done = await is_settled(account, self.tiki, self.invite.state)
            return None if is_done else await self.contacts.contact(account)
        rows = await self.tiki.find_by_name(None, (account.login,))
        row = next((row for row in rows if row.user_id == account.user_id), None)
        if row is None or row.livechat_id:
            return None
        rules = await self.tiki.site_rules()
        shown = await self.tiki.profile(row, rules, with_picture=False)
        return Contact(row.email, shown.locale)

    async def _notice(self, refused: _Refused) -> Notice:
        if isinstance(refused.account, str):
            schedule = await self.window.schedule()
            deadline = schedule.deadline(self.clock.now())
            token = await self.invite.make_link(refused.account, sent_by="mail")
            address = invitations.link(self.settings.site, token)
            lifetime = self.invite.lifetime
            return Notice(Letter.CHAT_REFUSED, address, lifetime, deadline=deadline)
        return Notice(Letter.TIKI_REFUSED, self.settings.site)
