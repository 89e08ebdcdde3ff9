"""From Tiki groups to roster groups (design §4, facts/tiki.md §1)."""

from collections.abc import Collection, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.groups import (
    REGISTERED,
    GroupMapping,
    Membership,
    close_inclusions,
    effective_groups,
    plan_memberships,
    roster_groups,
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


def mapping(tiki: str, roster: str) -> GroupMapping:
    """A rule."""
    return GroupMapping(tiki, roster, display_name=roster)


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
    ("groups", "rules", "expected"),
    [
        ({"helpers"}, [("Helpers", "live")], {"live": "Helpers"}),
        ({"helpers"}, [("help*", "live")], {"live": "help*"}),
        ({"helpers"}, [("Help?rs", "live")], {"live": "Help?rs"}),
        ({"helpers"}, [("[gh]elpers", "live")], {"live": "[gh]elpers"}),
        ({"helpers"}, [("help", "live")], {}),
        ({"live chat helpers"}, [("Live Chat *", "live")], {"live": "Live Chat *"}),
        ({"a", "b"}, [("a", "live"), ("b", "live")], {"live": "a"}),
        ({"b"}, [("a", "live"), ("b", "live")], {"live": "b"}),
        ({"a"}, [("a", "one"), ("a", "two")], {"one": "a", "two": "a"}),
        ({"anonymous", "registered"}, [("*", "all")], {}),
        ({"registered"}, [("Registered", "all")], {}),
        ({"registered", "x"}, [("*", "all")], {"all": "*"}),
        (set(), [("*", "all")], {}),
        ({"[x"}, [("[x", "odd")], {"odd": "[x"}),
        ({"team [a]"}, [("Team [A]", "a")], {"a": "Team [A]"}),
        ({"team a"}, [("Team [A]", "a")], {"a": "Team [A]"}),
        ({"100% *stars*"}, [("100% *Stars*", "stars")], {"stars": "100% *Stars*"}),
    ],
)
def test_roster_groups_follow_from_the_rules(
    groups: set[str], rules: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    wanted = roster_groups(groups, [mapping(tiki, roster) for tiki, roster in rules])
    assert {roster: rule.tiki for roster, rule in wanted.items()} == expected


def test_only_what_the_bridge_manages_is_left() -> None:
    wanted = {"new": mapping("t", "new"), "kept": mapping("t", "kept")}
    plan = plan_memberships(wanted, {"kept", "old", "by hand"}, {"kept", "old", "gone already"})
    assert plan.join == (wanted["new"],)
    assert plan.leave == ("old",)


ROSTERS = st.sets(NAMES)


@given(ROSTERS, ROSTERS, ROSTERS)
def test_applying_a_plan_does_what_is_wanted_and_nothing_else(
    wanted: set[str], actual: set[str], managed: set[str]
) -> None:
    plan = plan_memberships({name: mapping("t", name) for name in wanted}, actual, managed)
    joined, left = {m.roster for m in plan.join}, set(plan.leave)
    after = (actual - left) | joined
    assert wanted <= after
    assert actual - managed <= after
    assert joined == wanted - actual
    assert left <= actual & managed - wanted
    assert not after & managed - wanted
    again = plan_memberships({name: mapping("t", name) for name in wanted}, after, managed | joined)
    assert (again.join, again.leave) == ((), ())
