"""A Live Chat ID is claimed for a Tiki account, with the audit before it (design §5)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from component.domain.names import LiveChatId, TikiLogin

if TYPE_CHECKING:
    from component import ports

MERGE = "merge"
"""What the audit calls it where it links a chat account and a Tiki account of one password."""


async def claim_id(
    tiki_writer: "ports.TikiWriter",
    state: "ports.State",
    *,
    user_id: int,
    login: TikiLogin,
    livechat_id: LiveChatId,
    action: str,
    by: Mapping[str, str],
) -> bool:
    """Claim an ID for an account that has none. Without the audit nothing is changed.

    Whoever claims may have looked a while ago, as before a password was checked: an ID that was
    retired since, as by a purge of its chat account, is nobody's any more.

    Args:
        tiki_writer: Where it is claimed, by one conditional statement.
        state: Has the audit.
        user_id: `userId` of the Tiki account.
        login: Its login, as stored.
        livechat_id: The ID.
        action: What it is called in the audit; with `-failed` where others were quicker.
        by: Who does it by which way, and what else the audit is to say.

    Returns:
        False if others were quicker, or the ID is retired: nothing was changed.

    Raises:
        Unavailable: A database did not answer: it is not known whether something was changed.
    """
    if await state.is_retired(livechat_id):
        return False
    detail = {"tiki_login": login, **by}
    await state.record(action, livechat_id, detail)
    if await tiki_writer.claim_livechat_id(user_id, livechat_id):
        return True
    await state.record(f"{action}-failed", livechat_id, detail)
    return False
