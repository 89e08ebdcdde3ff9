"""One access to a Tiki database: its schema is probed once, and again when it turns out wrong.

The statements are the readers' and the writer's part.
"""

from collections.abc import Sequence

from component.adapters import tiki_schema
from component.adapters.mysql import Database, Row, SchemaMismatch
from component.adapters.tiki_schema import TikiSchema


class TikiAccess:
    """Asks a Tiki database with its schema in mind."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._schema: TikiSchema | None = None

    @property
    def title(self) -> str:
        """What messages call the database."""
        return self.database.settings.title

    async def schema(self) -> TikiSchema:
        """What is there, read once.

        Raises:
            Unavailable: The database did not answer.
            SchemaMismatch: It is no Tiki that the bridge can use.
        """
        if self._schema is None:
            self._schema = await tiki_schema.probe(self.database)
        return self._schema

    async def need(self, table: str, *columns: str) -> None:
        """See that columns can be read, where to do without them would tell something else.

        Raises:
            Unavailable: The database did not answer.
            SchemaMismatch: One of them cannot; the next look probes anew.
        """
        schema = await self.schema()
        missing = [f"{table}.{name}" for name in columns if not schema.has(table, name)]
        if missing:
            self._schema = None
            raise SchemaMismatch(
                self.title,
                f"cannot read {', '.join(missing)}: grant SELECT on it to the database user "
                f"{self.database.settings.user!r} (tiki-livechat grants)",
            )

    async def fetch(self, statement: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Read rows; a statement that does not fit the schema makes the next one probe anew."""
        await self.schema()
        try:
            return await self.database.fetch(statement, arguments)
        except SchemaMismatch:
            self._schema = None
            raise


def column(schema: TikiSchema, table: str, name: str, alias: str = "") -> str:
    """The column to select, or NULL where it cannot be read."""
    if not schema.has(table, name):
        return "NULL"
    return f"{alias}.{name}" if alias else name
