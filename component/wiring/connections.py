"""The databases and the stream that the settings describe; nothing is connected yet."""

from dataclasses import dataclass

from component import config
from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.frontdoors.xmpp.stream import ComponentStream, StreamSettings


@dataclass(frozen=True, slots=True)
class Databases:
    """The five accesses to databases, each with rights of its own (design §7)."""

    tiki: Database
    tiki_write: Database
    openfire: Database
    openfire_write: Database
    state: Database

    async def close(self) -> None:
        """Close all of them."""
        for database in (
            self.tiki,
            self.tiki_write,
            self.openfire,
            self.openfire_write,
            self.state,
        ):
            await database.close()


def open_databases(settings: config.Settings) -> Databases:
    """Describe the databases; connections are made when they are first used."""
    tiki, openfire = settings.tiki, settings.openfire
    return Databases(
        tiki=_database("the Tiki database [tiki]", tiki),
        tiki_write=_database("the Tiki database [tiki.write]", tiki.write),
        openfire=_database("the Openfire database [openfire]", openfire),
        openfire_write=_database("the Openfire database [openfire.write]", openfire.write),
        state=_database("the state database [state]", settings.state),
    )


def make_stream(settings: config.Settings) -> ComponentStream:
    """Make the stream, with nothing listening on it yet."""
    xmpp = settings.xmpp
    return ComponentStream(
        StreamSettings(
            host=xmpp.host,
            port=xmpp.port,
            domain=xmpp.domain,
            jid=xmpp.jid,
            secret=xmpp.secret.get_secret_value(),
            connect_timeout=xmpp.connect_timeout,
            request_timeout=xmpp.request_timeout,
            ping_interval=xmpp.ping_interval,
        )
    )


def _database(title: str, block: config.DatabaseBlock) -> Database:
    return Database(database_settings(title, block))


def database_settings(title: str, block: config.DatabaseBlock) -> DatabaseSettings:
    """Describe the access to a database; `title` is what messages call it."""
    return DatabaseSettings(
        title=title,
        host=block.host,
        port=block.port,
        user=block.user,
        password=block.password.get_secret_value(),
        database=block.database,
        charset=block.charset,
        connect_timeout=block.connect_timeout,
        query_timeout=block.query_timeout,
        max_connections=block.max_connections,
        tls=tls_context(block.tls_ca) if block.tls else None,
        tls_server_name=block.tls_server_name or "",
    )
