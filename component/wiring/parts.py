"""What sign-ins, migrations and reminders have in common, made once for all of them."""

from dataclasses import dataclass

from component import config
from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_archive import OpenfireArchive
from component.adapters.openfire_contacts import OpenfireContacts
from component.adapters.openfire_lists import OpenfireLists
from component.adapters.openfire_mysql import OpenfireMysql
from component.adapters.openfire_profile import OpenfireProfile
from component.adapters.openfire_sessions import OpenfireSessions
from component.adapters.password_pool import PasswordPool
from component.adapters.pictures import Pictures
from component.adapters.state_audit import StateAudit
from component.adapters.state_journal import StateJournal
from component.adapters.state_mysql import StateMysql
from component.adapters.state_window import StateWindow
from component.adapters.tiki_mysql import TikiMysql
from component.adapters.tiki_writer import TikiMysqlWriter
from component.domain.livechat_id import Reserved
from component.usecases.allocate_id import AllocateId
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.provision import Provision, ProvisioningSettings
from component.usecases.verify import Verify
from component.usecases.window_now import KnowWindow, WindowSettings
from component.wiring.connections import Databases, Streams, make_streams, open_databases
from component.wiring.grouping import Grouping, make_grouping


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts, and the settings that they were made from.

    Attributes:
        native_only: Chat usernames that belong to no Tiki account.
    """

    settings: config.Settings
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
    native_only: frozenset[str]
    passwords: PasswordPool
    verify: Verify
    grouping: Grouping
    provision: Provision

    async def close(self) -> None:
        """Close everything; the streams have ended before."""
        self.passwords.close()
        await self.pictures.close()
        await self.databases.close()


def make_parts(settings: config.Settings) -> Parts:
    """Make them; nothing is connected yet."""
    databases = open_databases(settings)
    streams = make_streams(settings)
    commands = streams.private
    pictures = Pictures(settings.tiki.site_url, settings.tiki.gravatar_url)
    tiki = TikiMysql(databases.tiki, pictures, trust_local_hashes=settings.tiki.trust_local_hashes)
    chat = OpenfireMysql(databases.openfire)
    accounts = OpenfireLists(databases.openfire)
    admin = OpenfireAdmin(commands, settings.xmpp.domain)
    state = StateMysql(databases.state)
    login = settings.login
    passwords = PasswordPool(login.hash_threads or None, login.hash_queue)
    verify = Verify(
        tiki,
        passwords,
        RememberedPasswords(login.remember_seconds, login.remember_most),
        LoginThrottle(login.failures_per_account, login.failures_overall),
        strict_states=settings.tiki.strict_states,
    )
    grouping = make_grouping(settings, databases, commands, tiki=tiki, chat=chat, state=state)
    provision = Provision(
        ProvisioningSettings(
            patience=settings.provisioning.patience,
            refresh_interval=settings.provisioning.refresh_interval,
        ),
        tiki=tiki,
        chat=chat,
        admin=admin,
        profiles=OpenfireProfile(databases.openfire, databases.openfire_write, commands),
        state=state,
        sync_person=grouping.sync_person if grouping.mappings else None,
    )
    journal = StateJournal(
        databases.state,
        state.prepare,
        settings.migration.takeover_seconds,
        settings.xmpp.private_jid,
    )
    native_only = frozenset(login.native_only)
    reserved = Reserved((*settings.live_chat_ids.reserved, *settings.admins.usernames))
    ids = LiveChatIds(native_only, tiki, chat, state, journal, reserved)
    tiki_writer = TikiMysqlWriter(databases.tiki_write)
    schedules = StateWindow(databases.state, state.prepare)
    return Parts(
        settings=settings,
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
        native_only=native_only,
        passwords=passwords,
        verify=verify,
        grouping=grouping,
        provision=provision,
    )
