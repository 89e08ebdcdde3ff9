"""A machine to install on: its folders are below one of this machine's, its people are its own."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Where the machine's programs are: no environment of a developer's is among them."""

_FOLDERS = ("etc/systemd/system", "opt", "usr/local/bin")
_OWN = re.compile(r"(?<![\w/.])/(?=(?:etc|opt|usr/local/bin)/)")
_NOT_ITS_OWN = re.compile(r"PYTHON|VIRTUAL_ENV|MAKE|MFLAGS|TIKI_LIVECHAT_|PYTEST")


class Machine:
    """Runs what somebody types there.

    Args:
        root: What its root folder is; an empty folder that everybody may enter.
        dist: The folder `dist` that was brought here.
    """

    def __init__(self, root: Path, dist: Path) -> None:
        self.root = root
        self.is_root = os.geteuid() == 0
        for folder in _FOLDERS:
            (root / folder).mkdir(parents=True)
        self.environment = {
            name: value for name, value in os.environ.items() if not _NOT_ITS_OWN.match(name)
        } | {"PATH": f"{root}/usr/local/bin:{SYSTEM}", "COLUMNS": "200"}
        self.bring(dist)

    def bring(self, dist: Path) -> None:
        """Put another folder `dist` in the place of the one that is here."""
        shutil.rmtree(self.root / "dist", ignore_errors=True)
        shutil.copytree(dist, self.root / "dist")

    def path(self, name: str) -> Path:
        """Where a file of the machine is."""
        return self.root / name.removeprefix("/")

    def type(self, block: str, **more: str) -> str:
        """Type the lines of a block as root, or as whoever runs the tests; what they print.

        Args:
            block: From the README. A line that exports something counts for all that is typed
                later; what only root can do is left out where the tests are not run by root.
            more: Words to add to a line, by the command of `tiki-livechat` that it calls.
        """
        printed = ""
        for line in block.splitlines():
            if exported := re.fullmatch(r"export (\w+)=(.*)", line):
                self.environment[exported[1]] = self._here(exported[2])
                continue
            if line.startswith(("useradd", "chown")) and not self.is_root:
                continue
            command = line.split()[1] if line.startswith("tiki-livechat ") else ""
            printed += self._run(f"{line} {more.get(command, '')}")
        return printed

    def as_the_service(self, *words: str) -> str:
        """Run a command as the user that the component has; what it prints."""
        done = subprocess.run(
            words,
            cwd="/",
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            user=self._user,
            group=self._group,
            extra_groups=[] if self.is_root else None,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, line: str, connected: list[str]) -> Iterator[Path]:
        """Run the component as its user for the length of a block; gives its log.

        Args:
            line: Of the README.
            connected: What it says once it is connected.
        """
        log = self.root / "component.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                line.split(),
                cwd="/",
                env=self.environment,
                stdout=output,
                stderr=output,
                user=self._user,
                group=self._group,
                extra_groups=[] if self.is_root else None,
            )
        try:
            deadline = time.monotonic() + 60
            while not all(words in log.read_text("utf-8") for words in connected):
                assert process.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < deadline, log.read_text("utf-8")
                time.sleep(0.1)
            yield log
        finally:
            process.terminate()
            try:
                code = process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
        assert code == 0, log.read_text("utf-8")

    def _run(self, line: str) -> str:
        done = subprocess.run(
            ["bash", "-c", self._here(line)],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _here(self, line: str) -> str:
        """A line with this machine's folders and people in the place of a real one's."""
        line = _OWN.sub(f"{self.root}/", line)
        line = re.sub(r"^useradd ", f"useradd --prefix {self.root} ", line)
        return line.replace("root:tiki-livechat ", f"root:{self._group} ")

    @property
    def _user(self) -> int | None:
        return self._number("etc/passwd")

    @property
    def _group(self) -> int | None:
        return self._number("etc/group")

    def _number(self, file: str) -> int | None:
        """The number that the component's user or group has here, where it could be made."""
        path = self.path(file)
        if not path.exists():
            return None
        (number,) = re.findall(r"(?m)^tiki-livechat:[^:]*:(\d+):", path.read_text("utf-8"))
        return int(number)
