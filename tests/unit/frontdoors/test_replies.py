"""Who answers what people write: reminders, or the desk with its commands."""

import pytest

from component.domain.reminders import Reply
from component.ports import Unavailable
from tests.unit.frontdoors.reply_house import ADDRESS, HINT, UNCLEAR, House


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize("to", [ADDRESS, "tiki.chat.test"])
async def test_a_command_is_answered_in_the_person_s_language_from_the_address_written_to(
    house: House, to: str
) -> None:
    await house.say("whoami", "bob", to)
    (sent,) = house.sent
    assert sent[:3] == ("bob", "phone", "de")
    assert sent[3].startswith("Das sind Sie.\n\nWhat: Live Chat ID · Value: bob\n")
    assert sent[4] == to
    assert house.reminded == []


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("stop", Reply.STOP),
        ("Please stop!", Reply.STOP),
        ("stopp", Reply.STOP),
        ("migrate", Reply.MIGRATE),
        ("LINK", Reply.MIGRATE),
        ("What?", Reply.OTHER),
        ("sync-groups", Reply.OTHER),
        ("sync-grops", Reply.OTHER),
        ("show-account stop", Reply.STOP),
        ("jobs", Reply.OTHER),
        ("", Reply.OTHER),
        ("whoami " * 1_000, Reply.OTHER),
    ],
)
async def test_whom_reminders_concern_is_answered_as_ever(
    house: House, text: str, reply: Reply
) -> None:
    await house.say(text, "bob")
    assert house.reminded == [("bob", "phone", reply, "")]
    assert house.sent == []
    assert house.commands.done == []


@pytest.mark.parametrize(("text", "reply"), [("stop", Reply.STOP), ("migrate", Reply.MIGRATE)])
async def test_words_of_reminders_are_theirs_for_everybody(
    house: House, text: str, reply: Reply
) -> None:
    await house.say(text)
    assert house.asked == [reply]
    assert house.sent == []


async def test_a_word_of_reminders_behind_a_command_is_an_argument(house: House) -> None:
    assert "Name: stop" in await house.say("show account stop")
    assert house.reminded == []


@pytest.mark.parametrize("text", ["help", "Hilfe!", "info", "help me", "help nothing"])
async def test_help_tells_whom_reminders_concern_of_both(house: House, text: str) -> None:
    answer = await house.say(text, "bob")
    assert house.asked == [Reply.HELP]
    assert "whoami" in answer
    assert "sync-groups" not in answer


async def test_help_tells_others_of_commands_alone(house: House) -> None:
    answer = await house.say("help")
    assert house.reminded == []
    assert "whoami" in answer
    assert "sync-groups" in answer


@pytest.mark.parametrize("text", ["help sync groups", "Hilfe sync-groups", "info Sync-Groups?"])
async def test_help_about_a_command_explains_it(house: House, text: str) -> None:
    assert (await house.say(text)).startswith("Sync groups\n\nBrings groups up to date.\n\n")


async def test_help_about_a_command_of_others_is_help(house: House) -> None:
    assert "Brings groups" not in await house.say("help sync-groups", "bob")
    assert house.asked == [Reply.HELP]


async def test_what_is_not_understood_gets_a_hint(house: House) -> None:
    assert await house.say("Good morning") == HINT
    assert await house.say("sync-gruops") == (
        f'{UNCLEAR}\n\nDid you mean: sync-groups\n\nWrite "help" to see what I can do.'
    )


async def test_an_answer_belongs_to_the_question_even_if_it_is_a_word_of_reminders(
    house: House,
) -> None:
    await house.say("survey", "bob")
    assert await house.say("whoami", "bob") != ""
    assert house.commands.done == [("survey", "bob", {})]
    assert "ended" in await house.say("stop", "bob")
    assert house.reminded == []
    await house.say("stop", "bob")
    assert house.asked == [Reply.STOP]


@pytest.mark.parametrize("text", ["help", "stop", "migrate", "whoami", "Good morning", "show x"])
async def test_without_reminders_commands_are_there(text: str) -> None:
    house = House(with_reminders=False)
    answer = await house.say(text)
    assert house.reminded == []
    assert {"help": "sync-groups", "whoami": "This is you.", "show x": "show-account"}.get(
        text, HINT
    ) in answer


@pytest.mark.parametrize("text", ["whoami", "help", "Good morning", "sync-groups", "whomi"])
async def test_who_has_no_account_gets_no_answer(text: str) -> None:
    house = House(with_reminders=False)
    assert await house.say(text, "anonymous-7f3a") == ""
    assert house.commands.done == []


async def test_two_programs_do_not_talk_for_ever(house: House) -> None:
    for _ in range(1_000):
        await house.say("Good morning")
    assert len(house.sent) == 10
    for _ in range(1_000):
        house.now += 1.0
        await house.say("help")
    assert len(house.sent) < 10 + 300
    house.now += 3600.0
    assert await house.say("whoami") != ""


async def test_commands_are_answered_generously_and_others_meanwhile(house: House) -> None:
    answers = [await house.say("whoami") for _ in range(40)]
    assert sum(1 for answer in answers if answer) == 30
    assert await house.say("whoami", "bob") != ""
    house.now += 60.0
    assert await house.say("whoami") != ""


@pytest.mark.parametrize("part", ["contacts", "tiki"])
@pytest.mark.parametrize("text", ["whoami", "help", "Good morning"])
async def test_without_a_database_it_is_said_to_try_later(
    house: House, part: str, text: str
) -> None:
    (house.contacts if part == "contacts" else house.tiki).go_down()
    assert "try again later" in await house.say(text)
    for _ in range(100):
        await house.say(text)
    assert len(house.sent) == 10


async def test_without_a_stream_nothing_is_sent(house: House) -> None:
    house.is_up = False
    with pytest.raises(Unavailable):
        await house.say("whoami")


async def test_what_people_write_is_not_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await house.say("show-account hunter2")
    await house.say("hunter2")
    assert "'admin' writes: show-account" in caplog.text
    assert "hunter2" not in caplog.text
