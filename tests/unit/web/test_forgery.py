"""Forms that another site, another window or another time made are not taken."""

from dataclasses import replace

import pytest

from tests.unit.web.conftest import ENCRYPTED, SETTINGS, Serve
from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, Town
from tests.unit.web.ways import prove_tiki, to_both_confirm, to_both_tiki, to_link

FIELDS = {"name": "alice", "password": CHAT_PASSWORD}


async def was_refused(guest: Guest, town: Town, token: str | None, **headers: str) -> bool:
    """Whether a form with this token, that would be right otherwise, is refused and not read."""
    town.asked.clear()
    fields = FIELDS if token is None else {"token": token, **FIELDS}
    seen = await guest.post("/both/chat", fields, headers=headers)
    assert (seen.heading == "Please begin again") == (seen.status == 403)
    assert (seen.status == 403) == (("chat", "alice") not in town.asked)
    return seen.status == 403


async def test_a_form_of_ones_own_is_taken(guest: Guest, town: Town) -> None:
    seen = await guest.open("/both/chat")
    assert not await was_refused(guest, town, seen.forms[0]["token"])


async def test_a_form_without_a_token_is_not(guest: Guest, town: Town) -> None:
    await guest.open("/both/chat")
    assert await was_refused(guest, town, None)


@pytest.mark.parametrize(
    "forge",
    [
        lambda _token: "",
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: ("0" if token[0] != "0" else "1") + token[1:],
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.upper(),
        lambda token: token[32:],
        lambda token: "ü" * len(token),
    ],
    ids=["empty", "shorter", "longer", "salt", "digest", "upper", "no-salt", "not-ascii"],
)
async def test_a_token_that_is_changed_is_worth_nothing(
    guest: Guest, town: Town, forge: object
) -> None:
    token = (await guest.open("/both/chat")).forms[0]["token"]
    assert callable(forge)
    assert await was_refused(guest, town, forge(token))


async def test_a_token_of_somebody_else_is_worth_nothing(guest: Guest, town: Town) -> None:
    mallory = Guest(guest.client)
    token = (await mallory.open("/both/chat")).forms[0]["token"]
    await guest.open("/both/chat")
    assert await was_refused(guest, town, token)


async def test_a_token_without_a_cookie_is_worth_nothing(guest: Guest, town: Town) -> None:
    token = (await guest.open("/both/chat")).forms[0]["token"]
    guest.cookies.clear()
    assert await was_refused(guest, town, token)


async def test_a_token_from_before_a_proof_is_worth_nothing_after_it(
    guest: Guest, town: Town
) -> None:
    token = (await guest.open("/both/chat")).forms[0]["token"]
    await to_both_tiki(guest)
    assert await was_refused(guest, town, token)


async def test_a_cookie_from_before_a_proof_shows_nothing(guest: Guest, town: Town) -> None:
    """Whoever planted a cookie in somebody's browser does not share what they prove with it."""
    await guest.open("/both/chat")
    planted = dict(guest.cookies)
    await to_both_confirm(guest)
    mallory = Guest(guest.client)
    mallory.cookies = planted
    assert (await mallory.open("/both/check")).heading == "Please begin again"
    assert town.migrations() == []


async def test_a_link_that_is_opened_in_between_ends_what_was_begun(
    guest: Guest, town: Town
) -> None:
    """Nobody can slip their chat account under somebody who is just connecting another one."""
    await guest.open("/both/chat")
    confirm = await to_both_confirm(guest)
    await to_link(guest)
    assert (await guest.send(page=confirm)).heading == "Please begin again"
    assert town.migrations() == []


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost.evil.test"}, False),
        ({"Origin": "https://localhost"}, False),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "http://evil.test"}, False),
        ({"Origin": ""}, False),
    ],
)
async def test_the_browser_says_where_a_form_is_from(
    guest: Guest, town: Town, headers: dict[str, str], *, is_taken: bool
) -> None:
    token = (await guest.open("/both/chat")).forms[0]["token"]
    assert await was_refused(guest, town, token, **headers) != is_taken


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Example.ORG:443/chat", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8086", "http://[::1]:8086"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_what_browsers_call_it(address: str, origin: str) -> None:
    assert replace(SETTINGS, public_url=address).origin == origin


async def test_each_page_has_another_token(guest: Guest) -> None:
    tokens = {(await guest.open("/both/chat")).forms[0]["token"] for _ in range(5)}
    assert len(tokens) == 5


async def test_a_form_is_good_at_every_component_that_has_the_key(serve: Serve, town: Town) -> None:
    one, other = Guest(await serve(ENCRYPTED)), Guest(await serve(ENCRYPTED))
    token = (await one.open("/both/chat")).forms[0]["token"]
    other.cookies = one.cookies
    assert not await was_refused(other, town, token)
    stranger = Guest(await serve(replace(ENCRYPTED, key=b"o" * 32)))
    stranger.cookies = one.cookies
    assert await was_refused(stranger, town, token)


async def test_a_question_in_an_address_does_nothing(guest: Guest, town: Town) -> None:
    await to_both_confirm(guest)
    seen = await guest.open("/both/check?token=" + guest.seen.forms[0]["token"])
    assert seen.status == 200
    assert town.migrations() == []
    await prove_tiki(guest)
    await guest.open("/address/choose?wanted=somebody")
    assert town.migrations() == []
