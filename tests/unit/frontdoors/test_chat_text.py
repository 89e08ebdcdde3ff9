"""Commands as a conversation: what is written, what is answered, what is done."""

from dataclasses import dataclass, field
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.names import ChatUsername
from component.frontdoors.commands.control_words import Control, read_control
from component.frontdoors.commands.description import Person
from component.frontdoors.commands.typed import find_command, split_words
from component.frontdoors.commands.words import MOST_ROWS
from component.frontdoors.xmpp.chat_layout import MOST_CHARACTERS, description_text, list_text
from component.frontdoors.xmpp.chat_text import LIFETIME, ChatText
from tests.fakes.commands import DESCRIPTIONS, SHOW_ACCOUNT, SYNC_GROUPS, FakeCommands

ENGLISH = NullTranslations()
ADMIN = Person("admin@chat.test", ChatUsername("admin"), ENGLISH)
BOB = Person("bob@chat.test", ChatUsername("bob"), ENGLISH)


@dataclass
class Chat:
    """Somebody at a client, and the bridge."""

    commands: FakeCommands = field(default_factory=FakeCommands)
    now: float = 0.0
    text: ChatText = field(init=False)

    def __post_init__(self) -> None:
        self.text = ChatText(self.commands.desk(), lambda: self.now)

    async def say(self, text: str, person: Person = ADMIN, resource: str = "phone") -> str:
        """Write something: an answer if one is awaited, else a command."""
        client = f"{person.name}/{resource}"
        if self.text.is_asking(client):
            return await self.text.go_on(person, client, text)
        typed = find_command(split_words(text), DESCRIPTIONS)
        return "" if typed is None else await self.text.begin(person, client, typed)

    @property
    def done(self) -> list[str]:
        """What the commands were asked for."""
        return [name for name, _, _ in self.commands.done]


@pytest.fixture
def chat() -> Chat:
    return Chat()


async def test_rows_are_a_line_each_with_what_their_cells_are(chat: Chat) -> None:
    chat.commands.extra = [("bob", "", "A, B")]
    assert await chat.say("show-account 'Alice Smith' detail=ALL") == (
        "Accounts\n\nName: Alice Smith · State: linked\nName: bob · Groups: A, B"
    )
    assert chat.commands.done == [
        ("show-account", "admin", {"name": "Alice Smith", "detail": "all"})
    ]


async def test_a_long_table_is_cut_and_says_so(chat: Chat) -> None:
    chat.commands.extra = [(f"person{i}", "linked", "Group") for i in range(5_000)]
    lines = (await chat.say("show-account alice")).split("\n")
    assert lines[-2:] == [
        f"Name: person{MOST_ROWS - 2} · State: linked · Groups: Group",
        f"… and {5_001 - MOST_ROWS} more",
    ]


async def test_a_long_text_is_cut_at_a_line_and_says_so(chat: Chat) -> None:
    chat.commands.extra = [("x" * 150, "linked", "Group") for i in range(49)]
    answer = await chat.say("show-account alice")
    assert MOST_CHARACTERS - 200 < len(answer) <= MOST_CHARACTERS + 100
    lines = answer.split("\n")
    assert lines[-2].endswith("x · State: linked · Groups: Group")
    assert lines[-1] == f"… and {52 + 1 - len(lines) + 1 - 1} more lines"


async def test_a_plan_is_shown_confirmed_and_done(chat: Chat) -> None:
    assert await chat.say("sync groups support") == (
        "Plan\n\n3 people join.\n\n1 leaves.\n\n"
        'Do it? (yes / no)\n"back" goes a step back, "cancel" ends this.'
    )
    assert await chat.say("Yes!") == "It is job 7."
    assert chat.commands.done == [
        (name, "admin", {"group": "support", "dry-run": "0"}) for name in ("plan", "apply")
    ]
    assert await chat.say("yes") == ""


@pytest.mark.parametrize("text", ["no", "cancel", "stop", "Cancel."])
async def test_a_plan_that_is_not_confirmed_is_not_done(chat: Chat, text: str) -> None:
    await chat.say("sync-groups")
    assert "othing was" in await chat.say(text)
    assert chat.done == ["plan"]
    assert await chat.say("yes") == ""
    assert chat.done == ["plan"]


async def test_what_is_no_answer_is_asked_again_and_at_last_given_up(chat: Chat) -> None:
    await chat.say("sync-groups")
    for _ in range(2):
        assert (await chat.say("perhaps")).endswith(
            'Do it? (yes / no)\n"back" goes a step back, "cancel" ends this.'
        )
    assert "no answer either" in await chat.say("perhaps")
    assert await chat.say("yes") == ""
    assert chat.done == ["plan"]


async def test_questions_come_one_after_the_other(chat: Chat) -> None:
    assert await chat.say("survey", BOB) == (
        "Survey\n\nThree questions.\n\nColour\nOf the door.\n1. Dark red (red)\n"
        '2. None of them (no)\n"-" means: Dark red\n'
        '"back" goes a step back, "cancel" ends this.'
    )
    assert await chat.say("2", BOB) == "A word"
    assert await chat.say("'no'", BOB) == 'A note\n"-" leaves it out.'
    assert await chat.say("-", BOB) == "Thank you."
    assert chat.commands.done[-1] == (
        "survey ends",
        "bob",
        {"colour": "no", "word": "no", "note": ""},
    )


async def test_back_asks_the_question_before_again(chat: Chat) -> None:
    await chat.say("survey", BOB)
    await chat.say("red", BOB)
    await chat.say("x", BOB)
    assert await chat.say("back", BOB) == "A word"
    assert (await chat.say("back", BOB)).startswith("Colour")
    for text in ("no", "y", "z"):
        await chat.say(text, BOB)
    assert chat.commands.done[-1][2] == {"colour": "no", "word": "y", "note": "z"}


async def test_back_from_the_first_question_of_a_step_goes_to_the_step_before(chat: Chat) -> None:
    await chat.say("sync-groups support --dry-run=no")
    assert "1. All groups (*)\n2. Support Team (support)\n" in await chat.say("back")
    await chat.say("1")
    assert "Do it?" in await chat.say("no")
    assert chat.commands.done[-1] == ("plan", "admin", {"group": "*", "dry-run": "0"})


async def test_where_there_is_no_way_back_the_question_stays(chat: Chat) -> None:
    await chat.say("survey", BOB)
    answer = await chat.say("back", BOB)
    assert "none before it" in answer
    assert "Colour" in answer
    assert await chat.say("red", BOB) == "A word"


async def test_only_a_parameter_that_is_needed_is_asked_for(chat: Chat) -> None:
    assert (await chat.say("show-account detail=all")).startswith("Name")
    assert "Name: alice" in await chat.say("alice")
    assert chat.commands.done[-1][2] == {"name": "alice", "detail": "all"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "show-account Alice Smith",
            """"Smith" is too much here. Put a name with blanks in it into quotation marks.

Write: show-account NAME [detail=DETAIL]""",
        ),
        (
            "show-account x detail=more",
            '"more" cannot be right for: How much\n\nWrite: show-account NAME [detail=DETAIL]',
        ),
        (
            "sync-groups nobody",
            '"nobody" cannot be right for: Group\n\nWrite: sync-groups [GROUP] [dry-run=yes]',
        ),
    ],
)
async def test_what_cannot_be_meant_is_said_with_how_to_write_it(
    chat: Chat, text: str, expected: str
) -> None:
    assert await chat.say(text) == expected
    assert chat.done == []
    assert not chat.text.is_asking("admin@chat.test/phone")


async def test_a_question_that_its_command_asks_again_can_be_answered(chat: Chat) -> None:
    await chat.say("clean-up")
    assert (await chat.say("24")).startswith("Many\n\n25 people leave.")
    assert await chat.say("25") == "It is done."


async def test_a_question_waits_for_ten_minutes(chat: Chat) -> None:
    await chat.say("sync-groups")
    chat.now = LIFETIME
    assert await chat.say("yes") == ""
    assert chat.done == ["plan"]


async def test_each_client_has_a_conversation_of_its_own(chat: Chat) -> None:
    await chat.say("sync-groups", resource="phone")
    assert await chat.say("yes", resource="desk") == ""
    await chat.say("survey", BOB, resource="phone")
    assert await chat.say("yes", resource="phone") == "It is job 7."


async def test_who_is_no_admin_any_more_does_nothing(chat: Chat) -> None:
    await chat.say("sync-groups")
    chat.commands.admins.clear()
    assert await chat.say("yes") == "You may not use this command."
    assert chat.done == ["plan"]
    assert await chat.say("yes") == ""


async def test_a_command_that_cannot_be_done_says_so(chat: Chat) -> None:
    assert await chat.say("fail") == "That cannot be done now."


def test_commands_are_listed_and_explained() -> None:
    assert list_text([SHOW_ACCOUNT, SYNC_GROUPS], ENGLISH) == (
        "You can write these commands here:\n\nshow-account · Shows an account.\n\n"
        "sync-groups · Brings groups up to date.\n\n"
        '"help" and the name of a command explains that command.'
    )
    assert description_text(SHOW_ACCOUNT, ENGLISH) == (
        "Show an account\n\nShows an account.\n\nWrite: show-account NAME [detail=DETAIL]\n\n"
        "NAME: Name\n\nDETAIL: How much\nlittle: Little\nall: All of it"
    )


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from(
                [
                    "yes",
                    "back",
                    "sync-groups",
                    "survey",
                    "clean-up",
                    "cancel",
                    "show-account",
                    "-",
                    "1",
                    "red",
                ]
            ),
        ),
        max_size=12,
    )
)
async def test_no_texts_break_a_conversation_and_nothing_is_done_without_a_yes(
    texts: list[str],
) -> None:
    chat = Chat()
    for text in texts:
        answer = await chat.say(text)
        assert len(answer) <= 2 * MOST_CHARACTERS
    if not any(read_control(text, ENGLISH) is Control.YES or "1" in text for text in texts):
        assert "apply" not in chat.done
