"""Password checks on worker threads: all cores, bounded, never on the event loop.

bcrypt and PBKDF2 release Python's lock while they work, so threads use all cores.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from cachetools import LRUCache

from component.domain.accounts import TikiAccount
from component.domain.passwords import bcrypt72, openfire, tiki, tiki_new
from component.domain.passwords.openfire import Credential
from component.domain.passwords.tiki import HashForm
from component.domain.registration import RegistrationRules
from component.ports import Busy

_log = logging.getLogger(__name__)
_MOST_REPORTED = 10_000

P = ParamSpec("P")
T = TypeVar("T")


class PasswordPool:
    """The port `PasswordChecker`.

    Args:
        workers: Threads; None for one per core that this process may use.
        most_waiting: Checks that may wait for a thread; more are refused at once.

    Attributes:
        workers: Threads.
        most: Checks under way and waiting at most.
        refused: Checks that were turned away.
    """

    def __init__(self, workers: int | None = None, most_waiting: int = 200) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self.most = self.workers + most_waiting
        self.refused = 0
        self._pending = 0
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="password")
        self._usual_cost = bcrypt72.DEFAULT_COST
        self._reported: LRUCache[int, HashForm] = LRUCache(_MOST_REPORTED)

    def __len__(self) -> int:
        """Checks under way and waiting."""
        return self._pending

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
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, lambda: check(*args, **kwargs))
        finally:
            self._pending -= 1
