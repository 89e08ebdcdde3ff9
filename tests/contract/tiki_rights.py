"""The rights of the bridge's users on a Tiki of the contract suite: those of `grants` only."""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from component.adapters import grant_sql, tiki_schema
from component.adapters.grants import Block, Features, rights_of
from component.adapters.mysql import Database
from component.adapters.openfire_schema import OpenfireSchema
from component.adapters.tiki_schema import TikiSchema

_BLOCKS = {"reader": Block.TIKI, "lenient": Block.TIKI, "writer": Block.TIKI_WRITE}


def statements(owner: Database, accounts: Mapping[str, str]) -> Iterator[str]:
    """What gives the users their rights.

    Args:
        owner: An access with all rights, nothing is left open of it.
        accounts: The users that read, with strict states and without, and that write: as SQL
            names them.
    """
    with ThreadPoolExecutor(1) as beside_any_loop:
        schema = beside_any_loop.submit(asyncio.run, _look(owner)).result()
    for who, block in _BLOCKS.items():
        features = Features(
            strict_states=who != "lenient",
            library_pictures=True,
            creates_accounts=True,
            registrations=True,
        )
        for right in rights_of(block, schema, OpenfireSchema({}), features):
            place = grant_sql.place(owner.settings.database, right.table, has_wildcards=True)
            yield grant_sql.grant([right], place, accounts[who])


async def _look(database: Database) -> TikiSchema:
    try:
        return await tiki_schema.look(database)
    finally:
        await database.close()
