"""Gives the database users of the settings exactly their rights: what there is to do for that.

Which rights these are is told in `grants`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from component.adapters import grant_sql, openfire_schema, tiki_schema
from component.adapters.database_admin import DatabaseAdmin
from component.adapters.grant_sql import Power
from component.adapters.grants import Block, Features, Right, rights_of
from component.adapters.mysql import Database, SchemaMismatch
from component.adapters.tiki_schema import USERS, TikiSchema
from component.ports import Change, Unavailable

_OF_ROUTINES = ("PROCEDURE ", "FUNCTION ")


@dataclass(frozen=True, slots=True)
class Holder:
    """The database user of a block of the settings.

    Attributes:
        block: The block.
        user: Its name.
        password: Its password, not shown by repr.
        database: The database that its rights are in.
        admin: The server.
    """

    block: Block
    user: str
    password: str = field(repr=False)
    database: str
    admin: DatabaseAdmin


@dataclass(frozen=True, slots=True)
class _Account:
    """A database user with its host.

    Attributes:
        holders: The blocks that name it; all of one server.
        who: As SQL writes it.
        is_there: The server knows it.
        held: What it holds in the databases of its blocks: place → powers.
        others: Rights of other kinds, between GRANT and TO.
    """

    holders: Sequence[Holder]
    who: str
    is_there: bool
    held: Mapping[str, frozenset[Power]]
    others: Sequence[str]

    @property
    def admin(self) -> DatabaseAdmin:
        return self.holders[0].admin


class GrantSetup:
    """Knows what is to be granted, and what is to be taken away.

    Args:
        holders: The users, one for each block.
        features: What of the settings decides on rights.
        client_host: Where the users come from; None for where this machine comes from.
    """

    def __init__(
        self, holders: Sequence[Holder], features: Features, client_host: str | None
    ) -> None:
        self._holders = {holder.block: holder for holder in holders}
        self._features = features
        self._client_host = client_host

    async def plan(self) -> list[Change]:
        """List what gives the users their rights and no others; also what is so already.

        Raises:
            Unavailable: A server did not answer, or it cannot be done; says why.
        """
        accounts = [await self._look_at(holders) for holders in self._by_user()]
        tiki = await self._look_at_tiki()
        openfire = await openfire_schema.probe(_database(self._holders[Block.OPENFIRE]))
        wanted = {block: rights_of(block, tiki, openfire, self._features) for block in Block}
        return [change for a in accounts for change in await _changes(a, wanted)]

    def _by_user(self) -> Iterator[list[Holder]]:
        """The blocks that share a user; never the admin's, who would lose what it is."""
        shared: dict[tuple[str, str], list[Holder]] = defaultdict(list)
        for holder in self._holders.values():
            shared[holder.admin.address, holder.user].append(holder)
        for holders in shared.values():
            first = holders[0]
            blocks = " and ".join(f"[{holder.block}]" for holder in holders)
            if first.user == first.admin.user:
                raise Unavailable(
                    blocks,
                    f"its user {first.user!r} is the admin that was named: name another admin, "
                    "since this user is to have little rights",
                )
            if any(holder.password != first.password for holder in holders):
                raise Unavailable(
                    blocks,
                    f"both have the user {first.user!r}, but different passwords: make the "
                    "passwords equal, or the users different",
                )
            yield holders

    async def _look_at_tiki(self) -> TikiSchema:
        holder = self._holders[Block.TIKI]
        schema = await tiki_schema.look(_database(holder))
        missing = schema.missing()
        if missing == [f"{USERS}.livechat_id"]:
            raise SchemaMismatch(
                f"the database {holder.database!r}",
                f"there is no {missing[0]} yet: run tiki-livechat prepare-tiki first",
            )
        if missing:
            raise SchemaMismatch(
                f"the database {holder.database!r}",
                f"{holder.admin.user!r} finds no {', '.join(missing)} in it: is it a Tiki's, and "
                "may this admin read it?",
            )
        return schema

    async def _look_at(self, holders: Sequence[Holder]) -> _Account:
        user, admin = holders[0].user, holders[0].admin
        host = self._client_host or await admin.client_host()
        who = grant_sql.account(user, host)
        shown = await admin.grants(who)
        everywhere = await admin.held_everywhere(user, host)
        if everywhere:
            raise Unavailable(
                admin.address,
                f"{who} of [{holders[0].block}] has rights on all databases "
                f"({', '.join(everywhere)}): name a user of the bridge's own",
            )
        held: dict[str, frozenset[Power]] = {}
        for database in {holder.database for holder in holders}:
            held |= await admin.held(user, host, database)
        others = [*_of_other_kinds(shown or (), {holder.database for holder in holders})]
        return _Account(holders, who, shown is not None, held, others)


async def _changes(account: _Account, wanted: Mapping[Block, Sequence[Right]]) -> list[Change]:
    places = {
        holder.block: await _by_place(holder, wanted[holder.block]) for holder in account.holders
    }
    keep: dict[str, frozenset[Power]] = defaultdict(frozenset)
    for rights_at in places.values():
        for where, rights in rights_at.items():
            keep[await account.admin.fold(where)] |= grant_sql.powers(rights)
    excess = {where: held - keep[where] for where, held in account.held.items()}
    changes = [_make_user(account), *_take_away(account, excess)]
    for holder in account.holders:
        about = _about(holder)
        if holder.block is Block.STATE:
            changes.append(await _make_database(holder))
        for where, rights in places[holder.block].items():
            folded = await account.admin.fold(where)
            sql = grant_sql.grant(rights, where, account.who)
            is_done = grant_sql.powers(rights) <= account.held.get(
                folded, frozenset()
            ) and not excess.get(folded)
            changes.append(Change(about, sql, partial(account.admin.run, sql), is_done=is_done))
    return changes


def _make_user(account: _Account) -> Change:
    first = account.holders[0]
    sql = grant_sql.create_user(account.who, f"the password of [{first.block}]")
    who = account.who.replace("%", "%%")
    run = partial(account.admin.run, f"CREATE USER {who} IDENTIFIED BY %s", (first.password,))
    about = f"{_place_of(first)}: its password goes where the words for it stand"
    return Change(about, sql, run, is_done=account.is_there)


def _take_away(account: _Account, excess: Mapping[str, frozenset[Power]]) -> Iterator[Change]:
    about = f"{account.who} has had more than that"
    statements = [
        grant_sql.revoke(powers, where, account.who) for where, powers in excess.items() if powers
    ]
    statements += [f"REVOKE {what} FROM {account.who}" for what in account.others]
    for sql in statements:
        yield Change(about, sql, partial(account.admin.run, sql), takes_away=True)


async def _make_database(holder: Holder) -> Change:
    sql = grant_sql.create_database(holder.database)
    is_there = await holder.admin.has_database(holder.database)
    return Change(_about(holder), sql, partial(holder.admin.run, sql), is_done=is_there)


async def _by_place(holder: Holder, rights: Sequence[Right]) -> dict[str, list[Right]]:
    found: dict[str, list[Right]] = {}
    has_wildcards = await holder.admin.has_wildcards()
    for right in rights:
        where = grant_sql.place(holder.database, right.table, has_wildcards=has_wildcards)
        found.setdefault(where, []).append(right)
    return found


def _of_other_kinds(shown: Sequence[str], databases: set[str]) -> Iterator[str]:
    """Roles, and rights to routines of these databases: what stands between GRANT and TO."""
    names = tuple(f"{grant_sql.quote_name(database)}." for database in databases)
    for line in shown:
        what = line.removeprefix("GRANT ").rpartition(" TO ")[0]
        where = what.partition(" ON ")[2]
        is_role = line.startswith("GRANT ") and what and not where
        if is_role or (
            where.startswith(_OF_ROUTINES) and where.partition(" ")[2].startswith(names)
        ):
            yield what


def _about(holder: Holder) -> str:
    return f"{_place_of(holder)}: {holder.block.purpose}"


def _place_of(holder: Holder) -> str:
    return f"[{holder.block}] on {holder.admin.address}"


def _database(holder: Holder) -> Database:
    return holder.admin.database(holder.database)
