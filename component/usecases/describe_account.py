"""Everything that is known of an account on both sides, for its person and for admins.

It reads, and changes nothing. Passwords and what is stored of them are no part of it.
"""

import time
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.account_view import AccountView, Connection, Places, RoomPlace, TikiSide
from component.domain.accounts import TikiAccount, state_of
from component.domain.groups import close_inclusions, effective_groups
from component.domain.login import Window, as_username
from component.domain.names import (
    ChatUsername,
    LiveChatId,
    TypedName,
    fold,
    normalise,
    same_name,
)
from component.usecases.find_candidates import find_candidates
from component.usecases.linked import is_retired
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from component import ports
    from component.domain.migration import Migration
    from component.ports.groups import ChatRooms, ManagedMembers
    from component.usecases.reminder_choice import ReminderChoice
    from component.usecases.window_now import WindowNow


@dataclass(frozen=True, slots=True)
class DescribeSettings:
    """What a site decides.

    Attributes:
        domain: The chat's domain.
        native_only: Chat usernames that never belong to a Tiki account.
        rooms: Bare JIDs of the rooms that mappings name.
        strict_states: See `accounts.state_of`.
    """

    domain: str
    native_only: AbstractSet[str] = frozenset()
    rooms: Collection[str] = ()
    strict_states: bool = True


@dataclass(frozen=True, slots=True)
class DescribeAccount:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        rooms: None where no mapping names a room.
    """

    settings: DescribeSettings
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    managed: "ManagedMembers"
    journal: "ports.Journal"
    reminders: "ReminderChoice"
    window: "WindowNow"
    rooms: "ChatRooms | None" = None
    clock: Callable[[], float] = time.time

    async def __call__(self, name: str) -> list[AccountView]:
        """Describe all accounts that a name may mean.

        Args:
            name: A Live Chat ID, a chat username, a Tiki login or an e-mail address, which counts
                here even where it is no name to log in with.

        Returns:
            The accounts, the one that a login would try first before the others; none if the name
            is nobody's.

        Raises:
            Unavailable: Somebody did not answer.
        """
        typed = normalise(name, self.settings.domain)
        views, seen = [], set()
        for candidate in await find_candidates(typed, self.tiki, self.chat):
            if candidate.tiki is not None:
                seen.add(candidate.tiki.user_id)
                views.append(await self._of_tiki(candidate.tiki))
            elif candidate.chat is not None:
                views.append(await self._of_native(candidate.chat.username))
        others = [row for row in await self._by_email(typed) if row.user_id not in seen]
        return [*views, *[await self._of_tiki(account) for account in others]]

    async def of_username(self, username: ChatUsername) -> AccountView | None:
        """Describe a chat account; None if there is none, and no Tiki account claims its name.

        Raises:
            Unavailable: Somebody did not answer.
        """
        owner = await owner_of(username, self.tiki)
        if owner is not None:
            return await self._of_tiki(owner)
        if await self.chat.find(username) is None:
            return None
        return await self._of_native(username)

    async def places_of(self, username: ChatUsername) -> Places:
        """Tell where somebody is in the chat; raises as a call."""
        joined = await self.chat.groups_of(username)
        managed = await self.managed.managed_members(joined, username)
        ours = {roster for roster, members in managed.items() if username in members}
        return Places(
            managed=tuple(sorted(joined & ours)),
            by_hand=tuple(sorted(joined - ours)),
            rooms=await self._rooms_of(username),
        )

    async def _rooms_of(self, username: ChatUsername) -> tuple[RoomPlace, ...]:
        names = self.settings.rooms
        if self.rooms is None or not names:
            return ()
        actual = await self.rooms.read_affiliations(names, username)
        managed = await self.managed.managed_affiliations(names, username)
        return tuple(
            RoomPlace(room, people[username], managed.get(room, {}).get(username) is not None)
            for room, people in sorted(actual.items())
            if username in people
        )

    async def _by_email(self, typed: TypedName) -> list[TikiAccount]:
        addresses = [reading for reading in typed.tiki if "@" in reading]
        if not addresses:
            return []
        rows = await self.tiki.find_by_email(addresses)
        return [r for r in rows if any(same_name(r.email.strip(), one) for one in addresses)]

    async def _of_native(self, username: ChatUsername) -> AccountView:
        connection = await self._connection_of(username)
        is_unmigrated = connection is Connection.UNMIGRATED
        return AccountView(
            connection,
            username,
            has_chat_account=True,
            places=await self.places_of(username),
            migration=await self._migration_of(LiveChatId(username)),
            is_reminded=await self.reminders.is_on(username),
            can_migrate=is_unmigrated and await self._is_open(),
        )

    async def _connection_of(self, username: ChatUsername) -> Connection:
        """What an account is that is not linked."""
        if username in self.settings.native_only:
            return Connection.NATIVE_ONLY
        is_left_behind = await is_retired(username, self.reminders.state)
        return Connection.LEFT_BEHIND if is_left_behind else Connection.UNMIGRATED

    async def _of_tiki(self, account: TikiAccount) -> AccountView:
        tiki = await self._tiki_side(account)
        if account.livechat_id is None:
            is_open = await self._is_open()
            return AccountView(Connection.TIKI_ONLY, None, tiki, can_migrate=is_open)
        username = as_username(account.livechat_id)
        return AccountView(
            Connection.LINKED,
            username,
            tiki,
            has_chat_account=await self.chat.find(username) is not None,
            places=await self.places_of(username),
            migration=await self._migration_of(account.livechat_id),
            is_reminded=await self.reminders.is_on(username),
        )

    async def _is_open(self) -> bool:
        return await self.window() is not Window.CLOSED

    async def _migration_of(self, livechat_id: LiveChatId) -> "Migration | None":
        return await self.journal.find_open(livechat_id) or await self.journal.find_finished(
            livechat_id
        )

    async def _tiki_side(self, account: TikiAccount) -> TikiSide:
        rules = await self.tiki.site_rules()
        profile = await self.tiki.profile(account, rules, with_picture=False)
        memberships = await self.tiki.memberships(account.user_id)
        inclusions = close_inclusions(await self.tiki.inclusions())
        now = self.clock()
        groups = effective_groups(memberships, inclusions, now)
        spelled = {fold(name): name for name in await self.tiki.group_names()}
        return TikiSide(
            user_id=account.user_id,
            login=account.login,
            email=account.email,
            name=profile.display_name,
            state=state_of(account, rules, now, strict=self.settings.strict_states),
            groups=tuple(sorted(spelled.get(group, group) for group in groups)),
        )
