"""The load of sign-ins: right and wrong passwords, remembered and not, natives, and merges."""

import contextlib
import itertools
import random
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import pymysql

from openfire.testserver import TestServer
from tests.bench.client import Door, SignInFailed, make_guest
from tests.faults.chance import make_chance
from tests.faults.ledger import Answer, Attempt, Ledger, Sort
from tests.faults.people import People, Someone, hash_anew
from tests.faults.turnstile import Closed, Turnstile

CLIENTS = 4
"""At a time; one of them uses TLS."""
PATIENCE = 20
"""Seconds for which a client waits for an answer: more than the plugin's own patience."""
_PAUSES = (0.1, 0.5)
"""Seconds from an answer to the next one."""
_AFTER_REFUSAL = (0.5, 1.0)
"""The same after one that says to try later, so that the machine has time to recover."""
_TRIES = 5
_SHARES = {
    Sort.REMEMBERED: 38,
    Sort.FRESH: 16,
    Sort.NATIVE: 10,
    Sort.ADMIN: 3,
    Sort.MERGE: 11,
    Sort.WRONG: 22,
}


@dataclass(frozen=True, slots=True)
class _Try:
    """Who is to sign in how."""

    sort: Sort
    name: str
    username: str
    password: str
    whose: Someone | None = None


class SignIns:
    """Clients that sign in one after the other, as long as they are let through.

    Args:
        server: Where to.
        people: Who.
        ledger: Where it is written down.
        turnstile: Holds them up.
        seed: Of what they choose.
    """

    def __init__(
        self,
        server: TestServer,
        people: People,
        ledger: Ledger,
        turnstile: Turnstile,
        seed: int,
    ) -> None:
        self._server = server
        self._people = people
        self._ledger = ledger
        self._turnstile = turnstile
        self._seed = seed
        self._doors = [Door(server, tls=tls, patience=PATIENCE) for tls in (False, True)]
        self._pairs = deque(people.pairs)
        self._numbers = itertools.count(1)
        self.merged: list[Someone] = []

    def learn(self) -> None:
        """Sign everybody steady in once: their chat accounts are made, their passwords known.

        Raises:
            SignInFailed: Somebody is not let in, in peace.
        """
        for one in self._people.steady:
            guest = make_guest(one.login, one.password, self._jid(one.username))
            for left in reversed(range(_TRIES)):
                try:
                    self._doors[0].sign_in(guest, "first")
                    break
                except SignInFailed:  # a machine with much else to do may be too slow at first
                    if not left:
                        raise

    def threads(self) -> Sequence[threading.Thread]:
        """Make the clients; the first of every four uses TLS."""
        return [
            threading.Thread(target=self._sign_in_for_ever, args=(number,), daemon=True)
            for number in range(CLIENTS)
        ]

    def _sign_in_for_ever(self, number: int) -> None:
        choice = make_chance(self._seed, f"sign-ins {number}")
        door = self._doors[number % 4 == 0]
        while not self._turnstile.is_over:
            try:
                with self._turnstile.passing():
                    answer = self._sign_in(self._choose(choice), door, choice)
            except Closed:
                return
            is_refused = answer in (Answer.LATER, Answer.CUT)
            time.sleep(choice.uniform(*(_AFTER_REFUSAL if is_refused else _PAUSES)))

    def _choose(self, choice: random.Random) -> _Try:
        (sort,) = choice.choices(list(_SHARES), list(_SHARES.values()))
        people, number = self._people, next(self._numbers)
        match sort:
            case Sort.MERGE if self._pairs:
                one = self._pairs.popleft()
                return _Try(sort, one.login, one.username, one.password, one)
            case Sort.NATIVE:
                one = choice.choice(people.natives)
                return _Try(sort, one.username, one.username, one.password)
            case Sort.ADMIN:
                name, password = self._server.admin
                return _Try(sort, name, name, password)
            case Sort.WRONG:
                one = choice.choice([*people.steady, *people.natives])
                return _Try(sort, one.login or one.username, one.username, f"guess {number}")
            case Sort.FRESH:
                one = choice.choice([one for one in people.steady if one.form == "$1$"])
                return _Try(sort, one.login, one.username, one.password, one)
        one = choice.choice(people.steady)
        return _Try(Sort.REMEMBERED, one.login, one.username, one.password)

    def _sign_in(self, who: _Try, door: Door, choice: random.Random) -> Answer:
        if who.sort is Sort.FRESH and who.whose is not None:
            with contextlib.suppress(pymysql.Error):  # where it is away they sign in all the same
                hash_anew(self._server, who.whose)
        guest = make_guest(who.name, who.password, self._jid(who.username))
        resource = f"r{choice.randrange(10**9)}"
        began = time.monotonic()
        answer, detail = Answer.IN, ""
        try:
            door.sign_in(guest, resource)
        except SignInFailed as failed:
            answer, detail = answer_in(failed), str(failed)
        is_right = who.sort is not Sort.WRONG
        self._ledger.note(
            Attempt(who.sort, who.name, is_right, began, time.monotonic(), answer, detail)
        )
        if who.sort is Sort.MERGE and who.whose is not None:
            if answer is Answer.IN:
                self.merged.append(who.whose)
            else:
                self._pairs.appendleft(who.whose)
        return answer

    def _jid(self, username: str) -> str:
        return f"{username}@{self._server.domain}"


def answer_in(failed: SignInFailed) -> Answer:
    """What somebody was told who is not in as themselves."""
    if failed.bound:
        return Answer.OTHER
    if not failed.answer.startswith(b"<failure"):
        return Answer.CUT
    for answer, condition in ((Answer.WRONG, b"<not-authorized"), (Answer.LATER, b"<temporary")):
        if condition in failed.answer:
            return answer
    return Answer.OTHER
