"""Passwords and links are nowhere but where they are needed."""

import logging
import re

import pytest

from component.domain.names import ChatUsername
from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, LINK, NEW_PASSWORD, PASSWORDS, SITE_PASSWORD, Town
from tests.unit.web.ways import WAYS, to_link_new_confirm, to_new_confirm

FORMS = [name for name in WAYS if name not in ("start", "link", "done")]


def secrets_in(text: str) -> list[str]:
    """The passwords and links that can be read there."""
    return [secret for secret in (*PASSWORDS, LINK) if secret in text]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("broken", [False, True], ids=["refused", "unreachable"])
async def test_no_answer_gives_a_password_back(
    guest: Guest, town: Town, name: str, *, broken: bool
) -> None:
    page = await WAYS[name][0](guest)
    if broken:
        town.broken = {"chat", "tiki", "chat_only", "both", "tiki_only"}
    for password in PASSWORDS:
        fields = {"name": "nobody", "password": password, "repeat": password + "x"}
        seen = await guest.send(fields, page=page, follow=False)
        assert secrets_in(seen.html) == []
        assert all(secrets_in(str(headers)) == [] for headers in seen.trail)
        assert not re.search(r'type="password"[^>]* value=', seen.html)


@pytest.mark.parametrize("name", WAYS)
async def test_no_page_and_no_cookie_shows_a_link(guest: Guest, name: str) -> None:
    seen = await WAYS[name][0](guest)
    assert secrets_in(seen.html) == []
    assert all(secrets_in(value) == [] for value in guest.cookies.values())


async def test_the_log_names_pages_and_nothing_that_was_sent(
    guest: Guest, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for way, _path in WAYS.values():
        town.links[LINK] = ChatUsername("alice")
        await way(guest)
    await guest.open("/both/chat")
    await guest.send(name="alice", password="wrong " + SITE_PASSWORD)
    await to_new_confirm(guest)
    await guest.send(password=CHAT_PASSWORD)
    town.links[LINK] = ChatUsername("alice")
    await to_link_new_confirm(guest)
    await guest.send(password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    await guest.open(f"/m/{LINK}/x")
    await guest.open(f"/both/chat?password={CHAT_PASSWORD}")
    town.broken = {"open_link", "chat"}
    await guest.open(f"/m/{LINK}")
    await guest.open("/both/chat")
    await guest.send(name="alice", password=CHAT_PASSWORD)
    assert secrets_in(caplog.text) == []
    for line in ("GET FOLLOW_LINK: 303 in", "POST BOTH_CHAT: 422 in", "GET -: 404 in"):
        assert line in caplog.text
    assert "LINK could not be answered: the town: it is asleep" in caplog.text
    assert "alice" not in caplog.text
