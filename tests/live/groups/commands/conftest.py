"""The commands share one component that syncs nobody by itself once they have signed in."""

from collections.abc import Iterator

import pytest

from tests.live.commanding import quiet
from tests.live.conftest import Village


@pytest.fixture(scope="package", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village, refresh_interval=3600.0):
        yield
