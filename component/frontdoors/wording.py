"""What the bridge says to people in the chat and by mail, in the words for it.

Who is told what is decided in the use cases.
"""

from dataclasses import dataclass
from gettext import NullTranslations

from component.domain.reminders import Letter, Notice, Reply, Say
from component.frontdoors.answers import answer_words

_HOUR = 3600
_DAY = 86_400
_MOST_HOURS = 48


@dataclass(frozen=True, slots=True)
class Site:
    """What people know the site by.

    Attributes:
        name: What they call the community and its web site.
        chat: The chat's domain.
    """

    name: str
    chat: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that is sent.

    Attributes:
        subject: One line; '' in the chat.
        body: Plain text, paragraphs with an empty line between.
    """

    subject: str
    body: str


def compose(notice: Notice, t: NullTranslations, site: Site) -> Wording:
    """Find the words for a notice.

    Args:
        notice: What to say.
        t: The texts of the language to say it in.
        site: Who says it.
    """
    if isinstance(notice.what, Letter):
        return _letter(notice, t, site)
    return Wording("", "\n\n".join(_message(notice, t, site)))


def _message(notice: Notice, t: NullTranslations, site: Site) -> list[str]:
    """The paragraphs of a message in the chat."""
    match notice.what:
        case Say.REMINDER:
            parts = [
                *_greeting(t, site, is_first=notice.is_first),
                *_link(notice, t),
                _answers(t),
            ]
        case Say.LINK:
            parts = [t.gettext("Here is your new personal link:"), *_link(notice, t)]
        case Say.LINK_SENT:
            parts = [
                t.gettext(
                    "I have just sent you a link, and it still works. If it does not open, answer "
                    "again in a minute."
                )
            ]
        case Say.STOPPED:
            parts = [
                t.gettext("All right, you get no more reminders."),
                t.gettext('If you change your mind, answer "%(word)s" to get a personal link.')
                % {"word": _word(t, Reply.MIGRATE)},
            ]
        case Say.HELP:
            parts = [*_explanation(t, site), _answers(t), _nobody_reads(t)]
        case Say.UNCLEAR:
            parts = [
                t.gettext("I am a program and did not understand that."),
                _answers(t),
                _nobody_reads(t),
            ]
        case Say.MIGRATED:
            parts = [
                t.gettext(
                    "Your chat account is connected with your account on %(site)s already. There "
                    "is nothing left to do: sign in to the chat with your user name and password "
                    "of %(site)s."
                )
                % {"site": site.name}
            ]
        case Say.NOT_NEEDED:
            parts = [t.gettext("This chat account stays as it is. There is nothing to do.")]
        case Say.CLOSED:
            parts = [
                t.gettext(
                    "Accounts can no longer be connected. Ask the people who run %(site)s for help."
                )
                % {"site": site.name}
            ]
        case _:
            parts = [
                t.gettext(
                    "That does not work at the moment. Nothing was changed; please try again in a "
                    "few minutes."
                )
            ]
    return parts


def _letter(notice: Notice, t: NullTranslations, site: Site) -> Wording:
    """A mail."""
    name = {"site": site.name, "chat": site.chat}
    subject = t.gettext("Signing in to the chat of %(site)s") % name
    opening = [t.gettext("Hello,")]
    if notice.what is Letter.CHAT_REFUSED:
        opening += [
            t.gettext(
                "you have just tried to sign in to the chat of %(site)s (%(chat)s). The password "
                "was right, but this chat account is not connected with an account on %(site)s "
                "yet, and that is needed now."
            )
            % name,
            *_explanation(t, site),
            *_link(notice, t),
        ]
    else:
        opening += [
            t.gettext(
                "you have just tried to sign in to the chat of %(site)s (%(chat)s) with your "
                "account on %(site)s. The password was right, but the account is not connected "
                "with the chat yet."
            )
            % name,
            t.gettext("Open this page and follow the steps. It takes about two minutes:"),
            notice.link,
            t.gettext(
                "After that you sign in to the chat with your user name and password of %(site)s."
            )
            % name,
        ]
    ending = [
        t.gettext(
            "If that was not you, somebody else knows your password. Please change it, and do not "
            "open the address above."
        ),
        t.gettext(
            "This mail was sent by a program, because somebody signed in with your password. "
            "Answers to it are not read. If you do not sign in, you get no more of them."
        ),
        # Translators: the signature of a mail.
        t.gettext("The chat of %(site)s") % name,
    ]
    return Wording(subject, "\n\n".join([*opening, *ending]) + "\n")


def _greeting(t: NullTranslations, site: Site, *, is_first: bool) -> list[str]:
    """Who writes, and why."""
    name = {"site": site.name}
    if is_first:
        opening = t.gettext("Hello! This is an automatic message from %(site)s.")
    else:
        opening = t.gettext("Hello! This is a reminder from %(site)s.")
    return [opening % name, *_explanation(t, site)]


def _explanation(t: NullTranslations, site: Site) -> list[str]:
    """What will happen."""
    return [
        t.gettext(
            "The chat and the web site are getting one account for both: you will sign in to the "
            "chat with your user name and password of %(site)s. Your chat address, your contacts "
            "and your groups stay the same."
        )
        % {"site": site.name},
        t.gettext(
            "Please connect your chat account soon; some day its old password will not let you in "
            "any more. If you have no account on %(site)s yet, you get one on the way."
        )
        % {"site": site.name},
    ]


def _link(notice: Notice, t: NullTranslations) -> list[str]:
    """What to do. The address has a line of its own, so that every client makes a link of it."""
    return [
        t.gettext("Open your personal link and follow the steps. It takes about two minutes:"),
        notice.link,
        " ".join(
            [
                t.gettext("The link is only for you; please do not pass it on."),
                _lifetime(notice.lifetime, t),
            ]
        ),
    ]


def _lifetime(seconds: float, t: NullTranslations) -> str:
    hours = max(1, int(seconds) // _HOUR)
    if hours < _MOST_HOURS:
        return t.ngettext(
            "It works once, for %(hours)d hour.", "It works once, for %(hours)d hours.", hours
        ) % {"hours": hours}
    days = int(seconds) // _DAY
    return t.ngettext(
        "It works once, for %(days)d day.", "It works once, for %(days)d days.", days
    ) % {"days": days}


def _answers(t: NullTranslations) -> str:
    """What to answer; how to stop it among that."""
    return t.gettext(
        'Answer "%(migrate)s" for a new link, "%(help)s" for an explanation, or "%(stop)s" to get '
        "no more reminders."
    ) % {
        "migrate": _word(t, Reply.MIGRATE),
        "help": _word(t, Reply.HELP),
        "stop": _word(t, Reply.STOP),
    }


def _nobody_reads(t: NullTranslations) -> str:
    return t.gettext("Nobody reads what you write here, so please do not send your password.")


def _word(t: NullTranslations, reply: Reply) -> str:
    return answer_words(t)[reply][0]
