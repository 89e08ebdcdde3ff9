"""Tiki's database behind the ports `TikiDirectory` and `TikiWriter`."""

import re
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from component.adapters import tiki_schema
from component.adapters.mysql import Database, DuplicateKey, Row, SchemaMismatch
from component.adapters.tiki_schema import TikiSchema
from component.domain.accounts import SITE_RULE_PREFERENCES, SiteRules, TikiAccount
from component.domain.groups import Membership
from component.domain.names import ChatUsername, LiveChatId, TikiLogin, livechat_id
from component.domain.profile import PROFILE_PREFERENCES, Profile, describe
from component.ports import Unavailable

_MOST_ROWS = 50
"""More accounts than this never share a name: the statement is bounded all the same."""
_SITE_SECONDS = 5.0
"""How long preferences and inclusions of the whole site are taken for current."""
_ACTIVATION_KEY = re.compile(r"[0-9a-fA-F]{32}")
_NO_PICTURE = ("n", "0")
_LIBRARY_PICTURE = "l"


class TikiMysql:
    """Reads Tiki. Statements are built from the columns that are there.

    Args:
        database: Where it is.
        trust_local_hashes: Take the stored hashes for valid although the site checks passwords
            elsewhere (`auth_method` is not `tiki`).
    """

    def __init__(self, database: Database, *, trust_local_hashes: bool = False) -> None:
        self._database = database
        self._trust_local_hashes = trust_local_hashes
        self._schema: TikiSchema | None = None
        self._rules: tuple[float, SiteRules] | None = None
        self._inclusions: tuple[float, dict[str, set[str]]] | None = None

    async def site_rules(self) -> SiteRules:
        """See `TikiDirectory.site_rules`."""
        now = time.monotonic()
        if self._rules is None or now - self._rules[0] > _SITE_SECONDS:
            rows = await self._fetch(
                f"SELECT name, value FROM tiki_preferences WHERE name IN "
                f"({_marks(SITE_RULE_PREFERENCES)})",
                SITE_RULE_PREFERENCES,
            )
            self._rules = (now, self._trusted(SiteRules.from_preferences(dict(rows))))
        return self._rules[1]

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        """See `TikiDirectory.find_by_name`."""
        names = [login for login in logins if self._database.can_hold(login)]
        conditions, arguments = [], []
        if livechat_id is not None and self._database.can_hold(livechat_id):
            conditions.append("livechat_id = %s")
            arguments.append(str(livechat_id))
        if names:
            conditions.append(f"login IN ({_marks(names)})")
            arguments.extend(names)
        return await self._find(conditions, arguments)

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        """See `TikiDirectory.find_by_email`."""
        known = [address for address in addresses if self._database.can_hold(address)]
        conditions = [f"email IN ({_marks(known)})"] if known else []
        return await self._find(conditions, known)

    async def is_activation_key(self, user_id: int, text: str) -> bool:
        """See `TikiDirectory.is_activation_key`: only a Tiki without `waiting` needs it."""
        schema = await self._probed()
        if schema.has("users_users", "waiting") or not schema.has("users_users", "valid"):
            return False
        if not _ACTIVATION_KEY.fullmatch(text):
            return False
        return bool(
            await self._fetch(
                "SELECT 1 FROM users_users WHERE userId = %s AND valid = %s", (user_id, text)
            )
        )

    async def memberships(self, user_id: int) -> list[Membership]:
        """See `TikiDirectory.memberships`."""
        schema = await self._probed()
        created = _column(schema, "users_usergroups", "created", "m")
        expire = _column(schema, "users_usergroups", "expire", "m")
        after, join = "NULL", ""
        if schema.has("users_groups", "expireAfter"):
            after = "g.expireAfter"
            join = "LEFT JOIN users_groups g ON g.groupName = m.groupName"
        rows = await self._fetch(
            f"SELECT m.groupName, {created}, {expire}, {after} "
            f"FROM users_usergroups m {join} WHERE m.userId = %s",
            (user_id,),
        )
        return [
            Membership(str(g), created, expire, after or 0) for g, created, expire, after in rows
        ]

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        """See `TikiDirectory.inclusions`."""
        now = time.monotonic()
        if self._inclusions is None or now - self._inclusions[0] > _SITE_SECONDS:
            found: dict[str, set[str]] = {}
            if (await self._probed()).has("tiki_group_inclusion", "includeGroup"):
                rows = await self._fetch("SELECT groupName, includeGroup FROM tiki_group_inclusion")
                for group, included in rows:
                    found.setdefault(str(group), set()).add(str(included))
            self._inclusions = (now, found)
        return self._inclusions[1]

    async def profile(self, account: TikiAccount, site_language: str) -> Profile:
        """See `TikiDirectory.profile`."""
        rows = await self._fetch(
            f"SELECT prefName, value FROM tiki_user_preferences "
            f"WHERE user = %s AND prefName IN ({_marks(PROFILE_PREFERENCES)})",
            (account.login, *PROFILE_PREFERENCES),
        )
        preferences = {str(name): str(value or "") for name, value in rows}
        avatar = await self._avatar(account.user_id)
        return describe(account.login, account.email, preferences, site_language, avatar)

    async def _avatar(self, user_id: int) -> bytes | None:
        schema = await self._probed()
        if not schema.has("users_users", "avatarData"):
            return None
        kind = _column(schema, "users_users", "avatarType")
        rows = await self._fetch(
            f"SELECT {kind}, avatarData FROM users_users WHERE userId = %s", (user_id,)
        )
        if not rows or rows[0][0] in (*_NO_PICTURE, _LIBRARY_PICTURE):
            return None
        data = rows[0][1]
        return data.encode("latin-1", "replace") if isinstance(data, str) else data

    def _trusted(self, rules: SiteRules) -> SiteRules:
        """Stand against a site whose local hashes may mean nothing (facts/tiki.md §3)."""
        if rules.auth_method != "tiki" and not self._trust_local_hashes:
            raise Unavailable(
                self._database.settings.title,
                f"the site's auth_method is {rules.auth_method!r}, so its local hashes may mean "
                "nothing; set tiki.trust_local_hashes = true if they do",
            )
        return rules

    async def _find(self, conditions: Sequence[str], arguments: Sequence[str]) -> list[TikiAccount]:
        if not conditions:
            return []
        schema = await self._probed()
        optional = ", ".join(
            (
                _column(schema, "users_users", "waiting"),
                _column(schema, "users_users", "pass_confirm"),
                _column(schema, "users_users", "pass_due"),
                "twoFactorSecret <> ''" if schema.has("users_users", "twoFactorSecret") else "NULL",
            )
        )
        rows = await self._fetch(
            f"SELECT userId, login, email, hash, livechat_id, {optional} FROM users_users "
            f"WHERE {' OR '.join(conditions)} LIMIT {_MOST_ROWS}",
            arguments,
        )
        has_confirm = schema.has("users_users", "pass_confirm")
        return [_account(row, has_confirm=has_confirm) for row in rows]

    async def _fetch(self, statement: str, arguments: Sequence[Any] = ()) -> list[Row]:
        await self._probed()
        try:
            return await self._database.fetch(statement, arguments)
        except SchemaMismatch:
            self._schema = None
            raise

    async def _probed(self) -> TikiSchema:
        if self._schema is None:
            self._schema = await tiki_schema.probe(self._database)
        return self._schema


class TikiMysqlWriter:
    """Writes `users_users.livechat_id`, by one conditional UPDATE."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """See `TikiWriter.claim_livechat_id`; the column's unique key decides a race."""
        try:
            changed = await self._database.execute(
                "UPDATE users_users SET livechat_id = %s WHERE userId = %s AND livechat_id IS NULL",
                (livechat_id, user_id),
            )
        except DuplicateKey:
            return False
        return changed == 1


def _account(row: Row, *, has_confirm: bool) -> TikiAccount:
    user_id, login, email, stored, owned, waiting, confirmed, deadline, second_factor = row
    return TikiAccount(
        user_id=int(user_id),
        login=TikiLogin(login),
        email=email or "",
        password_hash=stored or "",
        livechat_id=livechat_id(owned),
        waiting=waiting or "",
        password_confirmed=int(confirmed or 0) if has_confirm else None,
        password_deadline=int(deadline) if deadline is not None else None,
        has_second_factor=bool(second_factor),
    )


def _column(schema: TikiSchema, table: str, column: str, alias: str = "") -> str:
    """The column to select, or NULL where it is not there."""
    if not schema.has(table, column):
        return "NULL"
    return f"{alias}.{column}" if alias else column


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
