"""Who is an admin of the bridge, by the settings."""

from component.usecases.admins import IsAdmin
from component.wiring.parts import Parts


def make_is_admin(parts: Parts) -> IsAdmin:
    """Make what tells it of one person."""
    return IsAdmin(parts.live.admins, parts.tiki, parts.chat)
