"""Mails: the same on the fake and on a real mail server, with and without TLS."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from component.adapters.mail_smtp import MailSettings, SmtpPost
from component.ports import Deferred, Rejected, Unavailable
from tests.contract.certificates import NOW
from tests.contract.mail_server import MailServer, mail_server
from tests.contract.mail_worlds import MAIL, TOKEN, RealPost, World, settings_for
from tests.fakes.reminders import FakePost


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as started:
        yield started


@pytest.fixture(params=["fake", "real"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return FakePost()
    return RealPost(request.getfixturevalue("server"))


async def test_a_mail_arrives_as_it_was_written(world: World) -> None:
    await world.port.send(MAIL)
    assert world.mails == [MAIL]


@pytest.mark.parametrize("code", [550, 551, 552, 553, 554, 599])
async def test_a_recipient_who_is_refused_for_ever(code: int, world: World) -> None:
    world.refuse("bob@mail.test", code)
    with pytest.raises(Rejected):
        await world.port.send(MAIL)
    await world.port.send(replace(MAIL, to="carol@mail.test"))
    assert [mail.to for mail in world.mails] == ["carol@mail.test"]


@pytest.mark.parametrize("code", [421, 450, 451, 452])
async def test_a_recipient_who_is_refused_for_now(code: int, world: World) -> None:
    world.refuse("bob@mail.test", code)
    with pytest.raises(Unavailable):
        await world.port.send(MAIL)
    assert world.mails == []


async def test_who_is_put_off_alone_is_told_from_a_server_that_takes_nobody(world: World) -> None:
    world.refuse("bob@mail.test", 452)
    with pytest.raises(Deferred):
        await world.port.send(MAIL)
    world.refuse("bob@mail.test", 421)
    with pytest.raises(Unavailable) as caught:
        await world.port.send(MAIL)
    assert not isinstance(caught.value, Deferred)


async def test_the_envelope_has_one_recipient_and_the_sender(server: MailServer) -> None:
    await SmtpPost(settings_for(server)).send(MAIL)
    (taken,) = server.taken
    assert (taken.sender, taken.recipients) == ("chat@example.org", ("bob@mail.test",))
    assert (taken.encrypted, taken.login) == (False, "")


async def test_the_headers_say_that_a_program_wrote_it(server: MailServer) -> None:
    await SmtpPost(settings_for(server)).send(MAIL)
    message = server.taken[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "The chat of Exämple <chat@example.org>"
    assert message["Message-ID"].endswith("@example.org>")
    assert abs((parsedate_to_datetime(message["Date"]) - NOW).total_seconds()) < 7200
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_type() == "text/plain"
    assert set(message.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        *("X-Peer", "X-MailFrom", "X-RcptTo"),
    }


async def test_each_mail_has_an_id_of_its_own(server: MailServer) -> None:
    for _ in range(2):
        await SmtpPost(settings_for(server)).send(MAIL)
    assert len({taken.message["Message-ID"] for taken in server.taken}) == 2


async def test_every_server_on_the_way_can_carry_it(server: MailServer) -> None:
    await SmtpPost(settings_for(server)).send(MAIL)
    raw = server.taken[0].raw
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998  # RFC 5322 §2.1.1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
async def test_no_text_begins_a_header_of_its_own(end: str, server: MailServer) -> None:
    evil = f"Hello{end}Bcc: everybody@mail.test"
    post = SmtpPost(settings_for(server, sender_name=evil))
    await post.send(replace(MAIL, subject=evil))
    (taken,) = server.taken
    assert "Bcc" not in taken.message
    assert taken.message["Subject"] == "Hello Bcc: everybody@mail.test"
    assert taken.recipients == ("bob@mail.test",)


@pytest.mark.parametrize(
    "to", ["bob@mail.test\r\nBcc: eve@mail.test", "bob@mail.test, eve@mail.test", "bob", ""]
)
async def test_what_is_not_one_address_is_not_handed_in(to: str, server: MailServer) -> None:
    with pytest.raises(Rejected):
        await SmtpPost(settings_for(server)).send(replace(MAIL, to=to))
    assert server.taken == []


@pytest.mark.parametrize(
    ("command", "reply", "expected"),
    [
        ("MAIL", "550 not from here", Unavailable),
        ("MAIL", "451 later", Unavailable),
        ("DATA", "554 it looks like spam", Rejected),
        ("DATA", "451 later", Unavailable),
        ("bob@mail.test", "530 5.7.0 sign in first", Unavailable),
        ("bob@mail.test", "535 5.7.8 wrong password", Unavailable),
    ],
)
async def test_what_the_server_says_to_a_step(
    command: str, reply: str, expected: type[Exception], server: MailServer
) -> None:
    server.replies[command] = reply
    with pytest.raises(expected, match=reply):
        await SmtpPost(settings_for(server)).send(MAIL)
    assert server.taken == []


async def test_what_the_server_says_is_one_short_line_in_the_log(server: MailServer) -> None:
    server.replies["DATA"] = "554-no\r\n554-\x1b[31mred\r\n554 " + "x" * 400
    with pytest.raises(Rejected) as caught:
        await SmtpPost(settings_for(server)).send(MAIL)
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 300


async def test_a_server_that_is_away_is_unavailable(server: MailServer) -> None:
    settings = settings_for(server, port=1)
    with pytest.raises(Unavailable, match=r"the mail server 127\.0\.0\.1"):
        await SmtpPost(settings).send(MAIL)


async def test_a_server_that_is_silent_is_waited_for_but_not_for_ever(server: MailServer) -> None:
    server.pause = 60.0
    with pytest.raises(Unavailable, match=r"no answer within 0\.5 s"):
        await SmtpPost(settings_for(server, timeout=0.5)).send(MAIL)


def test_no_secret_is_printed() -> None:
    settings = MailSettings("mail.test", 25, "a@b.test", user="u", password="wr0ng-pw")
    assert "wr0ng-pw" not in repr(settings)
    assert TOKEN not in repr(MAIL)
