"""The people who sign in: the same ones in a Tiki behind the bridge and as native chat accounts."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from component.domain.passwords import bcrypt72
from openfire.demo.people import Person, make_hash
from openfire.testserver import TestServer
from tests.bench.cpu import cores

TEAMS = 5
GROUPS: Sequence[Mapping[str, str]] = [
    {"tiki": f"Team {i}", "roster": f"team{i}"} for i in range(TEAMS)
]
"""The mappings of groups: everybody is in one."""

T = TypeVar("T")
R = TypeVar("R")


def make_people(count: int) -> list[Person]:
    """Make people with bcrypt hashes of cost 10, each with a group, a language and a picture."""
    people = [
        Person(
            login=f"Person {i}",
            password=f"the pässword of {i}",
            about="signs in",
            livechat_id=f"person{i}",
            groups=(f"Team {i % TEAMS}",),
            real_name=f"Person {i}",
            language="en",
            picture="teal",
        )
        for i in range(count)
    ]
    _on_all_cores(lambda person: person.stored_hash, people)
    return people


def native_accounts(people: Iterable[Person]) -> dict[str, str]:
    """The same people's chat accounts: username → password."""
    return {str(p.livechat_id): p.password for p in people}


def renew_hashes(server: TestServer, people: Sequence[Person]) -> None:
    """Hash everybody's password again with a new salt: hashes that nobody has ever seen."""
    hashes = _on_all_cores(lambda p: make_hash(p.form, p.password, p.login, p.address), people)
    lines = [
        f"UPDATE users_users SET hash = '{stored}' WHERE login = '{person.login}';"
        for person, stored in zip(people, hashes, strict=True)
    ]
    server.mariadb.run_script("\n".join(lines), "tiki")


def bcrypt_checks(person: Person, seconds: float) -> float:
    """Check a hash on all cores for a while, as the component does but with nothing around it.

    Returns:
        Checks per second.
    """
    secret, stored = person.password.encode(), person.stored_hash
    began = time.perf_counter()
    end = began + seconds

    def work(_worker: int) -> int:
        done = 0
        while time.perf_counter() < end:
            if not bcrypt72.verify(secret, stored):
                raise AssertionError("the password fits no more")
            done += 1
        return done

    checks = sum(_on_all_cores(work, range(cores())))
    return checks / (time.perf_counter() - began)


def _on_all_cores(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    with ThreadPoolExecutor(cores()) as threads:
        return list(threads.map(work, items))
