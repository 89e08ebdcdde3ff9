"""What `init` does about the schema of the component, and what it says comes next."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from component import config
from component.config import load
from component.frontdoors.cli.admin import PASSWORD_VARIABLE
from component.frontdoors.cli.questions import QUESTIONS
from tests.unit.cli.first_settings import FILE, Bridge, invoke


def test_without_an_admin_the_state_schema_comes_later_and_the_commands_say_so() -> None:
    bridge = Bridge("Access denied")
    result = invoke("my file.toml", "--domain", "livechat.test", "--yes", bridge=bridge)
    assert result.exit_code == 0
    assert bridge.admins == [None]
    assert "grants --config 'my file.toml' --as ADMIN --apply" in result.stdout
    assert "makes the database users, and the database livechat_state" in result.stdout
    commands = [
        result.stdout.index(f"tiki-livechat {c}")
        for c in ("prepare-tiki", "grants", "check", "run")
    ]
    assert commands == sorted(commands)


def test_where_the_component_gets_in_already_the_schema_is_made() -> None:
    result = invoke("--domain", "livechat.test", "--yes", bridge=Bridge())
    assert "livechat_state has version 1 of the state schema" in result.stdout
    assert "and the database livechat_state" not in result.stdout


def test_as_an_admin_the_state_schema_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "admin pw")
    bridge = Bridge()
    result = invoke("--domain", "livechat.test", "--yes", "--as", "root", bridge=bridge)
    assert result.exit_code == 0, result.output
    (admins,) = bridge.admins
    assert admins is not None
    assert {where: admin.password for where, admin in admins.items()} == {
        ("127.0.0.1", 3306): "admin pw"
    }
    assert "admin pw" not in result.output


def test_an_admin_who_cannot_make_it_is_told_and_the_file_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "admin pw")
    bridge = Bridge("no answer")
    result = invoke("--domain", "livechat.test", "--yes", "--as", "root", bridge=bridge)
    assert result.exit_code == 3
    assert "the state schema is not made: the state database: no answer" in result.stderr
    assert "makes the database users, and the database livechat_state" in result.stdout
    assert "looks at everything, and makes the state schema" in result.stdout
    assert load(FILE).xmpp.domain == "livechat.test"


def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    """With a real terminal: the questions come, and answers are taken."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(config.__file__).parents[2])}
    command = [sys.executable, "-m", "component", "init", "--state-database-host", "127.0.0.1:1"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment
    ) as process:
        os.close(theirs)
        os.write(ours, b"livechat.test\n" + b"\n" * (len(QUESTIONS) - 2))
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        process.wait(30)
    os.close(ours)
    assert process.returncode == 0, seen.decode()
    for question in QUESTIONS:
        assert (question.text.encode() in seen) == (question.name != "state_database_host")
    assert load(tmp_path / FILE).xmpp.domain == "livechat.test"
