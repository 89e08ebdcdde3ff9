"""Reads single Tiki accounts by what they are known by exactly, not only by collation."""

from typing import TYPE_CHECKING

from component.domain.login import find_owner
from component.domain.names import ChatUsername, TikiLogin, TypedName

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount


async def owner_of(username: ChatUsername, tiki: "ports.TikiDirectory") -> "TikiAccount | None":
    """Find the Tiki account whose Live Chat ID is a chat username.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    rows = await tiki.find_by_name(username, ())
    return find_owner(TypedName((), username), rows)


async def account_of(login: TikiLogin, tiki: "ports.TikiDirectory") -> "TikiAccount | None":
    """Find the Tiki account of a login as it is stored; raises as `owner_of`."""
    rows = await tiki.find_by_name(None, (login,))
    return next((row for row in rows if row.login == login), None)
