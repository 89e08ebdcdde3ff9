"""What `tiki-livechat check` looks at in the databases and in Openfire. Changes no row."""

from component.adapters import tiki_schema
from component.adapters.mysql import Database
from component.adapters.openfire_admin import ADMIN
from component.adapters.state_mysql import StateMysql
from component.adapters.tiki_mysql import TikiMysql
from component.ports import CommandRunner, Rejected, Unavailable

PROVIDER = "org.tikilivechat.openfire.TikiAuthProvider"
"""The plugin's class, as it stands in Openfire's property `provider.auth.className`."""

_PROFILE_WRITES = (
    "UPDATE ofUser SET name = NULL, email = NULL, modificationDate = '' WHERE 1 = 0",
    "INSERT INTO ofVCard (username, vcard) SELECT username, '' FROM ofUser WHERE 1 = 0",
    "UPDATE ofVCard SET vcard = '' WHERE 1 = 0",
    """INSERT INTO ofUserProp (username, name, propValue)
       SELECT username, '', '' FROM ofUser WHERE 1 = 0""",
    "UPDATE ofUserProp SET propValue = '' WHERE 1 = 0",
)
_CHAT_READS = {
    "ofUser": "username, name, plainPassword, encryptedPassword, salt, iterations, storedKey",
    "ofUserProp": "username, name, propValue",
    "ofGroup": "groupName",
    "ofGroupUser": "groupName, username",
    "ofVCard": "username, vcard",
    "ofProperty": "name, propValue",
}


async def tiki_reads(database: Database, tiki: TikiMysql) -> str:
    """Recognise the Tiki."""
    schema = await tiki_schema.probe(database)
    rules = await tiki.site_rules()
    absent = [
        column
        for column in ("waiting", "pass_confirm", "twoFactorSecret", "avatarData")
        if not schema.has("users_users", column)
    ]
    (linked, accounts) = (
        await database.fetch("SELECT COUNT(livechat_id), COUNT(userId) FROM users_users")
    )[0]
    text = f"{accounts} accounts, {linked} of them with a Live Chat ID"
    if rules.login_by_email:
        text += "; logs in by e-mail too"
    if absent:
        text += f"; without the columns {', '.join(absent)}"
    return text


async def tiki_writes(database: Database) -> str:
    """Find out whether a Live Chat ID could be claimed."""
    await database.execute(
        "UPDATE users_users SET livechat_id = NULL "
        "WHERE userId = -1 AND livechat_id IS NULL AND 1 = 0"
    )
    return "may set Live Chat IDs"


async def chat_reads(database: Database) -> str:
    """Find out whether Openfire's tables can be read."""
    for table, columns in _CHAT_READS.items():
        await database.fetch(f"SELECT {columns} FROM {table} LIMIT 1")
    ((accounts,),) = await database.fetch("SELECT COUNT(username) FROM ofUser")
    return f"{accounts} chat accounts"


async def chat_writes(database: Database) -> str:
    """Find out whether profiles could be written."""
    for statement in _PROFILE_WRITES:
        await database.execute(statement)
    return "may write profiles"


async def state_schema(state: StateMysql) -> str:
    """Make or move the component's own schema, as `run` does."""
    version = await state.prepare()
    return f"version {version} of the schema"


async def plugin(database: Database, subdomain: str) -> str:
    """Find out whether Openfire asks this component at logins."""
    rows = await database.fetch(
        "SELECT name, propValue FROM ofProperty WHERE name IN "
        "('provider.auth.className', 'tikiLivechat.component')"
    )
    properties = {str(name): str(value or "") for name, value in rows}
    provider = properties.get("provider.auth.className", "")
    if provider != PROVIDER:
        raise Unavailable(
            "the plugin",
            "Openfire does not ask the bridge at logins: install tikilivechat.jar in its admin "
            f"console (provider.auth.className is {provider or 'not set'})",
        )
    asked = properties.get("tikiLivechat.component") or "tiki"
    if asked != subdomain:
        raise Unavailable(
            "the plugin",
            f"it asks the component {asked!r}, the settings say {subdomain!r}: make Openfire's "
            "property tikiLivechat.component and the setting xmpp.component equal",
        )
    return "installed; asks this component"


async def admin_commands(commands: CommandRunner) -> str:
    """Find out whether Openfire lets the component run admin commands."""
    try:
        await commands.run_command(ADMIN + "get-online-users-num", {})
    except Rejected as error:
        raise Rejected(
            f"Openfire rejects the component's commands ({error}): add the component's JID to "
            "its property admin.authorizedJIDs, beside the JIDs of the people who are admins"
        ) from error
    return "may run admin commands"
