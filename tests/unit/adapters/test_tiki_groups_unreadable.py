"""Groups of the site that cannot be read any more are never taken for no groups."""

from collections.abc import Sequence

import pytest

from component.adapters.mysql import Database, DatabaseSettings, Row, SchemaMismatch
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_schema import OPTIONAL, REQUIRED
from component.usecases.read_members import read_members

TABLES: dict[str, set[str]] = {}
for part in (REQUIRED, OPTIONAL):
    for table, columns in part.items():
        TABLES.setdefault(table, set()).update(columns)
ROWS: dict[str, list[Row]] = {
    "SELECT groupName, includeGroup FROM tiki_group_inclusion": [("Leads", "Helpers")],
    "SELECT groupName FROM users_groups": [("Leads",), ("Helpers",)],
}


class LosingRights(Database):
    """A Tiki with two groups, whose database user has lost the right to a table.

    As servers have it, information_schema does not show the table any more.
    """

    def __init__(self, lost: str) -> None:
        super().__init__(DatabaseSettings("the Tiki database", "h", 1, "me", "geheim", "tiki"))
        self.lost = lost

    async def fetch(self, statement: str, _arguments: Sequence[object] = ()) -> list[Row]:
        """Answer, if there is a right to."""
        if "information_schema" in statement:
            return [
                (table, name, "varchar", 200, "utf8mb4_unicode_ci", "select", "InnoDB")
                for table, names in TABLES.items()
                for name in names
                if table != self.lost
            ]
        if self.lost and self.lost in statement:
            raise SchemaMismatch(self.settings.title, "SELECT command denied")
        return ROWS.get(statement, [])


@pytest.mark.parametrize("lost", ["tiki_group_inclusion", "users_groups"])
async def test_groups_that_cannot_be_read_are_not_taken_for_none(lost: str) -> None:
    database = LosingRights("")
    tiki = TikiMysql(database, Pictures(None, None))
    assert [member async for member in read_members(tiki, 0)] == []
    database.lost = lost
    for _ in range(3):
        with pytest.raises(SchemaMismatch):
            assert [member async for member in read_members(tiki, 0)] == []
    with pytest.raises(SchemaMismatch, match=rf"cannot read {lost}\..*'me' \(tiki-livechat grants"):
        await (tiki.group_names() if lost == "users_groups" else tiki.inclusions())
    database.lost = ""
    assert await tiki.group_names() == {"Leads", "Helpers"}
    assert await tiki.inclusions() == {"Leads": {"Helpers"}}
