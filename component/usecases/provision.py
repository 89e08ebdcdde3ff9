"""A linked person's chat account: there, with name, picture, locale and roster groups.

The part of the design's §3 that happens at a login; the person's groups are `sync_person`'s part.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from cachetools import TTLCache

from component.domain.audit import Actor, Way
from component.domain.profile import ShownProfile
from component.ports import Rejected, Unavailable
from component.usecases.doubt import Doubtful
from component.usecases.take_turns import TakeTurns

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.applied import Applied
    from component.domain.names import ChatUsername

_log = logging.getLogger(__name__)
_REMEMBERED_PEOPLE = 100_000
_NOTHING_SHOWN = ShownProfile("", with_photo=False)
"""Of an account made just now, whatever one of its name showed before it was deleted."""

SyncPerson = Callable[["TikiAccount", "ChatUsername", Actor], Awaitable["Applied"]]
"""What `SyncPerson` of `sync_person` does."""


@dataclass(frozen=True, slots=True)
class ProvisioningSettings:
    """What a site decides about provisioning.

    Attributes:
        patience: Seconds that a login waits for groups and profile; they go on behind it.
        refresh_interval: Seconds for which a person's groups and profile, once right, are not
            looked at again; 0 looks at every login.
        most_behind: Refreshes (not seconds) that are under way at once. Who comes beyond stays as
            they are until they come again.
    """

    patience: float = 2.0
    refresh_interval: float = 10.0
    most_behind: int = 500


@dataclass(slots=True)
class Provision:
    """The use case. It is idempotent, and two at once for one person make one account.

    Attributes:
        sync_person: Puts the person into roster groups; None where there are none.
        turns: Tells whether another component looks after somebody.
    """

    settings: ProvisioningSettings
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    admin: "ports.ChatAdmin"
    profiles: "ports.ChatProfiles"
    state: "ports.State"
    sync_person: SyncPerson | None = None
    turns: TakeTurns = field(default_factory=TakeTurns)
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )
    _refreshing: WeakValueDictionary[str, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )
    _behind: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _about_to: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)
    """Refreshes that have read nothing yet: one will do for all who come meanwhile."""
    _fresh: "TTLCache[str, int]" = field(init=False)
    _retired: "TTLCache[str, int]" = field(init=False)

    def __post_init__(self) -> None:
        interval = self.settings.refresh_interval
        self._fresh = TTLCache(_REMEMBERED_PEOPLE, max(interval, 1e-9))
        self._retired = TTLCache(_REMEMBERED_PEOPLE, 3600.0)

    async def __call__(
        self,
        account: "TikiAccount",
        username: "ChatUsername",
        by: Actor | None = None,
        *,
        once: bool = False,
    ) -> None:
        """Make sure that a linked account is there, then refresh what it shows.

        Args:
            account: The Tiki account; its Live Chat ID is `username`.
            username: The chat account.
            by: Who has it done, for the audit; None for the person, who signs in.
            once: Whether it will do if another component does it, or has just done it.

        Raises:
            Unavailable: Not known whether the account is there, or it could not be made.
            Rejected: Openfire would not make it.
        """
        by = by or Actor(account.login or username, Way.SIGN_IN)
        async with self._locks.setdefault(username, asyncio.Lock()):
            await self._ensure_account(account, username, by)
        if username in self._fresh:
            return
        has_turn = await self.turns.take(username)
        if once and not has_turn:
            return
        refresh = self._about_to.get(username)
        if refresh is None:
            if len(self._behind) >= self.settings.most_behind:
                _log.info("%r is not refreshed now: too many are", username)
                return
            refresh = asyncio.create_task(self._refresh(account, username, by))
            self._about_to[username] = refresh
            self._behind.add(refresh)
            refresh.add_done_callback(self._behind.discard)
        await asyncio.wait({refresh}, timeout=self.settings.patience)

    def __len__(self) -> int:
        """Refreshes that are under way."""
        return len(self._behind)

    async def create(self, account: "TikiAccount", username: "ChatUsername", by: Actor) -> bool:
        """Make the account of a Live Chat ID that nobody had until just now.

        That its password is random is kept in mind before: if the answer is lost, it can still
        be told from an account that somebody else made meanwhile.

        Returns:
            False if one is there: it was left alone.

        Raises:
            Unavailable: As `__call__`.
            Rejected: As `__call__`.
        """
        async with self._locks.setdefault(username, asyncio.Lock()):
            if await self.chat.find(username) is not None:
                return False
            await self.state.forget_native_password(username)
            try:
                made = await self._create_account(account, username, by)
            except Rejected:
                await self.state.expect_native_password(username)
                raise
            if made:
                await self._keep_in_mind(username, self._note_creation(username))
            else:
                await self.state.expect_native_password(username)
            return made

    async def drain(self) -> None:
        """Wait for what goes on behind logins that have been answered."""
        if self._behind:
            await asyncio.wait(set(self._behind))

    def forget(self, username: "ChatUsername") -> None:
        """Look at everything of an account again at its next login: its password, its groups."""
        self._retired.pop(username, None)
        self._fresh.pop(username, None)

    async def _ensure_account(
        self, account: "TikiAccount", username: "ChatUsername", by: Actor
    ) -> None:
        there = await self.chat.find(username) is not None
        if not there and await self._create_account(account, username, by):
            await self._keep_in_mind(username, self._note_creation(username))
            return
        if username not in self._retired:
            await self._keep_in_mind(username, self._retire_password(username, by))

    async def _create_account(
        self, account: "TikiAccount", username: "ChatUsername", by: Actor
    ) -> bool:
        """Make the account, with the audit before it; False if somebody else made it meanwhile."""
        self._fresh.pop(username, None)
        rules = await self.tiki.site_rules()
        profile = await self.tiki.profile(account, rules, with_picture=False)
        detail = {"tiki_login": account.login, **by.as_detail()}
        await self.state.record("create", username, detail)
        try:
            await self.admin.create_account(username, profile.display_name, profile.email)
        except Rejected:
            await self.state.record("create-failed", username, detail)
            if await self.chat.find(username) is None:
                raise
            return False
        _log.info("made the chat account %r of the Tiki account %r", username, account.login)
        return True

    async def _note_creation(self, username: "ChatUsername") -> None:
        """An account made just now shows nothing yet, and its password is random already."""
        await self.state.remember_profile(username, _NOTHING_SHOWN)
        await self.state.forget_native_password(username)

    async def _retire_password(self, username: "ChatUsername", by: Actor) -> None:
        """Leave a linked account no native password that works."""
        if await self.state.has_native_password(username):
            await self.state.record("retire-password", username, by.as_detail())
            try:
                await self.admin.replace_password(username)
            except Rejected:
                await self.state.record("retire-password-failed", username, by.as_detail())
                raise
            await self.state.forget_native_password(username)

    async def _keep_in_mind(
        self, username: "ChatUsername", work: Coroutine[None, None, None]
    ) -> None:
        """Do either of the two above; the password is known to be retired then.

        A login does not fail with it: its own password was right, and the next one tries again.
        """
        try:
            await work
        except (Unavailable, Rejected) as error:
            _log.error("the native password of %r is not retired yet: %s", username, error)
        else:
            self._retired[username] = 1

    async def _refresh(self, account: "TikiAccount", username: "ChatUsername", by: Actor) -> None:
        """One at a time for one person; sign-ins need not wait for it."""
        async with self._refreshing.setdefault(username, asyncio.Lock()):
            self._about_to.pop(username, None)
            shown = await self._attempt("profile", username, self._show_profile(account, username))
            joined = await self._attempt(
                "groups", username, self._sync_groups(account, username, by)
            )
        if not (shown and joined):
            await self.turns.give_back(username)
        elif self.settings.refresh_interval:
            self._fresh[username] = 1

    async def _attempt(self, what: str, username: str, work: Coroutine[None, None, None]) -> bool:
        """Do what a login does not depend on; report a failure."""
        try:
            await work
        except (Unavailable, Rejected, Doubtful) as error:
            _log.warning("the %s of %r could not be refreshed: %s", what, username, error)
            return False
        except Exception:  # noqa: BLE001  runs behind a login that has been answered
            _log.exception("the %s of %r could not be refreshed", what, username)
            return False
        return True

    async def _show_profile(self, account: "TikiAccount", username: "ChatUsername") -> None:
        rules = await self.tiki.site_rules()
        profile = await self.tiki.profile(account, rules)
        before = await self.state.shown_profile(username) or _NOTHING_SHOWN
        fingerprint = profile.fingerprint(before.fingerprint)
        if before.fingerprint == fingerprint:
            return
        known = profile.picture_is_known
        ours = before.with_photo
        shown = await self.profiles.show(username, profile, photo_is_ours=ours and known)
        with_photo = shown.with_photo if known else ours
        await self.state.remember_profile(username, ShownProfile(fingerprint, with_photo))
        _log.info("refreshed the profile of %r", username)

    async def _sync_groups(
        self, account: "TikiAccount", username: "ChatUsername", by: Actor
    ) -> None:
        if self.sync_person is None:
            return
        applied = await self.sync_person(account, username, by)
        if applied.failures:
            raise Rejected(
                "; ".join(f"{failure.where}: {failure.why}" for failure in applied.failures)
            )
