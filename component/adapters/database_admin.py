"""A database server as an admin sees it: who may do what there, and errors in an admin's words.

What is to be changed is the part of `grant_setup` and `tiki_setup`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from pymysql.constants import ER

from component.adapters.grant_sql import Power, pattern_place, place
from component.adapters.mysql import Arguments, Database, DatabaseSettings, DuplicateKey, Row, text
from component.ports import Unavailable

GRANT_OPTION = "GRANT OPTION"

Held = Mapping[str, frozenset[Power]]
"""What an account holds: place → powers on it."""

_STATEMENT_SECONDS = 3600.0
"""A change of a large table takes its time; no login waits for it."""
_NOT_THIS_WAY = 1698
"""To log in without the socket that the user is bound to; to revoke a role without its admin's
option."""
_DENIED = (
    ER.DBACCESS_DENIED_ERROR,
    ER.TABLEACCESS_DENIED_ERROR,
    ER.COLUMNACCESS_DENIED_ERROR,
    ER.SPECIFIC_ACCESS_DENIED_ERROR,
    ER.CANT_CREATE_USER_WITH_GRANT,
)
_VARIABLES = """
SHOW VARIABLES WHERE variable_name IN ('lower_case_table_names', 'partial_revokes')
"""
_EVERYWHERE = """
SELECT privilege_type FROM information_schema.user_privileges
WHERE grantee = %s AND privilege_type <> 'USAGE'
"""
_HELD = """
SELECT table_schema, NULL, '', privilege_type, is_grantable
FROM information_schema.schema_privileges
WHERE grantee = %s AND CAST(%s AS BINARY) {} CAST(table_schema AS BINARY)
UNION ALL SELECT table_schema, table_name, '', privilege_type, is_grantable
FROM information_schema.table_privileges
WHERE grantee = %s AND CAST(%s AS BINARY) = CAST(table_schema AS BINARY)
UNION ALL SELECT table_schema, table_name, column_name, privilege_type, is_grantable
FROM information_schema.column_privileges
WHERE grantee = %s AND CAST(%s AS BINARY) = CAST(table_schema AS BINARY)
"""


class DatabaseAdmin:
    """One server, with an admin's credentials.

    Args:
        settings: How a user of the settings gets there, with the admin's name and password.
    """

    def __init__(self, settings: DatabaseSettings) -> None:
        self._settings = replace(settings, max_connections=2)
        self._opened: dict[str, Database] = {}
        self._variables: dict[str, str] | None = None

    @property
    def user(self) -> str:
        """The admin's name."""
        return self._settings.user

    @property
    def address(self) -> str:
        """The server."""
        return f"{self._settings.host}:{self._settings.port}"

    def database(self, name: str = "", seconds: float = _STATEMENT_SECONDS) -> Database:
        """A database of the server, opened when it is first used; '' for none of them.

        Args:
            name: Its name.
            seconds: For a statement to be answered.
        """
        if name not in self._opened:
            self._opened[name] = _AdminDatabase(
                replace(self._settings, database=name, query_timeout=seconds)
            )
        return self._opened[name]

    async def close(self) -> None:
        """Close all connections."""
        for database in self._opened.values():
            await database.close()

    async def run(self, statement: str, arguments: Arguments = ()) -> None:
        """Run a statement; without arguments, a `%` in it stands for itself.

        Raises:
            Unavailable: It was not done, or nobody knows; says why.
        """
        written = statement if arguments else statement.replace("%", "%%")
        try:
            await self.database().execute(written, arguments)
        except DuplicateKey as error:
            raise Unavailable(self.address, "a unique key stands against it") from error

    async def client_host(self) -> str:
        """Where this machine comes from, in the server's eyes: what stands after the @."""
        ((me,),) = await self.database().fetch("SELECT USER()")
        return text(me).rpartition("@")[2]

    async def has_database(self, name: str) -> bool:
        """Whether there is a database, or may be seen by this admin."""
        rows = await self.database().fetch(
            "SELECT 1 FROM information_schema.schemata "
            "WHERE CAST(schema_name AS BINARY) = CAST(%s AS BINARY)",
            (await self.fold(name),),
        )
        return bool(rows)

    async def grants(self, who: str) -> list[str] | None:
        """What the server shows of an account, from `grant_sql.account`.

        Returns:
            A statement for each of its rights; None if there is no such account.
        """
        try:
            rows = await self.database().fetch(f"SHOW GRANTS FOR {who.replace('%', '%%')}")
        except Unavailable as error:
            if _code(error) == ER.NONEXISTING_GRANT:
                return None
            raise
        return [text(line) for (line,) in rows]

    async def held_everywhere(self, user: str, host: str) -> list[str]:
        """The privileges of an account on the whole server."""
        rows = await self.database().fetch(_EVERYWHERE, (_grantee(user, host),))
        return [text(privilege) for (privilege,) in rows]

    async def held(self, user: str, host: str, database: str) -> Held:
        """What an account holds in a database; places as `fold` leaves them."""
        compared = "LIKE" if await self.has_wildcards() else "="
        found: dict[str, set[Power]] = defaultdict(set)
        for row in await self.database().fetch(
            _HELD.format(compared), [_grantee(user, host), await self.fold(database)] * 3
        ):
            found[_place(row)].add((text(row[3]), text(row[2])))
            if text(row[4]) == "YES":
                found[_place(row)].add((GRANT_OPTION, ""))
        return {where: frozenset(powers) for where, powers in found.items()}

    async def has_wildcards(self) -> bool:
        """Whether `_` and `%` stand for other characters in a right to a whole database."""
        return (await self._read_variables()).get("partial_revokes") != "ON"

    async def fold(self, name: str) -> str:
        """The name of a database, of a table or a place, as this server keeps it."""
        variables = await self._read_variables()
        return name if variables.get("lower_case_table_names") == "0" else name.lower()

    async def _read_variables(self) -> Mapping[str, str]:
        if self._variables is None:
            rows = await self.database().fetch(_VARIABLES)
            self._variables = {text(name).lower(): text(value) for name, value in rows}
        return self._variables


class _AdminDatabase(Database):
    """A database whose errors tell an admin what to do."""

    _has_answered = False

    async def fetch(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `Database.fetch`."""
        rows = await super().fetch(statement, arguments)
        self._has_answered = True
        return rows

    async def execute(self, statement: str, arguments: Arguments = ()) -> int:
        """See `Database.execute`."""
        changed = await super().execute(statement, arguments)
        self._has_answered = True
        return changed

    def _explain(self, code: object, reason: str) -> str:
        words = self._words(code)
        return f"{words} ({reason})" if words else reason

    def _words(self, code: object) -> str:
        user, database = self.settings.user, self.settings.database
        if code == ER.ACCESS_DENIED_ERROR:
            return f"it does not let {user!r} in from here with this password"
        if code == _NOT_THIS_WAY and not self._has_answered:
            return (
                f"it lets {user!r} in by its own socket only, without a password: name an admin "
                "with a password, and drop it afterwards if you make one for this"
            )
        if code == ER.BAD_DB_ERROR:
            return f"there is no database {database!r}: mind the setting that names it"
        if code in (*_DENIED, _NOT_THIS_WAY):
            return f"{user!r} has not enough rights for this: name another admin"
        return ""


def _grantee(user: str, host: str) -> str:
    return f"'{user}'@'{host}'"


def _place(row: Row) -> str:
    schema, table = text(row[0]), text(row[1])
    return place(schema, table, has_wildcards=False) if table else pattern_place(schema)


def _code(error: Unavailable) -> object:
    """The server's number of an error."""
    cause = error.__cause__
    return cause.args[0] if cause is not None and cause.args else None
