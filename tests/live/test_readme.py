"""The statements and the settings file of the README, taken at their word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.demo import chat_client, tiki
from openfire.demo.bridge import Bridge
from openfire.demo.people import person
from openfire.testserver import TestServer
from tests.live.conftest import PLUGIN

pytestmark = pytest.mark.live

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
USERS = ("chat_tiki", "chat_tiki_write", "chat_openfire", "chat_openfire_write", "chat_state")


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def statements(script: str) -> Iterator[str]:
    """The statements of a block, for users that come by loopback."""
    for statement in re.sub(r"--.*", "", script).replace("localhost", "127.0.0.1").split(";"):
        if statement.strip() and "CREATE DATABASE" not in statement:
            yield statement


def fill_in(settings: str, server: TestServer) -> str:
    """The README's settings file with this server's domain, secret, ports and passwords."""
    filled = settings.replace("example.org", server.domain)
    filled = filled.replace("the secret from step 3", server.component_secret)
    filled = filled.replace("[xmpp]", f"[xmpp]\nport = {server.component_port}")
    return re.sub(
        r'user = "(\w+)"\npassword = "…"',
        lambda m: f'user = "{m[1]}"\npassword = "pw {m[1]}"\nport = {server.database_port}',
        filled,
    )


async def test_an_installation_by_the_readme_lets_alice_in(tmp_path: Path) -> None:
    (add_column, rights), (settings,) = blocks("sql"), blocks("toml")
    with TestServer(plugin=PLUGIN, tiki_sql=tiki.script()) as server:
        server.execute("ALTER TABLE users_users DROP COLUMN livechat_id")
        for user in USERS:
            server.execute(f"CREATE USER '{user}'@'127.0.0.1' IDENTIFIED BY 'pw {user}'")
        for statement in (*statements(add_column), *statements(rights)):
            server.execute(statement)
        bridge = Bridge(server, folder=tmp_path)
        bridge.file.write_text(fill_in(settings, server), "utf-8")
        checked = bridge.command("check")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        alice = person("Alice Smith")
        with bridge:
            async with chat_client.signed_in(server, alice.login, alice.password) as session:
                assert session.jid == f"alicesmith@{server.domain}"
            log = bridge.log.read_text("utf-8")
        assert "could not be" not in log, "no right is missing"
        rosters = server.execute("SELECT groupName FROM ofGroupUser", database="openfire")
        assert rosters == [("helpers",)]
