"""The databases and the streams that the settings describe; nothing is connected yet."""

import asyncio
import math
from dataclasses import dataclass, replace

from component import config
from component.adapters.measuring.databases import MeasuredDatabase
from component.adapters.measuring.metrics import Metrics
from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.frontdoors.xmpp.stream import ComponentStream
from component.frontdoors.xmpp.stream_settings import StreamSettings


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
        """Keep them until `stop` is called.

        Raises:
            GivenUpError: One is not tried any longer; the others have ended with it.
        """
        tasks = [asyncio.create_task(stream.run()) for stream in self.all]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            if not all(task.done() for task in tasks):
                await self.stop()
            await asyncio.wait(tasks)
        for task in tasks:
            task.result()

    async def stop(self) -> None:
        """Close them; `run` returns."""
        await asyncio.gather(*(stream.stop() for stream in self.all))


def make_streams(
    settings: config.Settings,
    give_up_after: float = math.inf,
    connect_within: float = math.inf,
    *,
    is_check: bool = False,
) -> Streams:
    """Make the streams, with nothing listening on them yet.

    Args:
        settings: Where they go.
        give_up_after: Seconds of refusals at the start after which the public one gives up; without
            the other, people whose account is there still sign in.
        connect_within: Seconds in which each has to have been connected once.
        is_check: Nothing will ever listen: where others share the subdomain, nothing that comes
            for it is to be dealt to this one, and the check says what it found.
    """
    xmpp = settings.xmpp
    public = StreamSettings(
        host=xmpp.host,
        port=xmpp.port,
        domain=xmpp.domain,
        jid=xmpp.jid,
        secret=xmpp.secret.get_secret_value(),
        connect_timeout=xmpp.connect_timeout,
        request_timeout=xmpp.request_timeout,
        ping_interval=xmpp.ping_interval,
        give_up_after=give_up_after,
        connect_within=connect_within,
        allow_multiple=xmpp.allow_multiple and not is_check,
        is_quiet=is_check,
    )
    stream = ComponentStream(public)
    if xmpp.private_component is None:
        return Streams(stream, stream)
    private = replace(public, jid=xmpp.private_jid, give_up_after=math.inf, allow_multiple=False)
    return Streams(stream, ComponentStream(private))


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
