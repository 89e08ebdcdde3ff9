"""New Tiki accounts get their Live Chat IDs without Tiki's being changed (design §5).

Which accounts are new is `high_water`'s part. Accounts from before the first look keep none until
they migrate or somebody allocates for them.
"""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import Actor, Way
from component.domain.high_water import HighWater, Registered
from component.ports import Unavailable
from component.usecases.allocate_id import AllocateId, AllocationProblem
from component.usecases.reminding import Clock
from component.usecases.tell_once import tell_once

if TYPE_CHECKING:
    from component.ports.registrations import Registrations, Watch

_log = logging.getLogger(__name__)

_WATCHER = Actor("schedule", Way.SCHEDULE)
_PAGE = 200
_MOST_FAILURES = 3
"""So many accounts one after another without an answer: it is not for what is in them."""


@dataclass(slots=True)
class WatchRegistrations:
    """The use case; `run` is its worker. Several components may have one each.

    Accounts for which there was no answer come last at the next look, so that they keep nobody
    from an ID. When the mark has gone by them, they are tried for a day.

    Attributes:
        interval: Seconds from one look to the next.
    """

    interval: float
    accounts: "Registrations"
    watch: "Watch"
    allocate: AllocateId
    clock: Clock = field(default_factory=Clock)
    _has_begun: bool = field(default=False, init=False)
    _outage: str = field(default="", init=False)
    _unanswered: set[int] = field(default_factory=set, init=False)

    async def run(self) -> None:
        """Look for new accounts until it is cancelled."""
        while True:
            try:
                await self.look()
            except Unavailable as error:
                what = f"new Tiki accounts wait for their Live Chat IDs: {error}"
                self._outage = tell_once(_log, what, self._outage)
            except Exception:  # noqa: BLE001  the next look may do better
                _log.exception("new Tiki accounts could not be looked for")
            else:
                self._outage = ""
            await self.clock.sleep(self.interval)

    async def look(self) -> None:
        """Give a Live Chat ID to all new accounts, unless another component is looking.

        Raises:
            Unavailable: Somebody did not answer; what is not done is done at a later look.
        """
        newest = await self.accounts.newest()
        if not self._has_begun:
            await self._begin(newest)
        water = await self.watch.take_turn(self.interval / 2)
        if water is not None:
            await self._see_to_all(water, newest)

    async def _begin(self, newest: int) -> None:
        """Let all that are there now be old, if nobody has done so before."""
        if not newest:
            raise Unavailable("the Tiki database", "it has no accounts: is it being restored?")
        await self.watch.begin(HighWater(newest))
        self._has_begun = True

    async def _see_to_all(self, water: HighWater, newest: int) -> None:
        after, failures = water.after, _Failures()
        is_last = False
        while not is_last:
            page = await self.accounts.read_registered(after, _PAGE)
            is_last = len(page) < _PAGE
            settled = await self._see_to(page, water, failures)
            moved = water.advance(settled, newest, self.clock.now())
            if not await self.watch.move(water, moved):
                return
            failures.end_if_many()
            water, after = moved, page[-1].user_id if page else after
        failures.end_if_any()
        self._unanswered.clear()

    async def _see_to(
        self, page: list[Registered], water: HighWater, failures: "_Failures"
    ) -> set[int]:
        """See to some accounts; tells which are done with."""
        settled = set()
        for account in sorted(page, key=lambda account: account.user_id in self._unanswered):
            if not water.is_open(account.user_id):
                continue
            try:
                await self._see_to_one(account, water)
            except Unavailable as error:
                self._unanswered.add(account.user_id)
                failures.add(account, error)
                if failures.are_many:
                    break
            else:
                settled.add(account.user_id)
                failures.go_on()
        return settled

    async def _see_to_one(self, account: Registered, water: HighWater) -> None:
        if account.livechat_id is not None or not water.is_new(account):
            return
        found = await self.allocate(account.user_id, account.login, _WATCHER)
        if found is AllocationProblem.TAKEN:
            _log.warning(
                "the new account %r of Tiki gets no Live Chat ID: all that could be proposed are "
                "taken; set one by the command set-id",
                account.login,
            )


class _Failures:
    """The accounts of a look for which there was no answer."""

    def __init__(self) -> None:
        self._last: Unavailable | None = None
        self._in_a_row = 0

    @property
    def are_many(self) -> bool:
        """Whether there is no use in going on."""
        return self._in_a_row >= _MOST_FAILURES

    def add(self, account: Registered, error: Unavailable) -> None:
        """Count one."""
        self._in_a_row += 1
        self._last = Unavailable(f"{account.login!r} of Tiki", str(error))

    def go_on(self) -> None:
        """Note that an account was seen to."""
        self._in_a_row = 0

    def end_if_many(self) -> None:
        """Raise the last error if there is no use in going on."""
        if self.are_many:
            self.end_if_any()

    def end_if_any(self) -> None:
        """Raise the last error, if there was one."""
        if self._last is not None:
            raise self._last
