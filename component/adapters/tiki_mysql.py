"""Tiki's database behind the ports `TikiDirectory` and `SiteVersion`: look-ups, the site's rules.

Groups are read in `tiki_groups`, profiles in `tiki_profile`.
"""

import re
import time
from collections.abc import Collection, Mapping, Sequence

from component.adapters import tiki_groups, tiki_profile
from component.adapters.mysql import Database, Row, SchemaMismatch, text
from component.adapters.mysql_lists import batches, marks
from component.adapters.pictures import Pictures
from component.adapters.tiki_access import TikiAccess, column
from component.adapters.tiki_schema import USERS, TikiSchema
from component.domain.accounts import (
    SITE_RULE_PREFERENCES,
    ListedAccount,
    SiteRules,
    TikiAccount,
)
from component.domain.generations import Generation
from component.domain.groups import Membership
from component.domain.names import ChatUsername, TikiLogin, livechat_id
from component.domain.profile import Profile
from component.domain.registration import REGISTRATION_PREFERENCES, RegistrationRules
from component.ports import Unavailable

_MOST_ROWS = 50
"""More accounts than this never share a name: the statement is bounded all the same."""
_SITE_SECONDS = 5.0
"""How long the preferences of the site are taken for current."""
_ACTIVATION_KEY = re.compile(r"[0-9a-fA-F]{32}")


class TikiMysql:
    """Reads Tiki. Statements are built from the columns that are there.

    Args:
        database: Where it is.
        pictures: Fetches pictures that are not in the database.
        trust_local_hashes: Take the stored hashes for valid although the site checks passwords
            elsewhere (`auth_method` is not `tiki`).
    """

    def __init__(
        self, database: Database, pictures: Pictures, *, trust_local_hashes: bool = False
    ) -> None:
        self._access = TikiAccess(database)
        self._pictures = pictures
        self._trust_local_hashes = trust_local_hashes
        self._rules: tuple[float, SiteRules] | None = None

    async def site_rules(self) -> SiteRules:
        """See `TikiDirectory.site_rules`."""
        now = time.monotonic()
        if self._rules is None or now - self._rules[0] > _SITE_SECONDS:
            stored = await self._preferences(SITE_RULE_PREFERENCES)
            rules = SiteRules.from_preferences(stored)
            self._refuse_unreliable(rules, await self._access.schema())
            self._rules = (now, rules)
        return self._rules[1]

    async def registration_rules(self) -> RegistrationRules:
        """See `TikiDirectory.registration_rules`."""
        schema = await self._access.schema()
        return RegistrationRules.from_preferences(
            await self._preferences(REGISTRATION_PREFERENCES),
            schema.generation,
            schema.width(USERS, "login"),
            schema.width(USERS, "hash"),
        )

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        """See `TikiDirectory.find_by_name`."""
        schema = await self._access.schema()
        ids = () if livechat_id is None else (livechat_id,)
        by_id = self._equal(schema, "livechat_id", ids)
        by_login = self._equal(schema, "login", logins)
        return await self._find(by_id[0] + by_login[0], by_id[1] + by_login[1])

    async def find_all(
        self, livechat_ids: Collection[ChatUsername], logins: Collection[str]
    ) -> list[TikiAccount]:
        """See `TikiDirectory.find_all`: a statement for each column, which its index serves."""
        schema = await self._access.schema()
        found: dict[int, TikiAccount] = {}
        for name, values in (("livechat_id", livechat_ids), ("login", logins)):
            for batch in batches(self._known(schema, name, values)):
                alike = self._equal(schema, name, batch)
                rows = await self._find(*alike, most=_MOST_ROWS * len(batch))
                found.update((row.user_id, row) for row in rows)
        return list(found.values())

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        """See `TikiDirectory.find_by_email`."""
        schema = await self._access.schema()
        return await self._find(*self._equal(schema, "email", addresses))

    async def is_activation_key(self, user_id: int, key: str) -> bool:
        """See `TikiDirectory.is_activation_key`; 1.9.5 has no such keys."""
        schema = await self._access.schema()
        if not _ACTIVATION_KEY.fullmatch(key):
            return False
        if not schema.has(USERS, "valid"):
            if schema.generation is Generation.V1_9 and not schema.exists(USERS, "valid"):
                return False
            raise SchemaMismatch(
                self._access.title,
                f"cannot read {USERS}.valid, which tells accounts that wait for their activation: "
                "grant SELECT on it (tiki-livechat grants)",
            )
        return bool(
            await self._access.fetch(
                f"SELECT 1 FROM {USERS} WHERE userId = %s AND valid = %s", (user_id, key)
            )
        )

    async def memberships(self, user_id: int) -> list[Membership]:
        """See `TikiDirectory.memberships`."""
        return await tiki_groups.memberships(self._access, user_id)

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        """See `TikiDirectory.inclusions`."""
        return await tiki_groups.inclusions(self._access)

    async def group_names(self) -> frozenset[str]:
        """See `TikiDirectory.group_names`."""
        return await tiki_groups.group_names(self._access)

    async def groups_version(self, now: float) -> str:
        """See `SiteVersion.groups_version`."""
        return await tiki_groups.version(self._access, now)

    async def read_page(self, after: int, limit: int) -> list[ListedAccount]:
        """See `TikiDirectory.read_page`."""
        return await tiki_groups.read_page(self._access, after, limit)

    async def profile(
        self, account: TikiAccount, rules: SiteRules, *, with_picture: bool = True
    ) -> Profile:
        """See `TikiDirectory.profile`."""
        pictures = self._pictures if with_picture else None
        return await tiki_profile.read(self._access, pictures, account, rules)

    def _refuse_unreliable(self, rules: SiteRules, schema: TikiSchema) -> None:
        """Stand against a site whose stored hashes are not all that counts (facts/tiki.md §3)."""
        if rules.auth_method != "tiki" and not self._trust_local_hashes:
            raise Unavailable(
                self._access.title,
                f"the site's auth_method is {rules.auth_method!r}, so its local hashes may mean "
                "nothing; set tiki.trust_local_hashes = true if they do",
            )
        if rules.second_factor and not schema.has(USERS, "twoFactorSecret"):
            raise SchemaMismatch(
                self._access.title,
                f"the site has twoFactorAuth on, but {USERS}.twoFactorSecret cannot be read: grant "
                "SELECT on it (tiki-livechat grants)",
            )

    def _equal(
        self, schema: TikiSchema, name: str, values: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """Look for values in a column as its collation compares, and in any case where it does not.

        1.9 has to be asked to the letter only; it compares by the collation here all the same.
        """
        arguments = self._known(schema, name, values)
        if not arguments:
            return [], []
        conditions = [f"{name} IN ({marks(arguments)})"]
        if schema.is_exact(USERS, name):
            cases = dict.fromkeys(c for v in arguments for c in (v.lower(), v.casefold()))
            if folded := self._known(schema, name, cases):
                conditions.append(f"LOWER({name}) IN ({marks(folded)})")
                arguments += folded
        return conditions, arguments

    def _known(self, schema: TikiSchema, name: str, values: Collection[str]) -> list[str]:
        """The values that the connection and a column can hold at all."""
        database = self._access.database
        sent_as = database.settings.charset
        return [
            v for v in values if database.can_hold(v) and schema.can_hold(USERS, name, v, sent_as)
        ]

    async def _preferences(self, names: Sequence[str]) -> dict[str, str | None]:
        rows = await self._access.fetch(
            f"SELECT name, value FROM tiki_preferences WHERE name IN ({marks(names)})", names
        )
        return {text(name): None if value is None else text(value) for name, value in rows}

    async def _find(
        self, conditions: Sequence[str], arguments: Sequence[str], most: int = _MOST_ROWS
    ) -> list[TikiAccount]:
        if not conditions:
            return []
        schema = await self._access.schema()
        has_confirm = schema.has(USERS, "pass_confirm")
        optional = ", ".join(
            (
                column(schema, USERS, "waiting"),
                column(schema, USERS, "pass_confirm" if has_confirm else "pass_due"),
                "twoFactorSecret <> ''" if schema.has(USERS, "twoFactorSecret") else "NULL",
            )
        )
        rows = await self._access.fetch(
            f"SELECT userId, login, email, hash, livechat_id, {optional} FROM {USERS} "
            f"WHERE {' OR '.join(conditions)} LIMIT {most}",
            arguments,
        )
        return [_account(row, schema.generation) for row in rows]


def _account(row: Row, generation: Generation) -> TikiAccount:
    user_id, login, email, stored, owned, waiting, date, second_factor = row
    is_old = generation is Generation.V1_9
    return TikiAccount(
        user_id=int(user_id),
        login=TikiLogin(text(login)),
        email=text(email),
        password_hash=text(stored),
        livechat_id=livechat_id(text(owned)),
        waiting=text(waiting),
        password_confirmed=None if is_old else int(date or 0),
        password_deadline=int(date or 0) if is_old else None,
        has_second_factor=bool(second_factor),
        generation=generation,
    )
