"""A real nginx before the migration page."""

import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from openfire.testserver.artifacts import program
from openfire.testserver.processes import HOST, free_ports

_CONFIGURATION = """\
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        {location}
    }}
}}
"""


class Nginx:
    """Serves what a block of the README says; ended at the end of a `with`.

    Args:
        folder: For its files; made here.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        (self._port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://{HOST}:{self._port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    def start(self, location: str) -> None:
        """Start it with a `location`."""
        file = self._folder / "nginx.conf"
        text = _CONFIGURATION.format(
            folder=self._folder, host=HOST, port=self._port, location=location
        )
        file.write_text(text, "utf-8")
        command = [program("nginx"), "-p", str(self._folder), "-c", str(file), "-g", "daemon off;"]
        with (self._folder / "output.log").open("wb") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output)

    def get(self, path: str, seconds: float = 30.0) -> str:
        """A page that comes with 200 before long.

        Raises:
            urllib.error.HTTPError: It comes with another status.
            TimeoutError: There is nobody, or not in time.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}{path}", timeout=seconds) as answer:
                    return str(answer.read().decode("utf-8"))
            except urllib.error.HTTPError:
                raise
            except OSError as error:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no answer to {path}") from error
                time.sleep(0.1)
