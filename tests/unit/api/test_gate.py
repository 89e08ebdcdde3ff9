"""Who may call the API, how often, and how many at once."""

import asyncio
from ipaddress import ip_network

import pytest

from component.frontdoors.api import gate
from component.usecases.allocate_id import AllocationProblem
from tests.unit.api.conftest import OTHER_TOKEN, SETTINGS, TOKEN, Giver, Serve, Site


@pytest.mark.parametrize("token", [TOKEN, OTHER_TOKEN, f"  {TOKEN} "])
async def test_each_token_opens(site: Site, token: str) -> None:
    assert (await site.ask("alice", token=token)).status == 201


async def test_the_name_of_the_scheme_may_be_written_in_any_case(site: Site) -> None:
    answer = await site.ask("alice", token=None, Authorization=f"bEARER {TOKEN}")
    assert answer.status == 201


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        TOKEN,
        f"Basic {TOKEN}",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}t",
        f"Bearer {TOKEN.upper()}",
        f"Bearer {TOKEN} {OTHER_TOKEN}",
        "Bearer ü",
    ],
)
async def test_nothing_else_opens(site: Site, giver: Giver, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await site.ask("alice", token=None, **headers)
    assert (answer.status, answer.kind) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert giver.logins == []


async def test_the_description_needs_no_token(site: Site) -> None:
    answer = await site.send(b"", method="GET", path="/api/v1/openapi.json", token=None)
    assert (answer.status, answer.json["openapi"]) == (200, "3.1.0")


async def test_who_has_no_token_is_slowed_down_and_keeps_nobody_out(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    statuses = [(await site.ask("alice", token="x")).status for _ in range(61)]
    assert statuses == [401] * 60 + [429]
    assert (await site.ask("alice")).status == 201
    assert len([r for r in caplog.records if "no token" in r.message]) == 1


async def test_they_are_told_apart_behind_a_proxy(serve: Serve) -> None:
    site = await serve(trusted_proxies=(ip_network("127.0.0.1"),))
    for _ in range(60):
        await site.ask("alice", token="x", X_Forwarded_For="192.0.2.1")
    first = await site.ask("alice", token="x", X_Forwarded_For="192.0.2.1")
    other = await site.ask("alice", token="x", X_Forwarded_For="192.0.2.2")
    assert (first.status, other.status) == (429, 401)


async def test_those_with_a_token_are_bounded_all_together(serve: Serve, giver: Giver) -> None:
    site = await serve(requests="3/1 minute")
    tokens = [TOKEN, OTHER_TOKEN, TOKEN, TOKEN]
    answers = [await site.ask("alice", token=token) for token in tokens]
    assert [answer.status for answer in answers] == [201, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert len(giver.logins) == 3


async def test_a_few_are_answered_at_a_time_and_the_others_wait(site: Site, giver: Giver) -> None:
    at_once, most = 0, 0
    let_go = asyncio.Event()

    async def answer() -> AllocationProblem:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await let_go.wait()
        at_once -= 1
        return AllocationProblem.GONE

    giver.answer = answer
    asking = [asyncio.create_task(site.ask(f"user {number}")) for number in range(20)]
    async with asyncio.timeout(20):
        while at_once < 4:  # noqa: ASYNC110  a bounded wait
            await asyncio.sleep(0.01)
        let_go.set()
        answers = await asyncio.gather(*asking)
    assert [answer.status for answer in answers] == [404] * 20
    assert most == 4


async def test_nobody_waits_for_long(
    site: Site, giver: Giver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_PATIENCE_SECONDS", 0.2)
    let_go = asyncio.Event()

    async def answer() -> AllocationProblem:
        await let_go.wait()
        return AllocationProblem.GONE

    giver.answer = answer
    asking = {asyncio.create_task(site.ask(f"user {number}")) for number in range(5)}
    async with asyncio.timeout(20):
        done, asking = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        (late,) = done
        assert (await late).status == 503
        assert "Retry-After" in (await late).headers
        let_go.set()
        await asyncio.gather(*asking)


def test_settings_do_not_show_their_tokens() -> None:
    assert TOKEN not in repr(SETTINGS)
