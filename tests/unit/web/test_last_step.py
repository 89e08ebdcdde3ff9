"""The last step: nothing that was shown before is believed without being looked at again."""

import asyncio

import pytest

from component.domain.migration import MigrationProblem, ProofProblem
from component.frontdoors.web.notices import MIGRATION_NOTICES
from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, LINK, NEW_PASSWORD, PASSWORDS, Town
from tests.unit.web.ways import (
    Way,
    to_both_confirm,
    to_id_confirm,
    to_link_confirm,
    to_link_new_confirm,
    to_new_confirm,
)

ENDS = pytest.mark.parametrize(
    ("way", "fields"),
    [
        pytest.param(to_both_confirm, {}, id="both"),
        pytest.param(to_link_confirm, {}, id="both-by-link"),
        pytest.param(to_new_confirm, {"password": CHAT_PASSWORD}, id="new"),
        pytest.param(
            to_link_new_confirm,
            {"password": NEW_PASSWORD, "repeat": NEW_PASSWORD},
            id="new-by-link",
        ),
        pytest.param(to_id_confirm, {}, id="address"),
    ],
)
WITH_TIKI = pytest.mark.parametrize(
    "way", [to_both_confirm, to_link_confirm, to_id_confirm], ids=["both", "link", "address"]
)


def test_each_problem_has_words() -> None:
    assert set(MIGRATION_NOTICES) == set(MigrationProblem)


@ENDS
@pytest.mark.parametrize("problem", MigrationProblem)
async def test_a_migration_that_does_not_come_about_says_so(
    guest: Guest, town: Town, way: Way, fields: dict[str, str], problem: MigrationProblem
) -> None:
    town.outcome = problem
    await way(guest)
    seen = await guest.send(fields)
    if problem is MigrationProblem.TAKEN and way is to_id_confirm:
        assert seen.path == "/address/choose"
        return
    assert seen.heading == MIGRATION_NOTICES[problem].title
    assert seen.status == 403
    assert guest.cookies == {}


@ENDS
async def test_what_cannot_be_done_now_can_be_sent_again(
    guest: Guest, town: Town, way: Way, fields: dict[str, str]
) -> None:
    await way(guest)
    town.broken = {"both", "chat_only", "tiki_only"}
    seen = await guest.send(fields)
    assert seen.status == 503
    assert "cannot be reached right now" in seen.summary[0]
    assert not any(password in seen.html for password in PASSWORDS)
    town.broken = set()
    assert (await guest.send(fields)).path == "/done"


@ENDS
async def test_a_double_click_is_one_migration(
    guest: Guest, town: Town, way: Way, fields: dict[str, str]
) -> None:
    town.patience = 0.05
    confirm = await way(guest)
    twice = await asyncio.gather(
        guest.send(fields, page=confirm, follow=False),
        guest.send(fields, page=confirm, follow=False),
    )
    assert [seen.headers["Location"] for seen in twice] == ["/done", "/done"]
    assert len(town.migrations()) == 1
    assert town.asked.count(("use_link", LINK)) == int(
        way in (to_link_confirm, to_link_new_confirm)
    )
    assert (await guest.open("/done")).status == 200


async def test_an_address_that_was_chosen_in_another_window_is_shown_before_it_is_taken(
    guest: Guest, town: Town
) -> None:
    confirm = await to_id_confirm(guest)
    await guest.open("/address/choose")
    await guest.send(wanted="alicesmith2")
    seen = await guest.send(page=confirm)
    assert town.migrations() == []
    assert (seen.path, seen.status) == ("/address/check", 200)
    assert "alicesmith2@chat.test" in seen.text
    await guest.send()
    assert town.migrations() == [("tiki_only", "Alice Smith", "alicesmith2")]


@pytest.mark.parametrize(
    "other", [{"login": "Alicia"}, {"email": "other@mail.test"}], ids=["login", "email"]
)
async def test_an_account_that_was_described_in_another_window_is_shown_before_it_is_made(
    guest: Guest, town: Town, other: dict[str, str]
) -> None:
    confirm = await to_new_confirm(guest)
    await guest.open("/new/account")
    await guest.send(other)
    seen = await guest.send(page=confirm, password=CHAT_PASSWORD)
    assert town.migrations() == []
    assert (seen.path, seen.status) == ("/new/check", 200)
    (changed,) = other.values()
    assert changed in seen.text
    assert (await guest.send(password=CHAT_PASSWORD)).path == "/done"


@WITH_TIKI
async def test_a_tiki_account_whose_password_changed_meanwhile_is_not_proven(
    guest: Guest, town: Town, way: Way
) -> None:
    await way(guest)
    town.hashes["Alice Smith"] = "$2y$10$another"
    assert (await guest.send()).heading == "Please begin again"
    assert town.migrations() == []


@pytest.mark.parametrize("way", [to_both_confirm, to_new_confirm], ids=["both", "new"])
async def test_a_chat_account_whose_password_changed_meanwhile_is_not_proven(
    guest: Guest, town: Town, way: Way
) -> None:
    """As by an admin who has undone what somebody did who knew the old one."""
    await way(guest)
    town.chats["alice"] = NEW_PASSWORD
    assert (await guest.send(password=CHAT_PASSWORD)).heading == "Please begin again"
    assert town.migrations() == []


async def test_a_copy_of_a_session_is_worth_nothing_once_its_migration_was_undone(
    guest: Guest, town: Town
) -> None:
    confirm = await to_both_confirm(guest)
    copy = dict(guest.cookies)
    await guest.send()
    town.chats["alice"] = NEW_PASSWORD  # what an undo does
    town.asked.clear()
    guest.cookies = copy
    assert (await guest.open("/both/check")).heading == "Please begin again"
    guest.cookies = copy
    await guest.send(page=confirm)
    assert town.migrations() == []


@WITH_TIKI
@pytest.mark.parametrize(
    ("problem", "heading"),
    [
        (ProofProblem.ALREADY_MIGRATED, "This account is connected already"),
        (ProofProblem.SUSPENDED, "This account cannot be connected"),
        (ProofProblem.PENDING, "This account cannot be connected"),
        (ProofProblem.CLOSED, "The time for connecting accounts is over"),
    ],
)
async def test_a_tiki_account_is_looked_at_again(
    guest: Guest, town: Town, way: Way, problem: ProofProblem, heading: str
) -> None:
    await way(guest)
    town.stands_in_the_way["Alice Smith"] = problem
    assert (await guest.send()).heading == heading
    assert town.migrations() == []


@WITH_TIKI
async def test_a_tiki_account_that_is_gone_is_missed(guest: Guest, town: Town, way: Way) -> None:
    await way(guest)
    town.sites.clear()
    assert (await guest.send()).heading == "An account is not there any more"
    assert town.migrations() == []


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({}, ["password"]),
        ({"password": "short77"}, ["password"]),
        ({"password": "x" * 73, "repeat": "x" * 73}, ["password"]),
        ({"password": "ü" * 37, "repeat": "ü" * 37}, ["password"]),
        ({"password": NEW_PASSWORD}, ["repeat"]),
        ({"password": NEW_PASSWORD, "repeat": NEW_PASSWORD + " "}, ["repeat"]),
    ],
)
async def test_a_new_password_is_checked(
    guest: Guest, town: Town, fields: dict[str, str], marked: list[str]
) -> None:
    await to_link_new_confirm(guest)
    seen = await guest.send(fields)
    assert (seen.path, seen.status, seen.marked) == ("/new/check", 422, marked)
    assert town.migrations() == []


@pytest.mark.parametrize("password", ["x" * 72, "ü" * 36, "8 plain "])
async def test_a_new_password_may_be_anything_else(guest: Guest, town: Town, password: str) -> None:
    await to_link_new_confirm(guest)
    await guest.send(password=password, repeat=password)
    assert town.sites["Alice"] == password


@pytest.mark.parametrize(
    ("password", "text"),
    [("", "Write your password."), ("another password", "or the password is wrong")],
)
async def test_the_chat_password_is_asked_for_once_more(
    guest: Guest, town: Town, password: str, text: str
) -> None:
    await to_new_confirm(guest)
    seen = await guest.send(password=password)
    assert (seen.path, seen.status, seen.marked) == ("/new/check", 422, ["password"])
    assert text in seen.summary[0]
    assert town.migrations() == []


@pytest.mark.parametrize(
    ("problem", "heading"),
    [
        (ProofProblem.ALREADY_MIGRATED, "This account is connected already"),
        (ProofProblem.UNCHECKABLE, "This account cannot be connected"),
        (ProofProblem.CLOSED, "The time for connecting accounts is over"),
    ],
)
async def test_a_chat_account_is_looked_at_again(
    guest: Guest, town: Town, problem: ProofProblem, heading: str
) -> None:
    await to_new_confirm(guest)
    town.stands_in_the_way["alice"] = problem
    assert (await guest.send(password=CHAT_PASSWORD)).heading == heading
    assert town.migrations() == []


async def test_somebody_who_throttles_the_account_meanwhile_is_told_of(
    guest: Guest, town: Town
) -> None:
    await to_new_confirm(guest)
    town.stands_in_the_way["alice"] = ProofProblem.THROTTLED
    seen = await guest.send(password=CHAT_PASSWORD)
    assert "too many wrong passwords" in seen.summary[0]
    del town.stands_in_the_way["alice"]
    assert (await guest.send(password=CHAT_PASSWORD)).path == "/done"
