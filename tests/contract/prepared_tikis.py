"""Databases with a Tiki each, for `prepare-tiki` to work on."""

import secrets
from collections.abc import Callable

from tests.contract.own_mariadb import OwnMariaDB
from tests.contract.setting_up import SettingUp

WITHOUT = "ALTER TABLE users_users DROP COLUMN livechat_id"


class Tiki(SettingUp):
    """A database with a Tiki in it.

    Args:
        mariadb: Where.
        sql: Its tables.
        charset: Of the component's connection.
    """

    def __init__(self, mariadb: OwnMariaDB, sql: str, charset: str = "utf8mb4") -> None:
        self.name = f"tiki_{secrets.token_hex(4)}"
        super().__init__(mariadb, {"tiki": self.name}, tiki={"charset": charset})
        mariadb.server.execute(f"CREATE DATABASE {self.name}")
        mariadb.server.run_script(sql, self.name)

    def execute(self, sql: str, *arguments: object) -> list[tuple[object, ...]]:
        return self.mariadb.server.execute(sql, arguments, self.name)

    def column(self) -> tuple[object, ...] | None:
        """Type, charset, whether NULL is allowed, and default of the column."""
        rows = self.execute(
            "SELECT column_type, character_set_name, is_nullable, COALESCE(column_default, 'NULL') "
            "FROM information_schema.columns WHERE table_schema = DATABASE() "
            "AND table_name = 'users_users' AND column_name = 'livechat_id'"
        )
        return rows[0] if rows else None

    def unique_keys(self) -> list[tuple[object, ...]]:
        """Name and prefix of the unique keys of the column."""
        return self.execute(
            "SELECT index_name, COALESCE(sub_part, 0) FROM information_schema.statistics "
            "WHERE table_schema = DATABASE() AND table_name = 'users_users' "
            "AND column_name = 'livechat_id' AND non_unique = 0"
        )


MakeTiki = Callable[..., Tiki]


def users_table(rest: str, engine: str = "InnoDB", charset: str = "utf8mb4") -> str:
    columns = f"userId INT AUTO_INCREMENT PRIMARY KEY, login VARCHAR(200), {rest}"
    return f"CREATE TABLE users_users ({columns.rstrip(', ')}) ENGINE={engine} CHARSET={charset}"
