"""What people's clients find (XEP-0030): literal stanzas in, literal stanzas out."""

from collections.abc import AsyncIterator

import pytest

from component.ports import Unavailable
from tests.unit.frontdoors.errands import Errands
from tests.wire.commanding import ADA, ADDRESS, BOB, COMMANDS, DATA, NODE, Client, serving
from tests.wire.conftest import MakeStream
from tests.wire.fake_server import DOMAIN, JID, FakeServer

INFO, ITEMS = (f"http://jabber.org/protocol/disco#{what}" for what in ("info", "items"))


@pytest.fixture
def errands() -> Errands:
    return Errands()


@pytest.fixture
async def client(
    server: FakeServer, make_stream: MakeStream, errands: Errands
) -> AsyncIterator[Client]:
    async with serving(server, make_stream(), errands) as client:
        yield client


def query(namespace: str, node: str = "") -> str:
    """A question."""
    return f"<query xmlns='{namespace}'" + (f" node='{node}'/>" if node else "/>")


async def ask(client: Client, asked: str, sender: str = ADA, to: str = JID, more: str = "") -> str:
    """Ask, and return what is in the answer."""
    raw = (await client.ask(asked, sender, "get", to, more)).decode()
    assert raw.startswith(f'<iq type="result" from="{to}" to="{sender}" ')
    return raw.partition(">")[2].removesuffix("</iq>")


def features(*names: str) -> str:
    """The features of an answer."""
    return "".join(f'<feature var="{name}" />' for name in names)


@pytest.mark.parametrize("sender", [ADA, BOB, DOMAIN, f"component.{DOMAIN}"])
async def test_the_component_says_what_it_is(sender: str, client: Client) -> None:
    assert await ask(client, query(INFO), sender) == (
        f'<query xmlns="{INFO}">'
        '<identity category="component" type="generic" name="Our Site" />'
        f"{features(INFO, ITEMS, COMMANDS, DATA)}</query>"
    )


async def test_the_address_that_people_write_to_is_somebody(client: Client) -> None:
    answer = await ask(client, query(INFO), to=ADDRESS)
    assert '<identity category="client" type="bot" name="Our Site" />' in answer
    assert f'<feature var="{COMMANDS}" />' in answer


async def test_commands_are_listed_for_those_who_may_use_them(client: Client) -> None:
    assert await ask(client, query(ITEMS, COMMANDS)) == (
        f'<query xmlns="{ITEMS}" node="{COMMANDS}">'
        f'<item jid="{JID}" node="{NODE}who-am-i" name="Who am I" />'
        f'<item jid="{JID}" node="{NODE}sync-groups" name="Sync groups" />'
        f'<item jid="{JID}" node="{NODE}show-account" name="Show an account" /></query>'
    )
    assert await ask(client, query(ITEMS, COMMANDS), BOB, ADDRESS, " xml:lang='de'") == (
        f'<query xmlns="{ITEMS}" node="{COMMANDS}">'
        f'<item jid="{ADDRESS}" node="{NODE}who-am-i" name="Wer bin ich" /></query>'
    )


async def test_the_list_of_commands_and_each_command_say_what_they_are(client: Client) -> None:
    assert await ask(client, query(INFO, COMMANDS), BOB, more=" xml:lang='de'") == (
        f'<query xmlns="{INFO}" node="{COMMANDS}">'
        '<identity category="automation" type="command-list" name="Befehle" />'
        f"{features(INFO, ITEMS, COMMANDS)}</query>"
    )
    assert await ask(client, query(INFO, f"{NODE}sync-groups")) == (
        f'<query xmlns="{INFO}" node="{NODE}sync-groups">'
        '<identity category="automation" type="command-node" name="Sync groups" />'
        f"{features(INFO, COMMANDS, DATA)}</query>"
    )


async def test_nothing_is_below_the_component_and_a_command(client: Client) -> None:
    assert await ask(client, query(ITEMS)) == f'<query xmlns="{ITEMS}" />'
    node = f"{NODE}sync-groups"
    assert await ask(client, query(ITEMS, node)) == f'<query xmlns="{ITEMS}" node="{node}" />'


@pytest.mark.parametrize("namespace", [INFO, ITEMS])
@pytest.mark.parametrize("node", ["x", f"{NODE}who-are-you", f"{NODE}sync-groups", "x" * 5_000])
async def test_what_somebody_may_not_use_is_not_there(
    namespace: str, node: str, client: Client
) -> None:
    asked = query(namespace, node)
    assert await client.refusal(asked, BOB, "get") == ("item-not-found", "cancel")


@pytest.mark.parametrize("asked", [query(INFO, COMMANDS), query(ITEMS), query(ITEMS, COMMANDS)])
@pytest.mark.parametrize(
    "sender",
    [
        "ada@elsewhere.test/home",
        DOMAIN,
        f"component.{DOMAIN}",
        JID,
        f"ada@{DOMAIN}",
        f"guest@{DOMAIN}/x",
    ],
)
async def test_others_are_told_of_no_commands(sender: str, asked: str, client: Client) -> None:
    assert await client.refusal(asked, sender, "get") == ("forbidden", "auth")


async def test_other_servers_and_components_are_told_nothing(client: Client) -> None:
    for sender in ("elsewhere.test", f"conference.{DOMAIN}", "ada@elsewhere.test/home"):
        assert await client.refusal(query(INFO), sender, "get") == ("forbidden", "auth")


@pytest.mark.parametrize("sender", [ADA, DOMAIN])
async def test_an_address_that_is_none_is_not_there(sender: str, client: Client) -> None:
    refused = await client.refusal(query(INFO), sender, "get", f"nobody@{JID}")
    assert refused == ("service-unavailable", "cancel")


async def test_what_does_not_answer_is_not_an_empty_list(client: Client, errands: Errands) -> None:
    errands.failing["is-admin"] = Unavailable("Tiki", "s3cret host")
    raw = await client.ask(query(ITEMS, COMMANDS), BOB, "get")
    assert b'<error type="wait"><internal-server-error ' in raw
    assert b"s3cret" not in raw
