"""The command line: what it prints, its exit codes, and that SIGTERM ends it."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from component import __version__, config
from component.config import Settings
from component.domain.findings import Level
from component.frontdoors.cli.app import Actions, make_app
from component.frontdoors.cli.explain import explain
from component.frontdoors.orders import Orders
from component.usecases.self_check import Area, Finding
from tests.unit.config_file import FILE, SECRETS

ROOT = Path(__file__).parents[2]
GOOD = Finding("Tiki, reading", Area.DATABASE, Level.OK, "12 accounts [bold]")
NOTE = Finding("encryption", Area.CHAT_SERVER, Level.WARNING, "require TLS")
BAD_DATABASE = Finding("state", Area.DATABASE, Level.WRONG, "no answer: start it")
BAD_CHAT = Finding("Openfire", Area.CHAT_SERVER, Level.WRONG, "compare xmpp.secret")


@pytest.fixture(autouse=True)
def _as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.setattr(logging.getLogger(), "level", logging.getLogger().level)
    levels = {
        name: logging.getLogger(name).level for name in ("slixmpp", "aiomysql", "asyncio", "PIL")
    }
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def settings_file(tmp_path: Path) -> str:
    path = tmp_path / "settings.toml"
    path.write_text(FILE, "utf-8")
    return str(path)


def invoke(*arguments: str, findings: tuple[Finding, ...] = ()) -> Result:
    """Run the command line with actions that need nothing."""

    async def check(_settings: Settings) -> list[Finding]:
        return list(findings)

    async def serve(_settings: Settings, _orders: Orders) -> None:
        raise AssertionError("nobody asked for it")

    return CliRunner().invoke(make_app(Actions(serve, check)), arguments)


def words(text: str) -> str:
    """A text without the line breaks of a terminal."""
    return re.sub(r"\s+", " ", text)


def test_the_version_is_printed() -> None:
    result = invoke("version")
    assert (result.exit_code, result.stdout) == (0, __version__ + "\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_the_commands(option: str) -> None:
    result = invoke(option)
    assert result.exit_code == 0
    for command in ("version", "run", "check", "config"):
        assert command in result.stdout


def test_explain_lists_every_setting_without_a_settings_file() -> None:
    result = invoke("config", "--explain")
    assert result.exit_code == 0
    for item in explain(Settings, config.ENV_PREFIX):
        line = next(x for x in result.stdout.splitlines() if x.startswith(f"{item.place}  "))
        assert item.kind in line
        assert item.default in line
    assert "in [xmpp]" in words(result.stdout)


def test_config_prints_the_settings_and_no_secret(settings_file: str) -> None:
    result = invoke("config", "-c", settings_file)
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown["xmpp"]["domain"] == "livechat.test"
    assert not [secret for secret in SECRETS if secret in result.output]


@pytest.mark.parametrize("command", ["run", "check", "config"])
def test_settings_that_cannot_be_used_end_with_code_2_and_say_where(
    command: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(FILE + "[login]\nwindow = 'ajar'\n[nonsense]\n", "utf-8")
    result = invoke(command, "--config", str(path))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "bad.toml" in result.stderr
    assert "login.window: " in result.stderr
    assert "nonsense: there is no such setting" in result.stderr
    assert "Traceback" not in result.stderr
    assert not [secret for secret in SECRETS if secret in result.output]


def test_a_settings_file_that_is_not_there_ends_with_code_2() -> None:
    result = invoke("config", "-c", "nowhere.toml")
    assert result.exit_code == 2
    assert "nowhere.toml cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ((), 0),
        ((GOOD,), 0),
        ((GOOD, NOTE), 0),
        ((NOTE, BAD_CHAT), 4),
        ((GOOD, BAD_DATABASE), 3),
        ((GOOD, BAD_CHAT), 4),
        ((BAD_CHAT, BAD_DATABASE), 3),
    ],
)
def test_the_exit_code_of_check_says_what_is_wrong(
    findings: tuple[Finding, ...], code: int, settings_file: str
) -> None:
    assert invoke("check", "-c", settings_file, findings=findings).exit_code == code
    assert invoke("check", "-c", settings_file, "--json", findings=findings).exit_code == code


def test_check_says_what_it_found(settings_file: str) -> None:
    result = invoke("check", "-c", settings_file, findings=(GOOD, NOTE, BAD_CHAT))
    assert result.stdout.splitlines() == [
        "ok    Tiki, reading: 12 accounts [bold]",
        "note  encryption: require TLS",
        "WRONG Openfire: compare xmpp.secret",
    ]


def test_check_prints_json(settings_file: str) -> None:
    result = invoke("check", "-c", settings_file, "--json", findings=(GOOD, NOTE, BAD_CHAT))
    assert json.loads(result.stdout) == [
        {
            "subject": finding.subject,
            "area": area,
            "level": level,
            "good": good,
            "text": finding.text,
        }
        for finding, area, level, good in (
            (GOOD, "database", "ok", True),
            (NOTE, "chat_server", "warning", True),
            (BAD_CHAT, "chat_server", "wrong", False),
        )
    ]


SERVING = """
import asyncio, logging, sys
from component.frontdoors.cli.app import Actions, make_app

async def serve(settings, orders):
    logging.getLogger("slixmpp").debug("a stanza with %s", "a new password")
    print("serving", settings.xmpp.domain, flush=True)
    await orders.stop.wait()
    print("drained", flush=True)

async def check(settings):
    return []

make_app(Actions(serve, check))(["run", "-c", sys.argv[1]])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_serves_until_a_signal_and_lets_it_finish(
    number: signal.Signals, settings_file: str
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TIKI_LIVECHAT_LOG__LEVEL": "DEBUG"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVING, settings_file],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "serving livechat.test\n"
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (0, "drained\n")
    assert "a new password" not in stderr
    assert "Traceback" not in stderr
