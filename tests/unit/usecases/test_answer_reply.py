"""What people get who answer a reminder."""

import pytest

from component.domain.login import Window
from component.domain.names import ChatUsername
from component.domain.reminders import DAY, Channel, Notice, Reply, Say
from component.ports import Unavailable
from component.usecases.answer_reply import MOST_ANSWERS
from tests.fakes.reminders import Sent
from tests.unit.usecases.square import BEGIN, LIFETIME, Square, working

BOB = ChatUsername("bob")


@pytest.fixture
def square() -> Square:
    made = Square()
    made.add_native("bob", locale="de")
    return made


def said(square: Square) -> list[Say]:
    """What was said, in order."""
    return [sent.notice.what for sent in square.messenger.sent if isinstance(sent.notice.what, Say)]


async def test_stop_ends_all_reminders(square: Square) -> None:
    await square.answer_reply()(BOB, "phone", Reply.STOP, "fr")
    assert square.last() == Sent("bob", "phone", ("de", "fr", "en"), Notice(Say.STOPPED))
    assert square.state.audit == [("stop-reminders", "bob", {"by": "bob", "way": "chat"})]
    square.time.now += 100 * DAY
    remind = square.remind()
    async with working(remind):
        remind.came_online(BOB, "phone")
    assert square.reminded() == []


async def test_stop_said_again_is_answered_and_noted_once(square: Square) -> None:
    for _ in range(2):
        await square.answer_reply()(BOB, "phone", Reply.STOP, "")
    assert said(square) == [Say.STOPPED, Say.STOPPED]
    assert len(square.state.audit) == 1


async def test_who_asks_to_migrate_gets_a_new_link_even_after_stop(square: Square) -> None:
    await square.reminders.stop("chat:bob", BEGIN)
    old = await square.invite().make_link(BOB)
    await square.answer_reply()(BOB, "phone", Reply.MIGRATE, "")
    notice = square.last().notice
    assert (notice.what, notice.lifetime) == (Say.LINK, LIFETIME)
    assert await square.invite().open_link(square.token()) == BOB
    assert await square.invite().open_link(old) != BOB


async def test_who_has_just_got_a_link_is_not_reminded(square: Square) -> None:
    await square.answer_reply()(BOB, "phone", Reply.MIGRATE, "")
    remind = square.remind()
    async with working(remind):
        remind.came_online(BOB, "phone")
    assert square.reminded() == []
    assert await square.invite().open_link(square.token()) == BOB


async def test_a_second_link_within_a_minute_is_the_first_one(square: Square) -> None:
    for seconds in (0, 59, 60):
        square.time.now = BEGIN + seconds
        await square.answer_reply()(BOB, "phone", Reply.MIGRATE, "")
    assert said(square) == [Say.LINK, Say.LINK_SENT, Say.LINK]
    assert len(square.invitations.digests) == 2


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("native-only", Say.NOT_NEEDED),
        ("migrated", Say.MIGRATED),
        ("migrated and closed", Say.MIGRATED),
        ("closed", Say.CLOSED),
        ("refusing", Say.LINK),
    ],
)
async def test_who_asks_to_migrate_and_cannot_is_told_why(
    case: str, expected: Say, square: Square
) -> None:
    if case == "native-only":
        square.decide(native_only=frozenset({"bob"}))
    if "migrated" in case:
        square.migrate("bob")
    if "closed" in case:
        square.decide(window=Window.CLOSED)
    if case == "refusing":
        square.decide(window=Window.REFUSING)
    await square.answer_reply()(BOB, "phone", Reply.MIGRATE, "")
    assert said(square) == [expected]
    assert len(square.invitations.digests) == int(expected is Say.LINK)


async def test_help_is_given(square: Square) -> None:
    await square.answer_reply()(BOB, "phone", Reply.HELP, "")
    assert said(square) == [Say.HELP]


async def test_what_is_not_understood_is_answered_once_an_hour(square: Square) -> None:
    for seconds in (0, 5, 3599, 3600, 3605):
        square.time.now = BEGIN + seconds
        await square.answer_reply()(BOB, "phone", Reply.OTHER, "")
    assert said(square) == [Say.UNCLEAR, Say.UNCLEAR]


async def test_two_programs_do_not_talk_for_ever(square: Square) -> None:
    answer = square.answer_reply()
    for _ in range(1000):
        await answer(BOB, "phone", Reply.HELP, "")
    assert len(square.messenger.sent) == MOST_ANSWERS
    square.time.now += 3600
    await answer(BOB, "phone", Reply.HELP, "")
    assert len(square.messenger.sent) == MOST_ANSWERS + 1


async def test_stop_counts_for_who_has_had_all_answers_too(square: Square) -> None:
    answer = square.answer_reply()
    for _ in range(MOST_ANSWERS):
        await answer(BOB, "phone", Reply.HELP, "")
    await answer(BOB, "phone", Reply.STOP, "")
    assert len(square.messenger.sent) == MOST_ANSWERS
    assert (await square.reminders.read("chat:bob")).has_stopped


async def test_others_are_answered_meanwhile(square: Square) -> None:
    answer, carol = square.answer_reply(), square.add_native("carol")
    for _ in range(20):
        await answer(BOB, "phone", Reply.HELP, "")
    await answer(carol, "desk", Reply.HELP, "")
    assert square.last().username == "carol"


async def test_who_has_no_account_gets_no_answer(square: Square) -> None:
    for reply in Reply:
        await square.answer_reply()(ChatUsername("anonymous-7f3a"), "x", reply, "")
    assert square.messenger.sent == []
    assert square.reminders.calls == []


@pytest.mark.parametrize("reply", [Reply.STOP, Reply.MIGRATE, Reply.OTHER])
@pytest.mark.parametrize("part", ["contacts", "tiki", "reminders"])
async def test_without_a_database_the_answer_is_to_try_later_and_nothing_has_changed(
    part: str, reply: Reply, square: Square
) -> None:
    fake = {"contacts": square.contacts, "tiki": square.tiki, "reminders": square.reminders}[part]
    fake.go_down()
    answer = square.answer_reply()
    await answer(BOB, "phone", reply, "fr")
    assert said(square) == [Say.NOT_NOW]
    assert "fr" in square.last().languages
    fake.come_back()
    await answer(BOB, "phone", reply, "fr")
    expected = {Reply.STOP: Say.STOPPED, Reply.MIGRATE: Say.LINK, Reply.OTHER: Say.UNCLEAR}
    assert said(square)[1:] == [expected[reply]]


async def test_a_link_that_could_not_be_made_is_not_said_to_have_been_sent(square: Square) -> None:
    answer = square.answer_reply()
    square.invitations.failing["add"] = Unavailable("the state", "away")
    await answer(BOB, "phone", Reply.MIGRATE, "")
    square.invitations.come_back()
    await answer(BOB, "phone", Reply.MIGRATE, "")
    assert said(square) == [Say.NOT_NOW, Say.LINK]


async def test_a_link_that_could_not_be_sent_is_sent_when_asked_for_again(square: Square) -> None:
    answer = square.answer_reply()
    square.messenger.is_ready = False
    with pytest.raises(Unavailable):
        await answer(BOB, "phone", Reply.MIGRATE, "")
    square.messenger.is_ready = True
    await answer(BOB, "phone", Reply.MIGRATE, "")
    assert said(square) == [Say.LINK]
    assert (await square.reminders.read("chat:bob")).of(Channel.LINK).sent == 1
