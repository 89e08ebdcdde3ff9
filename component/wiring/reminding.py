"""Who has not migrated is reminded: links, messages in the chat, answers to them, mails."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from component.adapters.mail_smtp import Encryption, MailSettings, SmtpPost
from component.adapters.mysql_connection import tls_context
from component.adapters.openfire_contacts import OpenfireContacts
from component.adapters.state_reminders import StateReminders
from component.config import Settings
from component.domain.accounts import TikiAccount
from component.domain.names import ChatUsername
from component.domain.reminders import DAY, Pacing
from component.frontdoors.answers import all_answers
from component.frontdoors.letters import WrittenLetters
from component.frontdoors.texts import Texts
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from component.frontdoors.xmpp.replies import Replies
from component.usecases.answer_reply import AnswerReply
from component.usecases.invite import Invite
from component.usecases.remind import Remind
from component.usecases.remind_by_mail import RemindByMail
from component.usecases.reminding import RemindSettings
from component.wiring.parts import Parts

Work = Callable[[], Coroutine[None, None, None]]
"""What goes on until it is cancelled."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Whoever reminds; hears of sign-ins as `log_in.Told`.

    Attributes:
        invite: Makes and opens personal links.
        in_chat: None where nobody is written to in the chat.
        by_mail: None where no mails are sent.
        work: What has to run.
    """

    invite: Invite
    in_chat: Remind | None = None
    by_mail: RemindByMail | None = None
    work: list[Work] = field(default_factory=list)

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


def make_reminding(parts: Parts, site_url: str, texts: Texts) -> Reminding:
    """Make what the settings ask for.

    Args:
        parts: The common parts; what listens to the chat is attached to their stream.
        site_url: Public address of the migration page.
        texts: In all languages.
    """
    settings, state = parts.settings, parts.state
    memory = StateReminders(parts.databases.state, state.prepare)
    contacts = OpenfireContacts(parts.databases.openfire)
    invite = Invite(settings.migration.link_days * DAY, memory, parts.tiki, state)
    remind_settings = RemindSettings(
        site=site_url,
        window=settings.login.window,
        native_only=parts.native_only,
        pacing=Pacing([days * DAY for days in settings.reminders.intervals_days]),
        per_minute=settings.reminders.per_minute,
        mails_per_minute=settings.mail.per_minute,
        settling=settings.reminders.settling_seconds,
    )
    site = Site(settings.site_name, settings.xmpp.domain)
    in_chat = by_mail = None
    work: list[Work] = []
    if settings.reminders.enabled:
        domain, address = settings.xmpp.domain, f"{settings.reminders.address}@{settings.xmpp.jid}"
        messages = ChatMessages(parts.stream, domain, address, texts, site)
        in_chat = Remind(remind_settings, invite, memory, contacts, parts.tiki, messages)
        watch = PresenceWatch(in_chat, parts.stream, domain)
        answer = AnswerReply(remind_settings, invite, memory, contacts, parts.tiki, state, messages)
        words = all_answers(texts.catalogues.values())
        replies = Replies(answer, words, domain, address)
        for door in (messages, watch, replies):
            parts.stream.attach(door)
        work += [in_chat.run, watch.run, replies.run]
    if settings.mail.host:
        letters = WrittenLetters(SmtpPost(_mail_settings(settings)), texts, site)
        by_mail = RemindByMail(remind_settings, invite, memory, contacts, parts.tiki, letters)
        work.append(by_mail.run)
    return Reminding(invite, in_chat, by_mail, work)


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
