"""Everybody who has not migrated is reminded now: paced, once, and nobody who has said stop."""

import pytest

from component.domain.announcement import LeftOut, Route, Selection
from component.domain.audit import BRIDGE
from component.domain.jobs import JobState
from component.domain.login import Window
from component.domain.reminders import DAY, Channel, Deadline, Say
from component.domain.run_items import ItemState, RunItem
from component.ports import Rejected, Unavailable
from component.usecases.remind_now import Wish
from component.usecases.reminding import Waiting
from tests.unit.usecases.announcer import Announcer
from tests.unit.usecases.square import BEGIN, SITE

BY_MAIL = Selection(by_mail=True)


@pytest.fixture
def place() -> Announcer:
    return Announcer()


def item(username: str, state: ItemState, why: str) -> RunItem:
    return RunItem(username, state, why)


async def test_everybody_who_has_not_migrated_gets_a_link_of_their_own(place: Announcer) -> None:
    place.people("bob", "carol", "somebody", "admin")
    result = await place.carry_out()
    assert (result.state, place.reminded()) == (JobState.DONE, ["bob", "carol"])
    assert result.outcome["reminded_by_chat"] == 2
    for sent in place.messenger.sent:
        token = sent.notice.link.removeprefix(f"{SITE}/m/")
        assert await place.invite().open_link(token) == sent.username
    done = [item(name, ItemState.DONE, "chat") for name in ("bob", "carol")]
    assert (place.noted(), place.steps[-1]) == (done, (2, 2))


async def test_it_goes_out_whether_or_not_it_is_time_and_counts_as_a_reminder(
    place: Announcer,
) -> None:
    place.people("bob")
    await place.carry_out()
    place.time.now += 60
    await place.carry_out(number=8)
    assert place.reminded() == ["bob", "bob"]
    assert [sent.notice.is_first for sent in place.messenger.sent] == [True, False]
    assert (await place.reminders.read("chat:bob")).of(Channel.CHAT).sent == 2


async def test_who_has_said_stop_is_left_out(place: Announcer) -> None:
    place.people("bob", "carol")
    await place.reminders.stop("chat:bob", BEGIN)
    result = await place.carry_out()
    assert place.reminded() == ["carol"]
    assert place.noted()[0] == item("bob", ItemState.LEFT, "stopped")
    assert result.outcome["left_out"] == {"stopped": 1}


async def test_the_date_is_named_where_it_is_known(place: Announcer) -> None:
    place.people("bob")
    place.window.ends_at = BEGIN + 5 * DAY
    await place.carry_out()
    assert place.last().notice.deadline == Deadline(BEGIN + 5 * DAY, Window.REFUSING)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection("b*"), ["bea", "bob"]),
        (Selection("b?b"), ["bob"]),
        (Selection("nobody"), []),
        (Selection(seen_after=BEGIN - DAY), ["bob", "carol"]),
        (Selection("b*", BEGIN - DAY), ["bob"]),
    ],
)
async def test_only_those_who_were_chosen(
    selection: Selection, expected: list[str], place: Announcer
) -> None:
    place.people("bea", "bob", "carol")
    place.accounts.seen_at = {"bea": BEGIN - 2 * DAY, "bob": BEGIN - DAY}
    place.sessions.usernames = {"carol"}
    result = await place.carry_out(selection)
    assert (result.state, place.reminded()) == (JobState.DONE, expected)


async def test_who_is_not_in_the_chat_gets_a_mail_where_there_is_an_address(
    place: Announcer,
) -> None:
    place.people("bob", "carol", email="mail.test")
    place.people("dave")
    place.sessions.usernames = {"carol"}
    result = await place.carry_out(BY_MAIL)
    assert (place.mailed(), place.reminded()) == (["bob@mail.test"], ["carol", "dave"])
    assert (result.outcome["reminded_by_mail"], result.outcome["reminded_by_chat"]) == (1, 2)
    (body,) = (mail.body for mail in place.post.mails)
    assert f"{SITE}/m/" in body
    assert "this is a reminder" in body


async def test_who_is_in_the_chat_is_no_guess(place: Announcer) -> None:
    place.people("bob", email="mail.test")
    place.sessions.is_partial = True
    result = await place.carry_out(BY_MAIL)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert (place.mailed(), place.reminded()) == ([], [])


async def test_without_mails_everybody_is_written_to_in_the_chat(place: Announcer) -> None:
    place.people("bob", email="mail.test")
    place.with_mails = False
    await place.carry_out(BY_MAIL)
    assert place.reminded() == ["bob"]


async def test_messages_go_at_the_pace_of_the_settings(place: Announcer) -> None:
    place.people(*(f"native{number:02}" for number in range(20)))
    place.decide(per_minute=6.0, burst=2)
    await place.carry_out()
    assert len(place.reminded()) == 20
    assert place.time.now >= BEGIN + 17 * 10
    waits = [
        after[0] - before[0] for before, after in zip(place.steps, place.steps[1:], strict=False)
    ]
    assert max(waits) == 1


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        ("migrates", LeftOut.MIGRATED),
        ("is gone", LeftOut.MIGRATED),
        ("says stop", LeftOut.STOPPED),
        ("is reminded", LeftOut.REMINDED),
        ("is closed", LeftOut.CLOSED),
    ],
)
async def test_what_happens_while_it_runs_counts(
    meanwhile: str, why: LeftOut, place: Announcer
) -> None:
    place.people("bob", "carol")

    async def happen() -> None:
        if place.messenger.sent:
            await _happen(place, meanwhile)

    place.items.before["note"] = happen
    result = await place.carry_out()
    assert place.reminded()[0] == "bob"
    assert place.noted()[1] == item("carol", ItemState.LEFT, why.value)
    assert result.outcome["left_out"] == {why.value: 1}


async def _happen(place: Announcer, what: str) -> None:
    match what:
        case "migrates":
            place.tiki.add("Carol", livechat_id="carol")
        case "is gone":
            place.contacts._contacts.pop("carol", None)
        case "says stop":
            await place.reminders.stop("chat:carol", BEGIN)
        case "is reminded":
            seen = (await place.reminders.read("chat:carol")).of(Channel.CHAT)
            await place.reminders.claim("chat:carol", Channel.CHAT, seen, place.time.now)
        case _:
            place.window.stands = Window.CLOSED


async def test_somebody_who_cannot_be_written_to_does_not_end_the_run(place: Announcer) -> None:
    place.people("bob", email="mail.test")
    place.post.refuse("bob@mail.test", 550)
    place.people("carol")
    result = await place.carry_out(BY_MAIL)
    assert place.reminded() == ["carol"]
    assert [one.state for one in place.noted()] == [ItemState.FAILED, ItemState.DONE]
    assert result.state is JobState.DONE
    assert result.outcome["failed"] == 1
    assert result.outcome["failures"] == [{"where": "", "who": "bob", "why": "550"}]


async def test_an_address_that_never_answers_is_passed_over(place: Announcer) -> None:
    place.people("bob", "carol", email="mail.test")
    place.post.refuse("bob@mail.test", 450)
    result = await place.carry_out(BY_MAIL)
    assert result.state is JobState.DONE
    assert place.mailed() == ["carol@mail.test"]
    assert [one.state for one in place.noted()] == [ItemState.FAILED, ItemState.DONE]
    assert not (await place.reminders.read("chat:bob")).of(Channel.MAIL).sent


async def test_an_outage_is_waited_for(place: Announcer) -> None:
    place.people("bob", "carol")
    place.reminders.go_down()
    place.time.after(10.0, place.reminders.come_back)
    result = await place.carry_out()
    assert (result.state, place.reminded()) == (JobState.DONE, ["bob", "carol"])


async def test_an_outage_that_lasts_ends_the_run(place: Announcer) -> None:
    place.people("bob")
    place.state.go_down()
    result = await place.carry_out()
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert place.reminded() == []


async def test_it_ends_when_somebody_asks_for_that(place: Announcer) -> None:
    place.people("bob", "carol", "dave")
    place.stop_at = 2
    result = await place.carry_out()
    assert (result.state, place.reminded()) == (JobState.CANCELLED, ["bob", "carol"])
    assert result.outcome["reminded_by_chat"] == 2


async def test_it_ends_while_it_waits_for_its_turn(place: Announcer) -> None:
    place.people("bob", "carol")
    place.decide(per_minute=0.01, burst=1)
    place.most_steps = 5
    result = await place.carry_out()
    assert (result.state, place.reminded()) == (JobState.CANCELLED, ["bob"])
    assert place.time.now < BEGIN + 60


async def test_the_audit_says_who_had_whom_reminded(place: Announcer) -> None:
    place.people("bob")
    await place.carry_out(Selection("b*"))
    assert [entry[:2] for entry in place.state.audit] == [("announce", "-"), ("invite", "bob")]
    assert place.state.audit[0][2] == {
        "pattern": "b*",
        "by_mail": "false",
        "job": "7",
        "by": "boss@livechat.test",
        "way": "chat",
    }
    invited = place.state.audit[1][2]
    assert (invited["by"], invited["job"], invited["sent_by"]) == (
        "boss@livechat.test",
        "7",
        "chat",
    )


async def test_a_claim_that_could_not_be_given_back_is_given_back_at_the_next_try(
    place: Announcer,
) -> None:
    place.people("bob")
    place.messenger.is_ready = True
    remind, waiting = place.job().remind, Waiting("chat:bob")
    (bob,), wish = await place.choose()(Selection()), Wish(BRIDGE, BEGIN)

    async def turn(_: Channel) -> bool:
        return True

    place.invitations.failing["add"] = Unavailable("the fake", "away")
    place.reminders.failing["give_back"] = Unavailable("the fake", "away")
    with pytest.raises(Unavailable):
        await remind(bob, waiting, wish, turn)
    place.invitations.come_back()
    place.reminders.come_back()
    assert await remind(bob, waiting, wish, turn) is Route.CHAT
    assert place.last().notice.what is Say.REMINDER
    assert (await place.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


async def test_what_the_server_will_not_send_is_a_failure_of_that_person(place: Announcer) -> None:
    place.people("bob")
    place.contacts.failing["contact"] = Rejected("no")
    result = await place.carry_out()
    assert (result.state, place.noted()) == (
        JobState.DONE,
        [item("bob", ItemState.FAILED, "no")],
    )
