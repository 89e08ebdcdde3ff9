"""The bulk merge of a large site: what it says, what it changes, how fast it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from component.config.migrations import MigrationSettings
from component.domain.matching import Unpaired
from openfire.demo.people import Person
from tests.bench.people import bcrypt_checks
from tests.scale.crowd import MERGED, ONLY_TIKI, SAME, Sort
from tests.scale.rows import Contents, differences, read
from tests.scale.site import Site

CEILING_SECONDS = 2.0
_ADMIN = 1
"""Openfire's own admin is there too, native-only."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge of everybody has shown.

    Attributes:
        accounts: Chat accounts that it has looked at.
        merged: Those that it has merged.
        counts: What became of all of them, by word.
        tried: Passwords that were tried.
        seconds: That it took.
        slow_rate: bcrypt checks per second, in a run over those alone.
        ceiling: The same with nothing around it.
    """

    accounts: int
    merged: int
    counts: Mapping[str, int]
    tried: int
    seconds: float
    slow_rate: float
    ceiling: float


def merge_everybody(site: Site, ceiling_seconds: float = CEILING_SECONDS) -> Merged:
    """Try it, then do it, and check all that came of it.

    Args:
        site: Nothing was merged there yet.
        ceiling_seconds: For how long bcrypt alone is measured.

    Raises:
        AssertionError: Something is not as it should be.
    """
    before, expected = read(site.server), _expected(site)
    assert _counts(_try(site), "would") == expected
    assert differences(before, read(site.server)) == {}
    ceiling = bcrypt_checks(Person("scale", SAME, ""), ceiling_seconds)
    slow, real = merge(site, "slow*"), merge(site, "*")
    counts = _counts(real, "done")
    counts[MERGED] += slow["merged"]
    counts[str(Unpaired.LINKED)] -= slow["merged"]
    assert counts == expected
    after = read(site.server)
    check_rows(site, before, after)
    again = _try(site)
    assert (again["would_merge"], again["failed"]) == (0, 0)
    assert differences(after, read(site.server)) == {}
    return Merged(
        accounts=sum(counts.values()),
        merged=counts[MERGED],
        counts=counts,
        tried=real["checked"] + slow["checked"],
        seconds=real["seconds"] + slow["seconds"],
        slow_rate=slow["per_second"],
        ceiling=ceiling,
    )


def check_rows(site: Site, before: Contents, after: Contents) -> None:
    """Check that those who match have their Live Chat ID now, and that nothing else has changed.

    Raises:
        AssertionError: Something is not as it should be.
    """
    found = differences(before, after)
    changed = found.pop("tiki.users_users")
    assert found == {}
    assert not changed.gone
    assert not changed.new
    logins = {key: str(row["login"]) for key, row in before["tiki.users_users"].items()}
    assert {logins[key]: row for key, row in changed.changed.items()} == {
        one.login: {"livechat_id": one.username}
        for one in site.people
        if one.sort.outcome == MERGED
    }


def _try(site: Site) -> Mapping[str, Any]:
    """Only try the passwords of everybody; what came of it."""
    return site.carry_out("merge-matching", "--dry-run")


def merge(site: Site, names: str) -> Mapping[str, Any]:
    """Merge those whose usernames fit; what came of it.

    Raises:
        RuntimeError: It failed.
    """
    pairs = site.ask("merge-matching", names)["survey"]["pairs"]
    is_asked = pairs > MigrationSettings().merge_unasked
    confirm = ("--confirm", str(pairs)) if is_asked else ("--yes",)
    return site.carry_out("merge-matching", names, *confirm)


def _expected(site: Site) -> Counter[str]:
    counts = Counter(one.sort.outcome for one in site.people if one.sort is not Sort.ONLY_TIKI)
    counts[str(Unpaired.NATIVE_ONLY)] += _ADMIN
    assert ONLY_TIKI not in counts
    return counts


def _counts(outcome: Mapping[str, Any], state: str) -> Counter[str]:
    """What became of the accounts: MERGED for those of a state, `why` for others."""
    counts: Counter[str] = Counter(outcome["unpaired"])
    for item in outcome["items"]:
        counts[MERGED if item["state"] == state else item["why"] or item["state"]] += item["count"]
    return counts
