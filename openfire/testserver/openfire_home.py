"""Openfire's home folder: the files that it reads before it can read its database."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from openfire.testserver.processes import HOST

HERE = Path(__file__).parent
LOG_FOLDER = "logs"
LOG = "logs/openfire.log"
FILES = {
    "openfire.xml": "conf/openfire.xml",
    "security.xml": "conf/security.xml",
    "log4j.xml": "conf/log4j.xml",
    "admin-plugin.xml": "plugins/admin/plugin.xml",
}
FOLDERS = ("conf", "lib", LOG_FOLDER, "plugins/admin", "resources/security")
STORES = ("keystore", "truststore", "client.truststore")


@dataclass(frozen=True)
class Settings:
    """What an Openfire is started with.

    Args:
        domain: The XMPP domain.
        probe_jid: A component's JID that nobody connects as, for the readiness check: the answer
            for one that is connected is lost with its connection.
        log_level: INFO or DEBUG.
        database_port: On the loopback address.
        database: Name of its database.
        user: Its database user.
        password: That user's password.
        is_optimised: Java optimises what runs long, for which it starts slowly.
    """

    domain: str
    probe_jid: str
    log_level: str
    database_port: int
    database: str
    user: str
    password: str = field(repr=False)
    is_optimised: bool = False


def write_home(folder: Path, settings: Settings, stores: Path) -> None:
    """Writes all files that Openfire needs; what it has written itself stays.

    Args:
        folder: The home; made if it is not there.
        settings: What the files say.
        stores: Folder with the key store and the trust stores.
    """
    values = {
        "host": HOST,
        "url": (
            f"jdbc:mysql://{HOST}:{settings.database_port}/{settings.database}"
            "?useUnicode=true&characterEncoding=UTF-8&useSSL=false"
        ),
        "user": settings.user,
        "password": settings.password,
        "file": str(folder / LOG),
        "level": settings.log_level,
    }
    escaped = {name: escape(value, {'"': "&quot;"}) for name, value in values.items()}
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        text = Template((HERE / source).read_text("utf-8")).substitute(escaped)
        (folder / target).write_text(text, "utf-8")
    for store in STORES:
        shutil.copyfile(stores / store, folder / "resources" / "security" / store)
