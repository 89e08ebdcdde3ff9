"""Puts the parts together: the only module that names concrete adapters."""

import asyncio
import logging
from dataclasses import dataclass

from component import config
from component.adapters import openfire_probes, tiki_probes
from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.mysql import Database, DatabaseSettings
from component.adapters.mysql_connection import tls_context
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.password_pool import PasswordPool
from component.adapters.pictures import Pictures
from component.adapters.state_mysql import StateMysql
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.findings import Remark
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.problems import Problem, explain
from component.frontdoors.xmpp.seal import LoginSeal
from component.frontdoors.xmpp.stream import ComponentStream, StreamSettings
from component.ports import Unavailable
from component.usecases.log_in import LogIn, LoginSettings
from component.usecases.provision import Provision, ProvisioningSettings
from component.usecases.self_check import Area, Finding, Look, Probe, self_check

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Component:
    """The running parts."""

    databases: Databases
    stream: ComponentStream
    state: StateMysql
    provision: Provision
    passwords: PasswordPool
    pictures: Pictures

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, finish the profiles and groups begun, close everything."""
        stream = asyncio.create_task(self.stream.run())
        stopped = asyncio.create_task(stop.wait())
        try:
            await self._prepare_state()
            await asyncio.wait({stream, stopped}, return_when=asyncio.FIRST_COMPLETED)
            await self.provision.drain()
        finally:
            stopped.cancel()
            await self.stream.stop()
            await stream
            self.passwords.close()
            await self.pictures.close()
            await self.databases.close()

    async def _prepare_state(self) -> None:
        try:
            await self.state.prepare()
        except Unavailable as error:
            _log.error("the state schema is not ready, trying again when it is needed: %s", error)


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


def make_component(settings: config.Settings) -> Component:
    """Make all parts from the settings; nothing is connected yet."""
    databases = open_databases(settings)
    stream = make_stream(settings)
    domain = settings.xmpp.domain
    pictures = Pictures(settings.tiki.site_url, settings.tiki.gravatar_url)
    tiki = TikiMysql(databases.tiki, pictures, trust_local_hashes=settings.tiki.trust_local_hashes)
    chat = OpenfireMysql(databases.openfire)
    state = StateMysql(databases.state)
    passwords = PasswordPool(settings.login.hash_threads or None, settings.login.hash_queue)
    provision = Provision(
        ProvisioningSettings(
            mappings=tuple(group.as_mapping() for group in settings.groups),
            patience=settings.provisioning.patience,
            refresh_interval=settings.provisioning.refresh_interval,
        ),
        tiki=tiki,
        chat=chat,
        admin=OpenfireAdmin(stream, domain),
        profiles=OpenfireProfile(databases.openfire, databases.openfire_write, stream),
        state=state,
    )
    log_in = LogIn(
        LoginSettings(
            domain=domain,
            window=settings.login.window,
            native_only=frozenset(settings.login.native_only),
            unmigrated_tiki=settings.login.unmigrated_tiki,
            strict_states=settings.tiki.strict_states,
        ),
        tiki=tiki,
        tiki_writer=TikiMysqlWriter(databases.tiki_write),
        chat=chat,
        state=state,
        checker=passwords,
        memory=RememberedPasswords(settings.login.remember_seconds, settings.login.remember_most),
        throttle=LoginThrottle(
            settings.login.failures_per_account, settings.login.failures_overall
        ),
        provision=provision,
    )
    seal = LoginSeal(settings.xmpp.secret.get_secret_value())
    stream.attach(LoginQuestions(log_in, seal, domain))
    return Component(databases, stream, state, provision, passwords, pictures)


async def serve(settings: config.Settings, stop: asyncio.Event) -> None:
    """Run the component until `stop` is set."""
    await make_component(settings).run(stop)


async def check(settings: config.Settings) -> list[Finding]:
    """Look at everything that the component needs."""
    databases = open_databases(settings)
    stream = make_stream(settings)
    pictures = Pictures(settings.tiki.site_url, settings.tiki.gravatar_url)
    tiki = TikiMysql(databases.tiki, pictures, trust_local_hashes=settings.tiki.trust_local_hashes)
    chat = OpenfireMysql(databases.openfire)
    openfire = OpenfireAccess(databases.openfire)
    xmpp = settings.xmpp
    database_checks: tuple[tuple[str, Look], ...] = (
        (
            "Tiki, reading",
            lambda: tiki_probes.reads(
                databases.tiki,
                tiki,
                strict_states=settings.tiki.strict_states,
                groups=settings.named_groups,
            ),
        ),
        ("Tiki, writing", lambda: tiki_probes.writes(databases.tiki_write)),
        ("Openfire's database, reading", lambda: openfire_probes.reads(openfire)),
        ("Openfire's database, writing", lambda: openfire_probes.writes(databases.openfire_write)),
        ("state", lambda: _look_at_state(databases.state)),
    )
    chat_checks: tuple[tuple[str, Look], ...] = (
        (
            "Openfire's settings",
            lambda: openfire_probes.settings(openfire, xmpp.component, xmpp.domain, chat, tiki),
        ),
        ("Openfire", lambda: _look_at_openfire(stream, openfire)),
    )
    running = asyncio.create_task(stream.run())
    try:
        return await self_check(
            [
                *(Probe(subject, Area.DATABASE, look) for subject, look in database_checks),
                *(Probe(subject, Area.CHAT_SERVER, look) for subject, look in chat_checks),
            ]
        )
    finally:
        await stream.stop()
        await running
        await pictures.close()
        await databases.close()


async def _look_at_state(database: Database) -> str:
    """Make the component's own schema or move it forward, as `run` does."""
    return f"version {await StateMysql(database).prepare()} of the schema"


async def _look_at_openfire(stream: ComponentStream, openfire: OpenfireAccess) -> list[Remark]:
    """Connect as the component: Openfire lets only one of a name in, so none may be running."""
    if not await stream.wait_settled():
        raise Unavailable("Openfire", explain(stream.problem or Problem.NO_CONNECTION))
    return [
        await openfire_probes.version(stream, openfire),
        await openfire_probes.admin_commands(stream),
    ]


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
