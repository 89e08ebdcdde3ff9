"""A site for each test, and one pool of password threads for all."""

from collections.abc import Iterator

import pytest

from component.adapters.password_pool import PasswordPool
from tests.unit.usecases.house import CountingChecker, House


@pytest.fixture(scope="session")
def pool() -> Iterator[PasswordPool]:
    pool = PasswordPool(2)
    yield pool
    pool.close()


@pytest.fixture
def house(pool: PasswordPool) -> House:
    return House(CountingChecker(pool))
