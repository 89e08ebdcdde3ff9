"""Personal links: what opens, what does not, and that looking at one does no harm."""

import pytest

from component.domain.invitations import LinkProblem
from component.domain.migration import ProofProblem
from component.domain.names import ChatUsername
from component.frontdoors.web.notices import LINK_NOTICES
from tests.unit.web.guest import Guest
from tests.unit.web.town import LINK, NEW_PASSWORD, Town
from tests.unit.web.ways import (
    Way,
    prove_chat,
    prove_tiki,
    to_link,
    to_link_account,
    to_link_confirm,
    to_link_new_confirm,
)

TOLD = {
    LinkProblem.UNKNOWN: "This link does not work",
    LinkProblem.USED: "This link was used already",
    LinkProblem.EXPIRED: "This link is too old",
    LinkProblem.REVOKED: "There is a newer link for you",
    LinkProblem.MIGRATED: "This chat account is connected already",
}


def test_each_problem_has_words_of_its_own() -> None:
    assert set(TOLD) == set(LINK_NOTICES) == set(LinkProblem)


@pytest.mark.parametrize("problem", LinkProblem)
async def test_a_link_that_does_not_open_says_why_and_what_to_do(
    guest: Guest, town: Town, problem: LinkProblem
) -> None:
    town.links[LINK] = problem
    seen = await to_link(guest)
    assert (seen.path, seen.status) == ("/link", 403)
    assert seen.heading == TOLD[problem]
    assert guest.cookies == {}
    assert (await guest.open("/both/site")).heading == "Please begin again"


@pytest.mark.parametrize("problem", [LinkProblem.UNKNOWN, LinkProblem.EXPIRED, LinkProblem.REVOKED])
async def test_who_has_a_link_by_mail_is_not_sent_to_a_chat_that_keeps_them_out(
    guest: Guest, town: Town, problem: LinkProblem
) -> None:
    town.links[LINK] = problem
    seen = await to_link(guest)
    assert "If the chat does not let you in any more, go to the start page" in seen.text
    assert "/" in seen.links
    if problem is not LinkProblem.EXPIRED:
        assert "mail" in seen.text


@pytest.mark.parametrize("way", [to_link_confirm, to_link_new_confirm], ids=["both", "new"])
@pytest.mark.parametrize("problem", LinkProblem)
async def test_a_link_that_closes_on_the_way_ends_it(
    guest: Guest, town: Town, way: Way, problem: LinkProblem
) -> None:
    await way(guest)
    town.links[LINK] = problem
    seen = await guest.send(password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert seen.heading == TOLD[problem]
    assert town.migrations() == []
    assert guest.cookies == {}


async def test_a_link_that_closes_before_the_summary_is_told_there(
    guest: Guest, town: Town
) -> None:
    await to_link_confirm(guest)
    town.links[LINK] = LinkProblem.REVOKED
    assert (await guest.open("/both/check")).heading == TOLD[LinkProblem.REVOKED]


async def test_a_link_that_shows_another_account_by_now_ends_it(guest: Guest, town: Town) -> None:
    await to_link_confirm(guest)
    town.links[LINK] = ChatUsername("mallory")
    seen = await guest.send()
    assert seen.heading == "Please begin again"
    assert town.migrations() == []


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        (ProofProblem.WRONG, "An account is not there any more"),
        (ProofProblem.ALREADY_MIGRATED, "This account is connected already"),
        (ProofProblem.NATIVE_ONLY, "This account cannot be connected"),
        (ProofProblem.CLOSED, "The time for connecting accounts is over"),
    ],
)
async def test_a_link_of_an_account_that_cannot_migrate_says_so(
    guest: Guest, town: Town, problem: ProofProblem, title: str
) -> None:
    town.stands_in_the_way["alice"] = problem
    seen = await to_link(guest)
    assert (seen.heading, seen.status) == (title, 403)


@pytest.mark.parametrize(
    "token", ["x", "a" * 19, "a" * 81, LINK + ".", f"%3C{LINK}%3E", "%00", "%E2%80%A6", "a" * 3000]
)
async def test_a_mistyped_link_gets_the_page_for_it(guest: Guest, token: str) -> None:
    seen = await guest.open(f"/m/{token}")
    assert (seen.path, seen.status) == ("/link", 403)
    assert seen.heading == TOLD[LinkProblem.UNKNOWN]


async def test_the_token_leaves_the_address_before_anything_is_shown(guest: Guest) -> None:
    seen = await guest.open(f"/m/{LINK}", follow=False)
    assert seen.status == 303
    assert seen.headers["Location"] == "/link"
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.body == b""
    assert LINK not in str(seen.headers)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_a_preview_of_a_link_changes_nothing(guest: Guest, town: Town, method: str) -> None:
    seen = await guest.ask(method, f"/m/{LINK}", follow=False)
    assert seen.status == 303
    assert town.asked == []
    for path in ("/link", "/both/site", "/new/account", "/both/check"):
        await guest.ask(method, path)
    assert not any(call[0] == "use_link" for call in town.asked)
    assert town.migrations() == []
    assert (await to_link(guest)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_a_link_is_only_opened(guest: Guest, town: Town, method: str) -> None:
    seen = await guest.ask(method, f"/m/{LINK}")
    assert seen.status == 405
    assert set(seen.headers["Allow"].split(",")) == {"GET", "HEAD"}
    assert seen.heading == "This page cannot be used like that"
    assert town.asked == []


async def test_an_opened_link_stays_good_until_it_is_used(guest: Guest) -> None:
    for _ in range(3):
        assert (await to_link(guest)).status == 200
    await to_link_confirm(guest)
    await guest.send()
    assert (await to_link(guest)).heading == TOLD[LinkProblem.USED]


async def test_a_link_that_cannot_be_marked_as_used_does_not_take_the_success_away(
    guest: Guest, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await to_link_confirm(guest)
    town.broken = {"use_link"}
    assert (await guest.send()).path == "/done"
    assert "could not be marked as such" in caplog.text
    assert LINK not in caplog.text


async def test_a_password_takes_the_place_of_a_link(guest: Guest, town: Town) -> None:
    town.chats["bob"] = "chat-Passw0rd-of-alice"
    await to_link(guest)
    await prove_chat(guest, name="bob")
    await prove_tiki(guest, "/both/site")
    await guest.send()
    assert town.migrations() == [("both", "bob", "Alice Smith")]
    assert ("use_link", LINK) not in town.asked


async def test_a_second_link_takes_the_place_of_the_first(guest: Guest, town: Town) -> None:
    other = "b" * 43
    town.links[other] = ChatUsername("bob")
    await to_link_account(guest)
    seen = await guest.open(f"/m/{other}")
    assert "bob@chat.test" in seen.text
    seen = await guest.open("/new/account")
    assert seen.forms[0]["login"] == "bob"


async def test_what_a_link_shows_is_not_taken_along_to_the_third_way(
    guest: Guest, town: Town
) -> None:
    await to_link(guest)
    await prove_tiki(guest, "/address/site")
    await guest.send(wanted="somebody")
    await guest.send()
    assert town.migrations() == [("tiki_only", "Alice Smith", "somebody")]
    assert town.links[LINK] == "alice"
