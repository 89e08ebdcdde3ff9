"""Which Tiki account a native chat account is merged with if one password is both's (design §3).

The rule is that of a sign-in (row 2 of the decision table), for all accounts at once; whether the
password fits and the Tiki account may log in is the use case's part.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from component.domain.accounts import AccountState, TikiAccount
from component.domain.login import find_by_login, find_owner
from component.domain.names import ChatUsername, normalise
from component.domain.passwords.openfire import (
    NoCredential,
    ScramCredential,
    readable_password,
)
from component.domain.unmigrated import ListedChatAccount


class Unpaired(StrEnum):
    """Why a chat account is nobody's to be merged: counted, and not looked at any further."""

    NATIVE_ONLY = "native-only"
    LINKED = "linked"
    """Some Tiki account has it as its Live Chat ID."""
    ALONE = "alone"
    """No Tiki account is called so."""


class WhyLeft(StrEnum):
    """Why a pair is left as it is: `why` of its item. The states of `AccountState` are others."""

    OTHER_PASSWORD = "other-password"  # noqa: S105  a reason, not a password
    AT_SIGN_IN = "at-sign-in"
    """Only SCRAM is stored: a sign-in with the password that both have merges them."""
    UNREADABLE = "unreadable"
    """Only Openfire can check what is stored, or the component may not read it."""
    NO_PASSWORD = "no-password"  # noqa: S105  likewise
    OTHER_ID = "other-id"
    """The Tiki account has another Live Chat ID."""
    SEVERAL = "several"
    """Several Tiki accounts are called so, and none to the letter."""
    RETIRED = "retired"
    """The chat username was a Live Chat ID once, and is given to nobody."""
    MEANWHILE = "meanwhile"
    """Somebody else was quicker: one of the two was linked while the run looked at it."""


WHY_STATE: Mapping[AccountState, str] = {
    state: state.value for state in AccountState if state is not AccountState.ACTIVE
}
"""`why` of a pair whose Tiki account may not log in."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A native chat account, and the one Tiki account of its name, which has no Live Chat ID."""

    chat: ListedChatAccount
    tiki: TikiAccount


@dataclass(frozen=True, slots=True)
class Blocked:
    """A native chat account and a Tiki account of its name that are not to be merged now.

    Attributes:
        tiki: One of that name.
    """

    chat: ListedChatAccount
    tiki: TikiAccount
    why: WhyLeft


Match = Pair | Blocked | Unpaired


def match(
    chat: ListedChatAccount,
    rows: Sequence[TikiAccount],
    domain: str,
    native_only: Collection[str],
    retired: Collection[str] = (),
) -> Match:
    """Find the Tiki account that a chat account would be merged with.

    It is one whose person, typing their login, would be looked for in the chat under this very
    username (`names.normalise`). Where there are several, the username itself has to mean one.

    Args:
        chat: The chat account, with its credential.
        rows: Tiki accounts, at least those whose Live Chat ID or login is its username by the
            collation of their columns.
        domain: The chat's own domain.
        native_only: Chat usernames that belong to no Tiki account.
        retired: Those that were Live Chat IDs once, at least if they are among these.

    Returns:
        The pair; or why there is none.
    """
    username = chat.username
    if username in native_only:
        return Unpaired.NATIVE_ONLY
    typed = normalise(username, domain)
    if typed.chat == username and find_owner(typed, rows) is not None:
        return Unpaired.LINKED
    namesakes = [row for row in rows if _means(row, username, rows, domain)]
    if not namesakes:
        return Unpaired.ALONE
    meant = namesakes[0] if len(namesakes) == 1 else find_by_login(typed, namesakes)
    why = _why_blocked(chat, meant, is_retired=username in retired)
    if meant is not None and why is None:
        return Pair(chat, meant)
    return Blocked(chat, meant or namesakes[0], why or WhyLeft.SEVERAL)


def _why_blocked(
    chat: ListedChatAccount, meant: TikiAccount | None, *, is_retired: bool
) -> WhyLeft | None:
    """Why two accounts of one name are not to be merged, whatever their passwords are."""
    if is_retired:
        return WhyLeft.RETIRED
    if meant is None:
        return WhyLeft.SEVERAL
    return _why_unchecked(chat) if meant.livechat_id is None else WhyLeft.OTHER_ID


def _means(
    row: TikiAccount, username: ChatUsername, rows: Sequence[TikiAccount], domain: str
) -> bool:
    """Whether the login of an account, typed, means it and this chat account, and no others."""
    typed = normalise(row.login, domain)
    return typed.chat == username and find_by_login(typed, rows) is row


def _why_unchecked(chat: ListedChatAccount) -> WhyLeft | None:
    """Why the password of a chat account cannot be tried on the other one; None if it can."""
    credential = chat.credential
    if credential is None:
        raise ValueError("the list was asked for without credentials")
    password = readable_password(credential)
    if password:
        return None
    if password == "" or isinstance(credential, NoCredential):
        return WhyLeft.NO_PASSWORD
    return WhyLeft.AT_SIGN_IN if isinstance(credential, ScramCredential) else WhyLeft.UNREADABLE
