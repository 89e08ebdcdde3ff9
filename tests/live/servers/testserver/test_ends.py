"""A test server that fails or is killed leaves nothing behind; what it is made of is made once."""

import base64
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from openfire.testserver import TestServer, TestServerError, artifacts, chat_data
from openfire.testserver.processes import listening_ports
from tests.live.servers.testserver.help import QUIET, processes_of, wait_until_gone

pytestmark = pytest.mark.live


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
