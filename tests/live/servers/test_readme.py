"""The commands and the settings of the README, taken at their word."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from openfire.demo import chat_client, tiki
from openfire.demo.bridge import Bridge
from openfire.demo.people import person
from openfire.testserver import TestServer
from tests.live.conftest import PLUGIN, ROOT

pytestmark = pytest.mark.live

README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


class Admin:
    """Somebody who types the README's commands on the machine of a test server."""

    def __init__(self, server: TestServer, file: Path) -> None:
        self._user = server.users["admin"]
        self._database = f"{server.host}:{server.database_port}"
        self.file = file
        self._answers = {
            "init": [
                *("--domain", server.domain, "--openfire-host", server.host, "--yes"),
                *("--tiki-database-host", self._database),
                *("--openfire-database-host", self._database),
                *("--state-database-host", self._database, "--as", self._user.user),
            ],
            "prepare-tiki": ["--apply", "--config", str(file)],
            "grants": ["--apply", "--config", str(file)],
        }

    def run(self, line: str) -> str:
        """Run a line of the README; what it prints."""
        program, command, *rest = shlex.split(line)
        assert program == "tiki-livechat"
        given = [word.replace("/etc/tiki-livechat.toml", str(self.file)) for word in rest]
        given = [self._user.user if word == "root" else word for word in given]
        done = subprocess.run(
            [sys.executable, "-m", "component", command, *given, *self._answers.get(command, [])],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={
                **os.environ,
                "TIKI_LIVECHAT_ADMIN_PASSWORD": self._user.password,
                "COLUMNS": "200",
            },
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert self._user.password not in done.stdout + done.stderr
        return done.stdout


def add_by_hand(file: Path, server: TestServer, groups: str) -> None:
    """Put the test server's ports and secret into the settings file, and the README's groups."""
    text = file.read_text("utf-8")
    text = re.sub(r"(?m)^#? ?port = 5275$", f"port = {server.component_port}", text, count=1)
    text = re.sub(r'(?m)^secret = ".*"$', f'secret = "{server.component_secret}"', text, count=1)
    file.write_text(f"{text}\n{groups}", "utf-8")


async def test_an_installation_by_the_readme_lets_alice_in(tmp_path: Path) -> None:
    (init, prepare, check_and_run), (groups, *_), (give_id,) = map(blocks, ("sh", "toml", "sql"))
    with TestServer(plugin=PLUGIN, tiki_sql=tiki.script()) as server:
        server.execute("ALTER TABLE users_users DROP COLUMN livechat_id")
        admin = Admin(server, tmp_path / "tiki-livechat.toml")
        admin.run(init)
        add_by_hand(admin.file, server, groups)
        for line in prepare.splitlines():
            admin.run(line)
        server.execute(give_id)
        check, run = check_and_run.splitlines()
        assert run == check.replace(" check ", " run ")
        assert "WRONG" not in admin.run(check)
        alice = person("Alice Smith")
        with Bridge(server, folder=tmp_path, file=admin.file) as bridge:
            async with chat_client.signed_in(server, alice.login, alice.password) as session:
                assert session.jid == f"alicesmith@{server.domain}"
            log = bridge.log.read_text("utf-8")
        assert "could not be" not in log, "no right is missing"
        rosters = server.execute("SELECT groupName FROM ofGroupUser", database="openfire")
        assert rosters == [("helpers",)]
