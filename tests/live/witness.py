"""The database server as a witness: what its tables hold, and who writes to them.

Nothing here takes Openfire's own bookkeeping for somebody's deed: the server notes in `ofPresence`
when people go and strikes that out when they come, a moment after their client has closed its
stream. Clients of earlier tests may be the reason, and nothing that the component does is: it has
no right to that table, and knows no command that would have Openfire write to it.
"""

import contextlib
import re
import time
from collections.abc import Iterator

from openfire.testserver import TestServer

_READING = re.compile(
    r"\s*(?:/\*.*?\*/\s*)*(?:SELECT|SHOW|SET|START TRANSACTION|BEGIN|COMMIT|ROLLBACK)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMES_OR_GOES = re.compile(
    r"openfire_server\[.*?: (?:INSERT INTO|DELETE FROM) ofPresence\b", re.DOTALL
)
"""Openfire itself, of somebody who comes or goes; from anybody else it would be a deed."""
_BOOKKEEPING = "openfire.ofPresence"
_LOOK_EVERY = 0.25


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

        Neither those of root, who is the test itself, nor those of the component's own user, nor
        Openfire's bookkeeping.
        """
        rows = self._server.execute(
            "SELECT user_host, CONVERT(argument USING utf8mb4) FROM general_log "
            "WHERE command_type IN ('Query', 'Execute') "
            "AND user_host NOT LIKE 'root%%' AND user_host NOT LIKE 'state%%' "
            "ORDER BY event_time",
            database="mysql",
        )
        written = [f"{who}: {said}" for who, said in rows if not _READING.match(said)]
        return [each for each in written if not _COMES_OR_GOES.match(each)]

    @property
    def statements(self) -> int:
        """How many statements it has seen, of any kind."""
        rows = self._server.execute("SELECT COUNT(*) FROM general_log", database="mysql")
        return int(rows[0][0])


def contents(server: TestServer) -> dict[str, int]:
    """A checksum of each table of all databases, but for Openfire's bookkeeping."""
    tables = server.execute(
        "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables "
        "WHERE table_schema IN ('tiki', 'openfire', 'livechat_state') AND table_type = 'BASE TABLE'"
    )
    names = ", ".join(name for (name,) in tables if name != _BOOKKEEPING)
    return dict(server.execute(f"CHECKSUM TABLE {names} EXTENDED"))


def settled_contents(
    server: TestServer, quiet: float = 2.0, seconds: float = 60.0
) -> dict[str, int]:
    """The contents once nobody writes any more: what was done before goes on for a moment.

    Args:
        server: Whose.
        quiet: For how many seconds they have to stay the same.
        seconds: How long all of that may take.

    Raises:
        TimeoutError: They went on changing; the message names the tables.
    """
    deadline = time.monotonic() + seconds
    found, since = contents(server), time.monotonic()
    while time.monotonic() < since + quiet:
        time.sleep(_LOOK_EVERY)
        before, found = found, contents(server)
        changed = [name for name in found if found[name] != before.get(name)]
        if changed:
            since = time.monotonic()
        if since > deadline:
            raise TimeoutError(f"still written to after {seconds} s: {', '.join(changed)}")
    return found


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
