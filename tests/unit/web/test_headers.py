"""What every answer says, whatever it answers."""

import re
from dataclasses import replace

import pytest

from tests.unit.web.conftest import SETTINGS, Serve
from tests.unit.web.guest import Guest, Seen
from tests.unit.web.town import LINK, Town
from tests.unit.web.ways import WAYS, to_both_confirm, to_id_choose

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "tiki-livechat",
}


def check(seen: Seen) -> None:
    """Every answer on the way to this one has the headers, and no page has code in it."""
    for headers in seen.trail:
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
        policy = dict(
            part.partition(" ")[::2] for part in headers["Content-Security-Policy"].split("; ")
        )
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", seen.html)


@pytest.mark.parametrize("name", WAYS)
async def test_pages_and_the_redirects_to_them(guest: Guest, name: str) -> None:
    check(await WAYS[name][0](guest))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing/here", 404),
        ("GET", "/m/", 404),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../style.css", 404),
        ("GET", "/static/%2e%2e%2fapp.py", 404),
        ("POST", "/", 405),
        ("PUT", "/both/chat", 405),
        ("GET", "/both/check", 403),
        ("HEAD", "/both/check", 403),
        ("POST", "/both/chat", 415),
    ],
)
async def test_errors(guest: Guest, method: str, path: str, status: int) -> None:
    seen = await guest.ask(method, path)
    assert seen.status == status
    assert bool(seen.heading) == (method != "HEAD")
    check(seen)


async def test_an_error_of_the_accounts(guest: Guest, town: Town) -> None:
    town.broken = {"is_open"}
    seen = await guest.open("/")
    assert seen.status == 503
    check(seen)


async def test_an_error_of_our_own(
    guest: Guest, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.hashes.clear()
    await guest.open("/address/site")
    seen = await guest.send(name="Alice Smith", password=town.sites["Alice Smith"])
    assert (seen.status, seen.heading) == (500, "Something went wrong here")
    assert "KeyError" in caplog.text
    assert "KeyError" not in seen.html
    check(seen)


async def test_a_live_answer(guest: Guest) -> None:
    await to_id_choose(guest)
    seen = await guest.open("/address/answer?wanted=somebody")
    assert seen.headers["Content-Type"].startswith("application/json")
    check(seen)


async def test_files_may_be_kept_since_their_names_change_with_them(guest: Guest) -> None:
    page = await guest.open("/")
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html)
    assert {name.rpartition(".")[2] for name in names} == {"css", "js", "svg"}
    for name in names:
        assert re.search(r"\.[0-9a-f]{16}\.", name)
        seen = await guest.open(name)
        assert seen.status == 200
        assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in seen.headers


async def test_a_head_request_gets_the_headers_and_no_page(guest: Guest) -> None:
    seen = await guest.ask("HEAD", "/")
    assert seen.status == 200
    assert seen.body == b""
    check(seen)


@pytest.mark.parametrize(
    "path",
    [
        "/?next=//evil.test",
        "/%2f/evil.test/",
        "/both/chat?return=https://evil.test",
        "/m/..%2f..%2f",
    ],
)
async def test_no_address_leads_anywhere_else(guest: Guest, path: str) -> None:
    seen = await guest.open(path)
    for headers in seen.trail:
        assert re.fullmatch(r"/[a-z][a-z/]*", headers.get("Location", "/link"))
    assert "evil" not in seen.html


async def test_the_host_header_is_not_believed(guest: Guest) -> None:
    seen = await guest.open(f"/m/{LINK}", {"Host": "evil.test"}, follow=False)
    assert seen.headers["Location"] == "/link"
    seen = await guest.open("/", {"Host": "evil.test"})
    assert "evil" not in seen.html


async def test_pages_in_a_folder_stay_in_it(serve: Serve) -> None:
    guest = Guest(await serve(replace(SETTINGS, public_url="http://localhost/chat")))
    seen = await guest.open("/chat/both/chat")
    addresses = re.findall(r'(?:href|src|action)="([^"#]+)"', seen.html)
    assert addresses
    assert all(address.startswith("/chat/") for address in addresses)
    seen = await guest.open(f"/chat/m/{LINK}")
    assert seen.path == "/chat/link"
    assert (await guest.open("/")).status == 404


async def test_nothing_is_said_about_a_form_to_caches_between(guest: Guest) -> None:
    await to_both_confirm(guest)
    seen = await guest.send(follow=False)
    assert seen.status == 303
    check(seen)
