"""Who comes online, read off literal copies as Openfire sends them; what it is asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from xml.etree import ElementTree as ET

import pytest

from component.frontdoors.xmpp import presence_watch
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from tests.wire.conftest import MakeStream, QuickBackoff, running, until
from tests.wire.fake_commands import COMMAND
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer, answer_pings

COPIES = "http://jabber.org/protocol/admin#packets_notification"
ONLINE = "http://jabber.org/protocol/admin#get-active-users"
BOTH = ["packets_notification", "get-active-users"]
Told = tuple[str, ...]


class Listener:
    """Is told who comes and goes, and notes it."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def came_online(self, username: str, resource: str, language: str) -> None:
        self.told.append(("came", username, resource, language))

    def went_offline(self, username: str, resource: str) -> None:
        self.told.append(("went", username, resource))

    def lost_sight(self) -> None:
        self.told.append(("lost",))


class Openfire:
    """Answers the two commands.

    Attributes:
        asked: Node of each command that was handed in, with its fields.
        online: Who is said to be online.
        refusing: Nodes of commands that it refuses.
        silent: Nodes of commands that it does not answer.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, list[str | None]]]] = []
        self.online: list[str] = []
        self.refusing: set[str] = set()
        self.silent: set[str] = set()

    def __call__(self, stanza: ET.Element) -> str | None:
        command = stanza.find(COMMAND)
        if command is None:
            return answer_pings(stanza)
        node, head = str(command.get("node")), f"id='{stanza.get('id')}' from='{DOMAIN}' to='{JID}'"
        if node in self.silent:
            return None
        if node in self.refusing:
            return (
                f"<iq type='error' {head}><error type='auth'>"
                "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            )
        status, inner = "executing", ""
        if command.get("action") == "complete":
            form = command.find("{jabber:x:data}x")
            assert form is not None
            fields = {str(f.get("var")): [v.text for v in f] for f in form}
            self.asked.append((node, fields))
            status, inner = "completed", self._result(node)
        return (
            f"<iq type='result' {head}><command xmlns='http://jabber.org/protocol/commands' "
            f"node='{node}' sessionid='s' status='{status}'>{inner}</command></iq>"
        )

    def _result(self, node: str) -> str:
        if node != ONLINE:
            return "<note type='info'>Operation finished successfully</note>"
        values = "".join(f"<value>{jid}</value>" for jid in self.online)
        return (
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
            "<value>http://jabber.org/protocol/admin</value></field>"
            f"<field var='activeuserjids' label='The list'>{values}</field></x>"
        )

    @property
    def nodes(self) -> list[str]:
        """The commands that were asked, in short."""
        return [node.partition("#")[2] for node, _ in self.asked]


@pytest.fixture
def openfire(server: FakeServer) -> Openfire:
    server.answer = Openfire()
    return server.answer


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    class Quick(QuickBackoff):
        def __init__(self, *_bounds: float) -> None:
            super().__init__()

    monkeypatch.setattr(presence_watch, "Backoff", Quick)


Watch = tuple[PresenceWatch, Connection]
Watching = Callable[..., AbstractAsyncContextManager[Watch]]


@pytest.fixture
def watching(
    server: FakeServer, openfire: Openfire, make_stream: MakeStream, listener: Listener
) -> Watching:
    """Watch for the length of a block."""
    assert openfire.asked == []

    @asynccontextmanager
    async def watch(renewal: float = 300.0, **settings: float) -> AsyncIterator[Watch]:
        stream = make_stream(**settings)
        watch = PresenceWatch(listener, stream, DOMAIN, renewal)
        stream.attach(watch)
        async with running(stream):
            task = asyncio.create_task(watch.run())
            try:
                yield watch, await server.accepted()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    return watch


@pytest.fixture
async def watch(openfire: Openfire, watching: Watching) -> AsyncIterator[Watch]:
    async with watching() as watch:
        await until(lambda: openfire.nodes == BOTH)
        yield watch


def copy(presence: str, *, sender: str = DOMAIN, incoming: str = "true", more: str = "") -> str:
    """A message with a copy, as Openfire 4.2.0 sends it."""
    return (
        f'<message from="{sender}" to="{JID}"><copy '
        f'xmlns="http://jabber.org/protocol/packet#event" incoming="{incoming}" '
        f'processed="true" date="2026-11-23T10:00:00.123Z">{presence}{more}</copy></message>'
    )


def presence(local: str = "bob", resource: str = "/phone", inner: str = "", **more: str) -> str:
    """A presence as it stands in a copy."""
    attributes = "".join(f' {name.replace("_", ":")}="{value}"' for name, value in more.items())
    return f'<presence xmlns="" from="{local}@{DOMAIN}{resource}"{attributes}>{inner}</presence>'


LAST = copy(presence("the-last-one"))


async def told(connection: Connection, listener: Listener, *stanzas: str) -> list[Told]:
    """Send stanzas; what the listener was told of them."""
    before = len(listener.told)
    for stanza in (*stanzas, LAST):
        connection.send(stanza)
    await until(lambda: listener.told[-1:] == [("came", "the-last-one", "phone", "")])
    return listener.told[before:-1]


@pytest.mark.parametrize(
    ("stanza", "expected"),
    [
        (copy(presence()), ("came", "bob", "phone", "")),
        (copy(presence(xml_lang="de-AT")), ("came", "bob", "phone", "de-AT")),
        (copy(presence(xml_lang="pt_BR")), ("came", "bob", "phone", "pt_BR")),
        (copy(presence(xml_lang="'; DROP")), ("came", "bob", "phone", "")),
        (copy(presence(xml_lang="x" * 5000)), ("came", "bob", "phone", "")),
        (copy(presence(inner="<show>away</show>")), ("came", "bob", "phone", "")),
        (copy(presence(type="unavailable")), ("went", "bob", "phone")),
        (copy(presence("zoë\\20x", "/a/b@c d")), ("came", "zoë\\20x", "a/b@c d", "")),
        (
            copy(presence().replace('xmlns=""', 'xmlns="jabber:client"')),
            ("came", "bob", "phone", ""),
        ),
    ],
)
async def test_a_copy_tells_who_comes_and_goes(
    stanza: str, expected: Told, watch: Watch, listener: Listener
) -> None:
    assert await told(watch[1], listener, stanza) == [expected]
    assert watch[0].ignored == {}


async def test_a_message_may_hold_several_copies(watch: Watch, listener: Listener) -> None:
    stanza = copy(presence(), more=presence("carol", "/desk"))
    assert await told(watch[1], listener, stanza) == [
        ("came", "bob", "phone", ""),
        ("came", "carol", "desk", ""),
    ]


@pytest.mark.parametrize(
    "stanza",
    [
        copy(presence(), sender=f"mallory@{DOMAIN}"),
        copy(presence(), sender="evil.test"),
        copy(presence(), sender=f"{DOMAIN}/x"),
        copy(presence(), incoming="false"),
        copy('<iq xmlns="" type="get"/>'),
        copy(f'<message xmlns="" from="bob@{DOMAIN}/phone"><body>x</body></message>'),
        copy(presence(type="subscribe")),
        copy(presence(type="probe")),
        copy(presence(type="error")),
        copy(presence(type="nonsense")),
        copy(presence(resource="")),
        copy(presence(resource="/")),
        copy(presence(resource="/" + "x" * 1024)),
        copy(presence("Bob")),
        copy(presence("")),
        copy(presence("a b")),
        copy(presence("a@b")),
        copy('<presence xmlns="" from="bob@elsewhere.test/phone"/>'),
        copy('<presence xmlns=""/>'),
        copy('<presence xmlns="" from=""/>'),
        copy(f'<presence xmlns="" from="{DOMAIN}"/>'),
        copy(f'<presence xmlns="" from="tiki.{DOMAIN}/x"/>'),
    ],
)
async def test_what_is_not_understood_is_ignored_and_counted(
    stanza: str, watch: Watch, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    assert await told(watch[1], listener, *[stanza] * 25) == []
    ((what, count),) = watch[0].ignored.items()
    assert count == 25
    assert [r.getMessage() for r in caplog.records if "ignored" in r.getMessage()] == [
        f"ignored {what} (1 so far)",
        f"ignored {what} (10 so far)",
    ]


@pytest.mark.parametrize(
    "stanza",
    [
        copy(presence(to=f"carol@{DOMAIN}")),
        copy(presence(to=f"room@conference.{DOMAIN}/Bob", type="unavailable")),
        copy(""),
        f'<message from="{DOMAIN}" to="{JID}"><body>x</body></message>',
        f'<presence from="bob@{DOMAIN}/phone" to="{JID}"/>',
    ],
)
async def test_what_is_for_somebody_else_is_nobody_s_coming(
    stanza: str, watch: Watch, listener: Listener
) -> None:
    assert await told(watch[1], listener, stanza) == []
    assert watch[0].ignored == {}


async def test_ten_thousand_in_one_go_are_all_told_of(watch: Watch, listener: Listener) -> None:
    burst = "".join(copy(presence(f"person{i}")) for i in range(10_000))
    assert [who for _, who, *_ in await told(watch[1], listener, burst)] == [
        f"person{i}" for i in range(10_000)
    ]


@pytest.mark.usefixtures("watch")
async def test_openfire_is_asked_with_every_field(openfire: Openfire) -> None:
    form = {"FORM_TYPE": ["http://jabber.org/protocol/admin"]}
    assert openfire.asked == [
        (
            COPIES,
            {
                **form,
                "packet_type": ["presence"],
                "direction": ["incoming"],
                "processed": ["true"],
            },
        ),
        (ONLINE, {**form, "max_items": ["none"]}),
    ]


async def test_who_is_online_already_is_told_of(
    openfire: Openfire, watching: Watching, listener: Listener
) -> None:
    openfire.online = [f"bob@{DOMAIN}", "carol@elsewhere.test", f"zoë@{DOMAIN}", "", DOMAIN]
    async with watching() as (watch, _):
        await until(lambda: len(listener.told) == 2)
    assert listener.told[:2] == [("came", "bob", "", ""), ("came", "zoë", "", "")]
    assert watch.ignored == {"a client of nobody on this server": 3}


async def test_after_a_reconnect_openfire_is_asked_anew_and_those_before_are_out_of_sight(
    watch: Watch, server: FakeServer, openfire: Openfire, listener: Listener
) -> None:
    openfire.online = [f"bob@{DOMAIN}"]
    watch[1].drop()
    connection = await server.accepted()
    await until(lambda: openfire.nodes == BOTH * 2)
    await until(lambda: listener.told == [("lost",), ("came", "bob", "", "")])
    assert await told(connection, listener, copy(presence())) == [("came", "bob", "phone", "")]


async def test_openfire_is_asked_again_from_time_to_time(
    openfire: Openfire, watching: Watching
) -> None:
    async with watching(renewal=0.02):
        await until(lambda: len(openfire.asked) >= 8)


@pytest.mark.parametrize("trouble", ["refusing", "silent"])
async def test_openfire_is_asked_until_it_agrees(
    trouble: str,
    openfire: Openfire,
    watching: Watching,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    getattr(openfire, trouble).add(COPIES)
    expected = "will not tell who comes online" if trouble == "refusing" else "was not asked who"
    async with watching(request_timeout=0.2) as (_, connection):
        await until(lambda: caplog.text.count(expected) >= 3)
        getattr(openfire, trouble).clear()
        await until(lambda: openfire.nodes == BOTH)
        assert await told(connection, listener, copy(presence())) == [("came", "bob", "phone", "")]


@pytest.mark.parametrize("trouble", ["refusing", "silent"])
async def test_without_knowing_who_is_online_already_it_watches_all_the_same(
    trouble: str,
    openfire: Openfire,
    watching: Watching,
    listener: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    getattr(openfire, trouble).add(ONLINE)
    async with watching(request_timeout=0.2) as (_, connection):
        await until(lambda: "did not tell who is online already" in caplog.text)
        assert await told(connection, listener, copy(presence())) == [("came", "bob", "phone", "")]
    assert openfire.nodes == ["packets_notification"]


async def test_a_connection_that_is_lost_while_openfire_is_asked_is_asked_on_the_next(
    server: FakeServer, openfire: Openfire, watching: Watching
) -> None:
    openfire.silent.add(COPIES)
    async with watching() as (_, first):
        await first.stanza()
        openfire.silent.clear()
        first.drop()
        await server.accepted()
        await until(lambda: openfire.nodes == BOTH)
