"""Ways to look at a test server from outside: database users, chat clients, processes."""

import asyncio
import os
import time
from pathlib import Path

import pymysql
import slixmpp

from openfire.testserver import DatabaseUser, TestServer

TIKI = """
CREATE TABLE users_users (
    userId INT PRIMARY KEY AUTO_INCREMENT, login VARCHAR(200), hash VARCHAR(60),
    email VARCHAR(200), livechat_id VARCHAR(64) UNIQUE);
CREATE TABLE tiki_preferences (name VARCHAR(40) PRIMARY KEY, value MEDIUMTEXT);
INSERT INTO users_users (login, hash, email, livechat_id)
    VALUES ('Alice Smith', '; 100 %', 'a@example.org', 'alicesmith'), ('Łukasz 🐦', '', '', NULL);
INSERT INTO tiki_preferences VALUES ('smtp_password', 'not for everybody');
"""
QUIET = 30.0


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
        return await asyncio.wait_for(outcome, 60)
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
