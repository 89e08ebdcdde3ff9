"""The component that serves: its parts, and how they begin and end together."""

import asyncio
import logging
from dataclasses import dataclass

from component import config
from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.password_pool import PasswordPool
from component.adapters.pictures import Pictures
from component.adapters.state_mysql import StateMysql
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_writer import TikiMysqlWriter
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.seal import LoginSeal
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Unavailable
from component.usecases.log_in import LogIn, LoginSettings
from component.usecases.provision import Provision, ProvisioningSettings
from component.wiring.connections import Databases, make_stream, open_databases

_log = logging.getLogger(__name__)


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
