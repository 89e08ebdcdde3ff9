"""What is sent is bounded in size and time, and nothing that is sent is an error of ours."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from component.frontdoors.web import forms
from tests.unit.web.guest import FORM, Guest
from tests.unit.web.town import CHAT_PASSWORD, Town
from tests.unit.web.ways import to_both_chat


async def post(guest: Guest, body: bytes, kind: str = FORM, **headers: str) -> int:
    """Send a body; tells the status of the answer, which is a page in any case."""
    sent = {"Content-Type": kind, **headers}
    seen = await guest.ask("POST", "/both/chat", headers=sent, body=body)
    assert seen.heading
    return seen.status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 403),
        (b"token=", 403),
        (b"token=x&token=y", 403),
        (b"&&&=&=", 403),
        (b"token=%FF", 400),
        (b"token=%ED%A0%80", 400),
        (b"token=\xc3\xbc", 400),
        (b"token=%00", 400),
        (b"%00=1", 400),
        (b"x=1&" * 21, 400),
        (b"x" * forms.MAX_BYTES, 403),
        (b"x" * (forms.MAX_BYTES + 1), 413),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_body_that_is_no_form_gets_a_page(guest: Guest, body: bytes, status: int) -> None:
    await to_both_chat(guest)
    assert await post(guest, body) == status


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", "x"]
)
async def test_only_one_kind_of_form_is_read(guest: Guest, kind: str) -> None:
    token = (await to_both_chat(guest)).forms[0]["token"]
    body = json.dumps({"token": token, "name": "alice", "password": CHAT_PASSWORD}).encode()
    assert await post(guest, body, kind) == 415


async def test_a_body_that_would_have_to_be_unpacked_is_not(guest: Guest) -> None:
    await to_both_chat(guest)
    assert await post(guest, b"token=x", **{"Content-Encoding": "gzip"}) == 415


async def test_the_first_of_two_values_counts(guest: Guest, town: Town) -> None:
    token = (await to_both_chat(guest)).forms[0]["token"]
    body = f"token={token}&name=alice&name=mallory&password=x&token=".encode()
    assert await post(guest, body) == 422
    assert ("chat", "alice") in town.asked


async def test_a_body_of_unknown_length_is_bounded_as_well(guest: Guest) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1024

    async with guest.client.session.post(
        guest.client.url("/both/chat"), data=endless(), headers={"Content-Type": FORM}
    ) as answer:
        assert answer.status == 413


async def test_a_body_that_does_not_come_is_not_waited_for(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "BODY_SECONDS", 0.05)
    gate = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield b"token="
        await gate.wait()

    try:
        async with guest.client.session.post(
            guest.client.url("/both/chat"), data=stalling(), headers={"Content-Type": FORM}
        ) as answer:
            assert answer.status == 408
            assert "Your browser took too long" in await answer.text()
    finally:
        gate.set()
