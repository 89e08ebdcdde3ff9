"""From Tiki groups to roster groups (design §4, facts/tiki.md §1)."""

from collections.abc import Collection, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.groups import (
    REGISTERED,
    Membership,
    close_inclusions,
    effective_groups,
    fitting_groups,
    pattern_error,
)

NOW = 1_700_000_000
DAY = 86_400


def effective(
    memberships: Iterable[Membership], inclusions: Mapping[str, Collection[str]]
) -> set[str]:
    """The groups at `NOW`, but for Registered, which comes with any of them."""
    found = effective_groups(memberships, close_inclusions(inclusions), NOW)
    assert (REGISTERED in found) == bool(found)
    return set(found - {REGISTERED})


@pytest.mark.parametrize(
    ("membership", "current"),
    [
        (Membership("g"), True),
        (Membership("g", expire=NOW), True),
        (Membership("g", expire=NOW - 1), False),
        (Membership("g", expire=NOW + 1), True),
        (Membership("g", created=NOW - 3 * DAY, expire_after_days=3), True),
        (Membership("g", created=NOW - 3 * DAY - 1, expire_after_days=3), False),
        (Membership("g", created=None, expire_after_days=3), True),
        (Membership("g", created=1, expire_after_days=0), True),
        (Membership("g", created=1, expire=NOW + 1, expire_after_days=3), True),
        (Membership("g", created=NOW, expire=NOW - 1, expire_after_days=3), False),
        (Membership("g", expire=0), False),
    ],
)
def test_a_membership_ends_when_tiki_says(membership: Membership, current: bool) -> None:
    assert membership.is_current(NOW) is current
    assert effective([membership], {}) == ({"g"} if current else set())


@pytest.mark.parametrize(
    ("direct", "inclusions", "expected"),
    [
        ([], {"a": ["b"]}, set()),
        (["a"], {}, {"a"}),
        (["a"], {"a": ["b"], "b": ["c", "d"]}, {"a", "b", "c", "d"}),
        (["a"], {"b": ["a"]}, {"a"}),
        (["a"], {"a": ["b"], "b": ["a"]}, {"a", "b"}),
        (["a"], {"a": ["a"]}, {"a"}),
        (["Helpers"], {"HELPERS": ["Staff"], "staff": ["All"]}, {"helpers", "staff", "all"}),
        (["a"], {"A": ["b"], "a": ["c"]}, {"a", "b", "c"}),
        (["STRASSE"], {"straße": ["x"]}, {"strasse", "x"}),
    ],
)
def test_inclusions_are_followed_to_their_end(
    direct: list[str], inclusions: dict[str, list[str]], expected: set[str]
) -> None:
    assert effective(map(Membership, direct), inclusions) == expected


def test_an_expired_membership_includes_nothing() -> None:
    expired = Membership("a", expire=NOW - 1)
    assert effective([expired, Membership("x")], {"a": ["b"]}) == {"x"}


def test_what_registered_includes_belongs_to_whoever_is_in_any_group() -> None:
    everybody = {"Registered": ["Chatters"], "Chatters": ["Readers"]}
    assert effective([Membership("x")], everybody) == {"x", "chatters", "readers"}
    assert effective([Membership("x", expire=NOW - 1)], everybody) == set()
    assert effective([], everybody) == set()


NAMES = st.sampled_from("abcdef")


@given(st.lists(NAMES), st.dictionaries(NAMES, st.sets(NAMES)))
def test_effective_groups_are_the_least_set_that_is_closed(
    direct: list[str], inclusions: dict[str, set[str]]
) -> None:
    found = effective(map(Membership, direct), inclusions)
    assert set(direct) <= found
    for group in found:
        assert inclusions.get(group, set()) <= found
        without = effective(
            [Membership(d) for d in direct],
            {g: targets - {group} for g, targets in inclusions.items()},
        )
        assert group in direct or group not in without


@pytest.mark.parametrize(
    ("groups", "names", "expected"),
    [
        ({"helpers"}, ["Helpers"], {"helpers"}),
        ({"helpers"}, ["help*"], {"helpers"}),
        ({"helpers"}, ["Help?rs"], {"helpers"}),
        ({"helpers"}, ["[gh]elpers"], {"helpers"}),
        ({"helpers"}, ["help"], set()),
        ({"helpers", "staff", "x"}, ["h*", "Staff"], {"helpers", "staff"}),
        ({"live chat helpers"}, ["Live Chat *"], {"live chat helpers"}),
        ({"strasse"}, ["Stra\u00dfe"], {"strasse"}),
        ({"anonymous", "registered"}, ["*"], set()),
        ({"registered"}, ["Registered"], set()),
        ({"registered", "x"}, ["*"], {"x"}),
        (set(), ["*"], set()),
        ({"x"}, [], set()),
        ({"[x"}, ["[x"], {"[x"}),
        ({"team [a]", "team a"}, ["Team [A]"], {"team [a]", "team a"}),
        ({"100% *stars*"}, ["100% *Stars*"], {"100% *stars*"}),
    ],
)
def test_tiki_groups_fit_names_and_patterns(
    groups: set[str], names: list[str], expected: set[str]
) -> None:
    assert fitting_groups(groups, names) == expected


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Helpers", None),
        ("help*", None),
        ("*", None),
        ("[a-z]?", None),
        ("[!a-z0-9]*", None),
        ("[]a]*", None),
        ("[[]a*", None),
        ("[a-]*", None),
        ("[--a]*", None),
        ("[A-b]*", None),
        ("a-A", None),
        ("[x", None),
        ("x]", None),
        ("x]*", None),
        ("[x*", "a [ has no ]; write [[] for the sign itself"),
        ("[x?", "a [ has no ]; write [[] for the sign itself"),
        ("[a] [b", "a [ has no ]; write [[] for the sign itself"),
        ("[]", None),
        ("[]*", "a [ has no ]; write [[] for the sign itself"),
        ("[z-a]", "z-a in [] runs backwards"),
        ("[b-A]*", "b-A in [] runs backwards"),
        ("x[!0-9a-Zz-y]", "z-y in [] runs backwards"),
    ],
)
def test_a_pattern_that_can_fit_nothing_is_told(name: str, error: str | None) -> None:
    assert pattern_error(name) == error
