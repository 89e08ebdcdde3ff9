"""Pages that say why it does not go on, and what to do instead, in words for each case.

The texts are marked here and translated when a page is made.
"""

from dataclasses import dataclass

from component.domain.invitations import LinkProblem
from component.domain.migration import MigrationProblem, ProofProblem
from component.frontdoors.web.texts import mark as _
from component.frontdoors.web.words import PROOF_WORDS


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says why it does not go on.

    Attributes:
        title: In English, for translation.
        text: Likewise: what it means and what to do.
        status: Of HTTP.
        again: Whether to offer the start page.
    """

    title: str
    text: str
    status: int = 403
    again: bool = True


_NEW_LINK = _(
    "If the chat does not let you in any more, go to the start page instead. Else you get a new "
    "link by answering the message in the chat with the word: migrate"
)

LINK_NOTICES = {
    LinkProblem.UNKNOWN: (
        Notice(
            _("This link does not work"),
            _(
                "It may be incomplete. Open it once more from the message or the mail that has "
                "it, or copy it whole, up to the last letter."
            ),
        ),
        _NEW_LINK,
    ),
    LinkProblem.USED: (
        Notice(
            _("This link was used already"),
            _(
                "A personal link works once. If you used it, sign in to the chat with your "
                "user name and password of %(site)s. If it was not you, tell the people who "
                "run the chat."
            ),
        ),
        "",
    ),
    LinkProblem.EXPIRED: (
        Notice(
            _("This link is too old"),
            _("For your safety, a personal link works for some days only."),
        ),
        _NEW_LINK,
    ),
    LinkProblem.REVOKED: (
        Notice(
            _("There is a newer link for you"),
            _(
                "A newer link replaces this one. Open the one in the newest message in your chat, "
                "or in the newest mail."
            ),
        ),
        _NEW_LINK,
    ),
    LinkProblem.MIGRATED: (
        Notice(
            _("This chat account is connected already"),
            _("Sign in to the chat with your user name and password of %(site)s."),
            again=False,
        ),
        "",
    ),
}

CLOSED = Notice(
    _("The time for connecting accounts is over"),
    _(
        "Sign in to the chat with your user name and password of %(site)s. If that does not "
        "work, ask the people who run the chat."
    ),
    again=False,
)

MIGRATION_NOTICES = {
    MigrationProblem.TAKEN: Notice(
        _("This chat address is somebody else’s by now"),
        _("Nothing was changed. Ask the people who run the chat what to do."),
    ),
    MigrationProblem.ALREADY_MIGRATED: Notice(
        _("This account is connected already"),
        _(
            "Sign in to the chat with your user name and password of %(site)s. If that does "
            "not work, ask the people who run the chat."
        ),
        again=False,
    ),
    MigrationProblem.CLOSED: CLOSED,
    MigrationProblem.GONE: Notice(
        _("An account is not there any more"),
        _(
            "It was deleted or renamed while you were on these pages. Nothing was changed. "
            "Begin again, or ask the people who run %(site)s."
        ),
    ),
}

_PROOF_NOTICES = {
    ProofProblem.ALREADY_MIGRATED: Notice(
        _("This account is connected already"),
        PROOF_WORDS[ProofProblem.ALREADY_MIGRATED],
        again=False,
    ),
    ProofProblem.CLOSED: CLOSED,
    ProofProblem.WRONG: MIGRATION_NOTICES[MigrationProblem.GONE],
}
_PROOF_TITLE = _("This account cannot be connected")


def proof_notice(problem: ProofProblem) -> Notice:
    """The page for an account that was proven and cannot migrate all the same."""
    return _PROOF_NOTICES.get(problem) or Notice(_PROOF_TITLE, PROOF_WORDS[problem])


LOST = Notice(
    _("Please begin again"),
    _(
        "You were away for too long, your browser does not keep cookies, or this page was open "
        "in another window. Nothing was changed."
    ),
)
DONE_BEFORE = Notice(
    _("Signing in to the chat of %(site)s"),
    _(
        "Sign in to the chat with your user name and password of %(site)s. If that does not "
        "work, ask the people who run the chat."
    ),
)
"""For the last page, when it is not known any more who has come to it."""
REPORT_LINK_OVER = Notice(
    _("This link to the report does not open any more"),
    _('A link works for an hour. The command "report" in your chat gives you a new one.'),
    again=False,
)
REPORT_FORBIDDEN = Notice(
    _("This page is for the people who run the chat"),
    _("Your chat account is not an admin’s."),
    again=False,
)
_TRY_LATER = _("Nothing is lost. Wait a moment, then try again.")

STATUS_NOTICES = {
    404: Notice(_("There is no such page"), _("Perhaps the address was not copied whole.")),
    405: Notice(
        _("This page cannot be used like that"), _("Open it with a browser, by its address.")
    ),
    408: Notice(_("Your browser took too long"), _TRY_LATER),
    413: Notice(_("That was too much text"), _("Go back and write less.")),
    500: Notice(_("Something went wrong here"), _TRY_LATER),
    503: Notice(
        _("The accounts cannot be reached right now"),
        _TRY_LATER,
    ),
}
BAD_REQUEST = Notice(
    _("This page cannot be used like that"), _("Go back, and send the form once more.")
)
TOO_MANY = _("Too many requests")
