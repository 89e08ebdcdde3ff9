"""Chat accounts for the live tests of the purge: all begin with `zp`, and no others go."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.live.commanding import shell
from tests.live.conftest import Village

ALL_OTHERS = ["[!z]*", "z[!p]*"]
PASSWORD = "an old chat password"
_DATED = ("ofPresence", "ofSecurityAuditLog", "ofID", "ofProperty", "ofVersion")
"""Openfire's bookkeeping, which goes on while people sign in."""


@contextlib.contextmanager
def purging(village: Village, folder: Path, **purge: Any) -> Iterator[None]:  # noqa: ANN401  settings
    """Run the component with a folder for exports, and let nobody in who has not migrated."""
    with village.reconfigured(
        purge={"folder": str(folder), "keep": ALL_OTHERS, "most": 1000, **purge},
        migration={**village.settings["migration"], "confirm_above": 10_000},
        sync={"interval_seconds": 3600.0, "at_least_every_seconds": 3600.0},
        reminders={**village.settings["reminders"], "enabled": False},
    ):
        shell(village, "window", "refusing", "--yes")
        try:
            yield
        finally:
            shell(village, "window", "open", "--yes")


def pal(village: Village) -> str:
    """A native account that stays, and whose contacts Openfire has not loaded yet."""
    name = village.new_name("pal")
    village.add_native(name, PASSWORD)
    return name


def add(village: Village, friend: str = "") -> str:
    """Make a native account that has something of everything, and that a friend has as well.

    Args:
        village: Where.
        friend: Somebody's username; a new pal's by default.
    """
    friend = friend or pal(village)
    name = village.new_name("zp")
    village.add_native(name, PASSWORD)
    number = 900_000 + 2 * int(name.removeprefix("zp"))
    domain = village.server.domain
    message = "<message><body>hello</body></message>"
    card = '<vCard xmlns="vcard-temp"><FN>Z</FN></vCard>'
    rows: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("ofRoster", (number, name, f"{friend}@{domain}", 3, -1, -1, "Friend")),
        ("ofRoster", (number + 1, friend, f"{name}@{domain}", 3, -1, -1, None)),
        ("ofRosterGroups", (number, 0, "people")),
        ("ofPrivate", (name, "storage", "urn:x", "<storage/>")),
        ("ofVCard", (name, card)),
        ("ofOffline", (name, number, "001700000000001", len(message), message)),
    )
    for table, values in rows:
        marks = ", ".join(["%s"] * len(values))
        village.server.execute(f"INSERT INTO {table} VALUES ({marks})", values, database="openfire")
    return name


def accounts(village: Village) -> set[str]:
    """Those of the accounts to purge that are there."""
    return {name for name in village.chat_accounts() if name.startswith("zp")}


def retired(village: Village) -> set[str]:
    """Those names that nobody gets any more."""
    rows = village.server.execute("SELECT livechat_id FROM retired_id", database="livechat_state")
    return {name for (name,) in rows if name.startswith("zp")}


def audited(village: Village, name: str) -> list[tuple[str, Any]]:
    """What the audit says was done to an account."""
    rows = village.server.execute(
        "SELECT action, detail FROM audit WHERE subject = %s ORDER BY id",
        (name,),
        database="livechat_state",
    )
    return [(action, json.loads(detail)) for action, detail in rows]


def rows_of_others(village: Village, gone: set[str]) -> dict[str, list[str]]:
    """All rows of Openfire's tables in which none of some accounts is mentioned."""
    tables = village.server.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'openfire'"
    )
    entries = village.server.execute("SELECT * FROM ofRoster", database="openfire")
    numbers = {row[0] for row in entries if _mentions(row, gone, village)}
    found: dict[str, list[str]] = {}
    for (table,) in tables:
        if table not in _DATED:
            rows = village.server.execute(f"SELECT * FROM {table}", database="openfire")
            of_groups = [r for r in rows if table != "ofRosterGroups" or r[0] not in numbers]
            found[table] = sorted(repr(r) for r in of_groups if not _mentions(r, gone, village))
    return found


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, set[str]]:
    """The rows that are in one of two looks at the tables only, by table."""
    found = {table: set(rows) ^ set(after[table]) for table, rows in before.items()}
    return {table: rows for table, rows in found.items() if rows}


def _mentions(row: tuple[object, ...], names: set[str], village: Village) -> bool:
    jids = {f"{name}@{village.server.domain}" for name in names}
    return any(value in names or value in jids for value in row if isinstance(value, str))
