"""JIDs of people and rooms, made of parts that may not be fit for one."""

from typing import TYPE_CHECKING

from slixmpp import JID

from component.ports import Rejected

if TYPE_CHECKING:
    from component.domain.names import ChatUsername


def jid_of(username: "ChatUsername", domain: str, resource: str = "") -> JID:
    """An address on the own server, and no other that the parts might spell.

    Args:
        username: Whose.
        domain: The chat's domain.
        resource: Of one of the person's clients; '' for the person.

    Raises:
        Rejected: There is no such JID.
    """
    try:
        found = JID(f"{username}@{domain}" + (f"/{resource}" if resource else ""))
    except ValueError as error:
        raise Rejected(f"{username!r} cannot be part of a JID") from error
    if (found.node, found.domain) != (username, domain):
        raise Rejected(f"{username!r} is not the username of a JID")
    return found


def occupant(room: str, nick: str) -> JID:
    """The address of an occupant of a room.

    Raises:
        Rejected: The room is none: it needs a name and a service, as they stand in its JID.
    """
    try:
        found = JID(f"{room}/{nick}")
    except ValueError as error:
        raise Rejected(f"{room!r} cannot be the JID of a room") from error
    if found.bare != room or not found.node:
        raise Rejected(f"{room!r} is not the JID of a room")
    return found
