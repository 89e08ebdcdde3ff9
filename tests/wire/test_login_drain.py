"""The end of sign-ins: what was asked is answered, what is asked then is told to come again."""

import asyncio

from component.domain.login import Outcome
from component.frontdoors.xmpp.login_iq import LoginQuestions
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, LONGEST, FakeServer
from tests.wire.questions import ACCEPT, NAME, PASSWORD, SEAL, ask, error_of


async def test_what_was_asked_is_answered_and_nothing_more(
    server: FakeServer, make_stream: MakeStream
) -> None:
    decided = asyncio.Event()

    async def log_in(_name: str, _password: str) -> Outcome:
        await decided.wait()
        return ACCEPT

    stream, logins = make_stream(), LoginQuestions(log_in, SEAL, DOMAIN)
    stream.attach(logins)
    async with running(stream):
        connection = await server.accepted()
        content = SEAL.seal(NAME, PASSWORD, "early-1")
        connection.send(
            f'<iq type="get" from="{DOMAIN}" to="{JID}" id="early-1">'
            f'<login xmlns="urn:tiki-livechat:login:1">{content}</login></iq>'
        )
        await until(lambda: logins.under_way.number == 1)
        draining = asyncio.create_task(logins.under_way.drain())
        await asyncio.sleep(0)
        condition, kind, said = error_of(await ask(connection, stanza_id="late-1"))
        assert (condition, kind, said) == ("recipient-unavailable", "wait", [])
        assert not draining.done()
        decided.set()
        await asyncio.wait_for(draining, LONGEST)
        answer = await connection.stanza()
        assert (answer.get("id"), answer.get("type")) == ("early-1", "result")
    assert logins.under_way.number == 0


async def test_the_use_case_can_be_replaced_while_it_is_asked(
    server: FakeServer, make_stream: MakeStream
) -> None:
    async def refuse(_name: str, _password: str) -> Outcome:
        raise AssertionError("the one before")

    async def accept(_name: str, _password: str) -> Outcome:
        return ACCEPT

    stream, logins = make_stream(), LoginQuestions(refuse, SEAL, DOMAIN)
    stream.attach(logins)
    async with running(stream):
        connection = await server.accepted()
        assert error_of(await ask(connection))[0] == "internal-server-error"
        logins.log_in = accept
        assert b'decision="accept"' in await ask(connection, stanza_id="next-1")
