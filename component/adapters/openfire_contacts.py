"""How people with a chat account can be written to: the port `Contacts`, on Openfire's database.

Read only, with the rights that `openfire_mysql` and `openfire_profile` have.
"""

from collections.abc import Collection, Mapping

from component.adapters.mysql import Database, text
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_profile import LOCALE_PROPERTY
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.names import ChatUsername
from component.ports.reminders import Contact

_CONTACT = """
SELECT u.username, u.email, p.username, p.name, p.propValue FROM ofUser u
LEFT JOIN ofUserProp p ON p.username = u.username AND p.name = %s WHERE u.username = %s
"""

_EMAILS = "SELECT username, email FROM ofUser WHERE username IN ({}) AND email <> ''"


class OpenfireContacts:
    """Reads the e-mail address of an account, and the locale that it has as a user property.

    Args:
        database: Openfire's.
    """

    def __init__(self, database: Database) -> None:
        self._access = OpenfireAccess(database)

    async def contact(self, username: ChatUsername) -> Contact | None:
        """See `Contacts.contact`: account and property must equal the names to the letter."""
        rows = await self._access.fetch(_CONTACT, (LOCALE_PROPERTY, username))
        own = [row for row in rows if row[0] == username]
        if not own:
            return None
        locales = [
            text(value)
            for _, _, owner, name, value in own
            if (owner, name) == (username, LOCALE_PROPERTY)
        ]
        return Contact(email=text(own[0][1]).strip(), locale="".join(locales).strip())

    async def emails(self, usernames: Collection[ChatUsername]) -> Mapping[ChatUsername, str]:
        """See `Contacts.emails`."""
        found: dict[ChatUsername, str] = {}
        for batch in batches(usernames):
            rows = await self._access.fetch(_EMAILS.format(marks(batch)), batch)
            for username, email in rows:
                stripped = text(email).strip()
                if stripped:
                    found[ChatUsername(text(username))] = stripped
        wanted = frozenset(usernames)
        return {username: email for username, email in found.items() if username in wanted}
