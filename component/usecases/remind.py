"""People who come online and have not migrated are reminded in the chat (design §5).

Telling this use case of somebody costs next to nothing; its worker looks people up and writes to
those whose reminder is due. What they answer is `answer_reply`'s part.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain import invitations
from component.domain.livechat_id import MAX_CHARACTERS
from component.domain.login import Window
from component.domain.reminders import NEVER, Channel, Deadline, History, Notice, Say
from component.ports import Unavailable
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
    from component.domain.names import ChatUsername
    from component.ports.reminders import Contacts, Messenger, Reminders
    from component.usecases.invite import Invite
    from component.usecases.window_now import ScheduleNow

_log = logging.getLogger(__name__)
_MOST_CLIENTS = 32


@dataclass(slots=True, kw_only=True)
class _Arrival(Waiting):
    """Somebody who is online.

    Attributes:
        username: Who.
        language: The xml:lang of a presence, '' for none.
        clients: Where; none is left if they have gone. '' is one that is not known.
        seen: What was sent to them in the chat.
        deadline: Until when they have to migrate, as far as it is known.
    """

    username: "ChatUsername"
    language: str
    clients: set[str]
    seen: History = NEVER
    deadline: Deadline | None = None


@dataclass(slots=True)
class Remind:
    """The use case; `run` is its worker."""

    settings: RemindSettings
    invite: "Invite"
    reminders: "Reminders"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    messenger: "Messenger"
    window: "ScheduleNow"
    clock: Clock = field(default_factory=Clock)
    _arrivals: WaitingPeople[_Arrival] = field(init=False)

    def __post_init__(self) -> None:
        self._arrivals = WaitingPeople(self.settings, self.clock)

    def came_online(self, username: "ChatUsername", resource: str = "", language: str = "") -> None:
        """See `Arrivals.came_online`."""
        who = person(username)
        if self._is_never_reminded(username) or self._arrivals.is_in_peace(who):
            return
        arrival = self._arrivals.get(who)
        if arrival is None:
            arrival = _Arrival(
                who,
                self.clock.now() + self.settings.settling,
                username=username,
                language=language,
                clients={resource},
            )
            self._arrivals.put(who, arrival)
            return
        arrival.language = language or arrival.language
        if resource and len(arrival.clients) < _MOST_CLIENTS:
            arrival.clients.discard("")
            arrival.clients.add(resource)

    def went_offline(self, username: "ChatUsername", resource: str) -> None:
        """See `Arrivals.went_offline`: nobody is written to who has gone."""
        arrival = self._arrivals.get(person(username))
        if arrival is not None:
            arrival.clients -= {resource, ""}
            if not arrival.clients:
                self._arrivals.discard(arrival.person)

    def lost_sight(self) -> None:
        """See `Arrivals.lost_sight`: who waits may have gone; who has not is told of again."""
        self._arrivals.clear()

    async def run(self) -> None:
        """Remind people until it is cancelled."""
        worker = Worker("reminders", self._arrivals, self._look_at, self.settings, self.clock)
        await worker.run()

    def _is_never_reminded(self, username: "ChatUsername") -> bool:
        return username in self.settings.native_only or len(username) > MAX_CHARACTERS

    async def _look_at(self, arrival: _Arrival) -> None:
        may_rest = await self._settle(arrival)
        _log.debug("looked %r up", arrival.username)
        if may_rest and await self.window() is not Window.CLOSED:
            self._arrivals.leave_in_peace(arrival.person)

    async def _settle(self, arrival: _Arrival) -> bool:
        """Remind somebody if that is due; False if they went before it was their turn."""
        username = arrival.username
        await give_back(self.reminders, arrival)
        if not await self._is_due(arrival):
            return True
        contact = await self.contacts.contact(username)
        if contact is None:
            return True
        self._check_stream()
        if not arrival.clients:
            return False
        rate, burst = self.settings.per_minute, self.settings.burst
        waited = await wait_turn(self.reminders, Channel.CHAT, rate, burst, self.clock)
        if not arrival.clients:
            return False
        if waited and not await self._is_due(arrival):
            return True
        tags = await languages(self.tiki, contact.locale, arrival.language)
        self._check_stream()
        await self._send(arrival, tags)
        return True

    async def _is_due(self, arrival: _Arrival) -> bool:
        """Whether somebody can migrate, has not, has not said stop, and it is time."""
        schedule, now = await self.window.schedule(), self.clock.now()
        if schedule.at(now) is Window.CLOSED:
            return False
        if await is_settled(arrival.username, self.tiki, self.invite.state):
            return False
        record = await self.reminders.read(arrival.person)
        arrival.seen = record.of(Channel.CHAT)
        arrival.deadline = schedule.deadline(now)
        turns_at = schedule.ends_at(now)
        due_at = self.settings.pacing.due_at(record, Channel.CHAT, turns_at)
        return not record.has_stopped and due_at <= now

    def _check_stream(self) -> None:
        """Claim nothing while nothing can be sent."""
        if not self.messenger.is_ready:
            raise Unavailable("Openfire", "there is no stream to it")

    async def _send(self, arrival: _Arrival, tags: Sequence[str]) -> None:
        now = self.clock.now()
        async with claimed(self.reminders, arrival, Channel.CHAT, arrival.seen, now) as is_ours:
            if not is_ours:
                return
            token = await self.invite.make_link(arrival.username)
            notice = Notice(
                Say.REMINDER,
                link=invitations.link(self.settings.site, token),
                lifetime=self.invite.lifetime,
                is_first=not arrival.seen.sent,
                deadline=arrival.deadline,
            )
            await self.messenger.send(arrival.username, "", tags, notice)
        _log.info("reminded %r", arrival.username)
