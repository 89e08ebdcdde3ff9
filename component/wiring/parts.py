"""What sign-ins, migrations and reminders have in common, made once for all of them."""

import asyncio
import math
import secrets
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from component import __version__, config
from component.adapters.measuring.metrics import Metrics
from component.adapters.memory import RememberedPasswords
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_archive import OpenfireArchive
from component.adapters.openfire_contacts import OpenfireContacts
from component.adapters.openfire_lists import OpenfireLists
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.openfire_sessions import OpenfireSessions
from component.adapters.password_pool import PasswordPool
from component.adapters.pictures import Pictures
from component.adapters.state_audit import StateAudit
from component.adapters.state_journal import StateJournal
from component.adapters.state_mysql import StateMysql
from component.adapters.state_several import StateRefreshes
from component.adapters.state_window import StateWindow
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.livechat_id import Reserved
from component.usecases.allocate_id import AllocateId
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.provision import Provision, ProvisioningSettings
from component.usecases.take_turns import TakeTurns
from component.usecases.verify import Verify
from component.usecases.window_now import KnowWindow, WindowSettings
from component.wiring.connections import Databases, Streams, make_streams, open_databases
from component.wiring.grouping import Grouping, make_grouping
from component.wiring.live import Live, make_live


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts, and the settings that they were made from.

    Attributes:
        live: What of the settings is changed while the component runs.
        native_only: Chat usernames that belong to no Tiki account.
    """

    settings: config.Settings
    metrics: Metrics
    databases: Databases
    streams: Streams
    pictures: Pictures
    tiki: TikiMysql
    tiki_writer: TikiMysqlWriter
    chat: OpenfireMysql
    accounts: OpenfireLists
    contacts: OpenfireContacts
    sessions: OpenfireSessions
    unmigrated: ListUnmigrated
    admin: OpenfireAdmin
    archive: OpenfireArchive
    state: StateMysql
    audit: StateAudit
    journal: StateJournal
    schedules: StateWindow
    window: KnowWindow
    ids: LiveChatIds
    allocate: AllocateId
    live: Live
    native_only: AbstractSet[str]
    passwords: PasswordPool
    verify: Verify
    grouping: Grouping
    provision: Provision

    async def close(self) -> None:
        """Close everything; the streams have ended before."""
        await asyncio.to_thread(self.passwords.close)
        await self.pictures.close()
        await self.databases.close()


def make_parts(settings: config.Settings, connect_within: float = math.inf) -> Parts:
    """Make them; nothing is connected yet. For `connect_within` see `make_streams`."""
    metrics = Metrics(__version__)
    databases = open_databases(settings, metrics)
    streams = make_streams(settings, settings.xmpp.give_up_after or math.inf, connect_within)
    commands = streams.private
    pictures = Pictures(settings.tiki.site_url, settings.tiki.gravatar_url)
    tiki = TikiMysql(databases.tiki, pictures, trust_local_hashes=settings.tiki.trust_local_hashes)
    chat = OpenfireMysql(databases.openfire)
    accounts = OpenfireLists(databases.openfire)
    admin = OpenfireAdmin(commands, settings.xmpp.domain, OpenfireAccess(databases.openfire))
    state = StateMysql(databases.state)
    login = settings.login
    live = make_live(settings)
    passwords, native_only = live.passwords, live.native_only
    verify = Verify(
        tiki,
        passwords,
        RememberedPasswords(login.remember_seconds, login.remember_most),
        live.throttle,
        strict_states=settings.tiki.strict_states,
    )
    grouping = make_grouping(settings, databases, commands, tiki=tiki, chat=chat, state=state)
    provision = Provision(
        ProvisioningSettings(
            patience=settings.provisioning.patience,
            refresh_interval=settings.provisioning.refresh_interval,
            most_behind=settings.provisioning.most_behind,
        ),
        tiki=tiki,
        chat=chat,
        admin=admin,
        profiles=OpenfireProfile(databases.openfire, databases.openfire_write, commands),
        state=state,
        sync_person=grouping.sync_person if grouping.mappings else None,
        turns=_make_turns(settings, state, databases),
    )
    journal = StateJournal(
        databases.state,
        state.prepare,
        settings.migration.takeover_seconds,
        settings.xmpp.private_jid,
    )
    ids = LiveChatIds(native_only, tiki, chat, state, journal, Reserved(live.reserved_for_all))
    tiki_writer = TikiMysqlWriter(databases.tiki_write)
    schedules = StateWindow(databases.state, state.prepare)
    return Parts(
        settings=settings,
        metrics=metrics,
        databases=databases,
        streams=streams,
        pictures=pictures,
        tiki=tiki,
        tiki_writer=tiki_writer,
        chat=chat,
        accounts=accounts,
        contacts=OpenfireContacts(databases.openfire),
        sessions=OpenfireSessions(commands, settings.xmpp.domain),
        unmigrated=ListUnmigrated(native_only, accounts, tiki, state),
        admin=admin,
        archive=OpenfireArchive(
            databases.openfire, databases.openfire_write, commands, settings.xmpp.domain
        ),
        state=state,
        audit=StateAudit(databases.state, state.prepare),
        journal=journal,
        ids=ids,
        allocate=AllocateId(tiki, tiki_writer, chat, state, ids),
        schedules=schedules,
        window=KnowWindow(
            WindowSettings(login.window, settings.migration.open_days), schedules, state
        ),
        live=live,
        native_only=native_only,
        passwords=passwords,
        verify=verify,
        grouping=grouping,
        provision=provision,
    )


def _make_turns(settings: config.Settings, state: StateMysql, databases: Databases) -> TakeTurns:
    if not settings.xmpp.allow_multiple:
        return TakeTurns()
    refreshes = StateRefreshes(databases.state, state.prepare, secrets.token_hex(16))
    return TakeTurns(refreshes, settings.provisioning.refresh_interval)
