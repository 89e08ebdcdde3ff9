"""A shell command that only talks to the component that runs loads none of its parts."""

import subprocess
import sys

_LOADED = "import sys, component.__main__; print(*[m for m in sys.modules if 'wiring' in m])"


def test_the_command_line_loads_no_wiring() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, "")
