"""Commands for each test."""

import pytest

from tests.unit.frontdoors.errands import Errands


@pytest.fixture
def errands() -> Errands:
    return Errands()
