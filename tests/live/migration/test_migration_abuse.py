"""Links that are not one's own, races for one address, floods of wrong passwords."""

import asyncio
import time

import pytest

from component.domain import invitations
from openfire.demo.chat_client import signed_in
from openfire.demo.visitor import Page, Visitor
from tests.live.conftest import Village
from tests.live.migrants import connect_both, link_for, link_of

pytestmark = pytest.mark.live

BROWSERS = 50
ADDRESSES, TRIES_OF_ONE = 40, 25


async def test_fifty_browsers_want_one_address_and_one_gets_it(village: Village) -> None:
    wanted = village.new_name("wantedbyall")
    people = [village.move_in(village.new_name("wanting")) for _ in range(BROWSERS)]

    async def want(login: str, password: str) -> Page:
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/address/site")
            await visitor.send(name=login, password=password)
            page = await visitor.send(wanted=wanted)
            assert page.url.path.endswith("/check"), page.text
            await at_once.wait()
            return await visitor.send()

    at_once = asyncio.Barrier(BROWSERS)
    pages = await asyncio.gather(*(want(who.login, who.password) for who in people))
    winners = [who for who, page in zip(people, pages, strict=True) if "done" in page.url.path]
    losers = [page for page in pages if page.url.path.endswith("/choose")]
    assert (len(winners), len(losers)) == (1, BROWSERS - 1), [page.text for page in pages]
    assert all("Somebody has this address" in page.text for page in losers)
    assert village.livechat_id(winners[0].login) == wanted
    assert [village.livechat_id(who.login) for who in people].count(None) == BROWSERS - 1
    assert await village.signs_in(winners[0].login, winners[0].password) == wanted


async def test_a_double_click_is_one_migration(village: Village) -> None:
    name = village.new_name("clicker")
    village.add_native(name, "the old chat password")
    who = village.move_in(f"Clicker {name}")
    async with Visitor() as visitor:
        await visitor.open(f"{village.page}/both/chat")
        await visitor.send(name=name, password="the old chat password")
        confirm = await visitor.send(name=who.login, password=who.password)
        pages = await asyncio.gather(*(visitor.send_from(confirm) for _ in range(2)))
    assert [page.url.path.rpartition("/")[2] for page in pages] == ["done", "done"]
    rows = village.server.execute(
        "SELECT step FROM migration WHERE livechat_id = %s AND step = 'finished'",
        (name,),
        database="livechat_state",
    )
    assert len(rows) == 1


async def test_links_of_others_and_used_ones_open_nothing_and_are_in_the_audit(
    village: Village,
) -> None:
    name, other = village.new_name("linked"), village.new_name("linked")
    village.add_native(name, "the old chat password")
    village.add_native(other, "another chat password")
    who = village.move_in(f"Linked {name}")
    refused = _refusals(village)
    async with Visitor() as visitor:
        page = await visitor.open(f"{village.page}/m/{invitations.make_token()}")
        assert "This link does not work" in page.text
        page = await visitor.open(f"{village.page}/m/{'x' * 500}")
        assert "This link does not work" in page.text
    async with signed_in(village.server, name, "the old chat password") as session:
        first = await link_for(session)
        session.write(f"accounts@{village.server.component_jid}", "migrate")
        newer = await link_for(session)
    async with Visitor() as visitor:
        page = await visitor.open(first)
        assert "There is a newer link for you" in page.text
        others = await link_of(village, other, "another chat password")
        await connect_both(visitor, newer, who.login, who.password, confirm=False)
        form = visitor.page
        await visitor.open(others)  # the session is about somebody else from here on
        page = await visitor.send_from(form)
        assert not page.url.path.endswith("/done"), page.text
        assert (village.livechat_id(who.login), village.livechat_id(other)) == (None, None)
    async with Visitor() as visitor:
        page = await connect_both(visitor, newer, who.login, who.password)
        assert page.url.path.endswith("/done"), page.text
    for _ in range(3):
        async with Visitor() as visitor:
            page = await visitor.open(newer)
            assert "connected already" in page.text
    village.bridge.stop()  # what was counted of them is written down then
    village.bridge.start()
    problems = _refusals(village) - refused
    assert {problem for _, problem in problems} == {"unknown", "revoked", "migrated"}
    assert first.rpartition("/")[2] not in village.log
    assert newer.rpartition("/")[2] not in village.log


async def test_a_flood_of_wrong_passwords_is_throttled_and_keeps_nobody_out_for_long(
    village: Village,
) -> None:
    """One account, many addresses: the proxy that is trusted here tells a new one each time."""
    window = 5.0
    login = {"failures_per_account": f"10/{window:g} seconds"}
    web = {"trusted_proxies": ["127.0.0.1"], "tries_per_address": "30/10 minutes"}
    linked = village.move_in(village.new_name("remembered"), livechat_id=village.new_name("known"))
    who = village.move_in(village.new_name("guessed"))
    with village.reconfigured(login=login, web=web):
        assert await village.signs_in(linked.login, linked.password) == linked.livechat_id
        began = time.monotonic()
        answers = await _guess(village, [who.login, linked.login])
        ended = time.monotonic()
        assert sum(answers.values()) == ADDRESSES * TRIES_OF_ONE == 1_000
        checked = answers["The user name or the password is wrong. Check both and try again."]
        assert 20 <= checked <= 20 * (1 + (ended - began) / window)
        assert await village.signs_in(linked.login, linked.password) == linked.livechat_id
        tried = time.monotonic()
        while "choose" not in (page := await _prove(village, who.login, who.password)).url.path:
            assert "too many wrong passwords" in page.text
            assert tried < ended + window + 2
            await asyncio.sleep(0.5)
            tried = time.monotonic()


async def _guess(village: Village, logins: list[str]) -> dict[str, int]:
    """Send wrong passwords from many addresses at once; what was answered how often."""
    answers: dict[str, int] = {}

    async def guess_from(address: str) -> None:
        async with Visitor(headers={"X-Forwarded-For": address}) as visitor:
            await visitor.open(f"{village.page}/address/site")
            for number in range(TRIES_OF_ONE):
                login = logins[number % len(logins)]
                page = await visitor.send(name=login, password=f"wrong {number} of {address}")
                (problem,) = page.problems
                answers[problem] = answers.get(problem, 0) + 1

    await asyncio.gather(*(guess_from(f"198.51.100.{number}") for number in range(ADDRESSES)))
    return answers


async def _prove(village: Village, login: str, password: str) -> Page:
    async with Visitor() as visitor:
        await visitor.open(f"{village.page}/address/site")
        return await visitor.send(name=login, password=password)


def _refusals(village: Village) -> set[tuple[int, str]]:
    """The refused links of the audit so far."""
    rows = village.server.execute(
        "SELECT id, JSON_VALUE(detail, '$.problem') FROM audit WHERE action = 'refuse-link'",
        database="livechat_state",
    )
    return {(int(number), str(problem)) for number, problem in rows}
