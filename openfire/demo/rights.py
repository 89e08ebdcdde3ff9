"""Gives the component's users of a test database exactly what `grants --apply` gives them."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from component.config import Settings
from component.frontdoors.cli.admin import Admin
from component.usecases.set_up import set_up
from component.wiring import setting_up
from openfire.testserver import DatabaseUser

BLOCKS = {
    "tiki": "tiki",
    "tiki.write": "tiki_write",
    "openfire": "openfire",
    "openfire.write": "openfire_write",
    "state": "state",
}
"""Block of the settings → the database user of a test server that it names."""


def database_blocks(
    host: str, port: int, users: Mapping[str, DatabaseUser]
) -> dict[str, dict[str, Any]]:
    """The settings of the databases, by block.

    Args:
        host: Where the database server is.
        port: Its port.
        users: Its users, by the names that the test server gives them.
    """
    return {
        block: {
            "host": host,
            "port": port,
            "user": users[name].user,
            "password": users[name].password,
            "database": users[name].database,
        }
        for block, name in BLOCKS.items()
    }


def give_rights(settings: Settings, admin: DatabaseUser) -> None:
    """Give the users their rights and no others.

    Args:
        settings: Of the component; all of its databases are on one server.
        admin: A user of that server with all rights.
    """
    with ThreadPoolExecutor(1) as beside_any_loop:
        granting = _give(settings, Admin(admin.user, admin.password))
        beside_any_loop.submit(asyncio.run, granting).result()


async def _give(settings: Settings, admin: Admin) -> None:
    admins = dict.fromkeys(setting_up.addresses(settings), admin)
    async with setting_up.grants(settings, admins) as plan:
        await set_up(plan, lambda _: None)
