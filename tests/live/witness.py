"""The database server as a witness: every statement that anybody sends while it watches."""

import contextlib
import re
from collections.abc import Iterator

from openfire.testserver import TestServer

_READING = re.compile(
    r"\s*(?:/\*.*?\*/\s*)*(?:SELECT|SHOW|SET|START TRANSACTION|BEGIN|COMMIT|ROLLBACK)\b",
    re.IGNORECASE | re.DOTALL,
)


class Witness:
    """Reads MariaDB's general log.

    Args:
        server: Whose log.
    """

    def __init__(self, server: TestServer) -> None:
        self._server = server

    @property
    def writes(self) -> list[str]:
        """The statements so far to the databases of others that were not only reading.

        Neither those of root, who is the test itself, nor those of the component's own user.
        """
        rows = self._server.execute(
            "SELECT user_host, CONVERT(argument USING utf8mb4) FROM general_log "
            "WHERE command_type IN ('Query', 'Execute') "
            "AND user_host NOT LIKE 'root%%' AND user_host NOT LIKE 'state%%' "
            "ORDER BY event_time",
            database="mysql",
        )
        return [f"{who}: {statement}" for who, statement in rows if not _READING.match(statement)]

    @property
    def statements(self) -> int:
        """How many statements it has seen, of any kind."""
        rows = self._server.execute("SELECT COUNT(*) FROM general_log", database="mysql")
        return int(rows[0][0])


def contents(server: TestServer) -> dict[str, int]:
    """A checksum of each table of all databases."""
    tables = server.execute(
        "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables "
        "WHERE table_schema IN ('tiki', 'openfire', 'livechat_state') AND table_type = 'BASE TABLE'"
    )
    names = ", ".join(name for (name,) in tables)
    return dict(server.execute(f"CHECKSUM TABLE {names} EXTENDED"))


@contextlib.contextmanager
def watching(server: TestServer) -> Iterator[Witness]:
    """Have everything that is sent to the database server written down for a block."""
    server.execute("TRUNCATE TABLE general_log", database="mysql")
    server.execute("SET GLOBAL log_output = 'TABLE'")
    server.execute("SET GLOBAL general_log = ON")
    try:
        yield Witness(server)
    finally:
        server.execute("SET GLOBAL general_log = OFF")
