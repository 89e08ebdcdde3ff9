"""The login decision (design §3): who may be meant by a name, in which order, what is answered.

Asking the databases and checking hashes is the use case's part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from component.domain.accounts import AccountState, ChatAccount, TikiAccount
from component.domain.names import ChatUsername, LiveChatId, TypedName, same_name
from component.domain.passwords.tiki import form_of


class Refusal(StrEnum):
    """Why somebody is kept out; the words are part of the component protocol."""

    WRONG_PASSWORD = "wrong-password"  # noqa: S105  a reason, not a password
    UNMIGRATED = "unmigrated"
    SUSPENDED = "suspended"
    PENDING = "pending"
    PASSWORD_DUE = "password-due"  # noqa: S105  a reason, not a password
    SECOND_FACTOR = "second-factor"
    THROTTLED = "throttled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Accept:
    """Let them in as this chat account."""

    username: ChatUsername


@dataclass(frozen=True, slots=True)
class AskOpenfire:
    """Openfire's own check decides (`native` in the protocol)."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Keep them out."""

    reason: Refusal


Outcome = Accept | AskOpenfire | Refuse


def words_of(outcome: Outcome) -> tuple[str, str]:
    """The words of the component protocol for an outcome: the decision, and its reason if any."""
    match outcome:
        case Accept():
            return "accept", ""
        case AskOpenfire():
            return "native", ""
        case Refuse(reason):
            return "refuse", reason.value


class Window(StrEnum):
    """The migration window (design §1, words)."""

    OPEN = "open"
    REFUSING = "refusing"
    CLOSED = "closed"


class Row(Enum):
    """The rows of the decision table."""

    LIVE_CHAT_ID = 1
    NATIVE = 2
    LOGIN_WITH_ID = 3
    LOGIN_WITHOUT_ID = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a name may mean.

    Attributes:
        row: Its row of the decision table.
        tiki: Set in all rows but `NATIVE`.
        chat: Set in `NATIVE`.
    """

    row: Row
    tiki: TikiAccount | None = None
    chat: ChatAccount | None = None

    @property
    def key(self) -> str:
        """Names the account, whatever was typed for it: what failures are counted by."""
        if self.tiki is not None:
            return f"tiki:{self.tiki.user_id}"
        return f"chat:{self.chat.username if self.chat else ''}"

    @property
    def stored_form(self) -> str:
        """What is stored of the password and of what salts it: changes when either does."""
        if self.tiki is not None:
            return f"{self.tiki.password_hash}\0{self.tiki.login}\0{self.tiki.email}"
        return self.chat.credential.stored_form if self.chat is not None else ""

    @property
    def is_slow(self) -> bool:
        """Whether a check takes as long as the check for an unknown name."""
        return self.tiki is not None and form_of(self.tiki.password_hash).is_slow


def list_candidates(
    name: TypedName,
    owner: TikiAccount | None,
    chat: ChatAccount | None,
    namesake: TikiAccount | None,
) -> tuple[Candidate, ...]:
    """Put the accounts that a name may mean into the order of the decision table.

    Args:
        name: What was typed.
        owner: The Tiki account whose Live Chat ID is the name.
        chat: The chat account of the name.
        namesake: The Tiki account whose login or e-mail address is the name; may be the owner.

    Returns:
        The candidates, the first whose password fits wins. A linked chat account is none.
    """
    found = []
    if owner is not None:
        found.append(Candidate(Row.LIVE_CHAT_ID, tiki=owner))
    elif chat is not None and chat.username == name.chat:
        found.append(Candidate(Row.NATIVE, chat=chat))
    if namesake is not None and (owner is None or namesake.user_id != owner.user_id):
        row = Row.LOGIN_WITH_ID if namesake.livechat_id else Row.LOGIN_WITHOUT_ID
        found.append(Candidate(row, tiki=namesake))
    return tuple(found)


def find_owner(name: TypedName, rows: Sequence[TikiAccount]) -> TikiAccount | None:
    """Find the account whose Live Chat ID is exactly the name, among rows found by collation."""
    return next(
        (row for row in rows if row.livechat_id and as_username(row.livechat_id) == name.chat), None
    )


def is_login(name: TypedName, row: TikiAccount) -> bool:
    """Tell whether an account's login, not only its e-mail address, is the name."""
    return any(_fits(row, reading) for reading in name.tiki)


def find_by_login(name: TypedName, rows: Sequence[TikiAccount]) -> TikiAccount | None:
    """Find the account whose login is the name, among rows found by collation.

    The first reading of the name that fits any row decides: the row that equals it to the
    letter, else the only one that equals it after case folding. Several are nobody. In a Tiki
    1.9 only the letter counts.
    """
    for reading in name.tiki:
        exact = [row for row in rows if row.login == reading]
        folded = [row for row in rows if _fits(row, reading)]
        for found in (exact, folded):
            if len(found) == 1:
                return found[0]
        if folded:
            return None
    return None


def _fits(row: TikiAccount, reading: str) -> bool:
    if row.generation.has_exact_logins:
        return row.login == reading
    return same_name(row.login, reading)


def find_by_email(name: TypedName, rows: Sequence[TikiAccount]) -> TikiAccount | None:
    """Find the one account whose e-mail address is the name; several are nobody."""
    found = [
        row
        for row in rows
        if any(same_name(row.email.strip(), reading) for reading in name.tiki if "@" in reading)
    ]
    return found[0] if len(found) == 1 else None


_STATE_REFUSALS = {
    AccountState.PENDING: Refusal.PENDING,
    AccountState.SUSPENDED: Refusal.SUSPENDED,
    AccountState.PASSWORD_DUE: Refusal.PASSWORD_DUE,
    AccountState.SECOND_FACTOR: Refusal.SECOND_FACTOR,
}


def refusal_for(state: AccountState) -> Refusal | None:
    """The refusal that a state of an account means; None if it may log in."""
    return _STATE_REFUSALS.get(state)


def admit_native(username: ChatUsername, window: Window) -> Outcome:
    """Decide on an account that may migrate, whose password fits and that is not merged (row 2)."""
    if window is Window.OPEN:
        return Accept(username)
    return Refuse(Refusal.UNMIGRATED)


def as_username(livechat_id: LiveChatId) -> ChatUsername:
    """A Live Chat ID is the username of the chat account it links."""
    return ChatUsername(livechat_id)
