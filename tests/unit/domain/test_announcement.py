"""Whom an announcement is for, and how a job is told of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.announcement import Order, Selection
from component.domain.names import ChatUsername

NOW = 1_790_000_000.0
BOB = ChatUsername("bob")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("bob", True),
        ("b*", True),
        ("b?b", True),
        ("[abc]ob", True),
        ("bo", False),
        ("", False),
        ("B*", False),
    ],
)
def test_names_are_chosen_by_pattern(pattern: str, expected: bool) -> None:
    assert Selection(pattern).has(BOB, None, is_online=False) is expected


@pytest.mark.parametrize(
    ("seen_at", "is_online", "expected"),
    [
        (NOW, False, True),
        (NOW + 1, False, True),
        (NOW - 1, False, False),
        (None, False, False),
        (None, True, True),
        (NOW - 1, True, True),
    ],
)
def test_who_was_seen_is_who_is_there_or_went_after_that(
    seen_at: float | None, is_online: bool, expected: bool
) -> None:
    assert Selection(seen_after=NOW).has(BOB, seen_at, is_online=is_online) is expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), False),
        (Selection("b*"), False),
        (Selection(by_mail=True), True),
        (Selection(seen_after=NOW), True),
    ],
)
def test_who_is_in_the_chat_is_asked_only_where_it_matters(
    selection: Selection, expected: bool
) -> None:
    assert selection.needs_sessions is expected


@given(
    pattern=st.text(),
    seen_after=st.none() | st.floats(0, 1e11),
    by_mail=st.booleans(),
    asked_at=st.floats(0, 1e11),
)
def test_a_job_is_told_exactly_what_was_ordered(
    pattern: str, seen_after: float | None, by_mail: bool, asked_at: float
) -> None:
    order = Order(Selection(pattern, seen_after, by_mail), asked_at)
    assert Order.of(json.loads(json.dumps(order.as_json()))) == order


WHOLE = Order(Selection("*", NOW), NOW).as_json()


@pytest.mark.parametrize("missing", [*WHOLE])
@pytest.mark.parametrize("value", [[], {"a": 1}])
def test_what_is_no_order_is_refused(missing: str, value: object) -> None:
    with pytest.raises(ValueError, match="announcement"):
        Order.of({**WHOLE, missing: value})
