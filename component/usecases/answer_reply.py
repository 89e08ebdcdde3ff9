"""Somebody answers a reminder: stop, migrate, help, or anything else (design §5).

Nobody gets an endless number of answers, so that two programs cannot talk to each other for ever.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cachetools import TTLCache

from component.domain import invitations
from component.domain.login import Window
from component.domain.reminders import Channel, Notice, Reply, Say
from component.ports import Unavailable
from component.usecases.linked import is_linked
from component.usecases.reminding import (
    Clock,
    RemindSettings,
    Waiting,
    claimed,
    languages,
    person,
)

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Contacts, Messenger, Reminders
    from component.usecases.invite import Invite

_log = logging.getLogger(__name__)
_HOUR = 3600.0
_MINUTE = 60.0
MOST_ANSWERS = 10
"""Answers to one person an hour."""
_REMEMBERED_PEOPLE = 100_000
_SPACING = {Channel.LINK: _MINUTE, Channel.ADVICE: _HOUR}


_LINK_SENT = Notice(Say.LINK_SENT)


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

    settings: RemindSettings
    invite: "Invite"
    reminders: "Reminders"
    contacts: "Contacts"
    tiki: "ports.TikiDirectory"
    state: "ports.State"
    messenger: "Messenger"
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
        if answers[0] >= MOST_ANSWERS:
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
        match reply:
            case Reply.STOP:
                await self._stop(asker.username)
                await self._say(asker, Notice(Say.STOPPED))
            case Reply.MIGRATE:
                await self._give_link(asker)
            case Reply.HELP:
                await self._say(asker, Notice(Say.HELP))
            case Reply.OTHER:
                async with self._one_of(asker, Channel.ADVICE) as is_time:
                    if is_time:
                        await self._say(asker, Notice(Say.UNCLEAR))

    async def _stop(self, username: "ChatUsername") -> None:
        who = person(username)
        if not (await self.reminders.read(who)).has_stopped:
            await self.state.record("stop-reminders", username, {})
            await self.reminders.stop(who, self.clock.now())

    async def _give_link(self, asker: _Asker) -> None:
        username = asker.username
        if username in self.settings.native_only:
            await self._say(asker, Notice(Say.NOT_NEEDED))
        elif await is_linked(username, self.tiki):
            await self._say(asker, Notice(Say.MIGRATED))
        elif self.settings.window is Window.CLOSED:
            await self._say(asker, Notice(Say.CLOSED))
        else:
            async with self._one_of(asker, Channel.LINK) as is_time:
                await self._say(asker, await self._link(username) if is_time else _LINK_SENT)

    async def _link(self, username: "ChatUsername") -> Notice:
        token = await self.invite.make_link(username, by="reply")
        return Notice(Say.LINK, invitations.link(self.settings.site, token), self.invite.lifetime)

    @contextlib.asynccontextmanager
    async def _one_of(self, asker: _Asker, channel: Channel) -> AsyncIterator[bool]:
        """For a block that sends one more of something: whether it is time for it.

        What was not sent is given back, so that nobody who asks again is told that it was.
        """
        item, now = Waiting(person(asker.username)), self.clock.now()
        seen = (await self.reminders.read(item.person)).of(channel)
        if seen.last_at is not None and 0 <= now - seen.last_at < _SPACING[channel]:
            yield False
            return
        async with claimed(self.reminders, item, channel, seen, now) as is_ours:
            yield is_ours

    async def _say(self, asker: _Asker, notice: Notice) -> None:
        await self.messenger.send(asker.username, asker.resource, asker.tags, notice)
        asker.answers[0] += 1
