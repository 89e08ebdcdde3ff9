"""The call for a Live Chat ID: what it answers, and what it says when it does not."""

import logging

import pytest

from component.domain.findings import Level
from component.frontdoors.api.app import LIVE_CHAT_IDS, OPENAPI
from component.frontdoors.api.reach import remarks_on
from component.ports import Unavailable
from component.usecases.allocate_id import AllocationProblem
from tests.unit.api.conftest import TOKEN, Giver, Site

ALICE = b'{"login": "Alice Smith"}'


async def test_an_account_gets_its_id_and_keeps_it(site: Site) -> None:
    first, again = await site.send(ALICE), await site.send(ALICE)
    expected = {
        "login": "Alice Smith",
        "liveChatId": "alicesmith",
        "jid": "alicesmith@chat.test",
    }
    assert (first.status, first.json) == (201, {**expected, "isNew": True})
    assert (again.status, again.json) == (200, {**expected, "isNew": False})
    assert {first.kind, again.kind} == {"application/json"}
    assert first.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("login", ["Zoë", "O'Neil", 'say "x" \\', "日本", "🦄", "a" * 255, " "])
async def test_any_login_arrives_as_it_was_sent(site: Site, giver: Giver, login: str) -> None:
    await site.ask(login)
    assert giver.logins == [login]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"login=alice", 400),
        (b'{"login": "alice"', 400),
        (b'{"login": "al\xefce"}', 400),
        (b'{"login": "\\ud83e"}', 400),
        (b"[" * 2000, 400),
        (b"null", 422),
        (b'["alice"]', 422),
        (b"{}", 422),
        (b'{"login": null}', 422),
        (b'{"login": 17}', 422),
        (b'{"login": ""}', 422),
        (b'{"login": "%s"}' % (b"a" * 256), 422),
        (b'{"login": "alice", "id": "bob"}', 422),
        (b'{"login": "%s"}' % (b"a" * 5000), 413),
    ],
)
async def test_what_is_no_order_is_refused_and_nobody_is_asked(
    site: Site, giver: Giver, body: bytes, status: int
) -> None:
    answer = await site.send(body)
    assert (answer.status, answer.kind) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["type"] == "about:blank"
    assert answer.json["title"]
    assert "alice" not in answer.json["detail"]
    assert giver.logins == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_only_json_is_read(site: Site, kind: str) -> None:
    answer = await site.send(ALICE, Content_Type=kind)
    assert (answer.status, answer.kind) == (415, "application/problem+json")
    assert "application/json" in answer.json["detail"]


async def test_a_charset_may_be_named(site: Site) -> None:
    answer = await site.send(ALICE, Content_Type="application/json; charset=utf-8")
    assert answer.status == 201


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [(AllocationProblem.GONE, 404, "no-account"), (AllocationProblem.TAKEN, 409, "taken")],
)
async def test_why_there_is_no_id_is_told_to_people_and_to_programs(
    site: Site, giver: Giver, problem: AllocationProblem, status: int, code: str
) -> None:
    async def answer() -> AllocationProblem:
        return problem

    giver.answer = answer
    found = await site.send(ALICE)
    assert (found.status, found.json["code"]) == (status, code)


async def test_while_a_database_does_not_answer_it_is_to_be_asked_again(
    site: Site, giver: Giver, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer() -> AllocationProblem:
        raise Unavailable("the Tiki database", "connection refused to 10.0.0.7")

    giver.answer = answer
    found = await site.send(ALICE)
    assert found.status == 503
    assert found.headers["Retry-After"] == "10"
    assert b"10.0.0.7" not in found.body
    assert "connection refused" in caplog.text


async def test_a_fault_shows_in_the_log_only(
    site: Site, giver: Giver, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer() -> AllocationProblem:
        raise RuntimeError("a secret of ours")

    giver.answer = answer
    found = await site.send(ALICE)
    assert (found.status, found.kind) == (500, "application/problem+json")
    assert b"secret" not in found.body
    assert "a secret of ours" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", LIVE_CHAT_IDS, 405, "POST"),
        ("DELETE", LIVE_CHAT_IDS, 405, "POST"),
        ("POST", OPENAPI, 405, "GET,HEAD"),
        ("GET", "/", 404, None),
        ("POST", f"{LIVE_CHAT_IDS}/", 404, None),
        ("GET", "/api/v2/openapi.json", 404, None),
    ],
)
async def test_what_is_not_there_is_a_problem_too(
    site: Site, method: str, path: str, status: int, allowed: str | None
) -> None:
    answer = await site.send(b"", method=method, path=path)
    assert (answer.status, answer.kind) == (status, "application/problem+json")
    assert answer.headers.get("Allow") == allowed


async def test_nothing_of_a_token_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await site.send(ALICE)
    await site.send(ALICE, token=f"{TOKEN}x")
    await site.send(b"{", token=TOKEN)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("host", "level"),
    [
        ("127.0.0.1", Level.OK),
        ("::1", Level.OK),
        ("localhost", Level.OK),
        ("0.0.0.0", Level.WARNING),  # noqa: S104  never bound
        ("::", Level.WARNING),
        ("192.0.2.7", Level.WARNING),
        ("api.example.org", Level.WARNING),
    ],
)
def test_a_check_warns_of_tokens_in_clear_on_a_network(host: str, level: Level) -> None:
    (remark,) = remarks_on(host, 8087)
    assert remark.level is level
    assert f"{host}:8087" in remark.text
