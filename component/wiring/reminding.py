"""Who has not migrated is reminded: links, messages in the chat, answers to them, mails."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from component.adapters.mail_smtp import Encryption, MailSettings, SmtpPost
from component.adapters.measuring.reminders import MeasuredLetters, MeasuredMessenger
from component.adapters.mysql_connection import tls_context
from component.adapters.state_reminders import StateReminders
from component.config import Settings
from component.domain.accounts import TikiAccount
from component.domain.names import ChatUsername
from component.domain.reminders import DAY
from component.frontdoors.letters import WrittenLetters
from component.frontdoors.texts import Texts
from component.frontdoors.xmpp.messages import ChatMessages
from component.usecases.answer_reply import AnswerReply
from component.usecases.give_link import GiveLink, SendLink
from component.usecases.invite import Invite
from component.usecases.remind import Remind
from component.usecases.remind_by_mail import RemindByMail
from component.usecases.reminder_choice import ReminderChoice
from component.wiring.parts import Parts
from component.wiring.site import make_site

Work = Callable[[], Coroutine[None, None, None]]
"""What goes on until it is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """Whoever reminds; hears of sign-ins as `log_in.Told`. Without a page nobody is reminded.

    Attributes:
        choice: Who wants reminders.
        memory: What was sent to whom.
        letters: Writes mails; None where none are sent.
        invite: Makes and opens personal links; None without a page.
        give_link: Gives links to those who ask; likewise.
        send_link: Sends them where somebody else asks; likewise.
        in_chat: None where nobody is written to in the chat.
        answer: Answers what they write back; likewise.
        by_mail: None where no mails are sent.
        work: What has to run.
    """

    choice: ReminderChoice
    memory: StateReminders
    letters: WrittenLetters | None = None
    invite: Invite | None = None
    give_link: GiveLink | None = None
    send_link: SendLink | None = None
    in_chat: Remind | None = None
    answer: AnswerReply | None = None
    by_mail: RemindByMail | None = None
    work: tuple[Work, ...] = ()

    def admitted(self, username: ChatUsername) -> None:
        """See `Told.admitted`; presences tell of most, but in a burst some are lost."""
        if self.in_chat is not None:
            self.in_chat.came_online(username)

    def refused(self, username: ChatUsername) -> None:
        """See `Told.refused`."""
        if self.by_mail is not None:
            self.by_mail.refused(username)

    def refused_tiki(self, account: TikiAccount) -> None:
        """See `Told.refused_tiki`."""
        if self.by_mail is not None:
            self.by_mail.refused_tiki(account)


def make_reminding(parts: Parts, messages: ChatMessages, texts: Texts) -> Reminding:
    """Make what the settings ask for.

    Args:
        parts: The common parts.
        messages: Writes to people.
        texts: In all languages.
    """
    settings, state, tiki, contacts = parts.settings, parts.state, parts.tiki, parts.contacts
    memory = StateReminders(parts.databases.state, state.prepare)
    choice = ReminderChoice(memory, state)
    if not settings.has_migrations:
        return Reminding(choice=choice, memory=memory)
    invite = Invite(settings.migration.link_days * DAY, memory, tiki, state)
    pace = parts.live.pace
    give_link = GiveLink(pace, invite, memory, tiki, parts.window)
    in_chat = answer = by_mail = letters = None
    work: list[Work] = []
    if settings.reminders.enabled:
        counted = MeasuredMessenger(messages, parts.metrics, "reminder")
        in_chat = Remind(pace, invite, memory, contacts, tiki, counted, parts.window)
        answer = AnswerReply(give_link, choice, memory, contacts, tiki, messages, parts.window)
        work.append(in_chat.run)
    if settings.mail.host:
        site = make_site(settings)
        letters = WrittenLetters(SmtpPost(_mail_settings(settings)), texts, site)
        mails = MeasuredLetters(letters, parts.metrics, "reminder")
        by_mail = RemindByMail(pace, invite, memory, contacts, tiki, mails, parts.window)
        work.append(by_mail.run)
    return Reminding(
        choice=choice,
        memory=memory,
        letters=letters,
        invite=invite,
        give_link=give_link,
        send_link=SendLink(give_link, contacts, tiki, messages),
        in_chat=in_chat,
        answer=answer,
        by_mail=by_mail,
        work=tuple(work),
    )


def _mail_settings(settings: Settings) -> MailSettings:
    mail = settings.mail
    encryption = Encryption(mail.tls)
    return MailSettings(
        host=mail.host or "",
        port=mail.port,
        sender=mail.sender or "",
        sender_name=settings.site_name,
        encryption=encryption,
        tls=None if encryption is Encryption.NONE else tls_context(mail.tls_ca),
        user=mail.user,
        password=mail.password.get_secret_value(),
        timeout=mail.timeout,
    )
