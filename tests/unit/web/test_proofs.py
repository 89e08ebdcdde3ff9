"""The forms for a user name and a password: every answer to them."""

import pytest

from component.domain.migration import ProofProblem
from component.frontdoors.web.words import PROOF_WORDS
from tests.unit.web.guest import Guest
from tests.unit.web.town import SITE_PASSWORD, Town
from tests.unit.web.ways import prove_chat

FORMS = ["/both/chat", "/both/site", "/new/chat", "/address/site"]
TOLD = {
    ProofProblem.WRONG: "The user name or the password is wrong",
    ProofProblem.THROTTLED: "too many wrong passwords for this account",
    ProofProblem.SUSPENDED: "is locked",
    ProofProblem.PENDING: "is not confirmed yet",
    ProofProblem.PASSWORD_DUE: "has expired",
    ProofProblem.SECOND_FACTOR: "second factor",
    ProofProblem.ALREADY_MIGRATED: "ask the people who run the chat to connect that one",
    ProofProblem.NATIVE_ONLY: "belongs to the chat itself",
    ProofProblem.UNCHECKABLE: "Open that link instead",
    ProofProblem.CLOSED: "The time for connecting accounts is over",
}


async def come_to(guest: Guest, form: str) -> None:
    """Open a form that asks for a password."""
    if form == "/both/site":
        await prove_chat(guest)
    await guest.open(form)


def test_each_problem_has_words_of_its_own() -> None:
    assert set(TOLD) == set(PROOF_WORDS) == set(ProofProblem)
    assert len(set(PROOF_WORDS.values())) == len(ProofProblem)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("problem", sorted(set(ProofProblem) - {ProofProblem.CLOSED}))
async def test_a_problem_is_told_on_the_form_and_the_name_is_kept(
    guest: Guest, town: Town, form: str, problem: ProofProblem
) -> None:
    town.stands_in_the_way["somebody"] = problem
    await come_to(guest, form)
    seen = await guest.send(name="somebody", password="some password")
    assert seen.path == form
    assert seen.status == (429 if problem is ProofProblem.THROTTLED else 422)
    assert len(seen.summary) == 1
    assert TOLD[problem] in seen.summary[0]
    assert seen.title.startswith("Problem:")
    assert seen.forms[0]["name"] == "somebody"
    assert seen.forms[0]["password"] == ""


@pytest.mark.parametrize("form", FORMS)
async def test_the_form_can_be_sent_again_after_a_problem(
    guest: Guest, town: Town, form: str
) -> None:
    town.chats["Alice Smith"] = SITE_PASSWORD
    await come_to(guest, form)
    await guest.send(name="Alice Smith", password="another password")
    seen = await guest.send(password=SITE_PASSWORD)
    assert seen.path != form
    assert seen.status == 200


async def test_an_unknown_name_and_a_wrong_password_get_the_same_page(
    guest: Guest, town: Town
) -> None:
    town.chats = {"somebody": SITE_PASSWORD}
    pages = []
    for name in ("somebody", "stranger"):
        await guest.open("/both/chat")
        seen = await guest.send(name=name, password="some password")
        pages.append(seen.html.replace(name, "").replace(guest.seen.forms[0]["token"], ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"name": "", "password": ""}, ["name", "password"]),
        ({"name": " \t", "password": "x"}, ["name"]),
        ({"name": "alice", "password": ""}, ["password"]),
    ],
)
@pytest.mark.parametrize("form", FORMS)
async def test_what_is_missing_is_told_and_nobody_is_asked(
    guest: Guest, town: Town, form: str, fields: dict[str, str], marked: list[str]
) -> None:
    await come_to(guest, form)
    town.asked.clear()
    seen = await guest.send(fields)
    assert seen.status == 422
    assert seen.marked == marked
    assert len(seen.summary) == len(marked)
    assert town.asked == []


async def test_a_password_is_taken_as_it_was_typed(guest: Guest, town: Town) -> None:
    town.chats["alice"] = " pass+word & %20 ü "
    await guest.open("/both/chat")
    seen = await guest.send(name=" alice ", password=" pass+word & %20 ü ")
    assert seen.path == "/both/site"


@pytest.mark.parametrize("form", FORMS)
async def test_accounts_that_cannot_be_reached_are_not_unknown_ones(
    guest: Guest, town: Town, form: str
) -> None:
    await come_to(guest, form)
    town.broken = {"chat", "tiki"}
    seen = await guest.send(name="alice", password="some password")
    assert seen.status == 503
    assert "cannot be reached right now" in seen.summary[0]
    assert seen.forms[0]["name"] == "alice"


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_that_is_sent_after_the_end_is_answered_by_the_closed_page(
    guest: Guest, town: Town, form: str
) -> None:
    await come_to(guest, form)
    town.stands_in_the_way["alice"] = ProofProblem.CLOSED
    seen = await guest.send(name="alice", password="some password")
    assert seen.heading == "The time for connecting accounts is over"
    assert seen.forms == []
    assert guest.cookies == {}


@pytest.mark.parametrize(
    "path", ["/", "/both/chat", "/new/chat", "/address/site", "/m/" + "a" * 43]
)
async def test_after_the_end_there_are_no_forms(guest: Guest, town: Town, path: str) -> None:
    town.is_closed = True
    seen = await guest.open(path)
    assert seen.status == 403
    assert seen.heading == "The time for connecting accounts is over"
    assert "Our Site" in seen.text
    assert seen.forms == []


@pytest.mark.parametrize("path", ["/", "/both/chat", "/m/" + "a" * 43])
async def test_whether_it_is_over_may_not_be_known(guest: Guest, town: Town, path: str) -> None:
    town.broken = {"is_open"}
    seen = await guest.open(path)
    assert seen.status == 503
    assert seen.heading == "The accounts cannot be reached right now"
    assert seen.headers["Retry-After"] == "10"
