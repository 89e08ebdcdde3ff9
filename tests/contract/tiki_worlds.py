"""A Tiki to fill and to ask, fake or real, for the suites of `TikiDirectory` and `TikiWriter`."""

from typing import Protocol, Unpack

from component.adapters.tiki_mysql import TikiMysql, TikiMysqlWriter
from component.ports import TikiDirectory, TikiWriter
from openfire.demo import tiki
from tests.contract.servers import Databases, Root
from tests.fakes.tiki import Columns

REGISTERED = 1_700_000_000


class TikiWorld(Protocol):
    """What a test does to a Tiki before it asks; `FakeTiki` is one, `RealTiki` the other."""

    @property
    def directory(self) -> TikiDirectory: ...
    @property
    def writer(self) -> TikiWriter: ...
    def add(self, login: str, **columns: Unpack[Columns]) -> int: ...
    def change(self, user_id: int, **columns: Unpack[Columns]) -> None: ...
    def stored_id(self, user_id: int) -> str | None: ...
    def set_rule(self, name: str, value: str | None) -> None: ...
    def set_preference(self, user: str, name: str, value: str | None) -> None: ...
    def add_group(self, name: str, expire_after: int = 0) -> None: ...
    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None: ...
    def include(self, group: str, included: str) -> None: ...
    def drop_waiting(self) -> None: ...


class RealTiki:
    """The demo's Tiki, emptied."""

    def __init__(self, root: Root, databases: Databases) -> None:
        self._root = root
        self._reader = f"'{databases.tiki.settings.user}'@'{databases.tiki.settings.host}'"
        self._waiting_dropped = False
        self.directory: TikiDirectory = TikiMysql(databases.tiki)
        self.writer: TikiWriter = TikiMysqlWriter(databases.tiki_write)
        for table in tiki.COLUMNS:
            root.execute(f"DELETE FROM {table}")

    def add(self, login: str, **columns: Unpack[Columns]) -> int:
        values = {"login": login, **columns}
        marks = ", ".join(["%s"] * len(values))
        self._root.execute(
            f"INSERT INTO users_users ({', '.join(values)}) VALUES ({marks})",
            tuple(values.values()),
        )
        ((user_id,),) = self._root.execute("SELECT MAX(userId) FROM users_users")
        return int(user_id)

    def change(self, user_id: int, **columns: Unpack[Columns]) -> None:
        for column, value in columns.items():
            self._root.execute(
                f"UPDATE users_users SET {column} = %s WHERE userId = %s", (value, user_id)
            )

    def stored_id(self, user_id: int) -> str | None:
        ((stored,),) = self._root.execute(
            "SELECT livechat_id FROM users_users WHERE userId = %s", (user_id,)
        )
        return None if stored is None else str(stored)

    def set_rule(self, name: str, value: str | None) -> None:
        self._root.execute("REPLACE INTO tiki_preferences VALUES (%s, %s)", (name, value))

    def set_preference(self, user: str, name: str, value: str | None) -> None:
        self._root.execute(
            "REPLACE INTO tiki_user_preferences VALUES (%s, %s, %s)", (user, name, value)
        )

    def add_group(self, name: str, expire_after: int = 0) -> None:
        self._root.execute(
            "INSERT INTO users_groups (groupName, expireAfter) VALUES (%s, %s)",
            (name, expire_after),
        )

    def join(
        self, user_id: int, group: str, *, created: int | None = None, expire: int | None = None
    ) -> None:
        self._root.execute(
            "INSERT INTO users_usergroups VALUES (%s, %s, %s, %s)",
            (user_id, group, created, expire),
        )

    def include(self, group: str, included: str) -> None:
        self._root.execute("INSERT INTO tiki_group_inclusion VALUES (%s, %s)", (group, included))

    def drop_waiting(self) -> None:
        """Become a Tiki of old; its reader may then compare `valid`."""
        self._root.execute("ALTER TABLE users_users DROP COLUMN waiting")
        self._waiting_dropped = True
        self._root.execute(f"GRANT SELECT (valid) ON tiki.users_users TO {self._reader}")

    def restore(self) -> None:
        """Be a Tiki 24 again."""
        if self._waiting_dropped:
            self._root.execute("ALTER TABLE users_users ADD COLUMN waiting CHAR(1) NULL")
            self._root.execute(f"REVOKE SELECT (valid) ON tiki.users_users FROM {self._reader}")
