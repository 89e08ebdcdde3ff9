"""Where TLS is required, a password that comes in clear is not even checked."""

import base64
import socket

import pytest

from openfire.demo.people import person
from tests.live.conftest import Village

pytestmark = pytest.mark.live


@pytest.mark.parametrize("right", [True, False])
def test_a_password_in_clear_is_refused_without_a_question(village: Village, right: bool) -> None:
    server, alice = village.server, person("Alice Smith")
    password = alice.password if right else "a wrong password"
    message = base64.b64encode(f"\0{alice.login}\0{password}".encode()).decode()
    before = len(village.log)
    with socket.create_connection((server.host, server.client_port), 5) as stream:
        stream.settimeout(10)
        stream.sendall(
            (
                f"<stream:stream xmlns='jabber:client' to='{server.domain}' version='1.0' "
                "xmlns:stream='http://etherx.jabber.org/streams'>"
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                f"{message}</auth>"
            ).encode()
        )
        received = b""
        while b"</failure>" not in received and (part := stream.recv(65536)):
            received += part
    assert b"<encryption-required/>" in received
    assert "login of" not in village.log[before:]
