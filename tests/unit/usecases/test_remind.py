"""Who is reminded in the chat, when, and how often."""

from typing import Any

import pytest

from component.domain.login import Window
from component.domain.reminders import Channel, History, Notice, Say
from tests.fakes.reminders import Sent
from tests.unit.usecases.square import BEGIN, DESK, LIFETIME, PHONE, SITE, Square, idle, working


async def test_somebody_who_comes_online_gets_a_reminder_with_a_link(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
    (sent,) = square.messenger.sent
    assert sent == Sent(
        "bob", "", ("en",), Notice(Say.REMINDER, sent.notice.link, LIFETIME, is_first=True)
    )
    assert sent.notice.link.startswith(f"{SITE}/m/")
    assert await square.invite().open_link(square.token()) == bob


async def test_the_first_reminder_comes_at_once_after_a_short_settling(square: Square) -> None:
    bob = square.add_native("bob")
    square.decide(settling=4.0)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
    record = await square.reminders.read("chat:bob")
    assert record.of(Channel.CHAT) == History(1, BEGIN + 4)


async def test_later_ones_come_at_growing_intervals_even_after_restarts(square: Square) -> None:
    bob = square.add_native("bob")
    hours = []
    for hour in range(24 * 9):
        square.time.now = BEGIN + hour * 3600
        before = len(square.messenger.sent)
        remind = square.remind()
        async with working(remind):
            remind.came_online(bob, PHONE)
        if len(square.messenger.sent) > before:
            hours.append(hour)
    assert hours == [0, 24, 24 * 4, 24 * 7]
    assert [sent.notice.is_first for sent in square.messenger.sent] == [True, False, False, False]


async def test_one_who_comes_back_within_the_quiet_time_is_not_looked_up_again(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    square.decide(quiet=600.0)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
        await idle(remind)
        looked_up = square.contacts.count("contact")
        square.time.now += 300
        remind.came_online(bob, DESK)
        await idle(remind)
        assert (square.contacts.count("contact"), square.reminders.count("read")) == (looked_up, 1)
        square.time.now += 601
        remind.came_online(bob, DESK)
    assert square.reminders.count("read") == 2
    assert square.reminded() == ["bob"]


@pytest.mark.parametrize("case", ["migrated", "no account", "stopped", "asked for a link"])
async def test_who_need_not_be_reminded_is_not(case: str, square: Square) -> None:
    bob = square.add_native("bob")
    match case:
        case "migrated":
            square.migrate("bob")
        case "no account":
            bob = square.add_native("nobody")
            square.contacts._contacts.clear()
        case "stopped":
            await square.reminders.stop("chat:bob", BEGIN)
        case _:
            await square.reminders.claim("chat:bob", Channel.LINK, History(), BEGIN - 60)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.messenger.sent == []
    assert square.invitations.digests == []


@pytest.mark.parametrize(
    ("username", "settings"),
    [
        ("admin", {}),
        ("robot", {"native_only": frozenset({"robot"})}),
        ("bob", {"window": Window.CLOSED}),
        ("b" * 65, {}),
    ],
)
async def test_who_is_never_reminded_is_not_even_looked_up(
    username: str, settings: dict[str, Any], square: Square
) -> None:
    square.decide(**settings)
    remind = square.remind()
    async with working(remind):
        remind.came_online(square.add_native(username), PHONE)
    assert square.tiki.calls + square.reminders.calls + square.contacts.calls == []


async def test_people_online_when_the_window_is_refusing_are_reminded_too(square: Square) -> None:
    square.decide(window=Window.REFUSING)
    remind = square.remind()
    async with working(remind):
        remind.came_online(square.add_native("bob"), PHONE)
    assert square.reminded() == ["bob"]


@pytest.mark.parametrize(
    ("locale", "presence", "site", "expected"),
    [
        ("de", "fr", "ja", ("de", "fr", "ja")),
        ("", "fr", "ja", ("fr", "ja")),
        ("", "", "ja", ("ja",)),
        ("de-AT", "", "tw", ("de-AT", "zh-Hant")),
        ("", "", "", ("en",)),
    ],
)
async def test_the_languages_are_the_account_s_the_client_s_the_site_s(
    locale: str, presence: str, site: str, expected: tuple[str, ...], square: Square
) -> None:
    square.tiki.set_rule("language", site)
    remind = square.remind()
    async with working(remind):
        remind.came_online(square.add_native("bob", locale=locale), PHONE, presence)
    assert square.last().languages == expected


async def test_a_later_presence_tells_the_language(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, "", "")
        remind.came_online(bob, PHONE, "fr")
        remind.came_online(bob, PHONE, "")
    assert square.last().languages[0] == "fr"
