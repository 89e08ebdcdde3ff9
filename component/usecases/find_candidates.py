"""Who may be meant by a typed name: asks the databases, the order is `domain.login`'s."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from component.domain import login
from component.domain.accounts import TikiAccount
from component.domain.login import Candidate
from component.domain.names import TypedName

if TYPE_CHECKING:
    from component import ports


async def find_candidates(
    typed: TypedName, tiki: "ports.TikiDirectory", chat: "ports.ChatDirectory"
) -> tuple[Candidate, ...]:
    """Find the accounts that a name may mean.

    Args:
        typed: The name.
        tiki: Where Tiki accounts are.
        chat: Where chat accounts are.

    Returns:
        The candidates in the order of the decision table.

    Raises:
        Unavailable: A database did not answer.
    """
    if not typed.tiki:
        return ()
    owner, namesake = await _find_in_tiki(typed, tiki)
    native = await chat.find(typed.chat) if owner is None and typed.chat else None
    return login.list_candidates(typed, owner, native, namesake)


async def find_tiki_candidates(
    typed: TypedName, tiki: "ports.TikiDirectory"
) -> tuple[Candidate, ...]:
    """Find the Tiki accounts that a name may mean; as `find_candidates` without native accounts."""
    if not typed.tiki:
        return ()
    owner, namesake = await _find_in_tiki(typed, tiki)
    return login.list_candidates(typed, owner, None, namesake)


async def _find_in_tiki(
    typed: TypedName, tiki: "ports.TikiDirectory"
) -> tuple[TikiAccount | None, TikiAccount | None]:
    """Find the account whose Live Chat ID is the name, and the one that is called so in Tiki."""
    rows = await tiki.find_by_name(typed.chat, typed.tiki)
    namesake = login.find_by_login(typed, rows)
    if namesake is None:
        namesake = await _find_by_email(typed, rows, tiki)
    return login.find_owner(typed, rows), namesake


async def _find_by_email(
    typed: TypedName, rows: Sequence[TikiAccount], tiki: "ports.TikiDirectory"
) -> TikiAccount | None:
    """Find the account of an e-mail address, where no login is the name and the site allows it."""
    addresses = [reading for reading in typed.tiki if "@" in reading]
    if not addresses or any(login.is_login(typed, row) for row in rows):
        return None
    if not (await tiki.site_rules()).login_by_email:
        return None
    return login.find_by_email(typed, await tiki.find_by_email(addresses))
