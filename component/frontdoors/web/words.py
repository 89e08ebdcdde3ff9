"""What is wrong with a form, in words for each case.

The texts are marked here and translated when a page is made. A problem of one field is told
beside that field, and in the summary at the top.
"""

from dataclasses import dataclass
from enum import StrEnum

from component.domain.migration import IdProblem, ProofProblem
from component.domain.registration import RegistrationProblem
from component.frontdoors.web.texts import mark as _


class FormProblem(StrEnum):
    """What is wrong with a form before anybody is asked."""

    NAME_MISSING = "name-missing"
    PASSWORD_MISSING = "password-missing"  # noqa: S105  a problem, not a password
    PASSWORD_SHORT = "password-short"  # noqa: S105  a problem, not a password
    PASSWORD_LONG = "password-long"  # noqa: S105  a problem, not a password
    PASSWORDS_DIFFER = "passwords-differ"
    UNAVAILABLE = "unavailable"
    TOO_MANY_TRIES = "too-many-tries"


@dataclass(frozen=True, slots=True)
class Told:
    """A problem on a form.

    Attributes:
        text: In English, for translation.
        field: The name of the field, '' for the form as a whole.
    """

    text: str
    field: str = ""


PROOF_WORDS = {
    ProofProblem.WRONG: _("The user name or the password is wrong. Check both and try again."),
    ProofProblem.THROTTLED: _(
        "There were too many wrong passwords for this account. Wait a few minutes, then try again."
    ),
    ProofProblem.SUSPENDED: _(
        "This account on %(site)s is locked. Ask the people who run %(site)s to unlock it."
    ),
    ProofProblem.PENDING: _(
        "This account on %(site)s is not confirmed yet. Follow the mail that you got from "
        "%(site)s, or wait until you are admitted there. Then come back."
    ),
    ProofProblem.PASSWORD_DUE: _(
        "Your password on %(site)s has expired. Sign in there, set a new one, and come back."
    ),
    ProofProblem.SECOND_FACTOR: _(
        "Your account on %(site)s is protected by a second factor, which the chat cannot ask "
        "for. Ask the people who run %(site)s what to do."
    ),
    ProofProblem.ALREADY_MIGRATED: _(
        "This account is connected already. Sign in to the chat with your user name and "
        "password of %(site)s. If you have an old chat account as well, ask the people who run "
        "the chat to connect that one instead."
    ),
    ProofProblem.NATIVE_ONLY: _(
        "This account belongs to the chat itself and is not connected with %(site)s. Go on "
        "signing in as before."
    ),
    ProofProblem.UNCHECKABLE: _(
        "The password of this chat account cannot be checked here. Sign in to the chat with it: "
        "you get a message with a personal link there. Open that link instead."
    ),
    ProofProblem.CLOSED: _("The time for connecting accounts is over."),
}

FORM_WORDS = {
    FormProblem.NAME_MISSING: _("Write your user name."),
    FormProblem.PASSWORD_MISSING: _("Write your password."),
    FormProblem.PASSWORD_SHORT: _("Choose a password of at least 8 characters."),
    FormProblem.PASSWORD_LONG: _("Choose a shorter password: 72 plain characters are the most."),
    FormProblem.PASSWORDS_DIFFER: _("The two passwords are not the same. Write them once more."),
    FormProblem.UNAVAILABLE: _(
        "The accounts cannot be reached right now. Nothing is lost: wait a moment, then send "
        "this page again."
    ),
    FormProblem.TOO_MANY_TRIES: _(
        "There were too many tries from your network. Wait a few minutes, then try again."
    ),
}

REGISTRATION_WORDS = {
    RegistrationProblem.EMPTY: Told(_("Write a user name."), "login"),
    RegistrationProblem.TOO_SHORT: Told(
        _("This user name is too short for %(site)s. Choose a longer one."), "login"
    ),
    RegistrationProblem.TOO_LONG: Told(
        _("This user name is too long for %(site)s. Choose a shorter one."), "login"
    ),
    RegistrationProblem.RESERVED: Told(
        _("%(site)s keeps this user name for itself. Choose another one."), "login"
    ),
    RegistrationProblem.CHARACTERS: Told(
        _(
            "This user name has characters that %(site)s does not allow. Letters, digits, "
            "- and _ are a good choice."
        ),
        "login",
    ),
    RegistrationProblem.EMAIL_MISSING: Told(_("Write your e-mail address."), "email"),
    RegistrationProblem.EMAIL_WRONG: Told(
        _("This is not an e-mail address. It looks like name@example.org."), "email"
    ),
    RegistrationProblem.TAKEN: Told(
        _("Somebody on %(site)s has this user name. Choose another one."), "login"
    ),
    RegistrationProblem.EMAIL_TAKEN: Told(
        _(
            "An account on %(site)s has this e-mail address. If it is yours, begin again and "
            "say that you have both accounts; else write another address."
        ),
        "email",
    ),
    RegistrationProblem.ID_TAKEN: Told(
        _(
            "This chat address is somebody else’s by now. Ask the people who run the chat what "
            "to do."
        )
    ),
}

ID_WORDS = {
    IdProblem.EMPTY: Told(_("Write the chat address that you would like."), "wanted"),
    IdProblem.TOO_LONG: Told(_("This is too long: at most 64 characters."), "wanted"),
    IdProblem.CHARACTERS: Told(_("Only letters and digits can stand in a chat address."), "wanted"),
    IdProblem.RESERVED: Told(_("The chat keeps this address for itself."), "wanted"),
    IdProblem.TAKEN: Told(_("Somebody has this address. Choose another one."), "wanted"),
}
FREE = _("%(address)s is free.")
