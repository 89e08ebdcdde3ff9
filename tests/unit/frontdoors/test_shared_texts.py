"""Texts that another component of the same subdomain waits for."""

from xml.etree.ElementTree import Element

import pytest

from component.frontdoors.xmpp.peers import Company, Peers
from component.frontdoors.xmpp.shared_texts import SharedTexts
from component.ports import Unavailable
from tests.fakes.several import FakeConversations
from tests.unit.frontdoors.reply_house import House

CLIENT = "admin@chat.test/phone"
OVER = "This is over, or has waited for too long: begin again."


class Known(Peers):
    """The other component, which is there or not; keeps what it is handed."""

    def __init__(self) -> None:
        super().__init__(Company("chat.test", "tiki", "tiki-a", "s3cret"), _Up())
        self.is_there = True
        self.handed: list[tuple[str, str]] = []

    async def hand_on(self, owner: str, stanza: Element) -> bool:
        if self.is_there:
            body = "".join(stanza.itertext())
            self.handed.append((owner, f"{stanza.get('from')} {stanza.get('to')} {body}"))
        return self.is_there


class _Up:
    is_up = True


@pytest.fixture
def rows() -> dict[str, tuple[str, float]]:
    """Who waits for whose text, for all components."""
    return {}


@pytest.fixture
def other() -> Known:
    return Known()


@pytest.fixture
def house(rows: dict[str, tuple[str, float]], other: Known) -> House:
    house = House()
    house.replies.shared = SharedTexts(
        other, FakeConversations("tiki-a", 600.0, lambda: house.now, rows)
    )
    return house


def waits(rows: dict[str, tuple[str, float]], owner: str) -> None:
    """Have a component wait for the client's next text."""
    rows[CLIENT] = owner, 600.0


async def test_it_gets_them(house: House, rows: dict[str, tuple[str, float]], other: Known) -> None:
    waits(rows, "tiki-b")
    assert await house.say("yes") == ""
    ((owner, handed),) = other.handed
    assert owner == "tiki-b"
    assert handed.startswith(CLIENT)
    assert handed.endswith(" yes")


async def test_its_question_is_over_if_it_has_gone(
    house: House, rows: dict[str, tuple[str, float]], other: Known
) -> None:
    waits(rows, "tiki-b")
    other.is_there = False
    assert await house.say("yes") == OVER
    assert rows == {}
    assert await house.say("yes") != OVER


async def test_the_own_questions_are_known_to_all_until_they_are_answered(
    house: House, rows: dict[str, tuple[str, float]], other: Known
) -> None:
    await house.say("sync-groups")
    assert rows[CLIENT][0] == "tiki-a"
    while CLIENT in rows:
        assert house.replies.chat_text.is_asking(CLIENT)
        await house.say("cancel")
    assert not house.replies.chat_text.is_asking(CLIENT)
    assert other.handed == []


async def test_a_question_is_not_answered_that_was_told_to_be_over(
    house: House, rows: dict[str, tuple[str, float]]
) -> None:
    """This component hung meanwhile, or the other one has asked something since."""
    await house.say("sync-groups")
    del rows[CLIENT]
    assert "did not understand" in await house.say("yes")
    assert not house.replies.chat_text.is_asking(CLIENT)


async def test_nothing_is_taken_for_an_answer_while_nobody_knows_whose_it_is(
    house: House, rows: dict[str, tuple[str, float]], other: Known
) -> None:
    await house.say("sync-groups")
    shared = house.replies.shared
    assert shared is not None
    assert isinstance(shared.conversations, FakeConversations)
    shared.conversations.failing["owner"] = Unavailable("the state database", "away")
    assert "did not understand" not in await house.say("cancel")
    assert house.replies.chat_text.is_asking(CLIENT)
    shared.conversations.come_back()
    await house.say("cancel")
    assert rows == {}
    assert other.handed == []


async def test_what_was_carried_out_is_told_even_if_it_cannot_be_noted(
    house: House, other: Known
) -> None:
    """Whoever is told to try again later does it twice."""
    shared = house.replies.shared
    assert shared is not None
    assert isinstance(shared.conversations, FakeConversations)
    await house.say("sync-groups")
    shared.conversations.failing["end"] = Unavailable("the state database", "away")
    assert await house.say("yes") == "It is job 7."
    assert "did not understand" in await house.say("yes")
    assert other.handed == []
