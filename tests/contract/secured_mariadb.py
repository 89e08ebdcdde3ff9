"""A MariaDB that offers TLS, and how an attempt to get in ends."""

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.ports import Unavailable
from tests.contract.certificates import DAY, NOW, Authority
from tests.contract.own_mariadb import OwnMariaDB

PATIENCE = 20.0


class Secured:
    """A MariaDB that offers TLS, and the authority that has signed its certificate."""

    def __init__(self, mariadb: OwnMariaDB, authority: Authority, folder: Path) -> None:
        self.mariadb = mariadb
        self.authority = authority
        self.folder = folder
        self.pem = folder / "server.pem"
        self.ca = authority.write(folder / "ca.pem")

    def show(self, name: str, until: dt.datetime = NOW + DAY) -> Path:
        """Change the server's certificate."""
        self.authority.write_server(self.pem, name, until=until)
        self.mariadb.execute("FLUSH SSL")
        return self.pem

    def settings(self, ca: Path | None, name: str = "") -> DatabaseSettings:
        """How to get in."""
        settings = self.mariadb.access("tiki").settings
        return replace(settings, tls=tls_context(ca), tls_server_name=name)


async def refusal(settings: DatabaseSettings) -> str:
    """Why there is no connection."""
    database = Database(settings)
    try:
        with pytest.raises(Unavailable) as caught:
            await asyncio.wait_for(database.fetch("SELECT 1"), PATIENCE)
    finally:
        await database.close()
    assert settings.password not in str(caught.value)
    return str(caught.value)
