"""One native chat account and the Tiki account of its name: linked if one password is both's.

Afterwards everything is as after a merge at a sign-in (design §3 row 2) before its provisioning:
only the Live Chat ID is set. Groups and profile follow when the person comes online, and the
native password, which nobody is asked for any more, is made random at the next sign-in.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.accounts import AccountState
from component.domain.matching import WHY_STATE, Pair, WhyLeft
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import readable_password
from component.domain.run_items import ItemState, RunItem
from component.usecases.claim_id import MERGE, claim_id
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from component import ports
    from component.usecases.verify import Verify


@dataclass(frozen=True, slots=True)
class MergePair:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    state: "ports.State"
    verify: "Verify"

    async def judge(self, pair: Pair) -> RunItem:
        """Tell what is to become of a pair.

        Returns:
            `WOULD` if the two are to be linked; else why they are left.

        Raises:
            Unavailable: A database did not answer, or too many checks of passwords are waiting.
        """
        why = await self._why_left(pair)
        return item_of(pair, ItemState.WOULD if why is None else ItemState.LEFT, why or "")

    async def link(self, pair: Pair, detail: "Mapping[str, str]") -> RunItem:
        """Link two accounts that were judged fit for it. The audit comes first.

        Args:
            pair: The accounts.
            detail: Who does it by which way, for the audit.

        Returns:
            `DONE` if they are linked now, whoever was quicker; else that something else was.

        Raises:
            Unavailable: A database did not answer: unknown whether they are linked.
        """
        is_claimed = await claim_id(
            self.tiki_writer,
            self.state,
            user_id=pair.tiki.user_id,
            login=pair.tiki.login,
            livechat_id=LiveChatId(pair.chat.username),
            action=MERGE,
            by=detail,
        )
        if not is_claimed:
            return await self.settle(pair.chat.username, pair.tiki.login)
        return item_of(pair, ItemState.DONE)

    async def settle(self, username: ChatUsername, login: str) -> RunItem:
        """Tell what has become of a pair of which the linking was begun, and one is linked now.

        Args:
            username: Of the chat account.
            login: Of the Tiki account, as stored.

        Raises:
            Unavailable: A database did not answer.
        """
        owner = await owner_of(username, self.tiki)
        if owner is not None and owner.login == login:
            return RunItem(username, ItemState.DONE, detail=login)
        is_over = owner is None and await self.state.is_retired(LiveChatId(username))
        why = WhyLeft.RETIRED if is_over else WhyLeft.MEANWHILE
        return RunItem(username, ItemState.LEFT, why, login)

    async def _why_left(self, pair: Pair) -> str | None:
        """Why not to link two accounts; the costly check of the password as late as can be."""
        before = await self.verify.state(pair.tiki, None)
        if before is not AccountState.ACTIVE:
            return WHY_STATE[before]
        password = readable_password(pair.chat.credential) if pair.chat.credential else None
        if not password or not await self.verify.checker.check_tiki(password, pair.tiki):
            return WhyLeft.OTHER_PASSWORD
        after = await self.verify.state(pair.tiki, password)
        return None if after is AccountState.ACTIVE else WHY_STATE[after]


def item_of(pair: Pair, state: ItemState, why: str = "") -> RunItem:
    """What a run notes of a pair."""
    return RunItem(pair.chat.username, state, why, pair.tiki.login)


def tried_password(judged: RunItem) -> bool:
    """Whether it took a check of a password to judge a pair."""
    return judged.why not in WHY_STATE.values()
