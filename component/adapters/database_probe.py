"""The least that can be asked of a database."""

from component.adapters.mysql import Database


async def ask(database: Database) -> None:
    """See whether it answers.

    Raises:
        Unavailable: It does not, within its bounds.
    """
    await database.fetch("SELECT 1")
