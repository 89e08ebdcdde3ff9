"""Somebody who follows the README: on the component's machine, and at Openfire's console."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from component import __version__
from openfire.demo import chat_client
from openfire.testserver import TestServer
from openfire.testserver.processes import free_ports
from tests.install import instructions
from tests.install.instructions import blocks
from tests.install.machine import Machine
from tests.install.nginx import Nginx

NEXT = f"{__version__}.post1"
"""The version that is installed over the first one."""


def in_openfire(server: TestServer, sql: str, *values: str) -> None:
    """Run a statement in Openfire's database."""
    server.execute(sql, values, database="openfire")


class Admin:
    """Types what stands in the README, and chooses what it says.

    Args:
        machine: Where the component is to run.
        server: The site's databases, and its Openfire.
    """

    def __init__(self, machine: Machine, server: TestServer) -> None:
        self.machine = machine
        self.server = server
        self.settings_file = machine.path("/etc/tiki-livechat.toml")
        self._database_admin = server.users["admin"]
        machine.environment["TIKI_LIVECHAT_ADMIN_PASSWORD"] = self._database_admin.password

    def _types(self, block: str) -> str:
        """Type a block; the database admin has another name here, and `init` is answered."""
        database = f"{self.server.host}:{self.server.database_port}"
        openfire = f"{self.server.host}:{self.server.component_port}"
        answers = (
            f"--domain {self.server.domain} --openfire-host {openfire} "
            f"--tiki-database-host {database} --yes"
        )
        block = block.replace("--as root", f"--as {self._database_admin.user}")
        return self.machine.type(block, init=answers)

    def installs(self) -> None:
        """Install the wheel."""
        _, block = blocks("1. Build", "sh")
        self._types(block)
        assert self.version() == __version__
        self.machine.type("/opt/tiki-livechat/bin/pip check")

    def version(self) -> str:
        """The version that is installed."""
        return self.machine.type("tiki-livechat version").split()[-1]

    def makes_settings(self) -> None:
        """Make a settings file, which others cannot read, and map a group."""
        (block,), (groups,) = blocks("2. The settings", "sh"), blocks("2. The settings", "toml")
        self._types(block)
        with self.settings_file.open("a", encoding="utf-8") as file:
            file.write(f"\n{groups}")
        assert self.settings_file.stat().st_mode & 0o007 == 0

    def prepares_the_databases(self) -> None:
        """Look at what is needed, then do it; nothing is left to do after that."""
        (block,) = blocks("3. Tiki and the databases", "sh")
        look_at_tiki, do_tiki, look_at_users, do_users = block.splitlines()
        assert "ADD COLUMN" in self._types(look_at_tiki)
        self._types(do_tiki)
        assert "ADD COLUMN" not in self._types(look_at_tiki)
        sql = self._types(look_at_users)
        assert len(re.findall(r"(?m)^CREATE USER", sql)) == 5
        assert self._database_admin.password not in sql
        self._types(do_users)
        assert "nothing was to be done" in self._types(do_users)

    def sets_openfire_up(self) -> None:
        """Choose and write what is said of Openfire, while it is down; then start it."""
        secret = tomllib.loads(self.settings_file.read_text("utf-8"))["xmpp"]["secret"]
        for subdomain in instructions.subdomains():
            in_openfire(
                self.server,
                "INSERT INTO ofExtComponentConf (subdomain, wildcard, secret, permission) "
                "VALUES (%s, 0, %s, 'allowed')",
                *(subdomain, secret),
            )
        for property_ in instructions.properties(self.server.domain).items():
            in_openfire(
                self.server, "INSERT INTO ofProperty (name, propValue) VALUES (%s, %s)", *property_
            )
        self.server.openfire.start()

    def uploads_the_plugin(self) -> None:
        """Have it loaded by the Openfire that runs."""
        self.server.openfire.install_plugin(self.machine.path("dist/tikilivechat.jar"))

    def checks(self) -> list[str]:
        """What `check` finds fault with, as the component's user."""
        line, *_ = blocks("5. Check and run", "sh")
        said = self.machine.as_the_service(*line.split())
        return [line for line in said.splitlines() if not line.startswith("ok ")]

    def makes_a_service(self) -> None:
        """Have the unit written; systemd is not told of it here."""
        _, _, block = blocks("5. Check and run", "sh")
        write, *others = block.splitlines()
        assert all(line.startswith("systemctl ") for line in others)
        self._types(write)
        unit = self.machine.path("/etc/systemd/system/tiki-livechat.service").read_text("utf-8")
        program = self.machine.path("/opt/tiki-livechat/bin/tiki-livechat")
        assert f"\nExecStart={program} run --config {self.settings_file}\n" in unit
        assert "\nUser=tiki-livechat\nGroup=tiki-livechat\n" in unit

    @contextmanager
    def runs(self) -> Iterator[Path]:
        """Run the component as its user for the length of a block; gives its log."""
        _, line, *_ = blocks("5. Check and run", "sh")
        domain = self.server.domain
        connected = [f"connected to {domain} as {s}.{domain}" for s in instructions.subdomains()]
        with self.machine.serving(line.strip(), connected) as log:
            yield log

    def gives_alice_her_id(self) -> None:
        """Run the statement that the README shows."""
        (statement,) = blocks("6. The first people", "sql")
        self.server.execute(statement)

    def upgrades(self, dist: Path) -> None:
        """Install what a newer folder `dist` has."""
        self.machine.bring(dist)
        (block,) = blocks("Upgrade", "sh")
        self._types(block)
        assert self.version() == NEXT
        self.uploads_the_plugin()

    def opens_the_page(self, proxy: Nginx) -> None:
        """Name the address of the migration page in the environment; grants are to follow."""
        (port,) = free_ports(1)
        self.machine.environment |= {
            "TIKI_LIVECHAT_WEB__PUBLIC_URL": f"{proxy.address}/chat-account",
            "TIKI_LIVECHAT_WEB__TRUSTED_PROXIES": '["127.0.0.1"]',
            "TIKI_LIVECHAT_WEB__PORT": str(port),
        }
        (block,) = blocks("7. The migration page", "nginx")
        assert "http://127.0.0.1:8086;" in block
        proxy.start(block.replace(":8086;", f":{port};"))

    async def refusal(self, name: str, password: str) -> str | None:
        """Try to sign in with a chat client: None if that works, else the refusal's condition."""
        return await chat_client.refusal(self.server, name, password)


def next_version(dist: Path, folder: Path) -> Path:
    """Another folder `dist`, with a component of a newer version made of the packed sources."""
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    (sources,) = folder.iterdir()
    (sources / "PKG-INFO").unlink()  # where hatchling would take the version from
    about = sources / "component/__init__.py"
    about.write_text(about.read_text("utf-8").replace(__version__, NEXT), "utf-8")
    newer = folder / "dist"
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(newer), str(sources)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(dist / "tikilivechat.jar", newer)
    return newer
