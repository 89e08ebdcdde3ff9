"""Which one account an admin means by a name, where a command is for one only."""

from collections.abc import Sequence
from gettext import NullTranslations

from component.domain.account_view import AccountView, Connection
from component.domain.names import normalise
from component.frontdoors.commands.words import joined, shown


def linked_by(views: Sequence[AccountView], name: str, domain: str) -> list[AccountView]:
    """Find the linked accounts: as at a sign-in, a Live Chat ID counts before all else.

    Args:
        views: What `DescribeAccount` tells of the name.
        name: As typed.
        domain: The chat's domain.

    Returns:
        The one that is meant; several or none where that is not clear.
    """
    chat = normalise(name, domain).chat
    linked = [v for v in views if v.connection is Connection.LINKED and v.username]
    return [v for v in linked if v.username == chat] or linked


def several_linked(t: NullTranslations, linked: Sequence[AccountView], domain: str) -> str:
    """Say that a name may mean several linked accounts, and which."""
    addresses = joined(t, (shown(f"{view.username}@{domain}") for view in linked))
    text = t.gettext("This may mean several people: give a chat address. These are possible:")
    return f"{text} {addresses}"
