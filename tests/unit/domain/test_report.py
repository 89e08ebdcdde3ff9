"""Where the migration stands: every account with a Live Chat ID is counted once, by its path."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.audit import AuditEntry, Way
from component.domain.migration import Path
from component.domain.report import (
    ACTIONS,
    FAILURES,
    Linked,
    Marks,
    MigratedBy,
    paths_in,
)
from tests.unit.reports import AT, EMPTY, FULL, TODAY, day

DAY = 86_400.0


def entry(
    action: str, subject: str = "bob", way: str = "page", path: str = "", days: float = 0.0
) -> AuditEntry:
    detail = {"by": "somebody", "way": way, "path": path}
    return AuditEntry(1, AT - days * DAY, action, subject, detail)


def marks(*entries: AuditEntry) -> Marks:
    made = Marks()
    for one in entries:
        made.add(one)
    return made


@pytest.mark.parametrize(
    ("written", "path"),
    [
        (entry("finish", path=Path.BOTH), MigratedBy.BOTH),
        (entry("finish", path=Path.CHAT_ONLY), MigratedBy.CHAT_ONLY),
        (entry("finish", path=Path.TIKI_ONLY), MigratedBy.TIKI_ONLY),
        (entry("finish", path="later"), MigratedBy.OTHERWISE),
        (entry("merge", way=Way.SIGN_IN), MigratedBy.SIGN_IN),
        (entry("merge", way=Way.CHAT), MigratedBy.MERGE),
        (entry("merge", way=Way.SHELL), MigratedBy.MERGE),
        (entry("allocate", way=Way.SIGN_IN), MigratedBy.ALLOCATED),
        (entry("allocate", way=Way.SHELL), MigratedBy.ALLOCATED),
        (entry("allocate", way=Way.API), MigratedBy.REGISTERED),
        (entry("allocate", way=Way.SCHEDULE), MigratedBy.REGISTERED),
        (entry("set-id", way=Way.CHAT), MigratedBy.ALLOCATED),
    ],
)
def test_the_audit_tells_the_path(written: AuditEntry, path: MigratedBy) -> None:
    assert Linked.count(["bob"], marks(written)).paths == {path: 1}


def test_who_is_in_no_audit_has_come_otherwise_and_on_no_day() -> None:
    linked = Linked.count(["bob"], marks())
    assert (linked.paths, linked.days) == ({MigratedBy.OTHERWISE: 1}, {})


def test_the_newest_link_counts() -> None:
    found = marks(entry("merge", way="sign-in", days=3), entry("finish", path="both"))
    linked = Linked.count(["bob"], found)
    assert linked.paths == {MigratedBy.BOTH: 1}
    assert linked.days == {TODAY: {MigratedBy.BOTH: 1}}


def test_what_was_begun_twice_counts_once() -> None:
    found = marks(entry("merge", way="shell"), entry("merge", way="shell"))
    assert Linked.count(["bob"], found).paths == {MigratedBy.MERGE: 1}


def test_what_did_not_come_about_leaves_what_was_before() -> None:
    begun = [entry("finish", path="both", days=2), entry("merge", way="sign-in")]
    found = marks(*begun, entry("merge-failed", way="sign-in"))
    assert Linked.count(["bob"], found).paths == {MigratedBy.BOTH: 1}
    assert Linked.count(["bob"], marks(entry("merge-failed"))).paths == {MigratedBy.OTHERWISE: 1}


def test_a_link_that_was_resumed_and_found_there_is_still_one() -> None:
    """The first try died behind the claim; the second one saw that somebody had the ID."""
    again = [entry("merge", way="shell"), entry("merge", way="shell")]
    found = marks(*again, entry("merge-failed", way="shell"))
    assert Linked.count(["bob"], found).paths == {MigratedBy.MERGE: 1}


def test_what_was_undone_is_counted_until_it_is_made_again() -> None:
    made = [entry("finish", path="both", days=2), entry("undone", way="shell", days=1)]
    assert marks(*made).undone() == 1
    assert Linked.count([], marks(*made)).paths == {}
    again = marks(*made, entry("merge", way="sign-in"))
    assert again.undone() == 0
    assert Linked.count(["bob"], again).paths == {MigratedBy.SIGN_IN: 1}


def changed(action: str, before: str, after: str) -> list[AuditEntry]:
    """What the audit has of a change of a Live Chat ID, or of one that did not come about."""
    who = {"by": "boss", "way": "shell"}
    return [
        AuditEntry(1, AT, action, before, {**who, "to": after}),
        AuditEntry(2, AT, action, after, {**who, "from": before}),
    ]


def test_who_got_another_id_has_come_by_the_path_of_the_one_before() -> None:
    begun = entry("finish", path="both", days=2)
    linked = Linked.count(["bobby"], marks(begun, *changed("change-id", "bob", "bobby")))
    assert linked.paths == {MigratedBy.BOTH: 1}
    unknown = Linked.count(["bobby"], marks(*changed("change-id", "bob", "bobby")))
    assert unknown.paths == {MigratedBy.OTHERWISE: 1}


def test_a_change_that_did_not_come_about_leaves_the_path() -> None:
    begun = entry("finish", path="both", days=2)
    tried = [*changed("change-id", "bob", "bobby"), *changed("change-id-failed", "bob", "bobby")]
    assert Linked.count(["bob"], marks(begun, *tried)).paths == {MigratedBy.BOTH: 1}
    assert Linked.count(["bobby"], marks(begun, *tried)).paths == {MigratedBy.OTHERWISE: 1}


NAMES = st.sampled_from(["bob", "carol", "dave"])
ENTRIES = st.builds(
    entry,
    st.sampled_from([*ACTIONS, *FAILURES]),
    NAMES,
    st.sampled_from([*Way, "?"]),
    st.sampled_from([*Path, "?"]),
    st.floats(0, 400),
)


@given(st.lists(ENTRIES), st.sets(NAMES))
def test_all_accounts_are_counted_whatever_the_audit_says(
    written: list[AuditEntry], linked: set[str]
) -> None:
    counted = Linked.count(linked, marks(*written))
    assert sum(counted.paths.values()) == len(linked)
    by_day = sum(sum(paths.values()) for paths in counted.days.values())
    assert by_day <= len(linked)


def test_the_days_are_whole_and_end_today() -> None:
    days = FULL.last_days(30)
    assert [one for one, _ in days] == [day(before) for before in range(9, -1, -1)]
    assert days[0][1] == {MigratedBy.BOTH: 4, MigratedBy.SIGN_IN: 15}
    assert days[2][1] == {}


@pytest.mark.parametrize("most", [1, 5, 366])
def test_there_are_no_more_days_than_are_asked_for(most: int) -> None:
    days = FULL.last_days(most)
    assert len(days) == min(most, 10)
    assert days[-1][0] == TODAY
    assert all(b - a == timedelta(days=1) for (a, _), (b, _) in itertools.pairwise(days))


def test_where_nobody_has_migrated_there_is_today() -> None:
    assert EMPTY.last_days(30) == [(TODAY, {})]
    assert paths_in([{}]) == []
