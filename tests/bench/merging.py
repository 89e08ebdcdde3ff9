"""How fast accounts that match are merged in bulk, next to what bcrypt leaves possible."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from openfire.demo.people import Person
from tests.bench.people import bcrypt_checks
from tests.scale.crowd import SAME, Someone, Sort
from tests.scale.merging import merge
from tests.scale.site import open_site

PAIRS = 1_000
TARGET = 0.9
"""Of the ceiling."""
_CEILING_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was measured.

    Attributes:
        pairs: Accounts that were merged, all with a bcrypt hash of cost 10.
        rate: Of them per second, from the first look at the accounts to the last note of the run.
        ceiling: bcrypt checks per second with nothing around them, before and after.
    """

    pairs: int
    rate: float
    ceiling: float

    @property
    def missed(self) -> bool:
        """Whether it is slower than it should be."""
        return self.rate < TARGET * self.ceiling


def run(plugin: Path, pairs: int, say: Callable[[str], None]) -> Bulk:
    """Merge so many pairs on servers of their own.

    Raises:
        TestServerError: The servers did not start.
        RuntimeError: The component did not, or the merge failed.
    """
    someone = Person("bench", SAME, "is checked again and again")
    with open_site(plugin, [Someone(Sort.SLOW, number) for number in range(pairs)]) as site:
        say(f"bulk merge of {pairs:,} pairs")
        before = bcrypt_checks(someone, _CEILING_SECONDS)
        outcome = merge(site, "*")
        after = bcrypt_checks(someone, _CEILING_SECONDS)
    if outcome["merged"] != pairs:
        raise RuntimeError(f"{outcome['merged']} of {pairs} pairs were merged: {outcome}")
    return Bulk(pairs, outcome["per_second"], statistics.mean((before, after)))


def show(bulk: Bulk, console: Console) -> None:
    """Print it."""
    console.print(
        f"\nmerge-matching: {bulk.pairs:,} pairs at {bulk.rate:.1f} a second, "
        f"{bulk.rate / bulk.ceiling:.0%} of the {bulk.ceiling:.1f} that bcrypt does alone."
    )
