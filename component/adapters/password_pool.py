"""Password checks on worker threads: all cores, bounded, never on the event loop.

bcrypt and PBKDF2 release Python's lock while they work, so threads use all cores.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from component.domain.accounts import TikiAccount
from component.domain.passwords import bcrypt72, openfire, tiki
from component.domain.passwords.openfire import Credential
from component.domain.passwords.tiki import HashForm
from component.ports import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class PasswordPool:
    """The port `PasswordChecker`.

    Args:
        workers: Threads; None for one per core that this process may use.
        most_waiting: Checks that may wait for a thread; more are refused at once.
    """

    def __init__(self, workers: int | None = None, most_waiting: int = 200) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._most = self.workers + most_waiting
        self._pending = 0
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="password")
        self._usual_cost = bcrypt72.DEFAULT_COST

    async def check_tiki(self, password: str, account: TikiAccount) -> bool:
        """See `PasswordChecker.check_tiki`."""
        stored = account.password_hash
        if tiki.form_of(stored) is HashForm.BCRYPT:
            self._usual_cost = bcrypt72.cost_of(stored)
        return await self._work(tiki.verify, password, stored, account.login, account.email)

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

    async def _work(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._pending >= self._most:
            raise Unavailable("password checks", f"{self._pending} are waiting already")
        self._pending += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, lambda: check(*args, **kwargs))
        finally:
            self._pending -= 1
