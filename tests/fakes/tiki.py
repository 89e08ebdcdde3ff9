"""A Tiki in memory: the ports `TikiDirectory` and `TikiWriter`.

Rows are kept by the names of their columns, NULL included, so that a test fills this Tiki and a
real one by the same words.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict, Unpack

from component.domain.accounts import SITE_RULE_PREFERENCES, SiteRules, TikiAccount
from component.domain.groups import Membership
from component.domain.names import ChatUsername, LiveChatId, TikiLogin, livechat_id
from component.domain.profile import PROFILE_PREFERENCES, Profile, describe
from component.ports import Unavailable
from tests.fakes.fake import Fake


class Columns(TypedDict, total=False):
    """Columns of `users_users`; what is left out has the default of the table."""

    email: str | None
    hash: str | None
    livechat_id: str | None
    waiting: str | None
    pass_confirm: int | None
    twoFactorSecret: str | None
    valid: str | None
    avatarType: str | None
    avatarData: bytes | None


class FakeTiki(Fake):
    """A Tiki 24. Its columns compare names about as utf8mb4_unicode_ci does."""

    title = "the fake Tiki"

    def __init__(self) -> None:
        super().__init__()
        self.has_waiting = True
        self._logins: dict[int, str] = {}
        self._rows: dict[int, Columns] = {}
        self._rules: dict[str, str | None] = {}
        self._preferences: dict[tuple[str, str], str | None] = {}
        self._groups: dict[str, int] = {}
        self._memberships: list[tuple[int, str, int | None, int | None]] = []
        self._inclusions: dict[str, set[str]] = {}

    @property
    def directory(self) -> "FakeTiki":
        """As `TikiDirectory`."""
        return self

    @property
    def writer(self) -> "FakeTiki":
        """As `TikiWriter`."""
        return self

    def add(self, login: str, **columns: Unpack[Columns]) -> int:
        """Make an account; gives its `userId`."""
        user_id = len(self._rows) + 1
        self._logins[user_id], self._rows[user_id] = login, columns
        return user_id

    def change(self, user_id: int, **columns: Unpack[Columns]) -> None:
        """Change columns of an account."""
        self._rows[user_id].update(columns)

    @property
    def user_ids(self) -> list[int]:
        """All accounts."""
        return list(self._rows)

    def stored_id(self, user_id: int) -> str | None:
        """The column `livechat_id`."""
        return self._rows[user_id].get("livechat_id")

    def set_rule(self, name: str, value: str | None) -> None:
        """Set a preference of the site."""
        self._rules[name] = value

    def set_preference(self, user: str, name: str, value: str | None) -> None:
        """Set a preference of a person."""
        self._preferences[_collate(user), name] = value

    def add_group(self, name: str, expire_after: int = 0) -> None:
        """Make a group whose memberships end after some days; 0 for never."""
        self._groups[_collate(name)] = expire_after

    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None:
        """Put an account into a group."""
        self._memberships.append((user_id, group, created, expire))

    def leave(self, user_id: int, group: str) -> None:
        """Take an account out of a group."""
        self._memberships = [m for m in self._memberships if m[:2] != (user_id, group)]

    def include(self, group: str, included: str) -> None:
        """Let the members of a group belong to another one as well."""
        self._inclusions.setdefault(group, set()).add(included)

    def drop_waiting(self) -> None:
        """Become a Tiki of old, without the column `waiting`."""
        self.has_waiting = False

    def account(self, user_id: int) -> TikiAccount:
        """A row, as the port gives it."""
        row = self._rows[user_id]
        return TikiAccount(
            user_id=user_id,
            login=TikiLogin(self._logins[user_id]),
            email=row.get("email") or "",
            password_hash=row.get("hash") or "",
            livechat_id=livechat_id(row.get("livechat_id")),
            waiting=(row.get("waiting") or "") if self.has_waiting else "",
            password_confirmed=row.get("pass_confirm") or 0,
            has_second_factor=bool(row.get("twoFactorSecret")),
        )

    async def site_rules(self) -> SiteRules:
        await self._called("site_rules")
        stored = {n: v for n, v in self._rules.items() if n in SITE_RULE_PREFERENCES}
        rules = SiteRules.from_preferences(stored)
        if rules.auth_method != "tiki":
            raise Unavailable(self.title, f"the site's auth_method is {rules.auth_method!r}")
        return rules

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        await self._called("find_by_name", livechat_id, *logins)
        return [
            self.account(user_id)
            for user_id, row in self._rows.items()
            if _is_among(self._logins[user_id], logins)
            or _is_among(row.get("livechat_id"), () if livechat_id is None else (livechat_id,))
        ]

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        await self._called("find_by_email", *addresses)
        return [
            self.account(user_id)
            for user_id, row in self._rows.items()
            if _is_among(row.get("email"), addresses)
        ]

    async def is_activation_key(self, user_id: int, text: str) -> bool:
        await self._called("is_activation_key", user_id)
        if self.has_waiting or not re.fullmatch("[0-9a-fA-F]{32}", text):
            return False
        return _is_among(self._rows[user_id].get("valid"), (text,))

    async def memberships(self, user_id: int) -> list[Membership]:
        await self._called("memberships", user_id)
        return [
            Membership(group, created, expire, self._groups.get(_collate(group), 0))
            for member, group, created, expire in self._memberships
            if member == user_id
        ]

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        await self._called("inclusions")
        return self._inclusions

    async def profile(self, account: TikiAccount, site_language: str) -> Profile:
        await self._called("profile", account.login)
        preferences = {
            name: value or ""
            for (user, name), value in self._preferences.items()
            if user == _collate(account.login) and name in PROFILE_PREFERENCES
        }
        row = self._rows[account.user_id]
        shown = row.get("avatarType") not in ("n", "0", "l")
        avatar = row.get("avatarData") if shown else None
        return describe(account.login, account.email, preferences, site_language, avatar)

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        await self._called("claim_livechat_id", user_id, livechat_id)
        taken = any(_is_among(r.get("livechat_id"), (livechat_id,)) for r in self._rows.values())
        row = self._rows.get(user_id)
        if taken or row is None or row.get("livechat_id") is not None:
            return False
        row["livechat_id"] = livechat_id
        return True


def _is_among(stored: str | None, wanted: Sequence[str]) -> bool:
    return stored is not None and _collate(stored) in map(_collate, wanted)


def _collate(text: str) -> str:
    """Case, accents, width and trailing blanks do not count, and all emoji are one."""
    kept = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    return "".join("\ufffd" if ord(c) > 0xFFFF else c for c in kept).casefold().rstrip(" ")
