"""What people choose for themselves, and every answer to it."""

import json

import pytest

from component.domain.migration import IdProblem, MigrationProblem
from component.domain.registration import RegistrationProblem
from component.frontdoors.web.words import ID_WORDS, REGISTRATION_WORDS
from tests.unit.web.guest import Guest
from tests.unit.web.town import Town
from tests.unit.web.ways import to_id_choose, to_new_account, to_new_confirm

LOGIN_PROBLEMS = [
    RegistrationProblem.TOO_SHORT,
    RegistrationProblem.TOO_LONG,
    RegistrationProblem.RESERVED,
    RegistrationProblem.CHARACTERS,
    RegistrationProblem.TAKEN,
]


def test_each_problem_has_words_of_its_own() -> None:
    assert set(REGISTRATION_WORDS) == set(RegistrationProblem)
    assert set(ID_WORDS) == set(IdProblem)
    for words in (REGISTRATION_WORDS, ID_WORDS):
        assert len({told.text for told in words.values()}) == len(words)


@pytest.mark.parametrize("problem", LOGIN_PROBLEMS)
async def test_a_login_that_tiki_would_not_have_is_told_and_what_was_typed_is_kept(
    guest: Guest, town: Town, problem: RegistrationProblem
) -> None:
    town.login_problems["wanted"] = problem
    await to_new_account(guest)
    seen = await guest.send(login="wanted", email="alice@mail.test")
    assert (seen.path, seen.status, seen.marked) == ("/new/account", 422, ["login"])
    assert len(seen.summary) == 1
    assert seen.forms[0] | {"token": ""} == {
        "token": "",
        "login": "wanted",
        "email": "alice@mail.test",
    }


async def test_a_chat_name_that_tiki_would_not_have_is_told_before_anything_is_typed(
    guest: Guest, town: Town
) -> None:
    town.login_problems["alice"] = RegistrationProblem.TAKEN
    seen = await to_new_account(guest)
    assert seen.status == 200
    assert seen.marked == ["login"]
    assert seen.forms[0]["login"] == "alice"


@pytest.mark.parametrize(
    ("login", "email", "marked"),
    [
        ("", "", ["login", "email"]),
        ("  ", "alice@mail.test", ["login"]),
        ("x" * 201, "alice@mail.test", ["login"]),
        ("alice", "", ["email"]),
        ("alice", "no address", ["email"]),
        ("alice", "alice@mail.test\x07", ["email"]),
        ("alice", "a" * 200 + "@mail.test", ["email"]),
    ],
)
async def test_both_fields_are_checked_at_once(
    guest: Guest, login: str, email: str, marked: list[str]
) -> None:
    await to_new_account(guest)
    seen = await guest.send(login=login, email=email)
    assert (seen.status, seen.marked) == (422, marked)


async def test_a_login_that_cannot_be_checked_is_not_taken(guest: Guest, town: Town) -> None:
    await to_new_account(guest)
    town.broken = {"check_login"}
    seen = await guest.send(login="wanted", email="alice@mail.test")
    assert seen.status == 503
    assert seen.forms[0]["login"] == "wanted"
    assert seen.forms[0]["email"] == "alice@mail.test"


@pytest.mark.parametrize("problem", RegistrationProblem)
async def test_what_stands_in_the_way_at_the_very_end_leads_back_to_the_choice(
    guest: Guest, town: Town, problem: RegistrationProblem
) -> None:
    town.outcome = problem
    await to_new_confirm(guest)
    seen = await guest.send(password="chat-Passw0rd-of-alice")
    assert (seen.path, seen.status) == ("/new/account", 200)
    assert len(seen.summary) == 1
    assert seen.forms[0]["login"] == "Alice"
    assert seen.forms[0]["email"] == "alice@mail.test"
    assert not (await guest.open("/new/account")).summary


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("", "Write the chat address"),
        ("x" * 65, "at most 64 characters"),
        ("x" * 5000, "at most 64 characters"),
        ("alice smith", "Only letters and digits"),
        ("alice@chat.test", "Only letters and digits"),
        ("😀", "Only letters and digits"),
        ("admin", "keeps this address for itself"),
        ("Alice", "Somebody has this address"),
    ],
)
async def test_an_address_that_cannot_be_had_is_told_and_kept(
    guest: Guest, wanted: str, text: str
) -> None:
    await to_id_choose(guest)
    seen = await guest.send(wanted=wanted)
    assert (seen.path, seen.status, seen.marked) == ("/address/choose", 422, ["wanted"])
    assert text in seen.summary[0]
    assert seen.forms[0]["wanted"].lower() == wanted.lower()


async def test_an_address_can_be_checked_without_javascript(guest: Guest, town: Town) -> None:
    await to_id_choose(guest)
    seen = await guest.send(wanted="Somebody", check="1")
    assert (seen.path, seen.status) == ("/address/choose", 200)
    assert "somebody@chat.test is free." in seen.text
    assert seen.forms[0]["wanted"] == "somebody"
    assert town.migrations() == []


async def test_a_suggestion_fills_the_form_in(guest: Guest) -> None:
    seen = await to_id_choose(guest)
    assert set(seen.buttons[1]) == {"alicesmith2", "alicesmith3"}
    seen = await guest.send(form=1, suggestion="alicesmith2")
    assert seen.path == "/address/choose"
    assert seen.forms[0]["wanted"] == "alicesmith2"
    assert set(seen.buttons[1]) == {"alicesmith", "alicesmith3"}


async def test_where_nothing_can_be_suggested_the_field_is_empty(guest: Guest, town: Town) -> None:
    town.suggestions = []
    seen = await to_id_choose(guest)
    assert seen.forms[0]["wanted"] == ""
    assert len(seen.forms) == 1


async def test_an_address_that_cannot_be_checked_is_not_taken(guest: Guest, town: Town) -> None:
    await to_id_choose(guest)
    town.broken = {"id_problem"}
    seen = await guest.send(wanted="somebody")
    assert seen.status == 503
    assert seen.forms[0]["wanted"] == "somebody"


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ("Somebody", {"free": True, "text": "somebody@chat.test is free."}),
        ("alice", {"free": False, "text": "Somebody has this address. Choose another one."}),
        ("%22%3E", {"free": False, "text": "Only letters and digits can stand in a chat address."}),
    ],
)
async def test_a_page_that_is_open_gets_a_live_answer(
    guest: Guest, wanted: str, answer: dict[str, object]
) -> None:
    await to_id_choose(guest)
    cookies = dict(guest.cookies)
    seen = await guest.open(f"/address/answer?wanted={wanted}")
    assert json.loads(seen.body) == answer
    assert seen.headers["Cache-Control"] == "no-store"
    assert guest.cookies == cookies


async def test_nobody_else_is_told_which_addresses_are_taken(guest: Guest, town: Town) -> None:
    await guest.open("/address/site")
    seen = await guest.open("/address/answer?wanted=alice")
    assert seen.status == 403
    assert not any(call[0] == "id_problem" for call in town.asked)


async def test_an_address_that_is_taken_meanwhile_leads_back_to_the_choice(
    guest: Guest, town: Town
) -> None:
    await to_id_choose(guest)
    await guest.send(wanted="somebody")
    town.outcome = MigrationProblem.TAKEN
    seen = await guest.send()
    assert (seen.path, seen.status, seen.marked) == ("/address/choose", 200, ["wanted"])
    assert "Somebody has this address" in seen.summary[0]
    assert seen.forms[0]["wanted"] == "somebody"
    town.outcome = None
    await guest.send(wanted="somebodyelse")
    assert (await guest.send()).path == "/done"
