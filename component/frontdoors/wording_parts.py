"""What messages in the chat and mails have in common: who writes, what will happen, the link."""

from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations

from babel.core import Locale
from babel.dates import format_date

from component.domain.login import Window
from component.domain.reminders import Deadline, Notice, Reply
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
        keeps_contacts: An old chat account stays when it migrates, with all that it has.
    """

    name: str
    chat: str
    keeps_contacts: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that is sent.

    Attributes:
        subject: One line; '' in the chat.
        body: Plain text, paragraphs with an empty line between.
    """

    subject: str
    body: str


def explain(notice: Notice, t: NullTranslations, site: Site, language: str) -> list[str]:
    """What will happen."""
    if site.keeps_contacts:
        text = t.gettext(
            "The chat and the web site are getting one account for both: you will sign in to the "
            "chat with your user name and password of %(site)s. Your chat address, your contacts "
            "and your groups stay the same."
        )
    else:
        text = t.gettext(
            "The chat and the web site are getting one account for both: you will sign in to the "
            "chat with your user name and password of %(site)s. Your chat address stays the same. "
            "Your chat account is made anew, without your contacts: write them down before."
        )
    return [text % {"site": site.name}, _request(notice.deadline, t, site, language)]


def link_lines(notice: Notice, t: NullTranslations) -> list[str]:
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


def answer_word(t: NullTranslations, reply: Reply) -> str:
    """The word for an answer that people are told."""
    return answer_words(t)[reply][0]


def _request(deadline: Deadline | None, t: NullTranslations, site: Site, language: str) -> str:
    """What to do until when."""
    name = {"site": site.name}
    if deadline is None:
        text = t.gettext(
            "Please connect your chat account soon; some day its old password will not let you in "
            "any more. If you have no account on %(site)s yet, you get one on the way."
        )
        return text % name
    if deadline.is_over:
        text = t.gettext(
            "Please connect your chat account now: its old password does not let you in any more. "
            "If you have no account on %(site)s yet, you get one on the way."
        )
        return text % name
    if deadline.to is Window.CLOSED:
        text = t.gettext(
            "Please connect your chat account soon: from %(date)s on that will not be possible any "
            "more. If you have no account on %(site)s yet, you get one on the way."
        )
    else:
        text = t.gettext(
            "Please connect your chat account soon: from %(date)s on its old password will not let "
            "you in any more. If you have no account on %(site)s yet, you get one on the way."
        )
    day = datetime.fromtimestamp(deadline.at, UTC).date()
    return text % {**name, "date": format_date(day, "long", Locale.parse(language, sep="-"))}


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
