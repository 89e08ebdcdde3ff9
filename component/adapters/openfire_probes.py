"""What `tiki-livechat check` looks at in Openfire and in its database. Changes no row."""

import re
from typing import Protocol

from component.adapters import openfire_admins, openfire_settings
from component.adapters.mysql import Database
from component.adapters.openfire_admin import ADMIN
from component.adapters.openfire_properties import read_properties
from component.adapters.openfire_schema import (
    GROUPED,
    LISTED,
    SERVED,
    OpenfireAccess,
    not_readable,
)
from component.domain.findings import Level, Remark
from component.ports import ChatDirectory, CommandRunner, Rejected, TikiDirectory, Unavailable

OLDEST, NEWEST = (4, 2), (5, 1)
"""The releases whose sources the bridge was written to."""

_PROFILE_WRITES = (
    "UPDATE ofUser SET name = NULL, email = NULL, modificationDate = '' WHERE 1 = 0",
    "INSERT INTO ofVCard (username, vcard) SELECT username, '' FROM ofUser WHERE 1 = 0",
    "UPDATE ofVCard SET vcard = '' WHERE 1 = 0",
    """INSERT INTO ofUserProp (username, name, propValue)
       SELECT username, '', '' FROM ofUser WHERE 1 = 0""",
    "UPDATE ofUserProp SET propValue = '' WHERE 1 = 0",
)
_RESTORE_WRITES = (
    """INSERT INTO ofRoster (rosterID, username, jid, sub, ask, recv, nick)
       SELECT 0, username, '', 0, 0, 0, '' FROM ofUser WHERE 1 = 0""",
    """INSERT INTO ofRosterGroups (rosterID, `rank`, groupName)
       SELECT 0, 0, username FROM ofUser WHERE 1 = 0""",
    """INSERT INTO ofOffline (username, messageID, creationDate, messageSize, stanza)
       SELECT username, 0, '', 0, '' FROM ofUser WHERE 1 = 0""",
    "UPDATE ofID SET id = 0 WHERE idType = 0 AND id = 0 AND 1 = 0",
)
_PRIVATE_WRITE = """
INSERT INTO ofPrivate (username, name, namespace, privateData)
SELECT username, '', '', '' FROM ofUser WHERE 1 = 0
"""
_NUMBERS = re.compile(r"(\d+)\.(\d+)")


class ChatServer(CommandRunner, Protocol):
    """The stream to Openfire."""

    async def ask_version(self) -> str:
        """What the server says it is (XEP-0092); raises `Unavailable` and `Rejected`."""


async def reads(access: OpenfireAccess) -> list[Remark]:
    """Recognise Openfire's database, and find out whether all of it that matters can be read."""
    subject = "Openfire's database, reading"
    schema = await access.schema()
    missing = schema.missing(SERVED)
    if missing:
        raise not_readable(access.database, missing)
    ((accounts,),) = await access.fetch("SELECT COUNT(username) FROM ofUser")
    remarks = [Remark(subject, Level.OK, f"{accounts} chat accounts")]
    unreadable = schema.unreadable_passwords()
    if unreadable:
        text = (
            f"cannot read {', '.join(unreadable)}: accounts with no other password are left to "
            "Openfire's own check; grant SELECT on what is there (tiki-livechat grants)"
        )
        remarks.append(Remark(f"{subject}, passwords", Level.WARNING, text))
    return remarks


async def writes(database: Database) -> str:
    """Find out whether profiles could be written."""
    for statement in _PROFILE_WRITES:
        await database.execute(statement)
    return "may write profiles"


async def lists(access: OpenfireAccess) -> str:
    """Find out whether all accounts could be listed, with when they were last seen."""
    missing = (await access.schema()).missing(LISTED)
    if missing:
        raise not_readable(access.database, missing)
    return "may list accounts and when they were last seen"


async def archives(access: OpenfireAccess) -> str:
    """Find out whether all of an account could be read that migrates."""
    schema = await access.schema()
    missing = schema.missing(schema.archived)
    if missing:
        raise not_readable(access.database, missing)
    return "may read accounts that migrate"


async def groups(access: OpenfireAccess) -> str:
    """Find out whether all of roster groups could be read."""
    missing = (await access.schema()).missing(GROUPED)
    if missing:
        raise not_readable(access.database, missing)
    ((number,),) = await access.fetch("SELECT COUNT(groupName) FROM ofGroup")
    return f"may read roster groups, {number} are there"


async def restores(access: OpenfireAccess, database: Database) -> str:
    """Find out whether an account could be put back when a migration is undone.

    Args:
        access: Openfire's database, read only.
        database: The same with the rights for archives.
    """
    is_there = (await access.schema()).has_private
    for statement in (*_RESTORE_WRITES, *((_PRIVATE_WRITE,) if is_there else ())):
        await database.execute(statement)
    return "may put accounts back"


async def settings(
    access: OpenfireAccess,
    component: str,
    asker: str,
    domain: str,
    *,
    chat: ChatDirectory,
    tiki: TikiDirectory,
) -> list[Remark]:
    """Find out what in Openfire's properties undermines the bridge.

    Args:
        access: Openfire's database.
        component: The component's subdomain.
        asker: The JID that its commands come from.
        domain: The chat's domain.
        chat: Chat accounts.
        tiki: Tiki accounts.
    """
    names = (*openfire_settings.NAMES, *openfire_admins.NAMES)
    properties = await read_properties(access, names, openfire_settings.PREFIXES)
    return [
        *openfire_settings.judge(properties, component),
        *await openfire_admins.judge(properties, asker, domain, chat, tiki),
    ]


async def version(server: ChatServer, access: OpenfireAccess) -> Remark:
    """Find out which Openfire it is: by its own word, else by its schema."""
    subject = "Openfire, version"
    try:
        said = await server.ask_version()
    except (Rejected, Unavailable):
        said = ""
    schema = await access.schema()
    number = f"schema {schema.version}" if schema.version is not None else "schema unknown"
    if schema.release:
        number += f", as {schema.release} has it"
    text = f"{said or 'not told'} ({number})"
    found = _NUMBERS.search(said or schema.release)
    known = found is not None and OLDEST <= (int(found[1]), int(found[2])) <= NEWEST
    if known:
        return Remark(subject, Level.OK, text)
    return Remark(subject, Level.WARNING, f"{text}; the bridge was made for 4.2 to 5.1")


def connections(jid: str, asker: str, *, has_groups: bool, others: bool | None = None) -> Remark:
    """Say by which connections the component is there, and whether that will do.

    Args:
        jid: What it is known as.
        asker: The JID that its commands come from.
        has_groups: Whether it has commands that take long.
        others: Whether others are connected with the same JID now; None if none may be.
    """
    subject = "Openfire, connections"
    if others is not None:
        now = "some are connected now" if others else "none is connected now"
        text = f"as {jid}, as other components are ({now}), and as {asker} alone"
        return Remark(subject, Level.OK, text)
    if asker != jid:
        return Remark(subject, Level.OK, f"as {jid}, and as {asker} for commands")
    if not has_groups:
        return Remark(subject, Level.OK, f"as {jid}")
    text = (
        f"as {jid} only, so that sign-ins wait while Openfire fills a group: name a second "
        "subdomain as private_component in [xmpp], and allow it in Openfire"
    )
    return Remark(subject, Level.WARNING, text)


async def admin_commands(commands: CommandRunner, asker: str) -> Remark:
    """Find out whether Openfire lets the component run admin commands.

    Args:
        commands: The stream.
        asker: The JID that they come from.
    """
    subject = "Openfire, admin commands"
    try:
        await commands.run_command(ADMIN + "get-online-users-num", {})
    except Rejected as error:
        text = (
            f"Openfire rejects the component's commands ({error}): add {asker} to its property "
            "admin.authorizedJIDs, beside the JIDs of the people who are admins"
        )
        return Remark(subject, Level.WRONG, text)
    return Remark(subject, Level.OK, "may run them")


async def presences(commands: CommandRunner, command: str) -> list[Remark]:
    """Find out whether the plugin tells who comes online; no word if it may not be asked.

    Args:
        commands: The stream.
        command: The plugin's command that asks for it.
    """
    subject = "Openfire, presences"
    try:
        await commands.run_command(command, {})
    except Rejected as error:
        if error.condition == "forbidden":  # which `admin_commands` tells
            return []
        text = (
            f"the plugin does not tell who comes online ({error}), so that it is asked once a "
            "minute: upload the tikilivechat.jar of this version"
        )
        return [Remark(subject, Level.WARNING, text)]
    return [Remark(subject, Level.OK, "the plugin tells who comes online")]
