"""What is installed is built once, by the command that the README names."""

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.instructions import blocks
from tests.live.conftest import PLUGIN, ROOT


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder outside the repository that everybody may enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="install-") as name:
        path = Path(name)
        path.chmod(0o755)
        assert not path.is_relative_to(ROOT)
        yield path


@pytest.fixture(scope="session")
def dist(folder: Path) -> Path:
    """The folder `dist`; the jar is taken as it is."""
    assert PLUGIN.exists(), "build the plugin first: make plugin"
    build, *_ = blocks("1. Build", "sh")
    (line,) = build.splitlines()
    target = folder / "dist"
    as_it_is = f"--old-file={PLUGIN.relative_to(ROOT)}"
    environment = {k: v for k, v in os.environ.items() if not re.match("MAKE|MFLAGS", k)}
    done = subprocess.run(
        [*shlex.split(line), as_it_is, f"DIST={target}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target
