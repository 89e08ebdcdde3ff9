"""What systemd is told, over its own protocol."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from component.adapters.service_manager import ServiceManager


@contextlib.contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + address[1:] if address[0] == "@" else address)
        listener.settimeout(5)
        yield listener


def manager(address: str, **environment: str) -> ServiceManager:
    return ServiceManager.of_environment({"NOTIFY_SOCKET": address, **environment}, os.getpid())


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_what_it_is_told(kind: str, tmp_path: Path) -> None:
    address = str(tmp_path / "notify") if kind == "path" else f"@tiki-livechat-{os.getpid()}"
    with listening(address) as listener:
        told = manager(address, WATCHDOG_USEC="30000000")
        told.ready()
        assert listener.recv(4096) == b"READY=1"
        told.alive()
        assert listener.recv(4096) == b"WATCHDOG=1"
        told.status("two\nlines\0é")
        assert listener.recv(4096) == "STATUS=two lines\0é".encode()
        told.status("two\nlines\0é")
        before = time.monotonic_ns() // 1000
        told.reloading()
        first, second = listener.recv(4096).decode().splitlines()
        assert first == "RELOADING=1"
        assert before <= int(second.removeprefix("MONOTONIC_USEC=")) <= time.monotonic_ns() // 1000
        told.stopping()
        assert listener.recv(4096) == b"STOPPING=1"


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, 0.0),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, 0.0),
        ({"WATCHDOG_USEC": "often"}, 0.0),
    ],
)
def test_the_watchdog_has_to_be_meant(environment: dict[str, str], seconds: float) -> None:
    assert manager("/nowhere", **environment).watchdog_seconds == seconds


def test_without_a_watchdog_no_sign_of_life_is_sent(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listening(address) as listener:
        told = manager(address)
        told.alive()
        told.stopping()
        assert listener.recv(4096) == b"STOPPING=1"


def test_without_a_manager_nothing_happens(caplog: pytest.LogCaptureFixture) -> None:
    told = ServiceManager.of_environment({"WATCHDOG_USEC": "1000"}, os.getpid())
    told.ready()
    told.alive()
    assert (told.watchdog_seconds, caplog.text) == (0.0, "")


def test_a_manager_that_is_gone_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    manager("/nowhere/notify").ready()
    assert "the service manager was not told READY=1: No such file" in caplog.text
