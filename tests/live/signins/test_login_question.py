"""Who else may ask login questions: nobody."""

import asyncio
import base64
from xml.etree.ElementTree import Element

import pytest
from slixmpp import ComponentXMPP
from slixmpp.exceptions import IqError

from component.frontdoors.xmpp.seal import NAMESPACE, LoginSeal
from openfire.demo.people import person
from tests.live.conftest import SignedIn, Village

pytestmark = pytest.mark.live


def _question(sealed: str, namespace: str = NAMESPACE) -> Element:
    login = Element(f"{{{namespace}}}login")
    login.text = sealed
    return login


async def test_a_client_that_asks_is_forbidden(village: Village, signed_in: SignedIn) -> None:
    alice = person("Alice Smith")
    sealed = LoginSeal(village.server.component_secret).seal(alice.login, alice.password, "any")
    async with signed_in(alice.login, alice.password) as session:
        for kind, content, condition in (
            ("get", _question(sealed), "forbidden"),
            ("get", _question("nothing sealed"), "forbidden"),
            ("set", _question(sealed), "feature-not-implemented"),
            ("get", _question(sealed, "urn:tiki-livechat:login:2"), "feature-not-implemented"),
        ):
            with pytest.raises(IqError) as error:
                await session.ask(kind, content, village.server.component_jid)
            assert error.value.condition == condition


async def test_another_component_that_asks_is_forbidden(village: Village) -> None:
    server = village.server
    server.execute(
        "INSERT INTO ofExtComponentConf VALUES ('other', 0, 'other secret', 'allowed')",
        database="openfire",
    )
    server.openfire.restart()
    other = ComponentXMPP(
        f"other.{server.domain}", "other secret", server.host, server.component_port
    )
    started = asyncio.get_running_loop().create_future()
    other.add_event_handler("session_start", lambda _: started.set_result(True))
    other.connect()
    try:
        await asyncio.wait_for(started, 10)
        assert await village.is_back()
        alice = person("Alice Smith")
        assert await village.signs_in(alice.login, alice.password) == "alicesmith"
        for sender in (f"other.{server.domain}", f"{server.domain}@other.{server.domain}"):
            iq = other.make_iq_get(ifrom=sender, ito=server.component_jid)
            sealed = LoginSeal(server.component_secret).seal(alice.login, alice.password, iq["id"])
            iq.append(_question(sealed))
            with pytest.raises(IqError) as error:
                await iq.send(timeout=10)
            conditions = {child.tag.rpartition("}")[2] for child in error.value.iq.xml.iter()}
            assert "forbidden" in conditions
    finally:
        await other.disconnect(wait=1.0)
        sending = other._run_out_filters
        assert sending is not None
        sending.cancel()
        await asyncio.wait({sending})


async def test_a_password_is_in_clear_in_no_question(village: Village) -> None:
    """The plugin seals what Openfire logs of its packets, at DEBUG."""
    name = village.new_name("sealed")
    who = village.move_in(name, livechat_id=name, password="hidden in transit")
    assert await village.signs_in(name, who.password) == name
    log = village.server.openfire.log.read_text("utf-8", "replace")
    assert who.password not in log
    assert base64.b64encode(who.password.encode()).decode()[:-4] not in log
