"""Components of a test's own beside the village's: run to their end, or spoken to by signals."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openfire.demo.bridge import settings_file
from openfire.demo.people import Person
from tests.live.conftest import Village

LONGEST = 60.0
"""Seconds after which a busy machine is no reason any more."""


def write_settings(village: Village, folder: Path, **blocks: Mapping[str, Any]) -> Path:
    """Settings for the village's servers, without page, API and socket unless they are given."""
    file = folder / "tiki-livechat.toml"
    file.touch(mode=0o600)
    file.write_text(settings_file(village.server, blocks, village.groups), "utf-8")
    return file


def run_to_its_end(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a component that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "component", "run", "--config", str(file), *options],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


class Component:
    """A component that runs.

    Args:
        process: Its process.
        log: Where it logs to.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        """Its log so far."""
        return self._log.read_text("utf-8", "replace")

    def says(self, text: str, seconds: float = LONGEST) -> bool:
        """Wait until it logs something."""
        deadline = time.monotonic() + seconds
        while text not in self.log:
            if time.monotonic() > deadline or self.process.poll() is not None:
                return text in self.log
            time.sleep(0.02)
        return True


async def gets_in(village: Village, who: Person, seconds: float = LONGEST) -> bool:
    """Try until somebody is in, whose chat account may have to be made; nobody acts meanwhile."""
    deadline = time.monotonic() + seconds
    while await village.refusal(who.login, who.password) is not None:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.2)
    return True


@contextlib.contextmanager
def component(file: Path, **environment: str) -> Iterator[Component]:
    """Run one for the length of a block."""
    log = file.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "component", "run", "--config", str(file)],
            stdout=output,
            stderr=output,
            env={**os.environ, **environment},
        )
    try:
        yield Component(process, log)
    finally:
        process.kill()
        process.wait()
