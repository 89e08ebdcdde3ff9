"""Who is in which Tiki group: of one person, of all of them page by page, or whether it changed."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from component.adapters.mysql import text
from component.adapters.table_digest import count_of, digest_of, read_digest
from component.adapters.tiki_access import TikiAccess, column
from component.adapters.tiki_schema import USERS, TikiSchema
from component.domain.accounts import ListedAccount
from component.domain.groups import DAY, Membership
from component.domain.names import TikiLogin, livechat_id

_OF_GROUPS: Mapping[str, tuple[str, ...]] = {
    "users_usergroups": ("userId", "groupName", "created", "expire"),
    "users_groups": ("groupName", "expireAfter"),
    "tiki_group_inclusion": ("groupName", "includeGroup"),
}


async def memberships(access: TikiAccess, user_id: int) -> list[Membership]:
    """See `TikiDirectory.memberships`."""
    schema = await access.schema()
    rows = await access.fetch(f"{_selection(schema)} WHERE m.userId = %s", (user_id,))
    return [_membership(row[1:]) for row in rows]


async def inclusions(access: TikiAccess) -> Mapping[str, Collection[str]]:
    """See `TikiDirectory.inclusions`; a table that every Tiki has."""
    await access.need("tiki_group_inclusion", "groupName", "includeGroup")
    found: dict[str, set[str]] = {}
    rows = await access.fetch("SELECT groupName, includeGroup FROM tiki_group_inclusion")
    for group, included in rows:
        found.setdefault(text(group), set()).add(text(included))
    return found


async def group_names(access: TikiAccess) -> frozenset[str]:
    """See `TikiDirectory.group_names`; likewise."""
    await access.need("users_groups", "groupName")
    rows = await access.fetch("SELECT groupName FROM users_groups")
    return frozenset(text(name) for (name,) in rows)


async def read_page(access: TikiAccess, after: int, limit: int) -> list[ListedAccount]:
    """See `TikiDirectory.read_page`: two statements, however many accounts."""
    accounts = await access.fetch(
        f"SELECT userId, login, livechat_id FROM {USERS} WHERE userId > %s "
        "ORDER BY userId LIMIT %s",
        (after, limit),
    )
    if not accounts:
        return []
    schema = await access.schema()
    rows = await access.fetch(
        f"{_selection(schema)} WHERE m.userId BETWEEN %s AND %s",
        (accounts[0][0], accounts[-1][0]),
    )
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_membership(row[1:]))
    return [
        ListedAccount(
            user_id=int(user_id),
            login=TikiLogin(text(login)),
            livechat_id=livechat_id(text(owned)),
            memberships=tuple(found.get(user_id, ())),
        )
        for user_id, login, owned in accounts
    ]


async def version(access: TikiAccess, now: float) -> str:
    """See `SiteVersion.groups_version`: of all that can be read of groups."""
    schema = await access.schema()
    statements = [digest_of(USERS, ("userId", "livechat_id"), "livechat_id IS NOT NULL")]
    for table, columns in _OF_GROUPS.items():
        readable = [column for column in columns if schema.has(table, column)]
        if readable:
            statements.append(digest_of(table, readable))
    statements += _ended(schema, math.ceil(now))
    return await read_digest(access.fetch, statements)


def _ended(schema: TikiSchema, now: int) -> Iterator[str]:
    """Count the memberships that have ended before a second: as time passes, they get more.

    Which they are follows from the tables; `Membership.is_current` has the rule. Only the few
    groups with a term of their own are looked up.
    """
    has_own_end = schema.has("users_usergroups", "expire")
    if has_own_end:
        yield count_of("users_usergroups", f"expire < {now}")
    if schema.has("users_usergroups", "created") and schema.has("users_groups", "expireAfter"):
        joined = (
            "users_groups g JOIN users_usergroups m "
            f"ON g.groupName = m.groupName{_compared_as(schema)}"
        )
        term = f"g.expireAfter > 0 AND m.created + g.expireAfter * {DAY} < {now}"
        yield count_of(joined, f"{term} AND m.expire IS NULL" if has_own_end else term)


def _selection(schema: TikiSchema) -> str:
    """Select memberships; a group's own term is found by the collation, as Tiki finds it."""
    created = column(schema, "users_usergroups", "created", "m")
    expire = column(schema, "users_usergroups", "expire", "m")
    after, join = "NULL", ""
    if schema.has("users_groups", "expireAfter"):
        after = "g.expireAfter"
        join = f"LEFT JOIN users_groups g ON g.groupName = m.groupName{_compared_as(schema)}"
    return (
        f"SELECT m.userId, m.groupName, {created}, {expire}, {after} FROM users_usergroups m {join}"
    )


def _compared_as(schema: TikiSchema) -> str:
    """How names of the two tables are compared, where servers do not tell (error 1267).

    Upgrades and imports have left tables of one charset in different collations.
    """
    if not schema.exists("users_groups", "groupName"):
        return ""  # the server names it in its answer
    theirs, own = (
        schema.columns[table]["groupName"].collation
        for table in ("users_groups", "users_usergroups")
    )
    is_open = theirs != own and theirs.partition("_")[0] == own.partition("_")[0]
    return f" COLLATE {own}" if is_open else ""


def _membership(row: Sequence[object]) -> Membership:
    group, created, expire, after = row
    return Membership(
        text(group),
        created if isinstance(created, int) else None,
        expire if isinstance(expire, int) else None,
        after if isinstance(after, int) else 0,
    )
