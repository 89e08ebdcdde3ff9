"""Somebody answers a reminder: stop, migrate, help, or anything else (design §5).

Nobody gets an endless number of answers, so that two programs cannot talk to each other for ever;
who says stop after that is reminded no more all the same.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cachetools import TTLCache

from component.domain.audit import Actor, Way
from component.domain.reminders import Channel, Notice, Reply, Say
from component.ports import Unavailable
from component.usecases.reminding import Clock, languages
from component.usecases.spaced import spaced

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Contacts, Messenger, Reminders
    from component.usecases.give_link import GiveLink
    from component.usecases.reminder_choice import ReminderChoice
    from component.usecases.window_now import ScheduleNow

_log = logging.getLogger(__name__)
_HOUR = 3600.0
MOST_ANSWERS = 10
"""Answers to one person an hour."""
_REMEMBERED_PEOPLE = 100_000


@dataclass(slots=True)
class _Asker:
    """Somebody who gets an answer.

    Attributes:
        username: Who.
        resource: At which client.
        tags: In which languages.
        answers: How many they had within the hour.
    """

    username: "ChatUsername"
    resource: str
    tags: Sequence[str]
    answers: list[int]


@dataclass(slots=True)
class AnswerReply:
    """The use case."""

    give_link: "GiveLink"
    choice: "ReminderChoice"
    reminders: "Reminders"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    messenger: "Messenger"
    window: "ScheduleNow"
    clock: Clock = field(default_factory=Clock)
    _answers: "TTLCache[str, list[int]]" = field(init=False)

    def __post_init__(self) -> None:
        self._answers = TTLCache(_REMEMBERED_PEOPLE, _HOUR, timer=self.clock.now)

    async def __call__(
        self, username: "ChatUsername", resource: str, reply: Reply, language: str
    ) -> None:
        """Answer somebody, if they are to have an answer.

        Args:
            username: Who wrote; the server vouches for it.
            resource: With which client.
            reply: What they mean.
            language: The xml:lang of their message, '' for none.

        Raises:
            Unavailable: There is no stream to answer on.
            Rejected: No message can be sent to this name.
        """
        answers = self._answers.setdefault(username, [0])
        if answers[0] >= MOST_ANSWERS and reply is not Reply.STOP:
            return
        asker = _Asker(username, resource, [language] if language else [], answers)
        try:
            contact = await self.contacts.contact(username)
            if contact is None:
                return
            asker.tags = await languages(self.tiki, contact.locale, language)
            await self._answer(asker, reply)
        except Unavailable as error:
            _log.warning("%r gets no proper answer: %s", username, error)
            await self._say(asker, Notice(Say.NOT_NOW))

    async def _answer(self, asker: _Asker, reply: Reply) -> None:
        by = Actor(asker.username, Way.CHAT)
        match reply:
            case Reply.STOP:
                await self.choice.stop(asker.username, by)
                await self._say(asker, Notice(Say.STOPPED))
            case Reply.MIGRATE:
                async with self.give_link(asker.username, by) as notice:
                    await self._say(asker, notice)
            case Reply.HELP:
                schedule = await self.window.schedule()
                deadline = schedule.deadline(self.clock.now())
                await self._say(asker, Notice(Say.HELP, deadline=deadline))
            case Reply.OTHER:
                await self._advise(asker)

    async def _advise(self, asker: _Asker) -> None:
        channel, clock = Channel.ADVICE, self.clock
        async with spaced(self.reminders, asker.username, channel, _HOUR, clock) as is_time:
            if is_time:
                await self._say(asker, Notice(Say.UNCLEAR))

    async def _say(self, asker: _Asker, notice: Notice) -> None:
        if asker.answers[0] >= MOST_ANSWERS:
            return
        await self.messenger.send(asker.username, asker.resource, asker.tags, notice)
        asker.answers[0] += 1
