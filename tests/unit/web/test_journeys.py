"""The three ways to one account and the short one of a personal link, to their ends."""

import pytest

from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, LINK, NEW_PASSWORD, SITE_PASSWORD, Town
from tests.unit.web.ways import (
    WAYS,
    Way,
    prove_chat,
    prove_tiki,
    to_both_confirm,
    to_link_new_confirm,
    to_new_confirm,
)


@pytest.mark.parametrize("name", WAYS)
async def test_each_page_is_reached_step_by_step(guest: Guest, name: str) -> None:
    way, path = WAYS[name]
    seen = await way(guest)
    assert (seen.path, seen.status) == (path, 200)
    assert seen.heading
    assert seen.heading in seen.title
    assert not seen.summary


async def test_somebody_with_both_accounts_connects_them(guest: Guest, town: Town) -> None:
    start = await guest.open("/")
    assert "/both/chat" in start.links
    seen = await prove_chat(guest)
    assert seen.path == "/both/site"
    seen = await guest.send(name="Alice Smith", password=SITE_PASSWORD)
    assert "alice@chat.test" in seen.text
    assert "Alice Smith" in seen.text
    assert town.migrations() == []
    seen = await guest.send()
    assert town.migrations() == [("both", "alice", "Alice Smith")]
    assert seen.path == "/done"
    assert "Alice Smith" in seen.text
    assert "alice@chat.test" in seen.text


async def test_somebody_with_a_chat_account_gets_a_tiki_account(guest: Guest, town: Town) -> None:
    seen = await prove_chat(guest, "/new/chat")
    assert seen.forms[0]["login"] == "alice"
    seen = await guest.send(email="alice@mail.test")
    assert "alice@mail.test" in seen.text
    seen = await guest.send(password=CHAT_PASSWORD)
    assert town.migrations() == [("chat_only", "alice", "alice", "alice@mail.test")]
    assert town.sites["alice"] == CHAT_PASSWORD
    assert seen.path == "/done"


async def test_an_escaped_chat_name_is_proposed_as_people_write_it(
    guest: Guest, town: Town
) -> None:
    town.chats = {"alice\\20smith": CHAT_PASSWORD}
    seen = await prove_chat(guest, "/new/chat", "alice\\20smith")
    assert seen.forms[0]["login"] == "alice smith"


async def test_somebody_with_a_tiki_account_chooses_an_address(guest: Guest, town: Town) -> None:
    seen = await prove_tiki(guest)
    assert seen.forms[0]["wanted"] == "alicesmith"
    seen = await guest.send(wanted="  AliceS ")
    assert "alices@chat.test" in seen.text
    seen = await guest.send()
    assert town.migrations() == [("tiki_only", "Alice Smith", "alices")]
    assert "alices@chat.test" in seen.text


async def test_a_link_takes_the_place_of_the_chat_password(guest: Guest, town: Town) -> None:
    seen = await guest.open(f"/m/{LINK}")
    assert "alice@chat.test" in seen.text
    assert {"/both/site", "/new/account"} <= set(seen.links)
    await prove_tiki(guest, "/both/site")
    seen = await guest.send()
    assert seen.path == "/done"
    assert town.migrations() == [("both", "alice", "Alice Smith")]
    assert ("use_link", LINK) in town.asked
    assert not any(call[0] == "chat" for call in town.asked)


async def test_a_link_leads_to_a_new_account_with_a_new_password(guest: Guest, town: Town) -> None:
    await to_link_new_confirm(guest)
    seen = await guest.send(password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert seen.path == "/done"
    assert town.sites["Alice"] == NEW_PASSWORD
    assert ("use_link", LINK) in town.asked


@pytest.mark.parametrize(
    ("way", "path", "steps"),
    [
        ("both-chat", "/both/chat", "Step 1 of 3"),
        ("both-site", "/both/site", "Step 2 of 3"),
        ("both-check", "/both/check", "Step 3 of 3"),
        ("link-site", "/both/site", "Step 1 of 2"),
        ("link-new-check", "/new/check", "Step 2 of 2"),
    ],
)
async def test_a_page_says_how_far_it_is(guest: Guest, way: str, path: str, steps: str) -> None:
    seen = await WAYS[way][0](guest)
    assert seen.path == path
    assert steps in seen.text


@pytest.mark.parametrize(
    ("way", "then"),
    [
        (WAYS["both-site"][0], "/new/account"),
        (WAYS["both-check"][0], "/new/account"),
        (WAYS["new-account"][0], "/both/site"),
        (WAYS["link-site"][0], "/new/account"),
        (WAYS["link-account"][0], "/both/site"),
    ],
)
async def test_who_changes_their_mind_need_not_prove_the_chat_account_again(
    guest: Guest, way: Way, then: str
) -> None:
    await way(guest)
    assert (await guest.open(then)).status == 200


@pytest.mark.parametrize(
    "path",
    sorted(
        {path for _way, path in WAYS.values()}
        - {"/", "/both/chat", "/new/chat", "/address/site", "/done"}
    ),
)
async def test_a_page_in_the_middle_is_not_a_beginning(guest: Guest, path: str) -> None:
    seen = await guest.open(path)
    assert seen.status == 403
    assert seen.heading == "Please begin again"
    assert guest.cookies == {}


async def test_the_result_that_is_opened_again_much_later_does_not_deny_it(guest: Guest) -> None:
    """As phones do with a page that was left open: nothing is known of the visitor any more."""
    await to_both_confirm(guest)
    await guest.send()
    guest.cookies.clear()
    seen = await guest.open("/done")
    assert "Nothing was changed" not in seen.text
    assert "Sign in to the chat with your user name and password of" in seen.text


async def test_the_result_is_not_shown_to_who_is_on_the_way(guest: Guest) -> None:
    await to_both_confirm(guest)
    assert (await guest.open("/done")).heading == "Please begin again"
    assert (await guest.open("/both/check")).status == 200


async def test_the_start_page_forgets_what_was_shown(guest: Guest) -> None:
    await to_both_confirm(guest)
    await guest.open("/")
    assert guest.cookies == {}
    assert (await guest.open("/both/check")).heading == "Please begin again"


async def test_going_back_from_the_result_shows_the_result(guest: Guest, town: Town) -> None:
    await to_both_confirm(guest)
    confirm = guest.seen
    await guest.send()
    assert (await guest.open("/both/check")).path == "/done"
    assert (await guest.send(page=confirm)).path == "/done"
    assert len(town.migrations()) == 1


async def test_what_was_chosen_can_be_changed(guest: Guest) -> None:
    seen = await to_new_confirm(guest)
    assert "/new/account" in seen.links
    seen = await guest.open("/new/account")
    assert seen.forms[0] | {"token": ""} == {
        "token": "",
        "login": "Alice",
        "email": "alice@mail.test",
    }
