"""The session's cookie: what it says to the browser, what is in it, and when it is over."""

import time
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import TypeAdapter

from component.domain.migration import IdProblem
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.frontdoors.web.session import (
    Connected,
    Journey,
    ProvenTiki,
    Session,
    SessionCookie,
    derive_key,
)
from component.frontdoors.web.settings import WebSettings
from tests.unit.web.conftest import ENCRYPTED, SETTINGS, Serve
from tests.unit.web.guest import Guest
from tests.unit.web.town import PASSWORDS, Town
from tests.unit.web.ways import WAYS, to_both_confirm, to_done

MOST_BYTES = 4096
"""Of a cookie with its name and attributes (RFC 6265 §6.1)."""
FULL = Session(
    id="i" * 22,
    born=int(time.time()),
    journey=Journey.NEW,
    chat=ChatUsername("😀" * 64),
    token="t" * 80,
    login="😀" * 200,
    email="😀" * 200,
    notice=IdProblem.CHARACTERS.value,
)


def opened(settings: WebSettings, value: str) -> str:
    """What is in a cookie."""
    return SessionCookie(settings)._fernet.decrypt(value).decode("utf-8")


@pytest.mark.parametrize(
    ("address", "name", "attributes"),
    [
        (
            "https://www.our-site.test",
            "__Host-livechat",
            {"httponly", "path=/", "samesite=lax", "secure"},
        ),
        (
            "https://www.our-site.test/chat",
            "__Secure-livechat",
            {"httponly", "path=/chat/", "samesite=lax", "secure"},
        ),
        ("http://localhost", "livechat", {"httponly", "path=/", "samesite=lax"}),
        ("http://localhost/chat", "livechat", {"httponly", "path=/chat/", "samesite=lax"}),
    ],
)
async def test_a_cookie_is_for_these_pages_and_encrypted_connections_only(
    serve: Serve, address: str, name: str, attributes: set[str]
) -> None:
    settings = replace(SETTINGS, public_url=address)
    guest = Guest(await serve(settings))
    seen = await guest.open(f"{settings.folder}/both/chat?lang=de")
    said = {}
    for line in seen.headers.getall("Set-Cookie"):
        pair, *rest = line.split("; ")
        said[pair.partition("=")[0]] = {part.lower() for part in rest}
    assert said[name] == attributes
    language = name.replace("livechat", "language")
    assert {part for part in said[language] if not part.startswith("max-age")} == attributes
    assert set(said) == {name, language}
    gone = await guest.open(f"{settings.folder}/")
    (line,) = gone.headers.getall("Set-Cookie")
    assert line.startswith(f'{name}=""; ')
    assert {part.lower() for part in line.split("; ")[1:]} >= attributes
    assert "max-age=0" in line.lower()


@pytest.mark.parametrize("name", WAYS)
async def test_a_page_that_needs_no_cookie_sets_none(guest: Guest, name: str) -> None:
    seen = await WAYS[name][0](guest)
    assert bool(guest.cookies) == (name != "start")
    assert all("domain" not in line.lower() for line in seen.headers.getall("Set-Cookie", []))


async def test_what_is_known_is_forgotten_at_the_end(guest: Guest) -> None:
    await to_both_confirm(guest)
    before = opened(SETTINGS, guest.cookies["livechat"])
    await guest.send()
    after = SessionCookie(SETTINGS)._fernet.decrypt(guest.cookies["livechat"])
    assert b'"tiki":null' in after
    assert b'"chat":null' in after
    assert '"mark":"' in before


@pytest.mark.parametrize("name", WAYS)
async def test_no_password_and_no_stored_form_of_one_is_in_a_cookie(
    guest: Guest, town: Town, name: str
) -> None:
    await WAYS[name][0](guest)
    for value in guest.cookies.values():
        inside = opened(SETTINGS, value)
        assert not any(secret in inside for secret in (*PASSWORDS, *town.hashes.values()))
        assert not any(secret in value for secret in ("alice", "Alice", *PASSWORDS))


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value[:-8],
        lambda value: value[:40] + ("A" if value[40] != "A" else "B") + value[41:],
        lambda _value: "",
        lambda _value: "gAAAAA",
        lambda _value: "\udcff",
        lambda _value: "x" * 5000,
    ],
    ids=["shorter", "changed", "empty", "short", "not-utf8", "long"],
)
async def test_a_cookie_that_was_touched_is_no_cookie(guest: Guest, damage: object) -> None:
    await to_both_confirm(guest)
    assert callable(damage)
    guest.cookies["livechat"] = damage(guest.cookies["livechat"])
    assert (await guest.open("/both/check")).heading == "Please begin again"
    assert "livechat" not in guest.cookies


async def test_a_cookie_of_another_key_or_another_purpose_is_no_cookie(serve: Serve) -> None:
    guest = Guest(await serve())
    await to_both_confirm(guest)
    stranger = Guest(await serve(replace(SETTINGS, key=b"o" * 32)))
    stranger.cookies = dict(guest.cookies)
    assert (await stranger.open("/both/check")).status == 403
    assert len({derive_key(SETTINGS, purpose) for purpose in ("forms", "marks", "session 2")}) == 3


@pytest.mark.parametrize(
    ("age", "born", "is_known"),
    [
        (0, 0, True),
        (1790, 1790, True),
        (1810, 1810, False),
        (0, 4 * 1800 - 10, True),
        (0, 4 * 1800 + 10, False),
    ],
)
async def test_a_session_ends_by_itself(
    guest: Guest, age: int, born: int, *, is_known: bool
) -> None:
    """Half an hour after the last page, and two hours after the first, whatever happens."""
    await to_done(guest)
    cookie = SessionCookie(SETTINGS)
    now = int(time.time())
    session = Session(
        "i", now - born, connected=Connected(LiveChatId("alice"), TikiLogin("Alice Smith"))
    )
    content = cookie._fernet.encrypt_at_time(_dumped(session), now - age)
    guest.cookies["livechat"] = content.decode("ascii")
    assert ((await guest.open("/done")).status == 200) == is_known


def _dumped(session: Session) -> bytes:
    return TypeAdapter(Session).dump_json(session)


async def test_content_of_another_form_is_no_session(guest: Guest) -> None:
    for content in (b"", b"{}", b"[]", b'{"id": 1}', b"\xff", b'{"id":"x","born":1e99}'):
        value = SessionCookie(SETTINGS)._fernet.encrypt(content).decode("ascii")
        guest.cookies["livechat"] = value
        assert (await guest.open("/done")).status == 403


@pytest.mark.parametrize(
    "session",
    [
        FULL,
        replace(
            FULL,
            journey=Journey.ID,
            login="",
            email="",
            wanted="😀" * 64,
            tiki=ProvenTiki(2**63, TikiLogin("😀" * 200), "m" * 32),
        ),
    ],
)
def test_the_longest_names_fit_into_a_cookie(session: Session) -> None:
    response = web.Response()
    SessionCookie(ENCRYPTED).write(response, session)
    assert len(response.cookies.output(header="").strip()) < MOST_BYTES


def test_secrets_are_not_shown() -> None:
    shown = repr(replace(FULL, tiki=ProvenTiki(1, TikiLogin("x"), "m" * 32)))
    assert "ttttt" not in shown
    assert "mmmmm" not in shown
    assert "kkkkk" not in repr(SETTINGS)
