"""Whether a chat account belongs to a Tiki account, or did once."""

from typing import TYPE_CHECKING

from component.domain.names import LiveChatId
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


async def is_retired(username: "ChatUsername", state: "ports.State") -> bool:
    """Tell whether a chat account was left behind by a Live Chat ID that was given up or changed.

    It never becomes anybody's again. Ask only of accounts that are not linked now.

    Raises:
        Unavailable: The state database did not answer.
    """
    return await state.is_retired(LiveChatId(username))


async def is_settled(
    username: "ChatUsername", tiki: "ports.TikiDirectory", state: "ports.State"
) -> bool:
    """Tell whether there is nothing to migrate: an account is linked, or was left behind.

    Raises:
        Unavailable: A database did not answer.
    """
    return await is_linked(username, tiki) or await is_retired(username, state)
