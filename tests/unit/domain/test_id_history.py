"""Who had a Live Chat ID when, from what the audit says."""

from hypothesis import given
from hypothesis import strategies as st

from component.domain.audit import AuditEntry
from component.domain.id_history import TOLD_BY, Tenure, tenures


def entries(*told: tuple[str, ...]) -> list[AuditEntry]:
    """Entries of an ID, one a second: action, login, and for a change `to` or `from`."""
    found = []
    for number, (action, login, *which) in enumerate(told, 1):
        detail = {"tiki_login": login, "by": f"by {number}", **dict.fromkeys(which, "x")}
        found.append(AuditEntry(number, float(number), action, "bob", detail))
    return found


def test_each_way_to_an_id_begins_a_time() -> None:
    for action in ("finish", "merge", "allocate", "set-id"):
        assert tenures(entries((action, "Bob"))) == (Tenure("Bob", 1.0, action, "by 1"),)
    changed = tenures(entries(("change-id", "Bob", "from")))
    assert changed == (Tenure("Bob", 1.0, "change-id", "by 1"),)


def test_each_way_to_lose_it_ends_the_time() -> None:
    for action, *which in (("release-id",), ("undone",), ("change-id", "to")):
        told = tenures(entries(("merge", "Bob"), (action, "Bob", *which)))
        assert told == (Tenure("Bob", 1.0, "merge", "by 1", 2.0, action, "by 2"),)


def test_what_did_not_come_about_is_left_out() -> None:
    assert tenures(entries(("merge", "Bob"), ("merge-failed", "Bob"))) == ()
    assert tenures(entries(("change-id", "Bob", "from"), ("change-id-failed", "Bob", "from"))) == ()
    kept = tenures(entries(("set-id", "Bob"), ("release-id", "Bob"), ("release-id-failed", "Bob")))
    assert kept == (Tenure("Bob", 1.0, "set-id", "by 1"),)


def test_a_failure_of_somebody_else_takes_nothing_away() -> None:
    told = tenures(entries(("allocate", "Bob"), ("allocate", "Bo"), ("allocate-failed", "Bo")))
    assert told == (Tenure("Bob", 1.0, "allocate", "by 1"),)


def test_one_after_the_other() -> None:
    told = tenures(
        entries(
            ("merge", "Bob"),
            ("undone", "Bob"),
            ("retire-password", ""),
            ("finish", "Robert"),
            ("change-id", "Robert", "to"),
        )
    )
    assert [(one.tiki_login, one.since, one.until) for one in told] == [
        ("Bob", 1.0, 2.0),
        ("Robert", 4.0, 5.0),
    ]


def test_an_end_that_was_written_twice_counts_once() -> None:
    told = tenures(entries(("merge", "Bob"), ("release-id", "Bob"), ("release-id", "Bob")))
    assert [(one.until, one.took) for one in told] == [(2.0, "by 2")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TOLD_BY), st.sampled_from(["a", "b"]), st.sampled_from(["to", "from"])
        ),
        max_size=12,
    )
)
def test_times_are_in_order_and_only_the_last_one_can_go_on(
    told: list[tuple[str, str, str]],
) -> None:
    found = tenures(entries(*told))
    assert [one.since for one in found] == sorted(one.since for one in found)
    assert all(one.until is None or one.until >= one.since for one in found)
    assert all((one.until is None) == (not one.lost_by) for one in found)
