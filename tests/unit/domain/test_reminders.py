"""When the next reminder is due, and what an answer means."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.reminders import (
    DAY,
    NEVER,
    Channel,
    History,
    Letter,
    Notice,
    Pacing,
    Record,
    Reply,
    Say,
    fold_word,
    read_reply,
)

NOW = 1_790_000_000.0
PACING = Pacing([DAY, 3 * DAY, 7 * DAY], least=DAY / 2)
WORDS = {
    fold_word(word): reply
    for reply, words in {
        Reply.STOP: ["stop", "arrêter", "停止", "ストップ"],
        Reply.MIGRATE: ["migrate", "migrieren", "リンク"],
        Reply.HELP: ["help", "ayuda", "ヘルプ"],
    }.items()
    for word in words
}


def record(sent: int = 0, last_at: float | None = None, link_at: float | None = None) -> Record:
    """What is known of somebody."""
    histories = {}
    if sent:
        histories[Channel.CHAT] = History(sent, last_at)
    if link_at is not None:
        histories[Channel.LINK] = History(1, link_at)
    return Record(histories=histories)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (record(), 0.0),
        (record(1, NOW), NOW + DAY),
        (record(2, NOW), NOW + 3 * DAY),
        (record(3, NOW), NOW + 7 * DAY),
        (record(4, NOW), NOW + 7 * DAY),
        (record(1000, NOW), NOW + 7 * DAY),
        (record(link_at=NOW), NOW + DAY / 2),
        (record(1, NOW - DAY, link_at=NOW), NOW + DAY / 2),
        (record(3, NOW, link_at=NOW), NOW + 7 * DAY),
    ],
)
def test_when_the_next_reminder_is_due(known: Record, expected: float) -> None:
    assert PACING.due_at(known, Channel.CHAT) == expected


def test_mails_and_messages_are_counted_apart() -> None:
    known = Record(histories={Channel.MAIL: History(3, NOW)})
    assert PACING.due_at(known, Channel.CHAT) == 0
    assert PACING.due_at(known, Channel.MAIL) == NOW + 7 * DAY


@given(
    intervals=st.lists(st.floats(60, 30 * DAY), min_size=1, max_size=6).map(sorted),
    pauses=st.lists(st.floats(0, 20 * DAY), max_size=30),
)
def test_intervals_grow_and_nobody_is_reminded_within_one(
    intervals: list[float], pauses: list[float]
) -> None:
    pacing, now, sent = Pacing(intervals), NOW, list[float]()
    for pause in [0, *pauses]:
        now += pause
        known = record(len(sent), sent[-1] if sent else None)
        if pacing.due_at(known, Channel.CHAT) <= now:
            sent.append(now)
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent)]
    floors = [intervals[min(i, len(intervals) - 1)] for i in range(len(gaps))]
    assert sent[0] == NOW
    assert all(gap >= floor * (1 - 1e-9) for gap, floor in zip(gaps, floors, strict=True))


AHEAD = Pacing([7 * DAY], ahead=[14 * DAY, 3 * DAY, DAY])


@pytest.mark.parametrize(
    ("days_left", "turns", "expected"),
    [
        (20, True, NOW + 6 * DAY),
        (30, True, NOW + 7 * DAY),
        (15, True, NOW + DAY),
        (14, True, NOW + 7 * DAY),
        (3.5, True, NOW + DAY / 2),
        (2, True, NOW + DAY),
        (0.5, True, NOW + 7 * DAY),
        (2, False, NOW + 7 * DAY),
    ],
)
def test_one_more_is_due_some_days_before_the_window_turns(
    days_left: float, turns: bool, expected: float
) -> None:
    turns_at = NOW + days_left * DAY if turns else None
    assert AHEAD.due_at(record(1, NOW), Channel.CHAT, turns_at) == expected


@given(
    st.lists(st.floats(0.01, 5), min_size=1, max_size=60),
    st.floats(0, 60),
)
def test_people_who_come_daily_are_reminded_on_each_of_those_days(
    pauses: list[float], turns_in: float
) -> None:
    turns_at, now, last, sent = NOW + turns_in * DAY, NOW, NOW, 0
    for pause in pauses:
        before, now = now, now + pause * DAY
        passed = [turns_at - d for d in AHEAD.ahead if before < turns_at - d <= now]
        if AHEAD.due_at(record(1, last), Channel.CHAT, turns_at) <= now:
            last, sent = now, sent + 1
        assert not passed or last == now


@pytest.mark.parametrize("intervals", [[], [0], [-1], [0, 5], [5, 4], [1, 2, 1.9]])
def test_intervals_that_make_no_sense_are_refused(intervals: Sequence[float]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Pacing(intervals)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stop", Reply.STOP),
        ("STOP", Reply.STOP),
        (" Stop!! ", Reply.STOP),
        ('"stop"', Reply.STOP),
        ("stop.", Reply.STOP),
        ("Please stop!", Reply.STOP),
        ("stop, stop, stop", Reply.STOP),
        ("arreter", Reply.STOP),
        ("ARRÊTER", Reply.STOP),
        ("ｓｔｏｐ", Reply.STOP),
        ("𝐒𝐓𝐎𝐏", Reply.STOP),
        ("停止", Reply.STOP),
        ("ｽﾄｯﾌﾟ", Reply.STOP),
        ("停止！", Reply.STOP),
        ("migrate", Reply.MIGRATE),
        ("Migrieren bitte", Reply.MIGRATE),
        ("リンク", Reply.MIGRATE),
        ("help?", Reply.HELP),
        ("¡Ayuda!", Reply.HELP),
        ("", Reply.OTHER),
        ("   ", Reply.OTHER),
        ("?", Reply.OTHER),
        ("unstoppable", Reply.OTHER),
        ("stop or migrate", Reply.OTHER),
        ("do not stop me now", Reply.OTHER),
        ("my password is stop", Reply.OTHER),
        ("stop" + " " * 300, Reply.OTHER),
        ("x" * 100_000, Reply.OTHER),
    ],
)
def test_what_an_answer_means(text: str, expected: Reply) -> None:
    assert read_reply(text, WORDS) is expected


def test_without_words_nothing_is_understood() -> None:
    assert read_reply("stop", {}) is Reply.OTHER


def test_two_words_in_a_row_may_be_known_as_one() -> None:
    words = {fold_word("Schluß jetzt"): Reply.STOP}
    assert read_reply("schluss – JETZT!", words) is Reply.STOP
    assert read_reply("jetzt", words) is Reply.OTHER


@given(st.text())
def test_any_text_means_something(text: str) -> None:
    assert read_reply(text, WORDS) in Reply


@given(st.sampled_from(sorted(WORDS)), st.sampled_from(["", " ", "!", "…", "\n", '"', "。"]))
def test_a_known_word_is_understood_whatever_stands_around_it(word: str, sign: str) -> None:
    assert read_reply(f"{sign}{word}{sign}", WORDS) is WORDS[word]


@given(st.text())
def test_a_folded_word_stays_as_it_is(text: str) -> None:
    assert fold_word(fold_word(text)) == fold_word(text)


def test_what_is_not_known_was_never_sent() -> None:
    assert Record().of(Channel.MAIL) == NEVER


def test_a_notice_does_not_print_its_link() -> None:
    for what in (Say.REMINDER, Letter.CHAT_REFUSED):
        assert "t0ken" not in repr(Notice(what, "https://x.test/m/t0ken", 60))
