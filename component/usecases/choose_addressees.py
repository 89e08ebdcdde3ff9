"""Who of those that have not migrated is reminded by an announcement, and by what way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain import mails
from component.domain.announcement import Addressee, Route, Selection
from component.domain.livechat_id import MAX_CHARACTERS
from component.usecases.reminding import person

if TYPE_CHECKING:
    from component.domain.names import ChatUsername
    from component.ports.chat_lists import Sessions
    from component.ports.reminders import Contacts, Reminders
    from component.usecases.list_unmigrated import ListUnmigrated


@dataclass(frozen=True, slots=True)
class ChooseAddressees:
    """The use case. It only reads, at a cost that is not per account."""

    unmigrated: "ListUnmigrated"
    sessions: "Sessions"
    reminders: "Reminders"
    contacts: "Contacts"

    async def __call__(self, selection: Selection) -> Sequence[Addressee]:
        """Choose them.

        Args:
            selection: Whom an admin wants.

        Returns:
            They, in the order of their usernames; those who want no reminders without a route.

        Raises:
            Unavailable: Somebody did not answer.
        """
        online: frozenset[ChatUsername] = frozenset()
        if selection.needs_sessions:
            online = await self.sessions.online()
        chosen = [
            account.username
            async for account in self.unmigrated()
            if len(account.username) <= MAX_CHARACTERS
            and selection.has(
                account.username, account.seen_at, is_online=account.username in online
            )
        ]
        stopped = await self.reminders.stopped_among([person(username) for username in chosen])
        by_mail: set[ChatUsername] = set()
        if selection.by_mail:
            found = await self.contacts.emails([name for name in chosen if name not in online])
            by_mail = {name for name, email in found.items() if mails.address(email) is not None}
        return [
            Addressee(username, None if person(username) in stopped else _route(username, by_mail))
            for username in chosen
        ]


def _route(username: "ChatUsername", by_mail: "set[ChatUsername]") -> Route:
    return Route.MAIL if username in by_mail else Route.CHAT
