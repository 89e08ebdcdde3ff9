"""Who gets a personal link when somebody asks for it, and where it is told."""

import pytest

from component.domain.login import Window
from component.domain.names import ChatUsername
from component.domain.reminders import Channel, Say
from component.ports import Rejected, Unavailable
from tests.unit.actors import BOB_CHATS, TESTER
from tests.unit.usecases.square import BEGIN, LIFETIME, SITE, Square

BOB = ChatUsername("bob")


@pytest.fixture
def square() -> Square:
    made = Square()
    made.add_native("bob", locale="de")
    return made


async def test_a_link_opens_for_whoever_it_was_given_to(square: Square) -> None:
    async with square.give_link()(BOB, BOB_CHATS) as notice:
        assert (notice.what, notice.lifetime) == (Say.LINK, LIFETIME)
    site, _, token = notice.link.rpartition("/m/")
    assert site == SITE
    assert await square.invite().open_link(token) == BOB
    assert [(action, detail["by"]) for action, _, detail in square.state.audit] == [
        ("invite", BOB_CHATS.name)
    ]


async def test_what_could_not_be_told_was_not_given(square: Square) -> None:
    with pytest.raises(Unavailable):
        async with square.give_link()(BOB, BOB_CHATS):
            raise Unavailable("the stream", "away")
    async with square.give_link()(BOB, BOB_CHATS) as notice:
        assert notice.what is Say.LINK
    assert (await square.reminders.read("chat:bob")).of(Channel.LINK).sent == 1


async def test_somebody_else_s_wish_sends_the_link_into_the_person_s_chat(square: Square) -> None:
    assert await square.send_link()(BOB, TESTER) is Say.LINK
    sent = square.last()
    assert (sent.username, sent.resource, sent.languages) == ("bob", "", ("de", "en"))
    assert await square.invite().open_link(square.token()) == BOB


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("again", Say.LINK_SENT),
        ("migrated", Say.MIGRATED),
        ("native-only", Say.NOT_NEEDED),
        ("closed", Say.CLOSED),
    ],
)
async def test_whoever_gets_no_link_is_not_written_to(
    case: str, expected: Say, square: Square
) -> None:
    if case == "again":
        await square.send_link()(BOB, TESTER)
        square.time.now = BEGIN + 59
    elif case == "migrated":
        square.migrate("bob")
    elif case == "closed":
        square.decide(window=Window.CLOSED)
    else:
        square.decide(native_only=frozenset({"bob"}))
    before = len(square.messenger.sent)
    assert await square.send_link()(BOB, TESTER) is expected
    assert await square.give_link().concerns(BOB) is (expected is Say.LINK_SENT)
    assert len(square.messenger.sent) == before


async def test_nobody_s_link_is_sent(square: Square) -> None:
    with pytest.raises(Rejected, match="carol"):
        await square.send_link()(ChatUsername("carol"), TESTER)
    assert square.invitations.digests == []


async def test_without_a_stream_the_link_can_be_sent_as_soon_as_there_is_one(
    square: Square,
) -> None:
    square.messenger.is_ready = False
    with pytest.raises(Unavailable):
        await square.send_link()(BOB, TESTER)
    square.messenger.is_ready = True
    assert await square.send_link()(BOB, TESTER) is Say.LINK
