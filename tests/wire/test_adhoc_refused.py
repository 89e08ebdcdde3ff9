"""Commands that are not carried out: who may not, and what nobody should send."""

import logging
from collections.abc import AsyncIterator

import pytest

from component.ports import Unavailable
from tests.unit.frontdoors.errands import Errands
from tests.wire.commanding import (
    ADA,
    BOB,
    COMMANDS,
    DATA,
    NODE,
    PHONE,
    Client,
    command,
    form,
    notes,
    serving,
    session_of,
)
from tests.wire.conftest import MakeStream, until
from tests.wire.fake_server import DOMAIN, JID, FakeServer

FIRST = form(scope="all")
TYPE = f"<field var='FORM_TYPE' type='hidden'><value>{NODE}sync-groups</value></field>"


@pytest.fixture
def errands() -> Errands:
    return Errands()


@pytest.fixture
async def client(
    server: FakeServer, make_stream: MakeStream, errands: Errands
) -> AsyncIterator[Client]:
    async with serving(server, make_stream(), errands) as client:
        yield client
        errands.failing.clear()
        assert (await client.result(command("who-am-i"), BOB)).get("status") == "completed"


@pytest.mark.parametrize(
    "sender",
    [
        "ada@elsewhere.test/home",
        f"ada@sub.{DOMAIN}/home",
        f"ada@{JID}/home",
        f"ada@{DOMAIN}",
        f"{DOMAIN}/ada",
        DOMAIN,
        JID,
        f"room@conference.{DOMAIN}/ada",
        f"guest@{DOMAIN}/home",
    ],
)
async def test_who_has_no_account_here_is_forbidden(
    sender: str, client: Client, errands: Errands
) -> None:
    assert await client.refusal(command("who-am-i"), sender) == ("forbidden", "auth")
    assert errands.done == []


async def test_who_is_no_admin_is_forbidden_and_told_so_in_their_language(
    client: Client, errands: Errands
) -> None:
    raw = await client.ask(command("sync-groups", xml_lang="de"), BOB)
    assert b"<forbidden " in raw
    assert "Das ist dir nicht erlaubt." in raw.decode()
    assert errands.done == []


async def test_who_is_no_admin_any_more_is_forbidden(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("sync-groups")))
    errands.admins.clear()
    step = command("sync-groups", FIRST, sessionid=session)
    assert await client.refusal(step) == ("forbidden", "auth")
    errands.admins.add("ada")
    assert await client.refusal(step) == ("not-allowed session-expired", "cancel")
    assert errands.done == []


@pytest.mark.parametrize("action", ["execute", "next", "complete", "prev", "cancel"])
@pytest.mark.parametrize("sender", [PHONE, BOB])
async def test_nobody_goes_on_in_somebody_elses_session(
    sender: str, action: str, client: Client, errands: Errands
) -> None:
    errands.admins.add("bob")
    session = session_of(await client.result(command("sync-groups")))
    step = command("sync-groups", FIRST, action=action, sessionid=session)
    unknown = command("sync-groups", FIRST, action=action, sessionid="x" * 5_000)
    assert await client.refusal(step, sender) == ("not-allowed session-expired", "cancel")
    assert await client.refusal(unknown, sender) == ("not-allowed session-expired", "cancel")
    assert errands.done == []
    assert (await client.result(command("sync-groups", FIRST, sessionid=session))).get(
        "status"
    ) == "executing"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (command("who-are-you"), ("item-not-found", "cancel")),
        (command("x" * 5_000), ("item-not-found", "cancel")),
        (f"<command xmlns='{COMMANDS}' node='x'/>", ("item-not-found", "cancel")),
        (f"<command xmlns='{COMMANDS}'/>", ("item-not-found", "cancel")),
        (command("who-am-i", action="jump"), ("bad-request malformed-action", "modify")),
        (command("who-am-i", action="next"), ("bad-request bad-sessionid", "modify")),
        (command("who-am-i", action="prev"), ("bad-request bad-sessionid", "modify")),
        (command("who-am-i", action="cancel"), ("bad-request bad-sessionid", "modify")),
        (command("who-am-i", xml_lang="not a tag"), ("bad-request bad-locale", "modify")),
    ],
)
async def test_what_is_no_command_is_refused(
    asked: str, expected: tuple[str, str], client: Client, errands: Errands
) -> None:
    assert await client.refusal(asked) == expected
    assert errands.done == []


async def test_a_command_that_is_no_order_is_a_bad_request(client: Client) -> None:
    assert await client.refusal(command("who-am-i"), kind="get") == ("bad-request", "modify")


async def test_an_address_that_is_none_has_no_commands(client: Client) -> None:
    for to in (f"nobody@{JID}", f"{JID}x"):
        refused = await client.refusal(command("who-am-i"), to=to)
        assert refused == ("service-unavailable", "cancel")


async def test_a_session_is_for_the_command_that_opened_it(client: Client) -> None:
    session = session_of(await client.result(command("sync-groups")))
    other = command("show-account", form(name="x"), sessionid=session)
    assert await client.refusal(other) == ("bad-request bad-sessionid", "modify")


async def test_there_is_no_way_back_from_the_first_step(client: Client) -> None:
    session = session_of(await client.result(command("sync-groups")))
    back = command("sync-groups", action="prev", sessionid=session)
    assert await client.refusal(back) == ("bad-request bad-action", "modify")
    assert (await client.result(command("sync-groups", FIRST, sessionid=session))).get(
        "status"
    ) == "executing"


@pytest.mark.parametrize(
    "payload",
    [
        "",
        form(scope="all", kind="cancel"),
        form(scope="all", kind="form"),
        f"<x xmlns='{DATA}'/>",
        FIRST + FIRST,
        form(),
        form(other="x"),
        form("<field><value>all</value></field>"),
        form("<field var='scope'><value>all</value></field>", scope="all"),
        form("<field var='scope'><value>all</value><value>all</value></field>"),
        form("<field var='scope'><value><b>all</b></value></field>"),
        form(TYPE.replace("sync-groups", "show-account"), scope="all"),
        form("<field var='urn:tiki-livechat:step'><value>one</value></field>", scope="all"),
        form("<field/>" * 201, scope="all"),
    ],
    ids=[
        "none",
        "cancelled",
        "not submitted",
        "of no type",
        "two",
        "empty",
        "of something else",
        "without names",
        "a field twice",
        "two values",
        "elements in a value",
        "of another type",
        "of no step",
        "too many fields",
    ],
)
async def test_a_form_that_is_none_of_ours_is_a_bad_payload(
    payload: str, client: Client, errands: Errands
) -> None:
    session = session_of(await client.result(command("sync-groups")))
    step = command("sync-groups", payload, action="next", sessionid=session)
    assert await client.refusal(step) == ("bad-request bad-payload", "modify")
    assert errands.done == []
    answer = await client.result(command("sync-groups", FIRST, sessionid=session))
    assert answer.get("status") == "executing"


@pytest.mark.parametrize(
    "payload",
    [
        form(scope="x" * 100_000),
        form(scope="all", note="x" * 100_000),
        form(scope="all", quick="maybe"),
        form(scope="all", note="two\nlines"),
        form(TYPE),
        form("<field var='scope' type='list-multi'/>"),
    ],
    ids=["no choice", "too long", "neither yes nor no", "two lines", "nothing", "no value"],
)
async def test_answers_that_cannot_be_are_asked_for_again(
    payload: str, client: Client, errands: Errands
) -> None:
    session = session_of(await client.result(command("sync-groups")))
    again = await client.result(command("sync-groups", payload, sessionid=session))
    assert again.get("status") == "executing"
    assert [kind for kind, _ in notes(again)] == ["error"]
    assert errands.done == []


async def test_a_form_of_an_earlier_step_is_out_of_turn(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("sync-groups")))
    step = "<field var='urn:tiki-livechat:step'><value>1</value></field>"
    first = command("sync-groups", form(step, scope="all", apply="1"), sessionid=session)
    await client.result(first)
    assert await client.refusal(first) == ("unexpected-request", "wait")
    assert [name for name, _, _ in errands.done] == ["plan"]


async def test_of_a_double_click_one_counts(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("sync-groups")))
    await client.result(command("sync-groups", FIRST, sessionid=session))
    click = command("sync-groups", form(apply="1"), action="complete", sessionid=session)
    for _ in range(2):
        client.send(click)
    answers = [(await client.receive())[1] for _ in range(2)]
    assert sorted(b"It has begun." in raw for raw in answers) == [False, True]
    assert sorted(b"<unexpected-request " in raw for raw in answers) == [False, True]
    assert [name for name, _, _ in errands.done] == ["plan", "apply"]


async def test_one_person_asks_so_much_at_once(client: Client, errands: Errands) -> None:
    errands.gate.clear()
    for _ in range(4):
        client.send(command("who-am-i"))
    await until(lambda: errands.began == 4)
    assert await client.refusal(command("who-am-i"), PHONE) == ("resource-constraint", "wait")
    client.send(command("who-am-i"), BOB)
    await until(lambda: errands.began == 5)
    errands.gate.set()
    assert {b'status="completed"' in (await client.receive())[1] for _ in range(5)} == {True}
    assert (await client.result(command("who-am-i"))).get("status") == "completed"


async def test_who_asks_in_a_flood_does_not_fill_the_log(
    client: Client, errands: Errands, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "component")
    for number in range(30):
        stranger = f"ada@elsewhere.test/{number}"
        assert await client.refusal(command("who-am-i"), stranger) == ("forbidden", "auth")
    errands.gate.clear()
    for _ in range(4):
        client.send(command("who-am-i"))
    await until(lambda: errands.began == 4)
    for _ in range(30):
        await client.refusal(command("who-am-i"), PHONE)
    lines = [record.getMessage() for record in caplog.records if "question" in record.getMessage()]
    assert [line.partition(" questions ")[0] for line in lines] == ["1", "1"]
    errands.gate.set()
    for _ in range(4):
        await client.receive()


async def test_what_does_not_answer_is_an_error_that_tells_nothing(
    client: Client, errands: Errands
) -> None:
    raw = await client.ask(command("who-am-i"), f"lost@{DOMAIN}/x")
    assert b'<error type="wait"><internal-server-error ' in raw
    assert b"away" not in raw
    errands.failing["is-admin"] = Unavailable("Tiki", "s3cret host")
    answer = await client.result(command("sync-groups"))
    assert answer.get("status") == "completed"
    assert [kind for kind, _ in notes(answer)] == ["error"]


@pytest.mark.parametrize("kind", ["result", "error"])
async def test_what_is_no_question_is_not_answered(kind: str, client: Client) -> None:
    client.send(command("who-am-i"), kind=kind)
    assert b'status="completed"' in await client.ask(command("who-am-i"), ADA)
