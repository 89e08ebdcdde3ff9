"""Two components of one subdomain on the wire: what comes to the wrong one finds the right one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest

from component.frontdoors.commands.desk import Desk
from component.frontdoors.xmpp.adhoc import AdHocCommands
from component.frontdoors.xmpp.askers import Askers
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.peers import NAMESPACE, Company, Peers
from component.frontdoors.xmpp.seal import NAMESPACE as LOGIN
from component.wiring.connections import Streams
from tests.unit.frontdoors.errands import Errands
from tests.wire.commanding import (
    ADDRESS,
    COMMANDS,
    Client,
    command,
    form,
    notes,
    person_for,
    session_of,
    values,
)
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, SECRET, Connection, FakeServer, answer_pings
from tests.wire.questions import NAME, PASSWORD, SEAL, Answers, error_of

FIRST = form(scope="Team ", note="hi", quick="false")
PATIENCE = 0.3


@dataclass
class One:
    """A component.

    Attributes:
        public: Asks over its connection with the shared address.
        private: Its other connection.
    """

    peers: Peers
    streams: Streams
    answers: Answers
    public: Client
    private: Connection


class Router:
    """The server's part: what components send each other arrives, unless it is held up."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.held_up: set[str] = set()
        self.notes: list[str] = []

    def __call__(self, stanza: ET.Element) -> str | None:
        to = stanza.get("to", "")
        if stanza.find(f"{{{NAMESPACE}}}note") is None:
            return answer_pings(stanza)
        raw = ET.tostring(stanza, "unicode")
        self.notes.append(raw)
        for connection in self.server.connections:
            if connection.is_bound and connection.jid == to and to not in self.held_up:
                connection.send(raw)
        return None


@pytest.fixture
def router(server: FakeServer) -> Router:
    server.answer = Router(server)
    return server.answer


@pytest.fixture
async def pair(
    server: FakeServer, router: Router, make_stream: MakeStream
) -> AsyncIterator[tuple[One, One]]:
    """Both run."""
    assert router.notes == []
    async with AsyncExitStack() as stack:
        found = []
        for own in ("tiki-a", "tiki-b"):
            public = make_stream(allow_multiple=True)
            streams = Streams(public, make_stream(jid=f"{own}.{DOMAIN}"))
            peers = Peers(Company(DOMAIN, "tiki", own, SECRET), public, PATIENCE)
            errands, answers = Errands(), Answers()
            desk = Desk(errands.commands, errands.is_admin, new_session=peers.new_session)
            askers = Askers(DOMAIN, {JID, ADDRESS}, person_for)
            public.attach(LoginQuestions(answers, SEAL, DOMAIN, by=own))
            public.attach(AdHocCommands(desk, askers, peers))
            for stream in streams.all:
                stream.attach(peers)
            await stack.enter_async_context(running(streams))
            made = {c.jid: c for c in (await server.accepted(), await server.accepted())}
            await until(lambda: all(one.is_up for one in streams.all))  # noqa: B023  at once
            found.append(One(peers, streams, answers, Client(made[JID]), made[f"{own}.{DOMAIN}"]))
        yield found[0], found[1]


async def answer(client: Client) -> ET.Element:
    """The next stanza of a component that is no note to another one."""
    while (found := await client.connection.stanza()).find(f"{{{NAMESPACE}}}note") is not None:
        pass
    return found


async def opened(one: One) -> str:
    """Begin a command; its session."""
    return session_of(await one.public.result(command("sync-groups")))


def shown(iq: ET.Element) -> ET.Element:
    """The command in an answer."""
    (found,) = iq.findall(f"{{{COMMANDS}}}command")
    return found


async def test_a_step_that_comes_to_the_other_is_carried_out_by_its_owner(
    pair: tuple[One, One],
) -> None:
    a, b = pair
    session = await opened(a)
    assert a.peers.owner_of(session) is None
    assert b.peers.owner_of(session) == "tiki-a"
    asked = b.public.send(command("sync-groups", FIRST, sessionid=session, action="next"))
    found = await answer(a.public)
    assert (found.get("id"), found.get("from"), found.get("type")) == (asked, JID, "result")
    assert "apply" in values(shown(found))
    b.public.send(command("sync-groups", form(apply="1"), sessionid=session, action="complete"))
    assert notes(shown(await answer(a.public)))
    assert not [stanza for stanza in drained(b) if stanza.tag.endswith("}iq")]


def drained(one: One) -> list[ET.Element]:
    """What a component has sent that nobody waited for."""
    found = []
    while not one.public.connection.stanzas.empty():
        found.append(one.public.connection.stanzas.get_nowait())
    return found


async def test_a_session_is_over_whose_owner_does_not_answer(
    pair: tuple[One, One], router: Router
) -> None:
    a, b = pair
    session = await opened(a)
    router.held_up.add(f"tiki-a.{DOMAIN}")
    b.public.send(command("sync-groups", FIRST, sessionid=session, action="next"))
    found = await answer(b.public)
    assert found.get("type") == "error"
    assert found.find(f".//{{{COMMANDS}}}session-expired") is not None
    # What its owner is asked later, when it goes on, is not what the person has sent.
    assert len(router.notes) == 1
    router.held_up.clear()
    b.public.send(command("sync-groups", FIRST, sessionid=session, action="next"))
    assert "apply" in values(shown(await answer(a.public)))


@pytest.mark.parametrize(
    "session",
    ["", "x", "x~tiki-a~" + "0" * 32, "x~conference~" + "0" * 32, "x~tiki-a~é", "~~", "a~b~c~d"],
)
async def test_a_session_that_nobody_made_is_nobodys(pair: tuple[One, One], session: str) -> None:
    assert pair[1].peers.owner_of(session) is None


async def test_an_id_is_not_made_anothers_by_its_name(pair: tuple[One, One]) -> None:
    a, b = pair
    session = a.peers.new_session()
    assert b.peers.owner_of(session) == "tiki-a"
    assert b.peers.owner_of(session.replace("~tiki-a~", "~conference~")) is None
    assert b.peers.owner_of("x" + session) is None
    assert a.peers.new_session() != session


async def test_notes_of_others_and_old_ones_are_ignored(
    pair: tuple[One, One], router: Router, caplog: pytest.LogCaptureFixture
) -> None:
    a, b = pair
    session = await opened(a)
    b.public.send(command("sync-groups", FIRST, sessionid=session, action="next"))
    await answer(a.public)
    old = router.notes[-1]
    assert "scope" not in old
    bad = "bm90IHNlYWxlZCBhdCBhbGwsIG9ubHkgYmFzZTY0"
    for note in (
        old,
        old.replace(' id="', ' id="x'),
        old.replace(f'from="{JID}"', f'from="evil.{DOMAIN}"'),
        f"<message from='{JID}' to='x' id='1'><note xmlns='{NAMESPACE}'/></message>",
        f"<message from='{JID}' to='x' id='2'><note xmlns='{NAMESPACE}'>{bad}</note></message>",
    ):
        a.private.send(note)
    await asks_alone(a, "after-notes")
    assert caplog.text.count("a note that no other component has written, or an old one") == 4
    assert drained(a) == []


async def asks_alone(one: One, stanza_id: str) -> ET.Element:
    """Ask a login question at a component's private address; what comes from the shared one."""
    sealed = SEAL.seal(NAME, PASSWORD, stanza_id)
    one.private.send(
        f"<iq type='get' from='{DOMAIN}' to='{one.private.jid}' id='{stanza_id}'>"
        f"<login xmlns='{LOGIN}'>{sealed}</login></iq>"
    )
    return await answer(one.public)


async def test_a_login_question_to_one_alone_is_answered_by_the_shared_address(
    pair: tuple[One, One],
) -> None:
    for one, own in zip(pair, ("tiki-a", "tiki-b"), strict=True):
        found = await asks_alone(one, "q-1")
        assert (found.get("from"), found.get("to"), found.get("id")) == (JID, DOMAIN, "q-1")
        login = found.find(f"{{{LOGIN}}}login")
        assert login is not None
        assert dict(login.attrib) == {
            "decision": "accept",
            "username": "alicesmith",
            "by": own,
        }
        assert one.answers.asked == [(NAME, PASSWORD)]


async def test_the_plugin_is_told_who_is_there_and_nobody_else_is(pair: tuple[One, One]) -> None:
    a, _ = pair
    who = f"<who xmlns='{LOGIN}'/>"
    a.public.send(who, sender=DOMAIN, kind="get")
    found = await answer(a.public)
    assert [(one.tag, dict(one.attrib)) for one in found] == [(f"{{{LOGIN}}}who", {"by": "tiki-a"})]
    a.public.send(who, kind="get")
    assert (await answer(a.public)).get("type") == "error"


async def test_it_is_told_where_the_shared_address_is_away(
    pair: tuple[One, One], server: FakeServer
) -> None:
    a, _ = pair
    server.refusal, server.refused = "silence", JID
    a.public.connection.drop()
    await until(lambda: not a.streams.public.is_up)
    sealed = SEAL.seal(NAME, PASSWORD, "q-2")
    a.private.send(
        f"<iq type='get' from='{DOMAIN}' to='{a.private.jid}' id='q-2'>"
        f"<login xmlns='{LOGIN}'>{sealed}</login></iq>"
    )
    await asyncio.wait_for(a.private.stanza(), 10)
    assert error_of(a.private.raw_stanzas[-1])[:2] == ("service-unavailable", "wait")
    assert a.answers.asked == []


async def test_only_the_shared_name_is_shared(server: FakeServer, pair: tuple[One, One]) -> None:
    shared = {one.jid: one.may_share for one in server.connections}
    assert shared == {JID: True, f"tiki-a.{DOMAIN}": False, f"tiki-b.{DOMAIN}": False}
    assert pair[0].peers.own == "tiki-a"
