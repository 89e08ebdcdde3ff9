"""The test server: ready, closed to others, and beside another one. No component here."""

import asyncio
import base64
import socket
import ssl
import zipfile
from pathlib import Path

import pymysql
import pytest
import slixmpp

from openfire.testserver import TestServer, TestServerError, artifacts, streams
from openfire.testserver import openfire as openfire_module
from openfire.testserver.processes import free_ports, listening_ports
from tests.live.servers.testserver.help import TIKI, connect, processes_of, signs_in, try_statement

pytestmark = pytest.mark.live


def test_ready_means_that_both_ports_answer_a_stream_header(server: TestServer) -> None:
    client = streams.answer((server.host, server.client_port), streams.CLIENT, server.domain)
    component = streams.answer(
        (server.host, server.component_port), streams.COMPONENT, server.component_jid
    )

    assert streams.is_open(client, server.domain)
    assert streams.is_open(component, "tiki.livechat.test")


def test_only_three_ports_are_open(server: TestServer) -> None:
    assert listening_ports(server.openfire.pid) == {server.client_port, server.component_port}
    assert listening_ports(server.mariadb.pid) == {server.database_port}


def test_a_client_without_tls_gets_no_session(server: TestServer) -> None:
    """Openfire 4.2.0 answers SASL in clear all the same, but then refuses to bind."""
    features = streams.answer((server.host, server.client_port), streams.CLIENT, server.domain)
    assert "<required/>" in features

    plain = base64.b64encode(f"\0admin\0{server.admin[1]}".encode()).decode()
    header = (
        f"<stream:stream xmlns='jabber:client' to='{server.domain}' version='1.0'"
        " xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    auth = f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>"
    bind = "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
    with socket.create_connection((server.host, server.client_port), 30) as stream:
        for step, answer in ((header + auth, "<success"), (header, "</stream:features>")):
            stream.sendall(step.encode())
            assert answer in _heard(stream, answer)
        stream.sendall(bind.encode())
        assert "<jid>" not in _heard(stream, "</iq>")


def _heard(stream: socket.socket, end: str) -> str:
    """What a server says up to a text, or until it closes the connection."""
    received = b""
    while end.encode() not in received and (part := stream.recv(65536)):
        received += part
    return received.decode()


def test_a_component_that_is_not_listed_is_refused(server: TestServer) -> None:
    address = (server.host, server.component_port)
    answer = streams.answer(address, streams.COMPONENT, "other.livechat.test")
    assert not streams.is_open(answer, "other.livechat.test")


async def test_a_component_that_waits_for_openfire_may_be_quicker_than_the_readiness_check(
    server: TestServer,
) -> None:
    waiting = slixmpp.ComponentXMPP(
        server.component_jid, server.component_secret, server.host, server.component_port
    )
    here = asyncio.get_running_loop().create_future()
    waiting.add_event_handler("session_start", here.set_result)
    waiting.connect()
    await asyncio.wait_for(here, 30)
    try:
        assert await asyncio.to_thread(server.openfire.answers)
    finally:
        await waiting.disconnect()


async def test_native_accounts_sign_in_over_tls(server: TestServer) -> None:
    username, password = server.admin

    assert await signs_in(server, username, password) == "bound as admin@livechat.test"
    assert await signs_in(server, "bob", 'b"ob & <pw> ü') == "bound as bob@livechat.test"
    assert await signs_in(server, "bob", "wrong") == "refused"


def test_the_certificate_is_for_the_domain_and_its_subdomains(server: TestServer) -> None:
    context = ssl.create_default_context(cafile=server.certificate)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    (certificate,) = context.get_ca_certs()
    assert certificate["subjectAltName"] == (("DNS", "livechat.test"), ("DNS", "*.livechat.test"))


def test_given_properties_and_scripts_are_in_the_databases(server: TestServer) -> None:
    idle = "SELECT propValue FROM ofProperty WHERE name = %s"
    assert server.execute(idle, ["xmpp.client.idle"], "openfire") == [("123456",)]
    assert server.execute("SELECT login, hash FROM users_users ORDER BY userId") == [
        ("Alice Smith", "; 100 %"),
        ("Łukasz 🐦", ""),
    ]
    assert server.execute("SELECT COUNT(*) FROM users_users WHERE login LIKE '%Smith'") == [(1,)]


def test_a_paused_database_hangs_and_goes_on(server: TestServer) -> None:
    connection = connect(server, server.users["admin"], timeout=1)
    server.mariadb.pause()
    try:
        with pytest.raises(pymysql.err.OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT login FROM tiki.users_users")
    finally:
        server.mariadb.resume()
    try_statement(server, "admin", "SELECT login FROM tiki.users_users")


def test_a_database_that_was_stopped_has_the_same_port_and_data(server: TestServer) -> None:
    port = server.database_port
    server.mariadb.stop()
    with pytest.raises(pymysql.err.OperationalError):
        connect(server, server.users["tiki"])
    server.mariadb.start()
    assert server.database_port == port
    assert server.execute("SELECT COUNT(*) FROM users_users") == [(2,)]


def test_a_plugin_is_installed_into_a_running_server_and_removed(
    server: TestServer, tmp_path: Path
) -> None:
    jar = tmp_path / "second.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("plugin.xml", (artifacts.HERE / "admin-plugin.xml").read_text("utf-8"))

    server.openfire.install_plugin(jar)
    assert "Successfully loaded plugin 'second'" in server.openfire.log.read_text("utf-8")
    server.openfire.remove_plugin("second")
    assert "Successfully unloaded plugin 'second'" in server.openfire.log.read_text("utf-8")


async def test_a_second_server_runs_beside_is_restarted_and_reused(
    server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("a long name for a folder " * 5).strip()
    ports = iter([[server.client_port, free_ports(1)[0]], free_ports(2)])
    monkeypatch.setattr(openfire_module, "free_ports", lambda _: next(ports))

    second = TestServer(folder, tiki_sql=TIKI, chat_users={"carol": "one"})
    with second:
        monkeypatch.undo()
        with pytest.raises(TestServerError, match="another test server uses"):
            TestServer(folder).start()
        assert server.component_secret != second.component_secret
        assert await signs_in(server, "bob", 'b"ob & <pw> ü') == "bound as bob@livechat.test"
        assert await signs_in(second, "bob", 'b"ob & <pw> ü') == "refused"
        second.execute("UPDATE users_users SET livechat_id = 'kept' WHERE userId = 2")
        client_port, pid = second.client_port, second.openfire.pid
        second.openfire.restart()
        assert second.client_port == client_port
        assert second.openfire.pid != pid
        assert await signs_in(second, "carol", "one") == "bound as carol@livechat.test"
        admin = second.admin
    second.stop()
    assert processes_of(folder) == []

    with TestServer(folder, tiki_sql="SYNTAX ERROR", chat_users={"dave": "two"}) as again:
        assert again.admin == admin
        assert await signs_in(again, "carol", "one") == "bound as carol@livechat.test"
        assert await signs_in(again, "dave", "two") == "bound as dave@livechat.test"
        assert again.execute("SELECT livechat_id FROM users_users WHERE userId = 2") == [("kept",)]
    assert processes_of(folder) == []
