"""What a real Openfire serves of a profile that was written into its tables."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pytest

from component.adapters.openfire_admin import ADMIN
from component.adapters.openfire_profile import OpenfireProfile
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import PlainCredential
from component.domain.profile import Profile
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Fields, Unavailable
from openfire.demo.people import draw_picture
from tests.contract.chat_worlds import RealChat, fields_of, fresh, photo_of
from tests.contract.servers import Databases

if TYPE_CHECKING:
    from slixmpp import Iq

pytestmark = pytest.mark.live

ALICE = Profile("Alice Smith", "alice", "alice@mail.test", "en-GB", draw_picture("teal"))
JONES = replace(ALICE, display_name="Alice Jones", email="jones@mail.test", avatar=None)


async def ask_card(stream: ComponentStream, username: str) -> Element:
    """The vCard as anybody in the chat gets it."""
    settings = stream.settings
    to = f"{username}@{settings.domain}"
    iq: Iq = stream._xmpp.make_iq(ito=to, ifrom=settings.jid, itype="get")
    iq.append(Element("{vcard-temp}vCard"))
    card = (await iq.send(timeout=5)).xml.find("{vcard-temp}vCard")
    assert card is not None
    found: Element = card
    return found


async def ask_properties(stream: ComponentStream, username: str) -> Mapping[str, str]:
    """Name and e-mail address as the server itself has them in mind."""
    jid = f"{username}@{stream.settings.domain}"
    told = await stream.read_command(ADMIN + "get-user-properties", {"accountjids": [jid]})
    return {name: next(iter(values), "") for name, values in told.items()}


class DroppedOnce:
    """A stream that is lost right before the first event is announced."""

    def __init__(self, stream: ComponentStream) -> None:
        self._stream = stream
        self.dropped: list[str] = []

    async def run_command(self, node: str, fields: Fields) -> None:
        if not self.dropped:
            self.dropped.append(node)
            raise Unavailable("Openfire", "the stream was lost")
        await self._stream.run_command(node, fields)


@pytest.fixture
def alice(real_chat: RealChat) -> ChatUsername:
    username = fresh("alice")
    real_chat.add_account(username, PlainCredential("x"))
    return username


async def test_the_server_serves_a_new_vcard_at_once(
    real_chat: RealChat, stream: ComponentStream, alice: ChatUsername
) -> None:
    await real_chat.profiles.show(alice, ALICE, photo_is_ours=False)
    card = await ask_card(stream, alice)
    assert fields_of(card) == {"FN": "Alice Smith", "NICKNAME": "alice"}
    assert photo_of(card) == real_chat.shown(alice).photo
    assert photo_of(card) is not None


async def test_the_server_serves_a_changed_vcard_at_once(
    real_chat: RealChat, stream: ComponentStream, alice: ChatUsername
) -> None:
    await real_chat.profiles.show(alice, ALICE, photo_is_ours=False)
    await ask_card(stream, alice)
    await real_chat.profiles.show(alice, JONES, photo_is_ours=True)
    card = await ask_card(stream, alice)
    assert fields_of(card) == {"FN": "Alice Jones", "NICKNAME": "alice"}
    assert photo_of(card) is None


async def test_the_server_knows_a_new_name_and_e_mail_address_at_once(
    real_chat: RealChat, stream: ComponentStream, alice: ChatUsername
) -> None:
    before = await ask_properties(stream, alice)
    assert before.get("name", "") == ""
    await real_chat.profiles.show(alice, JONES, photo_is_ours=False)
    after = await ask_properties(stream, alice)
    assert (after["name"], after["email"]) == ("Alice Jones", "jones@mail.test")


async def test_a_profile_that_could_not_be_announced_is_announced_at_the_next_try(
    stream: ComponentStream, databases: Databases, real_chat: RealChat, alice: ChatUsername
) -> None:
    await real_chat.profiles.show(alice, ALICE, photo_is_ours=False)
    await ask_card(stream, alice)
    await ask_properties(stream, alice)
    commands = DroppedOnce(stream)
    profiles = OpenfireProfile(databases.openfire, databases.openfire_write, commands)
    with pytest.raises(Unavailable):
        await profiles.show(alice, JONES, photo_is_ours=True)
    await profiles.show(alice, JONES, photo_is_ours=True)
    assert commands.dropped
    after = await ask_properties(stream, alice)
    assert (after["name"], after["email"]) == ("Alice Jones", "jones@mail.test")
    assert fields_of(await ask_card(stream, alice))["FN"] == "Alice Jones"
