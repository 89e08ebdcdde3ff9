"""Personal links: made, opened, used up, refused, and what the audit says of it."""

import asyncio

import pytest

from component.domain.audit import BRIDGE
from component.domain.invitations import FINISHING_SECONDS, LinkProblem, digest, make_token
from component.domain.names import ChatUsername
from component.ports import Unavailable
from tests.unit.usecases.square import LIFETIME, Square

BOB, CAROL = ChatUsername("bob"), ChatUsername("carol")


def refusals(square: Square) -> list[tuple[str, str, str]]:
    """Problem, subject and number of the reports in the audit."""
    return [
        (detail["problem"], subject, detail["times"])
        for action, subject, detail in square.state.audit
        if action == "refuse-link"
    ]


async def test_a_link_opens_for_its_person_as_often_as_they_like(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    for _ in range(3):
        assert await invite.open_link(token) == BOB
    assert refusals(square) == []


async def test_a_link_that_is_made_is_in_the_audit_and_its_token_is_not(square: Square) -> None:
    token = await square.invite().make_link(BOB, sent_by="mail")
    (entry,) = square.state.audit
    detail = {"sent_by": "mail", "until": "2026-09-28T14:13:20+00:00", **BRIDGE.as_detail()}
    assert entry == ("invite", "bob", detail)
    assert square.invitations.digests == [digest(token)]


@pytest.mark.parametrize("text", ["", "nonsense", "../etc", "x" * 10_000, "ä" * 43, "\0" * 43])
async def test_what_is_no_token_is_unknown_and_asks_no_database(text: str, square: Square) -> None:
    invite = square.invite()
    assert await invite.open_link(text) is LinkProblem.UNKNOWN
    assert await invite.use_link(text) is LinkProblem.UNKNOWN
    assert square.invitations.calls == []


async def test_a_guessed_token_is_unknown_and_in_the_audit(square: Square) -> None:
    await square.invite().make_link(BOB)
    assert await square.invite().open_link(make_token()) is LinkProblem.UNKNOWN
    assert refusals(square) == [("unknown", "-", "1")]


async def test_a_thousand_guesses_are_few_entries_and_none_is_lost(square: Square) -> None:
    invite = square.invite()
    for i in range(1000):
        square.time.now += 0.1
        assert await invite.open_link(f"guess-number-{i:030}") is LinkProblem.UNKNOWN
    await invite.report(at_once=True)
    counted = refusals(square)
    assert len(counted) <= 6
    assert sum(int(times) for _, _, times in counted) == 1000


async def test_what_was_counted_is_reported_when_the_minute_is_over(square: Square) -> None:
    invite = square.invite()
    for _ in range(3):
        await invite.open_link("nonsense")
    await invite.report()
    assert refusals(square) == [("unknown", "-", "1")]
    square.time.now += 60
    await invite.report()
    assert refusals(square) == [("unknown", "-", "1"), ("unknown", "-", "2")]


async def test_a_newer_link_revokes_the_older_one_of_the_same_person(square: Square) -> None:
    invite = square.invite()
    old, carols = await invite.make_link(BOB), await invite.make_link(CAROL)
    new = await invite.make_link(BOB)
    assert await invite.open_link(old) is LinkProblem.REVOKED
    assert await invite.use_link(old) is LinkProblem.REVOKED
    assert await invite.open_link(new) == BOB
    assert await invite.open_link(carols) == CAROL


async def test_a_link_expires(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    square.time.now += LIFETIME - 1
    assert await invite.open_link(token) == BOB
    square.time.now += 1
    assert await invite.open_link(token) is LinkProblem.EXPIRED


async def test_a_link_that_was_opened_in_time_can_be_finished_within_the_hour(
    square: Square,
) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    square.time.now += LIFETIME + FINISHING_SECONDS - 1
    assert await invite.use_link(token) == BOB


async def test_after_that_hour_it_cannot(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    square.time.now += LIFETIME + FINISHING_SECONDS
    assert await invite.use_link(token) is LinkProblem.EXPIRED


async def test_a_link_is_used_once(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    assert await invite.use_link(token) == BOB
    assert await invite.use_link(token) is LinkProblem.USED
    assert await invite.open_link(token) is LinkProblem.USED
    assert [action for action, _, _ in square.state.audit][:2] == ["invite", "use-link"]


async def test_of_many_who_use_a_link_at_once_one_gets_the_account(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    got = await asyncio.gather(*(invite.use_link(token) for _ in range(20)))
    assert got.count(BOB) == 1
    assert got.count(LinkProblem.USED) == 19


async def test_after_a_migration_by_another_way_a_link_says_so(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    square.migrate("bob")
    assert await invite.open_link(token) is LinkProblem.MIGRATED
    assert refusals(square) == [("migrated", "bob", "1")]


async def test_a_link_can_be_used_up_by_the_very_migration_that_it_began(square: Square) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    square.migrate("bob")
    assert await invite.use_link(token) == BOB


@pytest.mark.parametrize("part", ["state", "invitations", "tiki"])
async def test_a_database_that_does_not_answer_opens_nothing_and_refuses_nothing(
    part: str, square: Square
) -> None:
    invite = square.invite()
    token = await invite.make_link(BOB)
    fake = {"state": square.state, "invitations": square.invitations, "tiki": square.tiki}[part]
    fake.go_down()
    if part != "tiki":
        with pytest.raises(Unavailable):
            await invite.make_link(BOB)
    if part != "state":
        with pytest.raises(Unavailable):
            await invite.open_link(token)
    fake.come_back()
    assert await invite.open_link(token) == BOB
    assert refusals(square) == []


async def test_without_the_audit_no_link_is_made(square: Square) -> None:
    square.state.go_down()
    with pytest.raises(Unavailable):
        await square.invite().make_link(BOB)
    assert square.invitations.digests == []
