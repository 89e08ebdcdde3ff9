"""Password checks on worker threads: all cores, bounded, never on the event loop.

bcrypt and PBKDF2 release Python's lock while they work, so threads use all cores.
"""

import asyncio
import contextvars
import logging
import math
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache

from component.domain.accounts import TikiAccount
from component.domain.passwords import bcrypt72, openfire, tiki, tiki_new
from component.domain.passwords.openfire import Credential
from component.domain.passwords.tiki import HashForm
from component.domain.registration import RegistrationRules
from component.ports import Busy
from component.request import Part, current

_log = logging.getLogger(__name__)
_MOST_REPORTED = 10_000

P = ParamSpec("P")
T = TypeVar("T")


class PasswordPool:
    """The port `PasswordChecker`.

    Args:
        workers: Threads; None for one per core that this process may use.
        most_waiting: Checks that may wait for a thread; more are refused at once.
        patience: Seconds for which each of them may wait; then it is refused too.

    Attributes:
        workers: Threads.
        limit: Checks that may wait; those that wait already are not turned away when it changes.
        patience: Seconds for which they may.
        refused: Checks that were turned away.
    """

    def __init__(
        self, workers: int | None = None, most_waiting: int = 200, patience: float = math.inf
    ) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self.limit = most_waiting
        self.patience = patience
        self.refused = 0
        self._pending = 0
        self._open: set[Future[Any]] = set()
        self._progress_at = 0.0
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="password")
        self._usual_cost = bcrypt72.DEFAULT_COST
        self._reported: LRUCache[int, HashForm] = LRUCache(_MOST_REPORTED)

    def __len__(self) -> int:
        """Checks under way and waiting."""
        return self._pending

    @property
    def most(self) -> int:
        """Checks under way and waiting at most."""
        return self.workers + self.limit

    @property
    def stalled_seconds(self) -> float:
        """Seconds for which no check has come to its end although some are to; 0 if none are."""
        return time.monotonic() - self._progress_at if self._open else 0.0

    async def check_tiki(self, password: str, account: TikiAccount) -> bool:
        """See `PasswordChecker.check_tiki`."""
        stored, generation = account.password_hash, account.generation
        form = tiki.form_of(stored)
        if form is HashForm.BCRYPT:
            self._usual_cost = bcrypt72.cost_of(stored)
        if not tiki.accepts(generation, form):
            self._report(account, form)
            return False
        return await self._work(
            tiki.verify, password, stored, account.login, account.email, generation
        )

    async def make_tiki_hash(self, password: str, login: str, rules: RegistrationRules) -> str:
        """See `PasswordChecker.make_tiki_hash`."""
        return await self._work(
            tiki_new.make_hash, password, login, rules.generation, rules.hash_width
        )

    async def check_native(self, password: str, credential: Credential) -> bool:
        """See `PasswordChecker.check_native`."""
        return await self._work(openfire.verify, password, credential)

    async def check_nothing(self, password: str) -> None:
        """See `PasswordChecker.check_nothing`: at the cost of the last real hash seen."""
        secret = password.encode("utf-8", "surrogatepass")
        await self._work(bcrypt72.verify_nothing, secret, self._usual_cost)

    def close(self) -> None:
        """End the threads; checks that have begun are finished."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _report(self, account: TikiAccount, form: HashForm) -> None:
        """Say once that nobody can sign in with what is stored for an account."""
        if self._reported.get(account.user_id) is form:
            return
        self._reported[account.user_id] = form
        _log.warning(
            "no password fits the Tiki account %r (userId %d): its stored hash is of the kind %r, "
            "%d characters long, which a Tiki %s does not accept; a new password on the site "
            "helps",
            account.login,
            account.user_id,
            form.value,
            len(account.password_hash),
            account.generation.title,
        )

    async def _work(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._pending >= self.most:
            self.refused += 1
            raise Busy("password checks", f"{self._pending} are waiting already")
        self._pending += 1
        try:
            if not self._open:
                self._progress_at = time.monotonic()
            asked = time.perf_counter()
            context = contextvars.copy_context()
            checking = self._threads.submit(
                context.run, _timed, lambda: check(*args, **kwargs), asked + self.patience
            )
            self._open.add(checking)
            checking.add_done_callback(self._note_end)
            began, ended, result = await asyncio.wrap_future(checking)
        except Busy:
            self.refused += 1
            raise
        finally:
            self._pending -= 1
        request = current()
        if request is not None:
            request.add(Part.QUEUE, began - asked)
            request.add(Part.HASH, ended - began)
        return result

    def _note_end(self, checking: Future[Any]) -> None:
        """Called by a thread: it is through with a check."""
        self._progress_at = time.monotonic()
        self._open.discard(checking)


def _timed(check: Callable[[], T], at_latest: float) -> tuple[float, float, T]:
    """Make a check on its thread; when it began and ended, and what came of it.

    Raises:
        Busy: It is later than it was to begin: whoever asked has been kept waiting long enough.
    """
    began = time.perf_counter()
    if began > at_latest:
        raise Busy("password checks", "it took too long until it was this one's turn")
    result = check()
    return began, time.perf_counter(), result
