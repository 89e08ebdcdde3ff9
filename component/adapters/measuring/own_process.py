"""Memory, files and start of this process, also where nothing else of `/proc` is to be seen."""

import time

from prometheus_client import ProcessCollector


class OwnProcessCollector(ProcessCollector):
    """A `ProcessCollector` that needs no `/proc/stat`, which the systemd unit hides.

    Without it prometheus_client 0.26 tells nothing of the process at all. Its hook is private:
    `test_metrics` holds that it is still called.
    """

    def _boot_time(self) -> float:
        """When the machine has started, which the start of a process is counted from."""
        return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
