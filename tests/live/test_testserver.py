"""The test servers themselves: ready, closed, apart, and gone at the end. No component here."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pymysql
import pytest
import slixmpp

from openfire.testserver import TestServer, TestServerError, artifacts, chat_data, streams
from openfire.testserver import openfire as openfire_module
from openfire.testserver.processes import free_ports, listening_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openfire.testserver import DatabaseUser

pytestmark = pytest.mark.live

TIKI = """
CREATE TABLE users_users (
    userId INT PRIMARY KEY AUTO_INCREMENT, login VARCHAR(200), hash VARCHAR(60),
    email VARCHAR(200), livechat_id VARCHAR(64) UNIQUE);
CREATE TABLE tiki_preferences (name VARCHAR(40) PRIMARY KEY, value MEDIUMTEXT);
INSERT INTO users_users (login, hash, email, livechat_id)
    VALUES ('Alice Smith', '; 100 %', 'a@example.org', 'alicesmith'), ('Łukasz 🐦', '', '', NULL);
INSERT INTO tiki_preferences VALUES ('smtp_password', 'not for everybody');
"""
COLUMNS = {"users_users": ["userId", "login", "hash", "livechat_id"]}
QUIET = 10.0


@pytest.fixture(scope="module")
def server() -> Iterator[TestServer]:
    with TestServer(
        tiki_sql=TIKI,
        tiki_columns=COLUMNS,
        chat_users={"bob": 'b"ob & <pw> ü'},
        properties={"xmpp.client.idle": "123456"},
    ) as started:
        yield started


def connect(server: TestServer, user: DatabaseUser, timeout: int = 10) -> pymysql.Connection:
    return pymysql.connect(
        host=server.host,
        port=server.database_port,
        user=user.user,
        password=user.password,
        database=user.database,
        connect_timeout=timeout,
        read_timeout=timeout,
    )


def try_statement(server: TestServer, name: str, sql: str) -> None:
    connection = connect(server, server.users[name])
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.rollback()
    finally:
        connection.close()


async def signs_in(server: TestServer, username: str, password: str) -> str:
    """Signs in over TLS with the server's certificate as the only trusted one."""
    client = slixmpp.ClientXMPP(f"{username}@{server.domain}", password)
    client.ca_certs = server.certificate
    outcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def finish(text: str) -> None:
        if not outcome.done():
            outcome.set_result(text)

    client.add_event_handler("session_start", lambda _: finish(f"bound as {client.boundjid.bare}"))
    client.add_event_handler("failed_all_auth", lambda _: finish("refused"))
    client.add_event_handler("ssl_invalid_chain", lambda _: finish("certificate not trusted"))
    client.connect(server.host, server.client_port)
    try:
        return await asyncio.wait_for(outcome, 20)
    finally:
        await client.disconnect()


def processes_of(folder: Path) -> list[str]:
    """Finds the command lines that name a folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = each.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in command and each.parent.name != str(os.getpid()):
            found.append(command)
    return found


def wait_until_gone(folder: Path) -> list[str]:
    deadline = time.monotonic() + QUIET
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


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
    with socket.create_connection((server.host, server.client_port), 5) as stream:
        for step in (header + auth, header, bind):
            with contextlib.suppress(BrokenPipeError):
                stream.sendall(step.encode())
            time.sleep(0.3)
        received = b""
        while part := stream.recv(65536):
            received += part
    assert b"<jid>" not in received


def test_a_component_that_is_not_listed_is_refused(server: TestServer) -> None:
    address = (server.host, server.component_port)
    answer = streams.answer(address, streams.COMPONENT, "other.livechat.test")
    assert not streams.is_open(answer, "other.livechat.test")


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


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("tiki", "SELECT userId, login, hash, livechat_id FROM users_users"),
        ("tiki_write", "UPDATE users_users SET livechat_id = 'x' WHERE userId = 2"),
        (
            "tiki_write",
            "UPDATE users_users SET livechat_id = 'x' WHERE userId = 2 AND livechat_id IS NULL",
        ),
        ("openfire", "SELECT storedKey, name FROM ofUser"),
        ("openfire", "SELECT propValue FROM ofProperty WHERE name = 'xmpp.domain'"),
        ("openfire", "SELECT groupName FROM ofGroupUser"),
        ("openfire_write", "REPLACE INTO ofUserProp VALUES ('bob', 'locale', 'de')"),
        ("openfire_write", "INSERT INTO ofVCard VALUES ('bob', '<vCard/>')"),
        ("openfire_write", "UPDATE ofUser SET name = 'Bob' WHERE username = 'bob'"),
        ("state", "CREATE TABLE a (b INT)"),
        ("state", "DROP TABLE IF EXISTS a"),
        ("openfire_server", "DELETE FROM ofOffline"),
    ],
)
def test_a_database_user_may(server: TestServer, name: str, sql: str) -> None:
    try_statement(server, name, sql)


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("tiki", "SELECT email FROM users_users"),
        ("tiki", "SELECT * FROM users_users"),
        ("tiki", "SELECT value FROM tiki_preferences"),
        ("tiki", "UPDATE users_users SET livechat_id = 'x'"),
        ("tiki", "INSERT INTO users_users (login) VALUES ('x')"),
        ("tiki", "DELETE FROM users_users"),
        ("tiki", "SELECT username FROM openfire.ofUser"),
        ("tiki_write", "UPDATE users_users SET hash = 'x' WHERE userId = 2"),
        ("tiki_write", "SELECT login FROM users_users"),
        ("tiki_write", "DELETE FROM users_users"),
        ("tiki_write", "DROP TABLE users_users"),
        ("openfire", "UPDATE ofUser SET name = 'x'"),
        ("openfire", "INSERT INTO ofVCard VALUES ('bob', '')"),
        ("openfire", "SELECT secret FROM ofExtComponentConf"),
        ("openfire", "SELECT stanza FROM ofOffline"),
        ("openfire", "SELECT login FROM tiki.users_users"),
        ("openfire_write", "UPDATE ofUser SET storedKey = 'x' WHERE username = 'admin'"),
        ("openfire_write", "SELECT storedKey FROM ofUser"),
        ("openfire_write", "INSERT INTO ofUser (username) VALUES ('x')"),
        ("openfire_write", "DELETE FROM ofVCard"),
        ("openfire_write", "UPDATE ofProperty SET propValue = 'x'"),
        ("openfire_write", "INSERT INTO ofGroupUser VALUES ('a', 'b', 0)"),
        ("state", "SELECT login FROM tiki.users_users"),
        ("state", "SELECT username FROM openfire.ofUser"),
        ("openfire_server", "SELECT login FROM tiki.users_users"),
        ("openfire_server", "CREATE USER x"),
    ],
)
def test_a_database_user_may_not(server: TestServer, name: str, sql: str) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="denied") as refused:
        try_statement(server, name, sql)
    assert refused.value.args[0] in {1044, 1142, 1143, 1227}


def test_root_cannot_connect_by_network(server: TestServer) -> None:
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host=server.host, port=server.database_port, user="root")


def test_a_paused_database_hangs_and_goes_on(server: TestServer) -> None:
    connection = connect(server, server.users["tiki"], timeout=1)
    server.mariadb.pause()
    try:
        with pytest.raises(pymysql.err.OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT login FROM users_users")
    finally:
        server.mariadb.resume()
    try_statement(server, "tiki", "SELECT login FROM users_users")


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

    second = TestServer(folder, tiki_sql=TIKI, tiki_columns=COLUMNS, chat_users={"carol": "one"})
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


@pytest.mark.parametrize(
    ("sql", "reason", "log"),
    [
        ("SYNTAX ERROR", "SYNTAX ERROR", "mariadb/mariadb.log"),
        ("DROP TABLE openfire.ofID", "Openfire did not start", "openfire/logs/openfire.log"),
    ],
    ids=["after MariaDB", "Openfire"],
)
def test_a_failed_start_says_why_and_leaves_no_process(
    tmp_path: Path, sql: str, reason: str, log: str
) -> None:
    with pytest.raises(TestServerError, match=reason) as failure:
        TestServer(tmp_path, tiki_sql=sql).start()
    assert str(tmp_path / log) in str(failure.value)
    assert processes_of(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_servers_end_with_the_command_that_started_them(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "openfire.testserver", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        folder = Path(facts["folder"])
        assert len(processes_of(folder)) == 2
        process.send_signal(number)
        status = process.wait(30)
    assert status == (0 if number == signal.SIGTERM else -number)
    assert wait_until_gone(folder) == []
    deadline = time.monotonic() + QUIET
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(TestServerError, match=r"mariadbd .*mariadb-server-core"):
        artifacts.program("mariadbd")


def test_a_failed_fetch_leaves_nothing_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(artifacts, "program", lambda _: "false")
    with pytest.raises(TestServerError, match="could not fetch"):
        artifacts.prepare("livechat.test")
    assert [each.name for each in (tmp_path / "cache").iterdir()] == ["lock"]


def test_two_starts_at_once_fill_the_cache_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "CACHE", tmp_path)
    filled = []

    def fill(folder: Path) -> None:
        filled.append(folder)
        time.sleep(0.2)

    threads = [threading.Thread(target=artifacts._make, args=("x", fill)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(filled) == 1
    assert (tmp_path / "x").is_dir()


def test_a_process_that_has_ended_listens_nowhere() -> None:
    with subprocess.Popen(["true"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert listening_ports(process.pid) == set()
    assert listening_ports(process.pid) == set()


def test_scram_columns_are_those_of_openfire() -> None:
    salt = base64.b64decode("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H")
    assert chat_data.scram_columns("bobpw2", salt) == (
        "Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H",
        4096,
        "QHvYSizsfY+AAgE/UrjoxaAJjKk=",
        "gSw822f+GJ1kbcwBiv63hgaY/YY=",
    )
