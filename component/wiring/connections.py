"""The databases and the streams that the settings describe; nothing is connected yet."""

import asyncio
from dataclasses import dataclass

from component import config
from component.adapters.measuring.databases import MeasuredDatabase
from component.adapters.measuring.metrics import Metrics
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


def open_databases(settings: config.Settings, metrics: Metrics | None = None) -> Databases:
    """Describe the databases; connections are made when they are first used.

    Args:
        settings: Of the site.
        metrics: Where statements are timed; None for nowhere.
    """

    def describe(title: str, block: config.DatabaseBlock, name: str) -> Database:
        described = database_settings(title, block)
        if metrics is None:
            return Database(described)
        return MeasuredDatabase(described, name, metrics)

    tiki, openfire = settings.tiki, settings.openfire
    return Databases(
        tiki=describe("the Tiki database [tiki]", tiki, "tiki"),
        tiki_write=describe("the Tiki database [tiki.write]", tiki.write, "tiki-write"),
        openfire=describe("the Openfire database [openfire]", openfire, "openfire"),
        openfire_write=describe(
            "the Openfire database [openfire.write]", openfire.write, "openfire-write"
        ),
        state=describe("the state database [state]", settings.state, "state"),
    )


@dataclass(frozen=True, slots=True)
class Streams:
    """The connections to Openfire.

    Attributes:
        public: People and Openfire know it: questions about sign-ins, messages, commands.
        private: For what the component itself asks of Openfire; the same one where the settings
            have no other. Openfire 4.2 reads nothing more of a connection while it carries out a
            command of it.
    """

    public: ComponentStream
    private: ComponentStream

    @property
    def all(self) -> tuple[ComponentStream, ...]:
        """Each once."""
        return tuple(dict.fromkeys((self.public, self.private)))

    async def run(self) -> None:
        """Keep them until `stop` is called."""
        await asyncio.gather(*(stream.run() for stream in self.all))

    async def stop(self) -> None:
        """Close them; `run` returns."""
        await asyncio.gather(*(stream.stop() for stream in self.all))


def make_streams(settings: config.Settings) -> Streams:
    """Make the streams, with nothing listening on them yet."""
    public = _stream(settings.xmpp, settings.xmpp.jid)
    if settings.xmpp.private_component is None:
        return Streams(public, public)
    return Streams(public, _stream(settings.xmpp, settings.xmpp.private_jid))


def _stream(xmpp: config.XmppSettings, jid: str) -> ComponentStream:
    return ComponentStream(
        StreamSettings(
            host=xmpp.host,
            port=xmpp.port,
            domain=xmpp.domain,
            jid=jid,
            secret=xmpp.secret.get_secret_value(),
            connect_timeout=xmpp.connect_timeout,
            request_timeout=xmpp.request_timeout,
            ping_interval=xmpp.ping_interval,
        )
    )


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
