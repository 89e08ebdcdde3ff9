"""A site for each test, and one pool of password threads for all."""

from collections.abc import Iterator

import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.login import Window
from component.domain.migration import OldAccount, Path
from component.domain.passwords import bcrypt72
from tests.unit.usecases.house import CHEAP, CountingChecker, House
from tests.unit.usecases.migrants import HELPERS, Ivan, Make, Site
from tests.unit.usecases.square import Square


@pytest.fixture(scope="session")
def pool() -> Iterator[PasswordPool]:
    pool = PasswordPool(2)
    yield pool
    pool.close()


@pytest.fixture
def checker(pool: PasswordPool, monkeypatch: pytest.MonkeyPatch) -> CountingChecker:
    """Checks passwords; new hashes cost as little as possible."""
    monkeypatch.setattr(bcrypt72, "DEFAULT_COST", CHEAP)
    return CountingChecker(pool)


@pytest.fixture
def house(checker: CountingChecker) -> House:
    return House(checker)


@pytest.fixture
def square() -> Square:
    return Square()


@pytest.fixture
def make(checker: CountingChecker) -> Make:
    def make(
        path: Path, old_account: OldAccount = OldAccount.KEEP, window: Window = Window.OPEN
    ) -> Ivan:
        house = House(checker, mappings=HELPERS)
        return Ivan(Site(house, old_account, window), path)

    return make
