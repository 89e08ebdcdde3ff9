"""Who is reminded in the chat, when, and how often."""

import asyncio

import pytest

from component.domain.login import Window
from component.domain.reminders import DAY, Channel, History, Notice, Say
from component.ports import Rejected
from tests.fakes.reminders import Sent
from tests.unit.usecases.square import BEGIN, LIFETIME, SITE, Square, idle, working

PHONE, DESK = "phone", "desk"


@pytest.fixture
def square() -> Square:
    return Square()


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
    username: str, settings: dict[str, object], square: Square
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


async def test_many_presences_of_one_person_are_one_reminder(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        for number in range(1000):
            remind.came_online(bob, f"client{number}")
    assert square.reminded() == ["bob"]
    assert square.reminders.count("read") == 1


async def test_who_has_gone_before_it_was_their_turn_is_reminded_when_they_come_again(
    square: Square,
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        remind.went_offline(carol, PHONE)
        remind.went_offline(bob, DESK)
        await idle(remind)
        assert square.reminded() == ["bob"]
        remind.came_online(carol, DESK)
    assert square.reminded() == ["bob", "carol"]


async def test_who_is_still_there_with_another_client_is_reminded(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        for client in (PHONE, DESK):
            remind.came_online(bob, client)
        remind.went_offline(bob, PHONE)
    assert square.reminded() == ["bob"]


async def test_whose_client_was_not_known_has_gone_with_any(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, "")
        remind.went_offline(bob, PHONE)
    assert square.messenger.sent == []


@pytest.mark.parametrize("comes_again", [False, True])
async def test_who_goes_while_they_wait_for_their_turn_is_not_written_to(
    comes_again: bool, square: Square
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    square.decide(per_minute=1.0, burst=1)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        square.time.after(30, lambda: remind.went_offline(carol, PHONE))
        if comes_again:
            square.time.after(40, lambda: remind.came_online(carol, DESK))
    assert square.reminded() == (["bob", "carol"] if comes_again else ["bob"])
    assert (await square.reminders.read("chat:carol")).of(Channel.CHAT).sent == int(comes_again)


@pytest.mark.parametrize("what", ["migrates", "says stop"])
async def test_what_somebody_does_while_they_wait_for_their_turn_counts(
    what: str, square: Square
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    square.decide(per_minute=1.0, burst=1)
    remind = square.remind()

    def act() -> None:
        if what == "migrates":
            square.migrate("carol")
        else:
            square.reminders._stopped.add("chat:carol")

    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        square.time.after(30, act)
    assert square.reminded() == ["bob"]


async def test_no_more_than_so_many_a_minute_are_reminded_by_all_components_together(
    square: Square,
) -> None:
    square.decide(per_minute=30.0, burst=5)
    components = [square.remind(), square.remind()]
    people = [square.add_native(f"person{i}") for i in range(200)]
    times: dict[str, float] = {}
    async with working(*components):
        for i, who in enumerate(people):
            components[i % 2].came_online(who, PHONE)
    for who in people:
        (history,) = (await square.reminders.read(f"chat:{who}")).histories.values()
        times[who] = history.last_at or 0
    assert sorted(square.reminded()) == sorted(people)
    ordered = sorted(times.values())
    for first in range(len(ordered) - 35):
        assert ordered[first + 35] - ordered[first] >= 59.9


async def test_two_components_that_see_the_same_people_remind_each_once(square: Square) -> None:
    components = [square.remind(), square.remind(), square.remind()]
    people = [square.add_native(f"person{i}") for i in range(50)]
    async with working(*components):
        for one in components:
            for who in people:
                one.came_online(who, PHONE)
    assert sorted(square.reminded()) == sorted(people)
    assert len(square.invitations.digests) == 50


async def test_ten_thousand_at_once_are_looked_up_at_a_bounded_pace(square: Square) -> None:
    square.decide(per_minute=100_000.0, looks_per_second=50.0, settling=0.0)
    remind = square.remind()
    async with working(remind):
        for i in range(10_000):
            remind.came_online(square.add_native(f"person{i}"), PHONE)
    assert len(square.reminded()) == 10_000
    assert square.time.now - BEGIN >= 10_000 / 50 - 1


async def test_more_than_can_wait_are_counted_and_told_of_once(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    square.decide(most_waiting=10)
    remind = square.remind()
    async with working(remind):
        for i in range(100):
            remind.came_online(square.add_native(f"person{i}"), PHONE)
    assert len(square.reminded()) == 10
    assert [r.getMessage() for r in caplog.records if "can wait" in r.getMessage()] == [
        "reminders: 90 more than can wait; they are looked at when they come again"
    ]
    async with working(remind):
        remind.came_online(square.add_native("person99"), PHONE)
    assert square.reminded()[-1] == "person99"


async def test_after_the_stream_was_lost_only_those_are_reminded_who_are_seen_again(
    square: Square,
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    remind = square.remind()
    remind.came_online(bob, PHONE)
    remind.came_online(carol, PHONE)
    remind.lost_sight()
    async with working(remind):
        remind.came_online(carol, "")
    assert square.reminded() == ["carol"]


async def test_while_the_stream_is_down_nothing_is_claimed_and_no_turn_is_taken(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    square.messenger.is_ready = False
    square.time.after(3600, lambda: setattr(square.messenger, "is_ready", True))
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert square.reminders.count("claim") == 1
    assert square.reminders.count("take_turn") == 1
    assert square.time.now - BEGIN < 3600 + square.settings.longest_pause + 10


async def test_a_reminder_that_could_not_be_sent_is_given_back_and_sent_later(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()

    async def lose_the_stream() -> None:
        square.messenger.is_ready = False
        del square.invitations.before["add"]
        square.time.after(60, lambda: setattr(square.messenger, "is_ready", True))

    square.invitations.before["add"] = lose_the_stream
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminders.count("give_back") == 1
    assert square.reminded() == ["bob"]
    assert square.last().notice.is_first
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


@pytest.mark.parametrize("part", ["claim", "add"])
async def test_a_database_that_goes_down_between_claim_and_message_loses_no_reminder(
    part: str, square: Square
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    fake = square.reminders if part == "claim" else square.invitations

    async def go_down() -> None:
        del fake.before[part]
        square.down(up_after=300)

    fake.before[part] = go_down
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


async def test_a_claim_that_was_written_although_no_answer_came_is_given_back(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    claim = square.reminders.claim

    async def claim_without_an_answer(
        person: str, channel: Channel, seen: History, now: float
    ) -> bool:
        monkeypatch.undo()
        await claim(person, channel, seen, now)
        square.down(up_after=60)
        return await claim(person, channel, seen, now)

    monkeypatch.setattr(square.reminders, "claim", claim_without_an_answer)
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


@pytest.mark.parametrize("which", ["tiki", "contacts", "state"])
async def test_a_long_outage_loses_nobody_and_ends_in_no_flood(
    which: str, square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    square.decide(per_minute=60.0, burst=1)
    people = [square.add_native(f"person{i}") for i in range(20)]
    hours = 6 * 3600
    if which == "state":
        square.down(up_after=hours)
    else:
        fake = square.tiki if which == "tiki" else square.contacts
        fake.go_down()
        square.time.after(hours, fake.come_back)
    remind = square.remind()
    async with working(remind):
        for who in people:
            remind.came_online(who, PHONE)
    assert sorted(square.reminded()) == sorted(people)
    lasts = [
        (await square.reminders.read(f"chat:{who}")).of(Channel.CHAT).last_at for who in people
    ]
    ordered = sorted(at for at in lasts if at is not None)
    assert ordered[-1] - ordered[0] >= 18.9
    assert ordered[0] - BEGIN < hours + square.settings.longest_pause + 10
    waits = [r for r in caplog.records if "has to wait" in r.getMessage()]
    assert len(waits) < hours / square.settings.longest_pause + 20


async def test_an_outage_of_more_than_a_day_is_given_up(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    bob = square.add_native("bob")
    square.down(up_after=2 * DAY)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert "chat:bob is given up until they come again" in caplog.text
    square.down(up_after=0)
    await square.time.sleep(0)
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]


async def test_one_who_cannot_be_written_to_or_whose_row_is_odd_stops_nobody(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    remind = square.remind()
    square.contacts.add("Not Prepared")
    rejected, odd, bob = (square.add_native(n) for n in ("Not Prepared", "odd", "bob"))

    async def stumble() -> None:
        if square.contacts.calls[-1][1] == "odd":
            raise ValueError("an odd row")

    square.contacts.before["contact"] = stumble
    async with working(remind):
        for who in (rejected, odd, bob):
            remind.came_online(who, PHONE)
    assert square.reminded() == ["bob"]
    assert "reminders: not possible for chat:Not Prepared" in caplog.text
    assert "reminders: chat:odd is skipped" in caplog.text


async def test_openfire_s_refusal_is_not_tried_again(square: Square) -> None:
    square.contacts.failing["contact"] = Rejected("no")
    remind = square.remind()
    async with working(remind):
        remind.came_online(square.add_native("bob"), PHONE)
    assert square.contacts.count("contact") == 1


async def test_a_clock_that_is_put_back_makes_nobody_wait_for_long(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    remind.came_online(bob, PHONE)
    square.time.now -= 10 * DAY
    before = square.time.now
    async with working(remind):
        pass
    assert square.reminded() == ["bob"]
    assert square.time.now - before < 10


async def test_a_component_that_ends_gives_back_what_it_has_claimed(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    task = asyncio.create_task(remind.run())

    async def end() -> None:
        task.cancel()
        await asyncio.sleep(0)

    square.invitations.before["add"] = end
    remind.came_online(bob, PHONE)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert square.reminders.count("give_back") == 1
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 0
    del square.invitations.before["add"]
    again = square.remind()
    async with working(again):
        again.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
