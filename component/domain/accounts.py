"""Accounts on both sides, and whether a Tiki account may log in at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from component.domain.generations import Generation
from component.domain.groups import Membership
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.passwords.openfire import Credential

_DAY = 86_400
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")


class AccountState(StrEnum):
    """Whether a Tiki account may log in (facts/tiki.md §3)."""

    ACTIVE = "active"
    PENDING = "pending"
    SUSPENDED = "suspended"
    PASSWORD_DUE = "password-due"  # noqa: S105  a state, not a password
    SECOND_FACTOR = "second-factor"


@dataclass(frozen=True, slots=True)
class TikiAccount:
    """A row of `users_users`, as far as a login needs it.

    Attributes:
        user_id: `userId`.
        login: As stored.
        email: As stored, '' if NULL.
        password_hash: `hash`, '' if NULL; not shown by repr.
        livechat_id: None if the account has not migrated.
        waiting: `waiting`; '' if NULL or if this Tiki has no such column.
        password_confirmed: `pass_confirm`, seconds since the epoch; 0 if NULL, None if this Tiki
            has no such column.
        password_deadline: 1.9's `pass_due` column, seconds since the epoch; 0 if NULL, None if
            this Tiki has no such column.
        has_second_factor: `twoFactorSecret` is set.
        generation: Of the Tiki.
    """

    user_id: int
    login: TikiLogin
    email: str
    password_hash: str = field(repr=False)
    livechat_id: LiveChatId | None
    waiting: str = ""
    password_confirmed: int | None = None
    password_deadline: int | None = None
    has_second_factor: bool = False
    generation: Generation = Generation.V16


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """A Tiki account in a list of all of them, with its direct memberships.

    Attributes:
        user_id: `userId`.
        login: As stored.
        livechat_id: None if the account has not migrated.
        memberships: Those that are over among them.
    """

    user_id: int
    login: TikiLogin
    livechat_id: LiveChatId | None
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class ChatAccount:
    """A row of `ofUser`, as far as a login needs it."""

    username: ChatUsername
    credential: Credential = field(repr=False)


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Preferences of a Tiki site that rule logins, with Tiki's defaults (facts/tiki.md §1).

    Attributes:
        login_by_email: An e-mail address is as good as a login.
        change_password: People may change their password, and must when it is due.
        password_days: Days until a password is due; -1 for never.
        second_factor: The site asks those who set one up for a second factor.
        auth_method: Where the site checks passwords; `tiki` for its own table.
        language: The site's own language code.
        uses_gravatar: The site shows Gravatars in place of pictures of its own.
    """

    login_by_email: bool = False
    change_password: bool = True
    password_days: int = -1
    second_factor: bool = False
    auth_method: str = "tiki"
    language: str = "en"
    uses_gravatar: bool = False

    @classmethod
    def from_preferences(cls, stored: Mapping[str, str | None]) -> "SiteRules":
        """Read the rows of `tiki_preferences` that matter; an absent row is Tiki's default."""
        rows = {name: value for name, value in stored.items() if value is not None}
        days = rows.get("pass_due", "").strip()
        return cls(
            login_by_email=rows.get("login_allow_email", "n") == "y"
            or rows.get("login_is_email", "n") == "y",
            change_password=rows.get("change_password", "y") == "y",
            password_days=int(days) if _WHOLE_NUMBER.fullmatch(days) else -1,
            second_factor=rows.get("twoFactorAuth", "n") == "y",
            auth_method=rows.get("auth_method") or "tiki",
            language=rows.get("language") or "en",
            uses_gravatar=rows.get("user_use_gravatar", "n") == "y",
        )


SITE_RULE_PREFERENCES = (
    "login_allow_email",
    "login_is_email",
    "change_password",
    "pass_due",
    "twoFactorAuth",
    "auth_method",
    "language",
    "user_use_gravatar",
)
"""The rows of `tiki_preferences` that `SiteRules` is made of."""


def state_of(
    account: TikiAccount, rules: SiteRules, now: float, *, strict: bool = True
) -> AccountState:
    """Tell whether an account whose password fits may log in (facts/tiki.md §3).

    Args:
        account: The account.
        rules: The site's preferences.
        now: Seconds since the epoch.
        strict: Any value of `waiting` but NULL and '' keeps the account out. Otherwise it is as
            in Tiki itself: 'u' and 'a' do, and in 2.x and 3.x, where the mark is on good
            accounts too, none does.

    Returns:
        The first state that stands in the way, else `ACTIVE`.
    """
    waiting = account.waiting
    if not strict and account.generation.marks_good_accounts:
        waiting = ""
    if waiting in ("u", "a"):
        return AccountState.PENDING
    if waiting and strict:
        return AccountState.SUSPENDED
    if _password_is_due(account, rules, now):
        return AccountState.PASSWORD_DUE
    if rules.second_factor and account.has_second_factor:
        return AccountState.SECOND_FACTOR
    return AccountState.ACTIVE


def needs_activation_key(account: TikiAccount, *, strict: bool = True) -> bool:
    """Tell whether only its activation key shows that an account is pending.

    So it is before 2.0, which has no `waiting`, and where its mark is not relied upon.
    """
    generation = account.generation
    return generation < Generation.V2 or (generation.marks_good_accounts and not strict)


def _password_is_due(account: TikiAccount, rules: SiteRules, now: float) -> bool:
    """1.9 has a deadline, later ones the time of the last change, which counts if it can change."""
    if account.password_deadline is not None:
        return account.password_deadline <= now
    confirmed = account.password_confirmed
    if confirmed is None or not rules.change_password:
        return False
    if confirmed == 0:
        return True
    return rules.password_days >= 0 and confirmed + rules.password_days * _DAY < now
