"""`make demo ONCE=1`, as a newcomer runs it."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.live.conftest import PLUGIN, ROOT

pytestmark = pytest.mark.live


def _below(folder: str) -> set[int]:
    """Processes that name a folder in their command line."""
    found = set()
    for process in psutil.process_iter(["cmdline"]):
        if any(folder in part for part in process.info["cmdline"] or ()):
            found.add(process.pid)
    return found


def test_the_demo_tells_its_story_and_leaves_nothing(tmp_path: Path) -> None:
    """So the next one begins as this one did."""
    told = subprocess.run(
        [sys.executable, "-m", "openfire.demo", "--plugin", str(PLUGIN), "--once"],
        env={"PATH": "/usr/bin:/bin:/usr/sbin", "TMPDIR": str(tmp_path), "COLUMNS": "120"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "All is well" in told.stdout
    assert "✗" not in told.stdout
    assert list(tmp_path.iterdir()) == []
    assert _below(str(tmp_path)) == set()
