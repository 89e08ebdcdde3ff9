"""The component's clock, which jumps: libfaketime, for the time of the day only.

Openfire and MariaDB keep theirs. What never goes back (CLOCK_MONOTONIC) is left alone, as a jump
of a real clock leaves it alone.
"""

from collections.abc import Mapping
from pathlib import Path

_FOLDERS = ("/usr/lib", "/usr/local/lib")


class Clock:
    """The clock.

    Args:
        folder: Where its offset is written.

    Raises:
        RuntimeError: libfaketime is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._library = find_library()
        self.set(0)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs to go by it."""
        return {
            "LD_PRELOAD": self._library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, seconds: int) -> None:
        """Set it so far before the real one, negative for behind; it jumps within a second."""
        unfinished = self._file.with_suffix(".new")
        unfinished.write_text(f"{seconds:+d}\n", "ascii")
        unfinished.replace(self._file)


def find_library() -> str:
    """Where libfaketime is.

    Raises:
        RuntimeError: It is not installed.
    """
    for folder in _FOLDERS:
        for found in Path(folder).glob("**/faketime/libfaketime.so.1"):
            return str(found)
    raise RuntimeError(
        "libfaketime is not installed: apt-get install --no-install-recommends libfaketime"
    )
