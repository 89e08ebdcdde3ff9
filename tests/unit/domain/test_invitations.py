"""Tokens, when a link opens, and how often guesses are reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.invitations import (
    NOBODY,
    REPORT_SECONDS,
    Invitation,
    LinkProblem,
    RefusalLog,
    Report,
    digest,
    is_token,
    link,
    make_token,
    problem_of,
)
from component.domain.names import ChatUsername

NOW = 1_790_000_000.0
BOB = ChatUsername("bob")
OPEN = Invitation(BOB, made_at=NOW - 100, expires_at=NOW + 100)


def test_tokens_are_long_and_all_different() -> None:
    tokens = {make_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}  # 256 bits in base64url


def test_a_token_is_a_token_and_survives_a_text() -> None:
    for _ in range(1000):
        token = make_token()
        assert is_token(token)
        assert token[0].isalnum()
        assert token[-1].isalnum()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "a" * 19,
        "a" * 81,
        "a" * 30 + "\n",
        "a" * 30 + " ",
        "a" * 30 + ".",
        "ä" * 30,
        "a" * 30 + "/" + "b" * 10,
        "a" * 30 + "\0",
        "' OR 1=1 -- " * 3,
    ],
)
def test_what_is_no_token_is_never_looked_up(text: str) -> None:
    assert not is_token(text)


@given(st.text())
def test_any_text_has_a_digest_that_does_not_show_it(text: str) -> None:
    stored = digest(text)
    assert len(stored) == 64
    assert set(stored) <= set("0123456789abcdef")


@given(st.text(), st.text())
def test_two_texts_have_two_digests(one: str, other: str) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_a_link_is_the_page_s_address_with_the_token() -> None:
    assert link("https://www.example.org/chat", "t0ken") == "https://www.example.org/chat/m/t0ken"


@pytest.mark.parametrize(
    ("invitation", "at", "expected"),
    [
        (OPEN, NOW, None),
        (OPEN, NOW + 99.9, None),
        (OPEN, NOW + 100, LinkProblem.EXPIRED),
        (OPEN, NOW - 1000, None),
        (Invitation(BOB, NOW, NOW + 100, is_used=True), NOW, LinkProblem.USED),
        (Invitation(BOB, NOW, NOW + 100, is_newest=False), NOW, LinkProblem.REVOKED),
        (Invitation(BOB, NOW, NOW, is_used=True, is_newest=False), NOW, LinkProblem.USED),
        (Invitation(BOB, NOW, NOW, is_newest=False), NOW, LinkProblem.REVOKED),
    ],
)
def test_why_a_link_does_not_open(
    invitation: Invitation, at: float, expected: LinkProblem | None
) -> None:
    assert problem_of(invitation, at) == expected


def test_a_link_that_was_opened_in_time_can_be_finished_for_a_while() -> None:
    assert problem_of(OPEN, NOW + 100, grace=60) is None
    assert problem_of(OPEN, NOW + 160, grace=60) is LinkProblem.EXPIRED


def test_the_first_refusal_is_reported_at_once_and_the_rest_of_the_minute_together() -> None:
    log = RefusalLog()
    first = log.note(LinkProblem.UNKNOWN, NOBODY, NOW)
    assert first == [Report(LinkProblem.UNKNOWN, NOBODY, 1)]
    assert [log.note(LinkProblem.UNKNOWN, NOBODY, NOW + i / 10) for i in range(99)] == [[]] * 99
    assert log.note(LinkProblem.USED, "bob", NOW + REPORT_SECONDS) == [
        Report(LinkProblem.UNKNOWN, NOBODY, 99),
        Report(LinkProblem.USED, "bob", 1),
    ]


def test_a_minute_that_is_over_is_reported_without_a_new_refusal() -> None:
    log = RefusalLog()
    for _ in range(3):
        log.note(LinkProblem.EXPIRED, "bob", NOW)
    assert log.flush(NOW + 59) == []
    assert log.flush(NOW + 60) == [Report(LinkProblem.EXPIRED, "bob", 2)]
    assert log.flush(NOW + 120) == []


def test_at_the_end_nothing_is_kept_back() -> None:
    log = RefusalLog()
    for _ in range(3):
        log.note(LinkProblem.EXPIRED, "bob", NOW)
    assert log.flush() == [Report(LinkProblem.EXPIRED, "bob", 2)]
    assert log.flush() == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(LinkProblem)),
            st.integers(0, 60).map(lambda n: f"person{n}"),
            st.floats(0, 5),
        ),
        max_size=300,
    )
)
def test_no_refusal_is_lost_and_no_minute_has_more_than_a_few_reports(
    refusals: list[tuple[LinkProblem, str, float]],
) -> None:
    log, now = RefusalLog(), NOW
    told: list[Report] = []
    minutes: dict[int, int] = {}
    for problem, subject, pause in refusals:
        now += pause
        reports = log.note(problem, subject, now)
        told += reports
        minute = int((now - NOW) // REPORT_SECONDS)
        minutes[minute] = minutes.get(minute, 0) + len(reports)
    told += log.flush()
    assert sum(report.times for report in told) == len(refusals)
    kinds = len(LinkProblem)
    assert max(minutes.values(), default=0) <= 4 * (20 + kinds)


def test_a_clock_that_is_put_back_ends_the_minute() -> None:
    log = RefusalLog()
    log.note(LinkProblem.USED, "bob", NOW)
    log.note(LinkProblem.USED, "bob", NOW)
    assert log.flush(NOW - 3600) == [Report(LinkProblem.USED, "bob", 1)]
