"""Openfire's commands as the stream runs them: literal stanzas out, notes and errors in."""

import pytest

from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_commands import AT_ONCE, ERROR, Commands
from tests.wire.fake_server import DOMAIN, JID, FakeServer
from tests.wire.run_commands import NODE, run


async def test_a_command_is_two_iqs(server: FakeServer, make_stream: MakeStream) -> None:
    server.answer = Commands()
    stream = make_stream()
    async with running(stream):
        await run(stream)
        connection = await server.accepted()
        first, second = (await connection.stanza(), await connection.stanza())
        raw_first, raw_second = connection.raw_stanzas[:2]
    assert (
        raw_first
        == (
            f'<iq id="{first.get("id")}" to="{DOMAIN}" from="{JID}" type="set"><command '
            f'xmlns="http://jabber.org/protocol/commands" node="{NODE}" action="execute" /></iq>'
        ).encode()
    )
    assert (
        raw_second
        == (
            f'<iq id="{second.get("id")}" to="{DOMAIN}" from="{JID}" type="set"><command '
            f'xmlns="http://jabber.org/protocol/commands" node="{NODE}" action="complete" '
            'sessionid="s-7"><x xmlns="jabber:x:data" type="submit">'
            '<field var="FORM_TYPE"><value>http://jabber.org/protocol/admin</value></field>'
            '<field var="group"><value>live &amp; &lt;well&gt;</value></field>'
            '<field var="admin"><value>0</value></field>'
            '<field var="users"><value>a@livechat.test</value><value>b@é.test</value></field>'
            "</x></command></iq>"
        ).encode()
    )
    assert first.get("id") != second.get("id")


async def test_fields_without_a_value_are_sent_all_the_same(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Commands()
    stream = make_stream()
    async with running(stream):
        await run(stream, {"surname": "", "groupList": []})
        connection = await server.accepted()
        await connection.stanza()
        form = (await connection.stanza())[0][0]
    sent = {field.get("var"): [value.text for value in field] for field in form}
    assert sent == {
        "FORM_TYPE": ["http://jabber.org/protocol/admin"],
        "surname": [None],
        "groupList": [],
    }


async def test_each_form_of_a_command_is_handed_in_and_the_last_one_ends_it(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.forms = 2
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        await run(stream)
        connection = await server.accepted()
        sent = [(await connection.stanza())[0] for _ in range(3)]
    assert [command.get("action") for command in sent] == ["execute", "next", "complete"]
    assert [command.get("sessionid") for command in sent] == [None, "s-7", "s-7"]
    assert all(command[0].get("type") == "submit" for command in sent[1:])


async def test_an_error_between_two_forms_is_a_rejection(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.started = AT_ONCE.replace("completed", "executing").replace(
        "{note}", "<note type='error'>no such group</note>"
    )
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        with pytest.raises(Rejected, match="no such group"):
            await run(stream)
    connection = await server.accepted()
    assert connection.stanzas.qsize() == 1


async def test_a_command_that_asks_for_ever_is_given_up(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.forms = 100
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        with pytest.raises(Unavailable, match="more and more"):
            await run(stream)
        assert stream.is_up


@pytest.mark.parametrize(
    "note", ["", "<note type='info'>Fertig</note>", "<note>x</note>", "<note type='warn'>x</note>"]
)
async def test_a_command_without_an_error_note_has_succeeded(
    note: str, server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Commands(note)
    stream = make_stream()
    async with running(stream):
        await run(stream)


async def test_an_error_note_is_a_rejection_in_any_language(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Commands("<note type='error'>Gibt es schon</note>")
    stream = make_stream()
    async with running(stream):
        with pytest.raises(Rejected, match="add-group-members: Gibt es schon"):
            await run(stream)


@pytest.mark.parametrize("step", ["started", "ended"])
async def test_a_stanza_error_is_a_rejection(
    step: str, server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    setattr(commands, step, ERROR)
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        with pytest.raises(Rejected, match="forbidden"):
            await run(stream)
        assert stream.is_up


async def test_a_command_that_ends_at_once_is_not_filled_in(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.started = AT_ONCE.replace("{note}", "")
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        await run(stream)
        commands.started = AT_ONCE.replace("{note}", "<note type='error'>no</note>")
        with pytest.raises(Rejected, match="no"):
            await run(stream)
    connection = await server.accepted()
    assert connection.stanzas.qsize() == 2


async def test_an_answer_that_is_none_to_a_command_is_not_relied_upon(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.started = f"<iq type='result' id='{{id}}' from='{DOMAIN}' to='{JID}'/>"
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        with pytest.raises(Unavailable, match="no session"):
            await run(stream)
