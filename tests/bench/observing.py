"""What ids, metrics and the log cost a login: `python -m tests.bench.observing`.

All that is added to a login is done for one that does nothing else, in turn with the same without
it: the difference is the cost. Beside it stands the cheapest check of a password that there is.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Awaitable, Callable

import bcrypt
from rich.console import Console

from component import request
from component.adapters.measuring.logins import MeasuredLogIn, MeasuredProvisioner
from component.adapters.measuring.metrics import Metrics
from component.adapters.mysql_mark import marked
from component.domain.accounts import TikiAccount
from component.domain.login import Accept, Outcome
from component.domain.names import ChatUsername, TikiLogin
from component.frontdoors.cli.logs import JsonFormatter, TextFormatter
from component.request import Part, Spending

STATEMENTS = 6
"""Of a login whose password is remembered, with what its chat account takes."""
LOGINS = 2000
ROUNDS = 9
ACCOUNT = TikiAccount(1, TikiLogin("Alice"), "", "", None)
ALICE = ChatUsername("alice")
STATEMENT = "SELECT a, b, c FROM users_users WHERE login = %s"


class Bare:
    """A login with nothing around it."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log

    async def statement(self) -> str:
        return STATEMENT

    async def provision(self, _account: TikiAccount, _username: ChatUsername) -> None:
        for _ in range(STATEMENTS // 2):
            await self.statement()

    async def log_in(self, _name: str, _password: str) -> Outcome:
        for _ in range(STATEMENTS // 2):
            await self.statement()
        await self.provision(ACCOUNT, ALICE)
        return Accept(ALICE)

    async def answer(self) -> None:
        await self.log_in("Alice", "")
        self._log.info("login of %s: %s in %.0f ms", "'Alice'", "accepted as alice", 1.5)


class Observed(Bare):
    """The same with all that is around it in the component."""

    def __init__(self, log: logging.Logger, metrics: Metrics) -> None:
        super().__init__(log)
        self._log_in = MeasuredLogIn(self.log_in, metrics)
        self._provision = MeasuredProvisioner(super().provision)
        self._seconds = metrics.statements.labels("tiki")

    async def statement(self) -> str:
        began = time.perf_counter()
        with Spending(Part.QUEUE):
            pass
        with Spending(Part.DATABASE):
            statement = marked(STATEMENT)
        self._seconds.observe(time.perf_counter() - began)
        return statement

    async def provision(self, account: TikiAccount, username: ChatUsername) -> None:
        await self._provision(account, username)

    async def answer(self) -> None:
        with request.working_on(request.usable_id("tlc-0123456789abcdef", "login")) as asked:
            await self._log_in("Alice", "")
            parts = {f"{part}_seconds": round(spent, 6) for part, spent in asked.spent.items()}
            fields = {"decision": "accept", "seconds": 0.001, **parts}
            line, name, what = "login of %s: %s in %.0f ms", "'Alice'", "accepted as alice"
            self._log.info(line, name, what, 1.5, extra={"fields": fields})


def make_log(name: str, formatter: logging.Formatter) -> logging.Logger:
    """A log whose lines go nowhere."""
    log = logging.getLogger(f"bench.{name}")
    handler = logging.FileHandler("/dev/null")
    handler.setFormatter(formatter)
    log.handlers, log.propagate = [handler], False
    log.setLevel("INFO")
    return log


async def microseconds(answer: Callable[[], Awaitable[None]]) -> float:
    """What one takes of a processor, whoever else uses it."""
    began = time.process_time()
    for _ in range(LOGINS):
        await answer()
    return (time.process_time() - began) / LOGINS * 1e6


async def measure() -> dict[str, float]:
    """Medians of rounds in which all take turns, in microseconds for a login."""
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    metrics = Metrics("0")
    ways = {
        "without": Bare(make_log("bare", logging.Formatter(form))),
        "observed, a text log": Observed(make_log("text", TextFormatter(form)), metrics),
        "observed, a JSON log": Observed(make_log("json", JsonFormatter()), metrics),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(await microseconds(way.answer))
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    """Print it."""
    console = Console(highlight=False)
    found = asyncio.run(measure())
    secret = b"a password of somebody"
    began = time.process_time()
    bcrypt.hashpw(secret, bcrypt.gensalt(10))
    hashing = (time.process_time() - began) * 1e6
    bare = found["without"]
    for name, took in found.items():
        more = took - bare
        share = f", {more:.0f} more: {more / hashing:.2%} of a hash" if more else ""
        console.print(f"{name}: {took:.0f} microseconds a login{share}")
    console.print(f"one hash of bcrypt, cost 10: {hashing:.0f} microseconds")
    metrics = Metrics("0")
    began = time.process_time()
    for _ in range(20):
        metrics.write("")
    took = (time.process_time() - began) / 20 * 1e6
    console.print(f"one look at /metrics: {took:.0f} microseconds")


if __name__ == "__main__":
    main()
