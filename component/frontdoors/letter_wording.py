"""Mails to people, in the words for them."""

from gettext import NullTranslations

from component.domain.reminders import Letter, Notice, Reply
from component.frontdoors.wording_parts import Site, Wording, answer_word, link_lines


def write_reminder(
    notice: Notice, t: NullTranslations, site: Site, explanation: list[str]
) -> Wording:
    """A mail to somebody who is not in the chat when everybody is reminded."""
    name = {"site": site.name, "chat": site.chat}
    parts = [
        t.gettext("Hello,"),
        t.gettext(
            "this is a reminder about your account in the chat of %(site)s (%(chat)s): it is not "
            "connected with an account on %(site)s yet."
        )
        % name,
        *explanation,
        *link_lines(notice, t),
        t.gettext(
            "This mail was sent by a program to everybody with such a chat account. Answers to it "
            'are not read. If you want no more reminders, answer "%(stop)s" to one in the chat.'
        )
        % {"stop": answer_word(t, Reply.STOP)},
        _signature(t, site),
    ]
    return Wording(_subject(t, site), "\n\n".join(parts) + "\n")


def write_refusal(
    notice: Notice, t: NullTranslations, site: Site, explanation: list[str]
) -> Wording:
    """A mail to somebody who was kept out."""
    name = {"site": site.name, "chat": site.chat}
    opening = [t.gettext("Hello,")]
    if notice.what is Letter.CHAT_REFUSED:
        opening += [
            t.gettext(
                "you have just tried to sign in to the chat of %(site)s (%(chat)s). The password "
                "was right, but this chat account is not connected with an account on %(site)s "
                "yet, and that is needed now."
            )
            % name,
            *explanation,
            *link_lines(notice, t),
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
        _signature(t, site),
    ]
    return Wording(_subject(t, site), "\n\n".join([*opening, *ending]) + "\n")


def _subject(t: NullTranslations, site: Site) -> str:
    return t.gettext("Signing in to the chat of %(site)s") % {"site": site.name}


def _signature(t: NullTranslations, site: Site) -> str:
    # Translators: the signature of a mail.
    return t.gettext("The chat of %(site)s") % {"site": site.name}
