"""The whole migration of a site that is small: what `make scale` does with 20,000 accounts."""

import pytest

from tests.live.conftest import PLUGIN
from tests.scale.crowd import make_crowd
from tests.scale.ending import end_migration
from tests.scale.merging import merge_everybody
from tests.scale.site import open_site

pytestmark = pytest.mark.live

SIZE = 250
"""More than a page of pairs."""


def test_those_who_match_are_merged_the_others_go_and_everything_else_stays() -> None:
    with open_site(PLUGIN, make_crowd(SIZE), is_small=True) as site:
        merged = merge_everybody(site, ceiling_seconds=0.1)
        ended = end_migration(site)
    assert merged.accounts == SIZE + 1
    assert merged.merged > 0.4 * SIZE
    assert ended.deleted > 0.25 * SIZE
    assert ended.deleted + sum(ended.spared.values()) == ended.unmigrated
