"""What the component sees of a Tiki, with the rights of its reader."""

from dataclasses import asdict

from component.adapters.mysql import Database
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_registrations import TikiRegistrations
from component.domain.names import ChatUsername

Seen = object
"""What was seen; equal if nothing has changed."""


async def seen_of_tiki(database: Database, pictures: Pictures, *logins: str) -> Seen:
    """What a reader sees of a Tiki: its rules, some accounts, their groups and profiles."""
    directory = TikiMysql(database, pictures)
    rules = await directory.site_rules()
    found = sorted(
        await directory.find_by_name(ChatUsername(logins[0]), logins), key=lambda a: a.user_id
    )
    by_email = await directory.find_by_email([found[0].email])
    return (
        rules,
        await directory.registration_rules(),
        [asdict(account) for account in (*found, *by_email)],
        [await directory.memberships(account.user_id) for account in found],
        await directory.inclusions(),
        await directory.group_names(),
        await directory.groups_version(0.0),
        await directory.read_page(0, 1000),
        await TikiRegistrations(database).newest(),
        await TikiRegistrations(database).read_registered(0, 1000),
        [asdict(await directory.profile(account, rules)) for account in found],
    )
