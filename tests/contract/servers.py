"""Accesses to the real servers of the contract suites, as the component and as root have them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from component.adapters.mysql import Database, DatabaseSettings
from component.config import Settings
from component.frontdoors.xmpp.stream_settings import StreamSettings
from openfire.demo.rights import database_blocks
from openfire.testserver import DatabaseUser, TestServer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pymysql

_PATIENCE = 30.0


@dataclass(frozen=True)
class Databases:
    """The accesses to the databases, each by its least privileged user."""

    tiki: Database
    tiki_write: Database
    openfire: Database
    openfire_write: Database
    state: Database


class Root:
    """MariaDB's root, on one connection: `TestServer.execute` makes one for each statement."""

    def __init__(self, connection: "pymysql.Connection[pymysql.cursors.Cursor]") -> None:
        self._connection = connection

    def execute(
        self, sql: str, arguments: tuple[object, ...] = (), database: str = "tiki"
    ) -> list[tuple[Any, ...]]:
        """Run a statement and give its rows."""
        self._connection.select_db(database)
        with self._connection.cursor() as cursor:
            cursor.execute(sql, arguments or None)
            return list(cursor.fetchall())


def open_database(host: str, port: int, user: DatabaseUser) -> Database:
    """A database as the component opens it, with bounds that a busy machine keeps."""
    return Database(
        DatabaseSettings(
            title=f"the database of {user.name}",
            host=host,
            port=port,
            user=user.user,
            password=user.password,
            database=user.database,
            connect_timeout=_PATIENCE,
            query_timeout=_PATIENCE,
        )
    )


def settings_for(
    host: str, port: int, users: "Mapping[str, DatabaseUser]", **tiki: object
) -> Settings:
    """Settings of a component with a migration page and groups; `tiki` is for those of [tiki]."""
    blocks: dict[str, dict[str, Any]] = database_blocks(host, port, users)
    write = {name: blocks.pop(f"{name}.write") for name in ("tiki", "openfire")}
    nested = {
        name: block | {"write": write[name]} for name, block in blocks.items() if name in write
    }
    nested["tiki"] |= tiki
    xmpp = {"domain": "livechat.test", "secret": "of nobody"}
    web = {"public_url": "https://livechat.test/account"}
    rooms = [{"room": "lobby", "affiliation": "admin"}]
    groups = [{"tiki": "Live Chat helpers", "roster": "Helpers", "rooms": rooms}]
    return Settings.model_validate({"xmpp": xmpp, "web": web, "groups": groups, **blocks, **nested})


def stream_settings(server: TestServer, patience: float) -> StreamSettings:
    """How to be the component, under the name that its own commands come from.

    Args:
        server: Where.
        patience: Seconds for a handshake, and for an answer.
    """
    return StreamSettings(
        host=server.host,
        port=server.component_port,
        domain=server.domain,
        jid=server.private_jid,
        secret=server.component_secret,
        connect_timeout=patience,
        request_timeout=patience,
    )
