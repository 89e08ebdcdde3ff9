"""Who was kept out for not having migrated gets a mail: who, where to, how often."""

import pytest

from component.domain.login import Window
from component.domain.reminders import DAY, Channel, History
from component.ports import Rejected, Unavailable
from tests.unit.usecases.square import BEGIN, SITE, Square, until, working


def link_in(body: str) -> str:
    """The address in a mail."""
    (line,) = [line for line in body.splitlines() if line.startswith("https://")]
    return line


async def test_the_owner_of_a_chat_account_gets_a_link_of_their_own(square: Square) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    (mail,) = square.post.mails
    assert (mail.to, mail.language) == ("bob@mail.test", "en")
    token = link_in(mail.body).removeprefix(f"{SITE}/m/")
    assert await square.invite().open_link(token) == bob
    assert [(a, d["sent_by"]) for a, _, d in square.state.audit] == [("invite", "mail")]


async def test_who_is_kept_out_is_not_told_that_it_will_be_some_day(square: Square) -> None:
    """No date for the end of the migration is known: so it is unless an admin names one."""
    bob = square.add_native("bob", "bob@mail.test")
    square.decide(window=Window.REFUSING)
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    (mail,) = square.post.mails
    assert "some day" not in mail.body
    assert "its old password does not let you in any more" in mail.body


async def test_the_owner_of_a_tiki_account_gets_the_page_s_address(square: Square) -> None:
    user_id = square.tiki.add("Heidi", email="heidi@mail.test")
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused_tiki(square.tiki.account(user_id))
    (mail,) = square.post.mails
    assert mail.to == "heidi@mail.test"
    assert link_in(mail.body) == SITE
    assert square.invitations.digests == []
    record = await square.reminders.read(f"tiki:{user_id}")
    assert record.of(Channel.MAIL) == History(1, square.time.now)


async def test_mails_come_at_growing_intervals_even_after_restarts(square: Square) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    hours = []
    for hour in range(24 * 8):
        square.time.now = BEGIN + hour * 3600
        before = len(square.post.mails)
        remind = square.remind_by_mail()
        async with working(remind):
            for _ in range(3):
                remind.refused(bob)
        if len(square.post.mails) > before:
            hours.append(hour)
    assert hours == [0, 24, 24 * 4, 24 * 7]


@pytest.mark.parametrize(
    "case",
    ["migrated", "no account", "no address", "two addresses", "stopped", "closed", "native-only"],
)
async def test_who_is_not_written_to(case: str, square: Square) -> None:
    email = {"no address": "", "two addresses": "bob@mail.test, eve@mail.test"}
    bob = square.add_native("bob", email.get(case, "bob@mail.test"))
    match case:
        case "migrated":
            square.migrate("bob")
        case "no account":
            square.contacts._contacts.clear()
        case "stopped":
            await square.reminders.stop("chat:bob", BEGIN)
        case "closed":
            square.decide(window=Window.CLOSED)
        case "native-only":
            square.decide(native_only=frozenset({"bob"}))
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    assert square.post.mails == []
    assert square.invitations.digests == []


@pytest.mark.parametrize("case", ["migrated", "gone", "closed"])
async def test_a_tiki_account_that_needs_no_mail_any_more(case: str, square: Square) -> None:
    user_id = square.tiki.add("Heidi", email="heidi@mail.test")
    account = square.tiki.account(user_id)
    match case:
        case "migrated":
            square.tiki.change(user_id, livechat_id="heidi")
        case "gone":
            del square.tiki._rows[user_id], square.tiki._logins[user_id]
        case _:
            square.decide(window=Window.CLOSED)
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused_tiki(account)
    assert square.post.mails == []


async def test_the_address_is_the_one_that_the_site_has_now(square: Square) -> None:
    user_id = square.tiki.add("Heidi", email="old@mail.test")
    account = square.tiki.account(user_id)
    square.tiki.change(user_id, email="new@mail.test")
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused_tiki(account)
    assert [mail.to for mail in square.post.mails] == ["new@mail.test"]


async def test_one_person_of_either_side_is_two(square: Square) -> None:
    bob = square.add_native("bob", "bob@chat.test")
    user_id = square.tiki.add("bob", email="bob@site.test")
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        remind.refused_tiki(square.tiki.account(user_id))
    assert sorted(mail.to for mail in square.post.mails) == ["bob@chat.test", "bob@site.test"]


async def test_no_more_than_so_many_a_minute_are_written(square: Square) -> None:
    square.decide(mails_per_minute=6.0, burst=2)
    remind = square.remind_by_mail()
    async with working(remind):
        for i in range(20):
            remind.refused(square.add_native(f"person{i}", f"person{i}@mail.test"))
    assert len(square.post.mails) == 20
    assert square.time.now - BEGIN >= (20 - 2) * 10 - 1


async def test_who_migrates_while_they_wait_for_their_turn_gets_none(square: Square) -> None:
    square.decide(mails_per_minute=1.0, burst=1)
    bob, carol = (square.add_native(name, f"{name}@mail.test") for name in ("bob", "carol"))
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        remind.refused(carol)
        square.time.after(30, lambda: square.migrate("carol"))
    assert [mail.to for mail in square.post.mails] == ["bob@mail.test"]


async def test_a_mail_server_that_is_away_is_tried_again(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    square.post.go_down()
    square.time.after(3600, square.post.come_back)
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    assert [mail.to for mail in square.post.mails] == ["bob@mail.test"]
    assert (await square.reminders.read("chat:bob")).of(Channel.MAIL).sent == 1
    assert "mails: chat:bob has to wait: the fake mail server: it is down" in caplog.text


async def test_an_address_that_is_refused_is_not_tried_again_before_the_next_mail_is_due(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    square.post.refuse("bob@mail.test", 550)
    for _ in range(3):
        remind = square.remind_by_mail()
        async with working(remind):
            remind.refused(bob)
    assert square.post.count("send") == 1
    assert "mails: not possible for chat:bob: 550" in caplog.text
    square.time.now += DAY
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    assert square.post.count("send") == 2


@pytest.mark.parametrize("error", [Unavailable("the mail server", "450"), Rejected("550")])
async def test_one_who_cannot_be_written_to_keeps_nobody_waiting(
    error: Exception, square: Square
) -> None:
    bob, carol = (square.add_native(name, f"{name}@mail.test") for name in ("bob", "carol"))

    async def refuse_bob() -> None:
        if square.post.calls[-1] == ("send", "bob@mail.test"):
            raise error

    square.post.before["send"] = refuse_bob
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        remind.refused(carol)
    assert [mail.to for mail in square.post.mails] == ["carol@mail.test"]
    tries = square.post.count("send") - 1
    assert tries == 1 if isinstance(error, Rejected) else 50 < tries < 60
    assert square.time.now - BEGIN < DAY + 3600


async def test_one_who_is_put_off_keeps_nobody_waiting_who_comes_later(square: Square) -> None:
    """As with a full mailbox: the pauses grow to half an hour."""
    bob, carol = (square.add_native(name, f"{name}@mail.test") for name in ("bob", "carol"))
    square.post.refuse("bob@mail.test", 452)
    remind = square.remind_by_mail()
    tries: list[int] = []

    def come() -> None:
        tries.append(square.post.count("send"))
        remind.refused(carol)

    square.time.after(3 * 3600, come)
    async with working(remind):
        remind.refused(bob)
        await until(lambda: square.post.mails)
    assert [mail.to for mail in square.post.mails] == ["carol@mail.test"]
    assert square.post.calls[tries[0]] == ("send", "carol@mail.test")
    assert 5 < tries[0] < 20


async def test_one_who_is_put_off_gets_the_mail_in_the_end(square: Square) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    square.post.refuse("bob@mail.test", 450)
    square.time.after(600, lambda: square.post.refuse("bob@mail.test", 250))
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        await until(lambda: square.post.mails)
    assert square.time.now - BEGIN < 2 * 600 + 60
    assert (await square.reminders.read("chat:bob")).of(Channel.MAIL).sent == 1


async def test_one_who_is_put_off_for_a_day_is_given_up(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    square.post.refuse("bob@mail.test", 450)
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        await until(lambda: "is given up until they come again" in caplog.text)
    assert 50 < square.post.count("send") < 70
    assert square.time.now - BEGIN < DAY + 3600


async def test_addresses_and_links_are_not_logged(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    bob = square.add_native("bob", "bob@mail.test")
    odd = square.add_native("odd", "not an address")
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
        remind.refused(odd)
    assert "wrote a mail to chat:bob" in caplog.text
    assert "no mail to chat:odd" in caplog.text
    token = link_in(square.post.mails[0].body).rpartition("/")[2]
    for secret in ("bob@mail.test", "not an address", token):
        assert secret not in caplog.text
