"""A systemd of a test's own: the first process of namespaces in which the component is a service.

It needs root, as CI has, and Debian's package systemd; none has to run already. What it mounts and
hides is seen in its own namespaces only; the network is everybody's.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PROGRAM = Path("/lib/systemd/systemd")
UNIT = "tiki-livechat.service"
USER = "daemon"
"""An unprivileged user that every Debian has."""
LONGEST = 60.0
ROOT = Path(__file__).parents[3]
_CGROUPS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"))
_NAMESPACES = ("--mount", "--pid", "--cgroup", "--uts", "--ipc")
_BOOT = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system/{unit}.d /run/lock /run/stash
cp {folder}/{unit} /run/systemd/system/
cp {folder}/test.conf /run/systemd/system/{unit}.d/
ln -s /dev/null /run/systemd/system/network-online.target
printf '[Unit]\\nDefaultDependencies=no\\n' > /run/systemd/system/test.target
{reach}
mount -t proc proc /proc
export container=test
exec {program} --system --unit=test.target --log-target=console --show-status=no </dev/null
"""
_IN_TEST = """[Unit]
DefaultDependencies=no
[Service]
Environment=PYTHONPATH={root}
StandardOutput=null
StandardError=append:{log}
WatchdogSec=10
PrivateTmp=no
"""
"""What differs from the unit as it is printed: less is started with it, it logs to a file, and it
has no temporary folder of its own: the tests' is read-only for it like all others."""


class Systemd:
    """The service manager.

    Args:
        pid: Of its first process, seen from outside.
        log: Of the component.
    """

    def __init__(self, pid: int, log: Path) -> None:
        self._pid = pid
        self._log = log

    @property
    def log(self) -> str:
        """The component's log so far."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def run(self, *command: str, seconds: float = LONGEST) -> subprocess.CompletedProcess[str]:
        """Run a command beside the service, as root."""
        spaces = ("-m", "-p", "-C", "-u", "-i")
        return subprocess.run(
            ["nsenter", "-t", str(self._pid), *spaces, *command],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "SYSTEMD_PAGER": "", "PYTHONPATH": str(ROOT)},
        )

    def systemctl(self, *arguments: str) -> int:
        """Run systemctl; its exit code."""
        return self.run("systemctl", *arguments, seconds=180).returncode

    def shows(self, name: str) -> str:
        """A property of the service."""
        return self.run("systemctl", "show", "-P", name, UNIT).stdout.strip()

    def until(self, name: str, begins: str, seconds: float = LONGEST) -> bool:
        """Wait until a property begins with a text."""
        deadline = time.monotonic() + seconds
        while not self.shows(name).startswith(begins):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def writable_folders(self) -> set[str]:
        """The folders down to the third level that the component could write into."""
        enter = ["nsenter", "-t", self.shows("MainPID"), "-m"]
        who = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        where = ["find", "/", "-maxdepth", "3", "-path", "/proc", "-prune", "-o"]
        found = self.run(*enter, *who, *where, "-type", "d", "-writable", "-print")
        return set(found.stdout.split())


def can_boot() -> bool:
    """Whether this machine lets whoever runs the test make namespaces."""
    tried = subprocess.run(
        ["unshare", *_NAMESPACES, "--fork", "mount", "--make-rprivate", "/"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


@contextlib.contextmanager
def booted(folder: Path, settings: Path) -> Iterator[Systemd]:
    """Boot one that knows the unit for some settings, and end it with all that it runs.

    Args:
        folder: For the unit and the component's log; everybody may look into it.
        settings: Of the component.
    """
    unit = subprocess.run(
        [sys.executable, "-m", "component", "systemd-unit", "-c", str(settings), "--user", USER],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    log = folder / "component.log"
    (folder / UNIT).write_text(unit, "utf-8")
    (folder / "test.conf").write_text(_IN_TEST.format(root=ROOT, log=log), "utf-8")
    needed = {Path(sys.base_prefix), Path(sys.prefix), ROOT, folder, settings.parent}
    script = _BOOT.format(
        unit=UNIT,
        folder=shlex.quote(str(folder)),
        reach="\n".join(_make_reachable({path.resolve() for path in needed})),
        program=PROGRAM,
    )
    known = _cgroups()
    with (folder / "systemd.log").open("wb") as output:
        process = subprocess.Popen(
            ["unshare", *_NAMESPACES, "--fork", "--kill-child", "sh", "-c", script],
            stdout=output,
            stderr=output,
        )
    try:
        pid = _first_process(process)
        manager = Systemd(pid, log)
        deadline = time.monotonic() + LONGEST
        while manager.systemctl("is-active", "test.target") != 0:
            if time.monotonic() > deadline:
                raise RuntimeError((folder / "systemd.log").read_text("utf-8", "replace"))
            time.sleep(0.1)
        yield manager
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        _remove(_cgroups() - known)


def _make_reachable(needed: Iterable[Path]) -> Iterator[str]:
    """Commands that let everybody reach folders below others that only root may enter.

    Those others are covered by empty ones, with the folders in them at their places.
    """
    closed: dict[Path, list[Path]] = {}
    for path in needed:
        for above in reversed(path.parents):
            if not above.stat().st_mode & 0o001:
                closed.setdefault(above, []).append(path)
                break
    for number, path in enumerate(path for paths in closed.values() for path in paths):
        stash = f"/run/stash/{number}"
        yield f"mkdir {stash} && mount --rbind {shlex.quote(str(path))} {stash}"
    for above in closed:
        yield f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(above))}"
    for number, path in enumerate(path for paths in closed.values() for path in paths):
        quoted = shlex.quote(str(path))
        yield f"mkdir -p {quoted} && mount --rbind /run/stash/{number} {quoted}"


def _first_process(unshare: "subprocess.Popen[bytes]") -> int:
    children = Path(f"/proc/{unshare.pid}/task/{unshare.pid}/children")
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline and unshare.poll() is None:
        if found := children.read_text("ascii").split():
            return int(found[0])
        time.sleep(0.02)
    raise RuntimeError("no namespaces were made: this test needs root")


def _cgroups() -> set[Path]:
    return {path for root in _CGROUPS for path in root.glob("*.s[cl]*") if path.is_dir()}


def _remove(cgroups: Iterable[Path]) -> None:
    """Remove what systemd has made; the kernel's files in it go with their folders."""
    for top in cgroups:
        below = sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True)
        for path in (*below, top):
            with contextlib.suppress(OSError):
                path.rmdir()


def give_to_service(file: Path) -> None:
    """Let the component's user read a file, and nobody else but root."""
    shutil.chown(file, "root", USER)
    file.chmod(0o640)
