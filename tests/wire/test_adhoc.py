"""Commands in people's clients (XEP-0050): literal stanzas in, literal stanzas out."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.unit.frontdoors.errands import Errands
from tests.wire.commanding import (
    ADA,
    ADDRESS,
    BOB,
    COMMANDS,
    DATA,
    NODE,
    Client,
    actions,
    command,
    form,
    notes,
    serving,
    session_of,
    values,
)
from tests.wire.conftest import MakeStream, until
from tests.wire.fake_server import JID, FakeServer

FIRST = form(scope="Team ", note="hi", quick="false")


@pytest.fixture
def errands() -> Errands:
    return Errands()


@pytest.fixture
async def client(
    server: FakeServer, make_stream: MakeStream, errands: Errands
) -> AsyncIterator[Client]:
    async with serving(server, make_stream(), errands) as client:
        yield client


async def test_a_command_of_one_step_is_answered_with_a_note(client: Client) -> None:
    raw = await client.ask(command("who-am-i", action="execute"), BOB)
    session = raw.decode().split('sessionid="')[1].split('"')[0]
    assert raw.decode() == (
        f'<iq type="result" from="{JID}" to="{BOB}" id="q1">'
        f'<command xmlns="{COMMANDS}" node="{NODE}who-am-i" sessionid="{session}" '
        'status="completed" xml:lang="en">'
        '<note type="info">You are bob.\nNobody else is.</note></command></iq>'
    )
    assert len(session) > 8


async def test_a_first_step_is_a_form(client: Client) -> None:
    raw = await client.ask(command("sync-groups"), more=" xml:lang='de'")
    session = raw.decode().split('sessionid="')[1].split('"')[0]
    assert raw.decode() == (
        f'<iq type="result" from="{JID}" to="{ADA}" id="q1">'
        f'<command xmlns="{COMMANDS}" node="{NODE}sync-groups" sessionid="{session}" '
        'status="executing" xml:lang="de">'
        '<actions execute="next"><next /></actions>'
        f'<x xmlns="{DATA}" type="form"><title>Sync groups</title>'
        "<instructions>Makes the groups follow.</instructions>"
        f'<field var="FORM_TYPE" type="hidden"><value>{NODE}sync-groups</value></field>'
        '<field var="urn:tiki-livechat:step" type="hidden"><value>1</value></field>'
        '<field var="scope" type="list-single" label="Umfang"><required /><value>all</value>'
        '<option label="All groups"><value>all</value></option>'
        '<option label="Team only"><value>Team </value></option></field>'
        '<field var="note" type="text-single" label="Note"><desc>For the log.</desc></field>'
        '<field var="quick" type="boolean" label="Quick"><value>1</value></field>'
        "</x></command></iq>"
    )


async def test_the_last_step_shows_what_is_to_be_confirmed(client: Client) -> None:
    session = session_of(await client.result(command("sync-groups")))
    raw = await client.ask(command("sync-groups", FIRST, action="next", sessionid=session))
    assert raw.decode() == (
        f'<iq type="result" from="{JID}" to="{ADA}" id="q2">'
        f'<command xmlns="{COMMANDS}" node="{NODE}sync-groups" sessionid="{session}" '
        'status="executing" xml:lang="en">'
        '<actions execute="complete"><prev /><complete /></actions>'
        f'<x xmlns="{DATA}" type="form"><title>Plan</title>'
        "<instructions>Scope Team .\nApply it?</instructions>"
        f'<field var="FORM_TYPE" type="hidden"><value>{NODE}sync-groups</value></field>'
        '<field var="urn:tiki-livechat:step" type="hidden"><value>2</value></field>'
        '<field var="urn:tiki-livechat:table:1" type="text-multi" label="Plan">'
        "<value>Group: Helpers · Joins: 3</value><value>Group: Team</value></field>"
        '<field var="apply" type="boolean" label="Apply"><required /><value>0</value></field>'
        "</x></command></iq>"
    )


@pytest.mark.parametrize("action", [{}, {"action": "execute"}, {"action": "complete"}])
async def test_a_command_goes_on_to_its_end(
    action: dict[str, str], client: Client, errands: Errands
) -> None:
    session = session_of(await client.result(command("sync-groups")))
    await client.result(command("sync-groups", FIRST, **action, sessionid=session))
    confirmed = form(FORM_TYPE=f"{NODE}sync-groups", apply="true")
    answer = await client.result(command("sync-groups", confirmed, **action, sessionid=session))
    assert (answer.get("status"), session_of(answer)) == ("completed", session)
    assert notes(answer) == [("info", "It has begun.")]
    assert answer.find(f"{{{DATA}}}x") is None
    assert errands.done == [
        ("plan", "ada@livechat.test", {"scope": "Team ", "note": "hi", "quick": "0"}),
        ("apply", "ada@livechat.test", {"apply": "1"}),
    ]


async def test_a_result_has_a_table_and_its_text(client: Client) -> None:
    session = session_of(await client.result(command("show-account")))
    shown = command("show-account", form(name="Ada", side=""), sessionid=session)
    raw = (await client.ask(shown)).decode()
    assert raw.partition('xml:lang="en">')[2] == (
        '<note type="info">This is Ada.</note>'
        f'<x xmlns="{DATA}" type="result"><title>Show an account</title>'
        f'<field var="FORM_TYPE" type="hidden"><value>{NODE}show-account</value></field>'
        '<field var="urn:tiki-livechat:table:1" type="text-multi" label="Plan">'
        "<value>Group: Helpers · Joins: 3</value><value>Group: Team</value></field>"
        '<reported><field var="group" type="text-single" label="Group" />'
        '<field var="joins" type="text-single" label="Joins" /></reported>'
        '<item><field var="group"><value>Helpers</value></field>'
        '<field var="joins"><value>3</value></field></item>'
        '<item><field var="group"><value>Team</value></field>'
        '<field var="joins"><value /></field></item>'
        "</x></command></iq>"
    )


async def test_a_step_back_proposes_what_was_answered(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("sync-groups")))
    await client.result(command("sync-groups", FIRST, action="next", sessionid=session))
    back = await client.result(
        command("sync-groups", form(apply="1"), action="prev", sessionid=session)
    )
    assert actions(back) == ("next", ["next"])
    assert values(back)["scope"] == ["Team "]
    assert values(back)["note"] == ["hi"]
    assert values(back)["quick"] == ["0"]
    assert [name for name, _, _ in errands.done] == ["plan"]


async def test_a_cancelled_command_is_over(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("sync-groups")))
    cancel = command("sync-groups", action="cancel", sessionid=session)
    assert (await client.result(cancel)).attrib == {
        "node": f"{NODE}sync-groups",
        "sessionid": session,
        "status": "canceled",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
    }
    assert await client.refusal(cancel) == ("not-allowed session-expired", "cancel")
    assert errands.done == []


async def test_wrong_answers_are_asked_for_again_with_the_others_in_place(
    client: Client, errands: Errands
) -> None:
    session = session_of(await client.result(command("sync-groups")))
    wrong = form(scope="", note="hi", quick="0")
    again = await client.result(command("sync-groups", wrong, action="next", sessionid=session))
    assert again.get("status") == "executing"
    ((kind, text),) = notes(again)
    assert (kind, (text or "").partition(": ")[2]) == ("error", "Scope")
    assert values(again)["note"] == ["hi"]
    assert values(again)["urn:tiki-livechat:step"] == ["1"]
    assert errands.done == []
    await client.result(command("sync-groups", FIRST, action="next", sessionid=session))
    assert [name for name, _, _ in errands.done] == ["plan"]


async def test_what_a_client_leaves_out_is_cleared_and_not_what_was_proposed(
    client: Client, errands: Errands
) -> None:
    session = session_of(await client.result(command("sync-groups")))
    await client.result(command("sync-groups", form(scope="all"), sessionid=session))
    assert errands.done == [
        ("plan", "ada@livechat.test", {"scope": "all", "note": "", "quick": "0"})
    ]


async def test_a_form_that_comes_back_with_all_that_it_showed_is_read(
    client: Client, errands: Errands
) -> None:
    await client.result(command("sync-groups"))
    (shown,) = client.connection.raw_stanzas
    session = shown.decode().split('sessionid="')[1].split('"')[0]
    whole = shown.decode().partition("<x ")[2].partition("</command>")[0]
    returned = "<x " + whole.replace('type="form"', 'type="submit"')
    await client.result(command("sync-groups", returned, sessionid=session))
    assert errands.done[0][2] == {"scope": "all", "note": "", "quick": "1"}


async def test_a_problem_is_told_in_an_error_note(client: Client, errands: Errands) -> None:
    session = session_of(await client.result(command("show-account")))
    answer = await client.result(command("show-account", form(name="nobody"), sessionid=session))
    assert answer.get("status") == "completed"
    assert notes(answer) == [("error", "There is nobody of this name.")]
    errands.failing["who-am-i"] = ValueError("s3cret")
    raw = await client.ask(command("who-am-i"))
    assert b'<note type="error">' in raw
    assert b"s3cret" not in raw


async def test_the_address_that_people_write_to_has_the_commands_too(client: Client) -> None:
    raw = await client.ask(command("who-am-i"), to=ADDRESS)
    assert b'status="completed"' in raw
    assert f'from="{ADDRESS}"'.encode() in raw


async def test_a_slow_command_keeps_nobody_waiting(client: Client, errands: Errands) -> None:
    errands.gate.clear()
    slow = client.send(command("who-am-i"))
    await until(lambda: errands.began == 1)
    errands.gate.set()
    errands.gate = asyncio.Event()
    errands.gate.set()
    quick = client.send(command("who-am-i"), BOB)
    answered = {(await client.receive())[0] for _ in range(2)}
    assert answered == {slow, quick}


async def test_commands_are_there_after_the_stream_was_lost(
    server: FakeServer, make_stream: MakeStream, errands: Errands
) -> None:
    stream = make_stream()
    async with serving(server, stream, errands) as client:
        session = session_of(await client.result(command("sync-groups")))
        client.connection.drop()
        again = Client(await server.accepted())
        answer = await again.result(command("sync-groups", FIRST, sessionid=session))
        assert answer.get("status") == "executing"
        assert (await again.result(command("who-am-i"))).get("status") == "completed"


async def test_an_answer_that_is_ready_while_there_is_no_stream_comes_over_the_next_one(
    server: FakeServer, make_stream: MakeStream, errands: Errands
) -> None:
    async with serving(server, make_stream(), errands) as client:
        errands.gate.clear()
        asked = client.send(command("who-am-i"))
        await until(lambda: errands.began == 1)
        client.connection.drop()
        await client.connection.ended.wait()
        errands.gate.set()
        again = Client(await server.accepted())
        answered, raw = await again.receive()
        assert answered == asked
        assert b'status="completed"' in raw
        assert len(errands.done) == 1
