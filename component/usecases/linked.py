"""Whether a chat account belongs to a Tiki account."""

from typing import TYPE_CHECKING

from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername


async def is_linked(username: "ChatUsername", tiki: "ports.TikiDirectory") -> bool:
    """Tell whether some Tiki account has this Live Chat ID: its person has migrated.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    return await owner_of(username, tiki) is not None
