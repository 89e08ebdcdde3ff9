"""`tiki-livechat init`, `prepare-tiki` and `grants`: with which databases, and as whom."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from component import config
from component.adapters.database_admin import DatabaseAdmin
from component.adapters.grant_setup import GrantSetup, Holder
from component.adapters.grant_sql import create_database
from component.adapters.grants import Block, Features
from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.state_schema import migrate
from component.adapters.tiki_setup import TikiSetup
from component.frontdoors.cli.admin import Address, Admins
from component.usecases.plan_groups import rooms_of
from component.usecases.set_up import Plan
from component.wiring.connections import database_settings

_SCHEMA_SECONDS = 60.0


def databases_of(settings: config.Settings) -> Mapping[Block, config.DatabaseBlock]:
    """The blocks that describe a database user."""
    return {
        Block.TIKI: settings.tiki,
        Block.TIKI_WRITE: settings.tiki.write,
        Block.OPENFIRE: settings.openfire,
        Block.OPENFIRE_WRITE: settings.openfire.write,
        Block.STATE: settings.state,
    }


def addresses(settings: config.Settings) -> list[Address]:
    """The servers of all databases."""
    return list(dict.fromkeys(map(_address, databases_of(settings).values())))


def tiki_address(settings: config.Settings) -> Address:
    """The server of Tiki's database."""
    return _address(settings.tiki)


def state_address(settings: config.Settings) -> Address:
    """The server of the state database."""
    return _address(settings.state)


def keeps_accounts(settings: config.Settings) -> bool:
    """Whether chat accounts are kept before a migration or a purge, or put back by a command."""
    has_commands = settings.control.socket is not None or settings.admins.are_any
    return settings.has_migrations or has_commands or settings.purge.folder is not None


@contextlib.asynccontextmanager
async def grants(
    settings: config.Settings,
    admins: Admins,
    client_host: str | None = None,
) -> AsyncIterator[Plan]:
    """Plan the rights of the database users.

    Args:
        settings: Whose users.
        admins: The admin of each server.
        client_host: Where the component comes from; None for where this machine comes from.
    """
    blocks = databases_of(settings)
    servers = {
        _address(block): DatabaseAdmin(_in_words(_as_admin(block, admins)))
        for block in reversed([*blocks.values()])
    }
    holders = [
        Holder(
            name,
            block.user,
            block.password.get_secret_value(),
            block.database,
            servers[_address(block)],
        )
        for name, block in blocks.items()
    ]
    features = Features(
        strict_states=settings.tiki.strict_states,
        library_pictures=settings.tiki.site_url is not None,
        creates_accounts=settings.has_migrations,
        migrates=keeps_accounts(settings),
        groups=bool(settings.groups),
        rooms=bool(rooms_of(settings.roster_groups)),
        registrations=settings.registrations.watch,
    )
    try:
        yield GrantSetup(holders, features, client_host).plan
    finally:
        for server in servers.values():
            await server.close()


@contextlib.asynccontextmanager
async def tiki(
    settings: config.Settings, admins: Admins, groups: Sequence[str]
) -> AsyncIterator[Plan]:
    """Plan what a Tiki database lacks.

    Args:
        settings: Which database.
        admins: The admin of its server.
        groups: Tiki groups that there are to be; none for those that the settings name.
    """
    block = settings.tiki
    admin = DatabaseAdmin(_as_admin(block, admins))
    try:
        wanted = groups or settings.named_groups
        yield TikiSetup(admin, block.database, block.charset, wanted).plan
    finally:
        await admin.close()


async def state(settings: config.Settings, admins: Admins | None) -> int:
    """Make the state schema, or move it forward.

    Args:
        settings: Which.
        admins: The admin of its server, who makes the database as well; None to do it as the
            component does, for which the database must be there.

    Returns:
        The schema's version.

    Raises:
        Unavailable: It could not be done; says why.
    """
    block = settings.state
    if admins is None:
        database = Database(database_settings("the state database [state]", block))
        try:
            return await migrate(database)
        finally:
            await database.close()
    admin = DatabaseAdmin(_as_admin(block, admins))
    try:
        if not await admin.has_database(block.database):
            await admin.run(create_database(block.database))
        return await migrate(admin.database(block.database, _SCHEMA_SECONDS))
    finally:
        await admin.close()


def _as_admin(block: config.DatabaseBlock, admins: Admins) -> DatabaseSettings:
    admin = admins[_address(block)]
    found = database_settings(f"the server {block.host}:{block.port}", block)
    return replace(found, user=admin.user, password=admin.password)


def _in_words(settings: DatabaseSettings) -> DatabaseSettings:
    """Names of users and databases are text, whatever a Tiki keeps in its columns."""
    return replace(settings, charset="utf8mb4") if settings.charset == "latin1" else settings


def _address(block: config.DatabaseBlock) -> Address:
    return block.host, block.port
