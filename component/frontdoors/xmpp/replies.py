"""Who answers what somebody writes to the bridge: reminders, or the desk with its commands.

A question of a command comes first: the text is the answer. Then what begins with the name of a
command that this person may use. Then the words that answer reminders, where there are any, as
`usecases.answer_reply` has it. `help` is answered by both: those whom reminders concern are told
of them, and everybody of their commands. Nobody gets an endless number of answers.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Protocol

from component.domain.names import ChatUsername
from component.domain.reminders import Reply, fold_word, read_reply
from component.frontdoors.answers import answer_words
from component.frontdoors.commands.description import Description, Person
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.trouble import explain
from component.frontdoors.commands.typed import Typed, Word, find_command, near_command, split_words
from component.frontdoors.xmpp.allowance import Allowance
from component.frontdoors.xmpp.chat_layout import description_text, list_text
from component.frontdoors.xmpp.chat_text import ChatText
from component.frontdoors.xmpp.inbox import Written
from component.frontdoors.xmpp.shared_texts import SharedTexts, Whose
from component.ports import Unavailable

_log = logging.getLogger(__name__)
_MINUTE, _HOUR = 60.0, 3600.0
_WHAT = "a text"
"""For the log, where no command is meant."""


class Finder(Protocol):
    """Makes out who somebody is; `commands.people.People` is the real one."""

    async def find(self, username: ChatUsername, language: str) -> Person | None:
        """See `People.find`."""


class Writer(Protocol):
    """Writes texts; `messages.ChatMessages` is the real one."""

    def write(
        self, username: ChatUsername, resource: str, language: str, body: str, sender: str = ""
    ) -> None:
        """See `ChatMessages.write`."""


@dataclass(frozen=True, slots=True)
class ReminderReplies:
    """The answers to reminders.

    Attributes:
        answer: The use case.
        concerns: Whether reminders concern somebody: their accounts are not connected, and can be.
    """

    answer: Callable[[ChatUsername, str, Reply, str], Awaitable[None]]
    concerns: Callable[[ChatUsername], Awaitable[bool]]


@dataclass(slots=True)
class Replies:
    """Answers messages, see `Inbox`.

    Attributes:
        desk: Carries commands out.
        descriptions: All commands that the desk has.
        chat_text: Leads through them.
        people: Makes out who writes.
        writer: Sends what they are answered.
        words: From `answers.all_answers`.
        translate: Texts in the language that fits a tag best, for somebody who is not known yet.
        reminders: None where nobody is reminded in the chat.
        shared: What other components of the same subdomain wait for; None where there are none.
        a_minute: Most answers of the desk to one person a minute.
        an_hour: Likewise, an hour.
        hints: Answers to what was not understood, an hour.
    """

    desk: Desk
    descriptions: Sequence[Description]
    chat_text: ChatText
    people: Finder
    writer: Writer
    words: Mapping[str, Reply]
    translate: Callable[[str], NullTranslations]
    reminders: ReminderReplies | None = None
    shared: SharedTexts | None = None
    a_minute: Allowance = field(default_factory=lambda: Allowance(30, _MINUTE))
    an_hour: Allowance = field(default_factory=lambda: Allowance(300, _HOUR))
    hints: Allowance = field(default_factory=lambda: Allowance(10, _HOUR))

    async def __call__(self, message: Written) -> None:
        """Answer a message, if it is to have an answer.

        Raises:
            Unavailable: There is no stream to answer on.
            Rejected: No message can be sent to this name.
        """
        try:
            await self._answer(message)
        except Unavailable as error:
            if self.hints.spend(message.username):
                t = self.translate(message.language)
                self._send(message, message.language, explain(t, error, _WHAT))

    async def _answer(self, message: Written) -> None:
        if await self._is_for_another(message):
            return
        reply = read_reply(message.text, self.words)
        words = split_words(message.text)
        if self.chat_text.is_asking(message.client):
            person = await self._find(message)
            if person is not None:
                body = await self.chat_text.go_on(person, message.client, message.text)
                await self._note_further(message.client)
                self._send(message, person.language, body)
        elif not await self._run_command(message, words):
            if self.reminders is not None and reply in (Reply.STOP, Reply.MIGRATE):
                await self._pass_on(message, self.reminders, reply)
            elif reply is Reply.HELP:
                await self._help(message)
            else:
                await self._hint(message, words)

    async def _is_for_another(self, message: Written) -> bool:
        """Whether another component has asked for this text, which it gets if it is there still."""
        if self.shared is None:
            return False
        whose = await self.shared.look(message)
        if whose is Whose.OVER and (person := await self._find(message)) is not None:
            text = person.t.gettext("This is over, or has waited for too long: begin again.")
            self._send(message, person.language, text)
        if whose is Whose.NOBODYS:
            self.chat_text.forget(message.client)
        return whose in (Whose.OVER, Whose.HANDED_ON)

    async def _note(self, client: str) -> None:
        if self.shared is not None:
            await self.shared.note(client, is_asking=self.chat_text.is_asking(client))

    async def _note_further(self, client: str) -> None:
        """Note it again after an answer, which was carried out by now: that is told in any case.

        What was noted before does no harm for the while that it is kept: texts of the client come
        here, where it is known whether they are waited for.
        """
        try:
            await self._note(client)
        except Unavailable as error:
            _log.warning("it is not noted who waits for texts of %s: %s", client, error)

    async def _run_command(self, message: Written, words: Sequence[Word]) -> bool:
        """Run a command, or explain it, if one that this person may use is meant."""
        is_help = bool(words) and self.words.get(fold_word(words[0].text)) is Reply.HELP
        typed = find_command(words[1:] if is_help else words, self.descriptions)
        if typed is None or (is_help and typed.words) or self._answers_reminder(typed):
            return False
        person = await self._find(message)
        if person is None or typed.description not in await self.desk.permitted(person):
            return person is None
        _log.info("%r writes: %s", message.username, typed.description.name)
        if is_help:
            body = description_text(typed.description, person.t)
        else:
            body = await self.chat_text.begin(person, message.client, typed)
            if self.chat_text.is_asking(message.client):
                await self._note(message.client)
        self._send(message, person.language, body)
        return True

    def _answers_reminder(self, typed: Typed) -> bool:
        """Whether a command's name is a word that answers reminders, which does the same."""
        return self.reminders is not None and fold_word(typed.description.name) in self.words

    async def _pass_on(self, message: Written, reminders: ReminderReplies, reply: Reply) -> None:
        _log.info("%r answers: %s", message.username, reply)
        await reminders.answer(message.username, message.resource, reply, message.language)

    async def _help(self, message: Written) -> None:
        if self.reminders is not None and await self.reminders.concerns(message.username):
            await self._pass_on(message, self.reminders, Reply.HELP)
        person = await self._find(message)
        if person is not None:
            permitted = await self.desk.permitted(person)
            self._send(message, person.language, list_text(permitted, person.t))

    async def _hint(self, message: Written, words: Sequence[Word]) -> None:
        """Answer what was not understood; those whom reminders concern as reminders have it."""
        near = near_command(words, self.descriptions)
        if near is not None:
            person = await self._find(message)
            if person is None:
                return
            if near in await self.desk.permitted(person):
                text = person.t.gettext("Did you mean: %(command)s") % {"command": near.name}
                self._say_unclear(message, person, text)
                return
        if self.reminders is not None and await self.reminders.concerns(message.username):
            await self._pass_on(message, self.reminders, Reply.OTHER)
            return
        person = await self._find(message)
        if person is not None:
            self._say_unclear(message, person)

    def _say_unclear(self, message: Written, person: Person, *more: str) -> None:
        if not self.hints.spend(message.username):
            return
        t = person.t
        parts = [
            t.gettext("I am a program and did not understand that."),
            *more,
            t.gettext('Write "%(help)s" to see what I can do.')
            % {"help": answer_words(t)[Reply.HELP][0]},
        ]
        self._send(message, person.language, "\n\n".join(parts))

    async def _find(self, message: Written) -> Person | None:
        """Who writes; None if they have no account, or have had all their answers for now."""
        if not self._has_answers_left(message):
            _log.warning("%r has had all answers for now", message.username)
            return None
        return await self.people.find(message.username, message.language)

    def _has_answers_left(self, message: Written) -> bool:
        return self.a_minute.spend(message.username) and self.an_hour.spend(message.username)

    def _send(self, message: Written, language: str, body: str) -> None:
        self.writer.write(message.username, message.resource, language, body, message.to)
