"""What the bridge says to people in the chat and by mail, in the words for it.

Who is told what is decided in the use cases.
"""

from gettext import NullTranslations

from component.domain.reminders import Letter, Notice, Reply, Say
from component.frontdoors.letter_wording import write_refusal, write_reminder
from component.frontdoors.wording_parts import Site, Wording, answer_word, explain, link_lines

__all__ = ["Site", "Wording", "compose"]


def compose(notice: Notice, t: NullTranslations, site: Site, language: str) -> Wording:
    """Find the words for a notice.

    Args:
        notice: What to say.
        t: The texts of the language to say it in.
        site: Who says it.
        language: Which language that is, a BCP 47 tag: dates are written as it has them.
    """
    explanation = explain(notice, t, site, language)
    if notice.what is Letter.REMINDER:
        return write_reminder(notice, t, site, explanation)
    if isinstance(notice.what, Letter):
        return write_refusal(notice, t, site, explanation)
    return Wording("", "\n\n".join(_message(notice, t, site, explanation)))


def _message(notice: Notice, t: NullTranslations, site: Site, explanation: list[str]) -> list[str]:
    """The paragraphs of a message in the chat."""
    match notice.what:
        case Say.REMINDER:
            parts = [
                _greeting(t, site, is_first=notice.is_first),
                *explanation,
                *link_lines(notice, t),
                _answers(t),
            ]
        case Say.LINK:
            parts = [t.gettext("Here is your new personal link:"), *link_lines(notice, t)]
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
                % {"word": answer_word(t, Reply.MIGRATE)},
            ]
        case Say.HELP:
            parts = [*explanation, _answers(t), _nobody_reads(t)]
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


def _greeting(t: NullTranslations, site: Site, *, is_first: bool) -> str:
    """Who writes."""
    if is_first:
        opening = t.gettext("Hello! This is an automatic message from %(site)s.")
    else:
        opening = t.gettext("Hello! This is a reminder from %(site)s.")
    return opening % {"site": site.name}


def _answers(t: NullTranslations) -> str:
    """What to answer; how to stop it among that."""
    return t.gettext(
        'Answer "%(migrate)s" for a new link, "%(help)s" for an explanation, or "%(stop)s" to get '
        "no more reminders."
    ) % {
        "migrate": answer_word(t, Reply.MIGRATE),
        "help": answer_word(t, Reply.HELP),
        "stop": answer_word(t, Reply.STOP),
    }


def _nobody_reads(t: NullTranslations) -> str:
    return t.gettext("Nobody reads what you write here, so please do not send your password.")
