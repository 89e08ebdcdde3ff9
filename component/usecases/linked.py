"""Whether a chat account belongs to a Tiki account."""

from typing import TYPE_CHECKING

from component.domain.login import find_owner
from component.domain.names import ChatUsername, TypedName

if TYPE_CHECKING:
    from component import ports


async def is_linked(username: ChatUsername, tiki: "ports.TikiDirectory") -> bool:
    """Tell whether some Tiki account has this Live Chat ID: its person has migrated.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    rows = await tiki.find_by_name(username, ())
    return find_owner(TypedName((), username), rows) is not None
