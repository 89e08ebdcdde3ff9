"""Who is an admin of the bridge, by the settings."""

from component.config import Settings
from component.usecases.admins import AdminRules, IsAdmin
from component.wiring.parts import Parts


def admin_rules(settings: Settings) -> AdminRules:
    """What the settings say."""
    admins = settings.admins
    return AdminRules(
        usernames=frozenset(admins.usernames),
        chat_groups=frozenset(admins.chat_groups),
        tiki_groups=frozenset(admins.tiki_groups),
        strict_states=settings.tiki.strict_states,
    )


def make_is_admin(parts: Parts) -> IsAdmin:
    """Make what tells it of one person."""
    return IsAdmin(admin_rules(parts.settings), parts.tiki, parts.chat)
