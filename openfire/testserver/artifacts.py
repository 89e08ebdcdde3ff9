"""What the servers are made of: programs, Openfire's jars, the launcher, certificates.

All of it is made once and kept in a cache below the repository, so that later starts are quick and
need no network. Nothing here starts a server.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openfire.testserver.errors import TestServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "openfire-4.2.0"
STORE_PASSWORD = "changeit"
COMMAND_TIMEOUT = 600
PACKAGES = {
    "java": "openjdk-17-jdk-headless",
    "javac": "openjdk-17-jdk-headless",
    "keytool": "openjdk-17-jdk-headless",
    "mvn": "maven",
    "mariadbd": "mariadb-server-core",
    "nginx": "nginx-light",
}
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Artifacts:
    """Where the parts are. `classpath` is in the form of java's -cp."""

    java: str
    mariadbd: str
    classpath: str
    stores: Path
    certificate: Path


def program(name: str) -> str:
    """Finds a program, also in the sbin folders that a user's PATH may lack.

    Raises:
        TestServerError: It is not installed; the message names the Debian package.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        package = PACKAGES[name]
        raise TestServerError(
            f"{name} is not installed: apt-get install --no-install-recommends {package}"
        )
    return found


def prepare(domain: str) -> Artifacts:
    """Makes what is not in the cache yet: jars by Maven, the launcher, a certificate.

    Several processes may do this at once: one works, the others wait for it.

    Args:
        domain: The XMPP domain that the certificate is for, lower case ASCII.

    Raises:
        TestServerError: A program is missing or failed; nothing half done is left.
    """
    if not DOMAIN.fullmatch(domain):
        raise TestServerError(f"not a domain: {domain!r}")
    java, mariadbd = program("java"), program("mariadbd")
    sources = b"".join((HERE / name).read_bytes() for name in ("pom.xml", "Launcher.java"))
    server = _make(f"server-{hashlib.sha256(sources).hexdigest()[:12]}", _fetch_server)
    stores = _make(f"certificate-{domain}", lambda folder: _make_stores(folder, domain))
    return Artifacts(
        java=java,
        mariadbd=mariadbd,
        classpath=f"{server / 'classes'}:{server / 'lib'}/*",
        stores=stores,
        certificate=stores / "certificate.pem",
    )


def _make(name: str, fill: Callable[[Path], None]) -> Path:
    target = CACHE / name
    if target.is_dir():
        return target
    with _only_one():
        if not target.is_dir():
            for leftover in CACHE.glob("unfinished-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=CACHE))
            try:
                fill(unfinished)
                unfinished.chmod(0o755)
                unfinished.rename(target)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    return target


@contextmanager
def _only_one() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch_server(folder: Path) -> None:
    jars = folder / "lib"
    _run(
        "could not fetch Openfire's jars by Maven (the first start needs the network)",
        [
            *(program("mvn"), "--batch-mode", "--no-transfer-progress", "--quiet"),
            *("--file", str(HERE / "pom.xml"), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={jars}"),
        ],
        folder,
    )
    _run(
        "could not compile Openfire's launcher",
        [
            *(program("javac"), "--release", "8", "-Xlint:-options", "-cp", f"{jars}/*"),
            *("-d", str(folder / "classes"), str(HERE / "Launcher.java")),
        ],
        folder,
    )


def _make_stores(folder: Path, domain: str) -> None:
    """The self-signed certificate is its own authority, so that clients can trust it as one."""
    keytool, pem = program("keytool"), folder / "certificate.pem"
    common = ["-storetype", "JKS", "-storepass", STORE_PASSWORD, "-alias", domain, "-noprompt"]
    key = [
        *("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-sigalg", "SHA256withRSA"),
        *("-validity", "3650", "-dname", f"CN={domain}", "-keypass", STORE_PASSWORD),
        *("-ext", f"san=dns:{domain},dns:*.{domain}", "-ext", "bc:critical=ca:true"),
        *("-ext", "ku:critical=digitalSignature,keyEncipherment,keyCertSign"),
    ]
    steps = [
        [*key, "-keystore", str(folder / "keystore")],
        ["-exportcert", "-rfc", "-file", str(pem), "-keystore", str(folder / "keystore")],
        ["-importcert", "-file", str(pem), "-keystore", str(folder / "truststore")],
    ]
    for step in steps:
        _run(f"could not make a certificate for {domain}", [keytool, *step, *common], folder)
    shutil.copyfile(folder / "truststore", folder / "client.truststore")


def _run(purpose: str, command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_TIMEOUT,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TestServerError(f"{purpose}: no end after {COMMAND_TIMEOUT} s") from error
    if done.returncode != 0:
        tail = (done.stdout + done.stderr)[-3000:]
        raise TestServerError(f"{purpose}: exit status {done.returncode}\n{tail}")
