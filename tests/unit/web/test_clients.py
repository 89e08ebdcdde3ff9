"""Who asks, behind whichever proxies, and how much one address may ask."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from component.frontdoors.web.clients import Client, Proxies
from tests.unit.web.conftest import ENCRYPTED, SETTINGS, Serve
from tests.unit.web.guest import Guest
from tests.unit.web.town import CHAT_PASSWORD, LINK, Town

TRUSTED = tuple(map(ip_network, ("127.0.0.1/32", "10.0.0.0/8", "2001:db8:ff::/48")))


def client(remote: str, *forwarded: str, proto: str | None = None, trusted: bool = True) -> Client:
    """Who a request is from, by these headers."""
    headers = CIMultiDict[str]()
    for line in forwarded:
        headers.add("X-Forwarded-For", line)
    if proto is not None:
        headers.add("X-Forwarded-Proto", proto)
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    return Proxies(TRUSTED if trusted else ()).client(request)


@pytest.mark.parametrize(
    ("remote", "forwarded", "network"),
    [
        # nobody between
        ("192.0.2.1", (), "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", (), "192.0.2.1"),
        ("fe80::1%eth0", (), "fe80::/64"),
        ("", (), "None"),
        # somebody who is not trusted says what they like
        ("192.0.2.1", ("198.51.100.7",), "192.0.2.1"),
        ("192.0.2.1", ("127.0.0.1",), "192.0.2.1"),
        # one proxy
        ("127.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("198.51.100.7:4711",), "198.51.100.7"),
        ("127.0.0.1", ("[2001:db8:1:2::7]:4711",), "2001:db8:1:2::/64"),
        ("127.0.0.1", ("2001:db8:1:2::7",), "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        # who writes an address of their own before the proxy does
        ("127.0.0.1", ("203.0.113.9, 198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("203.0.113.9", "198.51.100.7"), "198.51.100.7"),
        ("127.0.0.1", ("10.1.1.1, 198.51.100.7",), "198.51.100.7"),
        ("127.0.0.1", ("x" * 5000 + ", 198.51.100.7",), "198.51.100.7"),
        # two proxies
        ("127.0.0.1", ("198.51.100.7, 10.1.1.1",), "198.51.100.7"),
        ("2001:db8:ff::1", ("203.0.113.9, 198.51.100.7, 10.1.1.1, 10.2.2.2",), "198.51.100.7"),
        # a proxy that says nothing, or nothing that can be read
        ("127.0.0.1", (), "127.0.0.1"),
        ("127.0.0.1", ("",), "127.0.0.1"),
        ("127.0.0.1", ("unknown",), "127.0.0.1"),
        ("127.0.0.1", ("198.51.100.7, unknown, 10.1.1.1",), "10.1.1.1"),
        # a proxy that asks for itself
        ("127.0.0.1", ("10.1.1.1",), "10.1.1.1"),
    ],
)
def test_the_client_is_the_last_one_that_is_not_trusted(
    remote: str, forwarded: tuple[str, ...], network: str
) -> None:
    assert client(remote, *forwarded).network == network


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert client("127.0.0.1", "198.51.100.7", proto="https", trusted=False) == Client(
        "127.0.0.1", None
    )


@pytest.mark.parametrize(
    ("remote", "proto", "encrypted"),
    [
        ("127.0.0.1", "https", True),
        ("127.0.0.1", "HTTPS", True),
        ("127.0.0.1", "http, https", True),
        ("127.0.0.1", "https, http", False),
        ("127.0.0.1", "http", False),
        ("127.0.0.1", "", None),
        ("127.0.0.1", None, None),
        ("192.0.2.1", "https", None),
        ("192.0.2.1", "http", None),
    ],
)
def test_only_a_trusted_proxy_knows_whether_it_is_encrypted(
    remote: str, proto: str | None, encrypted: bool | None
) -> None:
    assert client(remote, "198.51.100.7", proto=proto).encrypted is encrypted


@given(
    remote=st.sampled_from(["127.0.0.1", "10.0.0.1", "192.0.2.1", "::1", "", "x"]),
    forwarded=st.lists(st.text(st.characters(codec="latin-1"), max_size=60), max_size=5),
    proto=st.none() | st.text(st.characters(codec="latin-1"), max_size=20),
)
def test_whatever_is_forwarded_there_is_a_client(
    remote: str, forwarded: list[str], proto: str | None
) -> None:
    assert client(remote, *forwarded, proto=proto).network


LIMITED = replace(
    SETTINGS,
    requests_per_address="5/1 minute",
    tries_per_address="3/10 minutes",
    trusted_proxies=(ip_network("127.0.0.1"),),
)


async def test_an_address_may_not_ask_for_more_than_the_limit(serve: Serve) -> None:
    pages = await serve(LIMITED)
    guest = Guest(pages, **{"X-Forwarded-For": "198.51.100.7"})
    assert [(await guest.open("/")).status for _ in range(6)] == [200] * 5 + [429]
    assert guest.seen.heading == "Too many requests"
    assert "Try again in 1 minute." in guest.seen.text
    assert 1 <= int(guest.seen.headers["Retry-After"]) <= 60
    assert "default-src 'none'" in guest.seen.headers["Content-Security-Policy"]
    other = Guest(pages, **{"X-Forwarded-For": "198.51.100.8"})
    assert (await other.open("/")).status == 200


async def test_files_of_a_page_do_not_count(serve: Serve) -> None:
    guest = Guest(await serve(LIMITED))
    for _ in range(20):
        assert (await guest.open("/static/nothing.css")).status == 404
    assert (await guest.open("/")).status == 200


@pytest.mark.parametrize("path", ["/", "/nothing", f"/m/{LINK}", "/both/check"])
async def test_every_page_counts(serve: Serve, path: str) -> None:
    guest = Guest(await serve(LIMITED))
    statuses = [(await guest.open(path, follow=False)).status for _ in range(6)]
    assert statuses[5] == 429
    assert 429 not in statuses[:5]


async def test_an_address_may_not_try_more_passwords_than_the_limit(
    serve: Serve, town: Town
) -> None:
    pages = await serve(replace(LIMITED, requests_per_address="100/1 minute"))
    guest = Guest(pages, **{"X-Forwarded-For": "198.51.100.7"})
    await guest.open("/both/chat")
    for number in range(3):
        assert (await guest.send(name=f"name{number}", password="wrong")).status == 422
    town.asked.clear()
    seen = await guest.send(name="alice", password=CHAT_PASSWORD)
    assert seen.status == 429
    assert "too many tries from your network" in seen.summary[0]
    assert seen.forms[0]["name"] == "alice"
    assert town.asked == []
    other = Guest(pages, **{"X-Forwarded-For": "203.0.113.1, 198.51.100.8"})
    await other.open("/both/chat")
    assert (await other.send(name="alice", password=CHAT_PASSWORD)).path == "/both/site"


async def test_an_address_that_is_forged_is_counted_all_the_same(serve: Serve) -> None:
    pages = await serve(replace(LIMITED, trusted_proxies=()))
    statuses = [
        (await Guest(pages, **{"X-Forwarded-For": f"198.51.100.{n}"}).open("/")).status
        for n in range(6)
    ]
    assert statuses[5] == 429


async def test_the_password_of_the_last_step_counts_as_well(serve: Serve, town: Town) -> None:
    pages = await serve(replace(LIMITED, requests_per_address="100/1 minute"))
    guest = Guest(pages)
    await guest.open("/new/chat")
    await guest.send(name="alice", password=CHAT_PASSWORD)
    await guest.send(email="alice@mail.test")
    for _ in range(2):
        await guest.send(password="wrong")
    seen = await guest.send(password=CHAT_PASSWORD)
    assert "too many tries from your network" in seen.summary[0]
    assert town.migrations() == []


async def test_who_comes_unencrypted_is_sent_to_the_encrypted_page(serve: Serve) -> None:
    settings = replace(ENCRYPTED, trusted_proxies=(ip_network("127.0.0.1"),))
    guest = Guest(await serve(settings), **{"X-Forwarded-Proto": "http"})
    seen = await guest.open(f"/m/{LINK}?x=y", follow=False)
    assert seen.status == 303
    assert seen.headers["Location"] == f"https://www.our-site.test/m/{LINK}?x=y"
    assert "Set-Cookie" not in seen.headers
    seen = await guest.post("/both/chat", {"password": CHAT_PASSWORD}, follow=False)
    assert seen.headers["Location"] == "https://www.our-site.test/both/chat"
    seen = await guest.open("/%2f%2fevil.test", follow=False)
    assert seen.headers["Location"].startswith("https://www.our-site.test/%2f")
