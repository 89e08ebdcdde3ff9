"""`run` as a process: signals to end it, and to have it read its settings anew; its exit codes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.config_file import FILE

ROOT = Path(__file__).parents[3]
LONGEST = 60.0
PROGRAM = """
import asyncio, sys, time
import typer
from component import config
from component.frontdoors.cli.run_command import add_run_command
from component.frontdoors.doors import DoorError, TakenDoorError
from component.frontdoors.xmpp.problems import GivenUpError, Problem

async def serve(settings, orders):
    print("serves", orders.connect_within, flush=True)
    {body}

app = typer.Typer()
app.callback()(lambda: None)
add_run_command(app, serve)
app(["run", *sys.argv[1:]])
"""
DRAINS = "await orders.stop.wait(); print('drained', flush=True)"
HANGS = "await orders.stop.wait(); print('hangs', flush=True); await asyncio.Event().wait()"
BLOCKS = "await orders.stop.wait(); print('hangs', flush=True); time.sleep(600)"
THREAD = (
    "await orders.stop.wait(); print('hangs', flush=True); await asyncio.to_thread(time.sleep, 600)"
)


class Process(subprocess.Popen[str]):
    """The command."""

    def line(self) -> str:
        """What it prints next."""
        assert self.stdout is not None
        return self.stdout.readline().rstrip("\n")

    def ended(self) -> tuple[int, str]:
        """Its exit code and its log."""
        _, log = self.communicate(timeout=LONGEST)
        return self.returncode, log


@contextlib.contextmanager
def running(folder: Path, body: str, *options: str, more: str = "") -> Iterator[Process]:
    """Run it for the length of a block, until it serves."""
    file = folder / "tiki-livechat.toml"
    file.write_text(FILE + more, "utf-8")
    process = Process(
        [sys.executable, "-c", PROGRAM.format(body=body), "--config", str(file), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_once_all_is_finished(number: signal.Signals, tmp_path: Path) -> None:
    with running(tmp_path, DRAINS) as process:
        assert process.line() == "serves inf"
        process.send_signal(number)
        assert process.line() == "drained"
        assert process.ended() == (0, "")


@pytest.mark.parametrize("body", [HANGS, BLOCKS, THREAD])
def test_what_hangs_is_broken_off_in_time(body: str, tmp_path: Path) -> None:
    with running(tmp_path, body, more="[shutdown]\nseconds = 0.3\n") as process:
        process.line()
        process.send_signal(signal.SIGTERM)
        assert process.line() == "hangs"
        code, log = process.ended()
    assert code == 11
    assert "ends at once: not all was finished within 0.3 s" in log


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with running(tmp_path, HANGS, more="[shutdown]\nseconds = 3600\n") as process:
        process.line()
        process.send_signal(signal.SIGTERM)
        assert process.line() == "hangs"
        process.send_signal(signal.SIGTERM)
        code, log = process.ended()
    assert code == 11
    assert "told to end once more" in log


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("NO_CONNECTION", 4),
        ("CLOSED", 4),
        ("LOST", 4),
        ("WRONG_SECRET", 8),
        ("NAME_TAKEN", 9),
        ("NOT_CONFIGURED", 10),
    ],
)
def test_each_way_of_not_being_let_in_has_its_code(problem: str, code: int, tmp_path: Path) -> None:
    body = f"raise GivenUpError('tiki.livechat.test', Problem.{problem})"
    with running(tmp_path, body, "--connect-within", "5") as process:
        assert process.line() == "serves 5.0"
        ended, log = process.ended()
    assert ended == code
    assert log.startswith("no stream to Openfire as tiki.livechat.test: ")
    assert "Traceback" not in log


def test_a_door_that_is_not_to_be_had_is_a_matter_of_settings(tmp_path: Path) -> None:
    with running(tmp_path, "raise DoorError('no port')") as process:
        assert process.ended() == (2, "no port\n")


def test_a_door_that_may_be_had_later_is_none(tmp_path: Path) -> None:
    """So that systemd tries again: a network may come up after the component."""
    with running(tmp_path, "raise TakenDoorError('no address yet')") as process:
        assert process.ended() == (12, "no address yet\n")


READS = """
    while True:
        await orders.reload.wait()
        orders.reload.clear()
        try:
            print(orders.read_settings().login.hash_queue, flush=True)
        except config.SettingsError as error:
            print("no settings", flush=True)
"""


def test_it_reads_its_settings_at_a_hangup(tmp_path: Path) -> None:
    with running(tmp_path, READS) as process:
        process.line()
        file = tmp_path / "tiki-livechat.toml"
        for text, said in (("\n[login]\nhash_queue = 7\n", "7"), ("\n[login\n", "no settings")):
            file.write_text(FILE + text, "utf-8")
            process.send_signal(signal.SIGHUP)
            assert process.line() == said
        assert process.poll() is None


def test_the_time_to_end_begins_with_the_signal(tmp_path: Path) -> None:
    with running(tmp_path, DRAINS, more="[shutdown]\nseconds = 0.1\n") as process:
        process.line()
        time.sleep(0.3)  # longer than the time there is
        assert process.poll() is None
