"""A migration (design §5): proofs, what stands in its way, and the steps of its journal.

Pure rules and values; who does the steps is told in the use cases.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from component.domain.accounts import AccountState, TikiAccount
from component.domain.livechat_id import MAX_CHARACTERS, NOTHING_MORE, Reserved
from component.domain.names import (
    ChatUsername,
    LiveChatId,
    TikiLogin,
    UnusableNameError,
    nodeprep,
)


class OldAccount(StrEnum):
    """What becomes of a chat account that migrates."""

    KEEP = "keep"
    """It stays as it is, with a password that nobody knows."""
    DELETE = "delete"
    """It is deleted after a snapshot, and made anew at the first login."""


class Path(StrEnum):
    """The three ways to one account."""

    BOTH = "both"
    CHAT_ONLY = "chat-only"
    TIKI_ONLY = "tiki-only"


class ProofProblem(StrEnum):
    """Why an account was not proven, or cannot migrate although it was."""

    WRONG = "wrong"
    """No such account, or another password: never told apart."""
    THROTTLED = "throttled"
    SUSPENDED = "suspended"
    PENDING = "pending"
    PASSWORD_DUE = "password-due"  # noqa: S105  a problem, not a password
    SECOND_FACTOR = "second-factor"
    ALREADY_MIGRATED = "already-migrated"
    NATIVE_ONLY = "native-only"
    UNCHECKABLE = "uncheckable"
    """Only Openfire can check this password: a personal link proves the account instead."""
    CLOSED = "closed"


_STATE_PROBLEMS = {
    AccountState.SUSPENDED: ProofProblem.SUSPENDED,
    AccountState.PENDING: ProofProblem.PENDING,
    AccountState.PASSWORD_DUE: ProofProblem.PASSWORD_DUE,
    AccountState.SECOND_FACTOR: ProofProblem.SECOND_FACTOR,
}


def problem_of_state(state: AccountState) -> ProofProblem | None:
    """What the state of a Tiki account means for a proof of it; None if nothing."""
    return _STATE_PROBLEMS.get(state)


class IdProblem(StrEnum):
    """What stands against a Live Chat ID that somebody wants."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    RESERVED = "reserved"
    TAKEN = "taken"


class MigrationProblem(StrEnum):
    """Why a migration did not come about: nothing was changed."""

    TAKEN = "taken"
    """The Live Chat ID is another Tiki account's, or is just being taken."""
    ALREADY_MIGRATED = "already-migrated"
    GONE = "gone"
    """An account that was proven is not there any more."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ChatProof:
    """A native chat account that somebody has shown to be theirs.

    Attributes:
        username: Its name.
        stored_form: What is stored of its password: changes when that does. Not shown by repr.
    """

    username: ChatUsername
    stored_form: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class TikiProof:
    """A Tiki account without a Live Chat ID that somebody has shown to be theirs."""

    account: TikiAccount


@dataclass(frozen=True, slots=True)
class Migrated:
    """One account came of it.

    Attributes:
        livechat_id: Local part of the JID.
        tiki_login: What the person signs in with, as stored.
    """

    livechat_id: LiveChatId
    tiki_login: TikiLogin


def check_id(wanted: str, reserved: Reserved = NOTHING_MORE) -> IdProblem | None:
    """Tell what stands against a Live Chat ID, whoever may have it (design §6).

    Args:
        wanted: From `nodeprep`, or as typed where that refuses it.
        reserved: What is kept from everybody.

    Returns:
        The first problem; None if only its being taken can stand against it.
    """
    if not wanted:
        return IdProblem.EMPTY
    if len(wanted) > MAX_CHARACTERS:
        return IdProblem.TOO_LONG
    try:
        prepared = nodeprep(wanted)
    except UnusableNameError:
        return IdProblem.CHARACTERS
    if prepared != wanted or not all(c.isalnum() for c in wanted):
        return IdProblem.CHARACTERS
    return IdProblem.RESERVED if reserved.has(wanted) else None


class Step(StrEnum):
    """How far a migration has come; each is written down once it is done.

    `CLAIMED` decides: before it nothing was changed, after it the migration is finished, by
    whichever component. Only where there is no old chat account, and a new one cannot be made or
    was made by somebody else just then, the Live Chat ID is given back.
    """

    BEGUN = "begun"
    CLAIMED = "claimed"
    SAVED = "saved"
    """A snapshot of the old chat account is stored."""
    RETIRED = "retired"
    """No native password works: the chat account has a random one, or was deleted."""
    FINISHED = "finished"
    ABANDONED = "abandoned"
    """Not claimed, or given back: nothing is changed."""
    UNDONE = "undone"

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self in (Step.BEGUN, Step.CLAIMED, Step.SAVED, Step.RETIRED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a migration is to do.

    Attributes:
        path: Which way.
        livechat_id: The Live Chat ID; on two of the paths the old chat username.
        tiki_login: Of the Tiki account, made or to be made.
        user_id: Of the Tiki account; None while it is to be made.
        old_account: What becomes of the old chat account, where there is one.
    """

    path: Path
    livechat_id: LiveChatId
    tiki_login: TikiLogin
    user_id: int | None
    old_account: OldAccount = OldAccount.KEEP


@dataclass(frozen=True, slots=True)
class Migration:
    """An entry of the journal.

    Attributes:
        number: Its own, growing.
        plan: What it does.
        step: How far it has come.
        at: When that was, seconds since the epoch by the state database's clock.
    """

    number: int
    plan: Plan
    step: Step
    at: float
