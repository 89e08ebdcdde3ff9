"""What `tiki-livechat check` looks at in Tiki's database. Changes no row."""

from collections.abc import Collection

from component.adapters import tiki_words
from component.adapters.mysql import Database, text
from component.adapters.tiki_new_rows import new_rows
from component.adapters.tiki_schema import REGISTERED_AT, USERS, TikiSchema, look, probe
from component.adapters.tiki_text import has_other_bytes, is_mistaken_utf8
from component.domain.findings import Level, Remark
from component.domain.groups import EVERYBODY
from component.domain.names import fold
from component.ports import TikiDirectory

_READING = "Tiki, reading"
_SAMPLE = 500
_LONGEST_ID = 64
_UNIQUE = """
SELECT index_name FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name = %s
GROUP BY index_name HAVING MAX(non_unique) = 0 AND MAX(column_name) = 'livechat_id' AND COUNT(*) = 1
"""


async def reads(
    database: Database,
    tiki: TikiDirectory,
    *,
    strict_states: bool,
    groups: Collection[str],
) -> list[Remark]:
    """Recognise the Tiki, and what of it would not come to the chat as it should.

    Args:
        database: Tiki's database.
        tiki: The same behind its port.
        strict_states: The setting.
        groups: Names of Tiki groups, without patterns, that the settings map to roster groups.
    """
    schema = await probe(database)
    rules = await tiki.site_rules()
    ((linked, accounts),) = await database.fetch(
        f"SELECT COUNT(livechat_id), COUNT(userId) FROM {USERS}"
    )
    recognised = "; ".join(tiki_words.describe(schema, rules, strict_states=strict_states))
    return [
        Remark(_READING, Level.OK, f"{accounts} accounts, {linked} of them with a Live Chat ID"),
        Remark("Tiki, recognised", Level.OK, recognised),
        *await _text(database),
        *await _livechat_ids(database, schema),
        *await _groups(tiki, groups),
    ]


async def writes(database: Database) -> str:
    """Find out whether a Live Chat ID could be claimed."""
    await database.execute(
        f"UPDATE {USERS} SET livechat_id = NULL WHERE userId = -1 AND livechat_id IS NULL AND 1 = 0"
    )
    return "may set Live Chat IDs"


async def makes_accounts(writer: Database, reader: Database) -> str:
    """Find out whether an account could be made for somebody who has one in the chat only.

    Args:
        writer: Tiki's database as it is written to.
        reader: The same as it is read: what is to be filled in can be seen there.
    """
    for table, columns in new_rows(await look(reader)).items():
        names, nothing = ", ".join(columns), ", ".join(["NULL"] * len(columns))
        await writer.execute(
            f"INSERT INTO {table} ({names}) SELECT {nothing} FROM DUAL WHERE 1 = 0"
        )
    return "may make accounts"


async def registrations(database: Database) -> list[Remark]:
    """Find out whether new accounts can be told from older ones."""
    subject = "Tiki, registrations"
    if (await probe(database)).has(USERS, REGISTERED_AT):
        return [Remark(subject, Level.OK, "new accounts get Live Chat IDs")]
    why = (
        f"cannot read {USERS}.{REGISTERED_AT}: new accounts with numbers of deleted ones get no "
        "Live Chat IDs; grant SELECT on it (tiki-livechat grants)"
    )
    return [Remark(subject, Level.WARNING, why)]


async def _text(database: Database) -> list[Remark]:
    """Look at names beyond ASCII: do they read well under the charset of the settings?"""
    logins = await database.fetch(
        f"SELECT login FROM {USERS} WHERE login REGEXP '[^ -~]' LIMIT {_SAMPLE}"
    )
    names = await database.fetch(
        "SELECT value FROM tiki_user_preferences "
        f"WHERE prefName = 'realName' AND value REGEXP '[^ -~]' LIMIT {_SAMPLE}"
    )
    found = [text(value) for (value,) in (*logins, *names)]
    subject, charset = "Tiki, charset", database.settings.charset
    if charset == "latin1" and any(map(has_other_bytes, found)):
        bad = sum(map(has_other_bytes, found))
        why = (
            f"{bad} of {len(found)} names beyond ASCII are not UTF-8: if that is most of them, "
            "the tables hold what they declare: set tiki.charset to utf8mb4"
        )
        return [Remark(subject, Level.WARNING, why)]
    bad = sum(map(is_mistaken_utf8, found))
    if bad * 2 > len(found):
        why = (
            f"{bad} of {len(found)} names beyond ASCII look like UTF-8 in latin1 columns: set "
            'tiki.charset = "latin1"'
        )
        return [Remark(subject, Level.WARNING, why)]
    return []


async def _livechat_ids(database: Database, schema: TikiSchema) -> list[Remark]:
    """Is the column wide enough, and can no ID be given twice?"""
    subject, remarks = "Tiki, livechat_id", []
    width = schema.width(USERS, "livechat_id")
    if width < _LONGEST_ID:
        why = (
            f"the column holds {width} characters, and a chat username has up to {_LONGEST_ID}: "
            "make it varchar(191)"
        )
        remarks.append(Remark(subject, Level.WARNING, why))
    if not await database.fetch(_UNIQUE, (USERS,)):
        why = "it has no unique key, so two people could get one ID: run tiki-livechat prepare-tiki"
        remarks.append(Remark(subject, Level.WRONG, why))
    return remarks


async def _groups(tiki: TikiDirectory, groups: Collection[str]) -> list[Remark]:
    """Groups of the settings that the site does not have; raises where they cannot be read."""
    if not groups:
        return []
    await tiki.inclusions()
    there = {fold(name) for name in await tiki.group_names()}
    if not there:
        return []
    missing = sorted(g for g in groups if fold(g) not in there and fold(g) not in EVERYBODY)
    if not missing:
        return []
    why = f"the site has no group {', '.join(missing)}: make it there (tiki-livechat prepare-tiki)"
    return [Remark("Tiki, groups", Level.WARNING, why)]
