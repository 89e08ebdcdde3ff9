"""Migrations: the page, what stands behind it, and what goes on with them on its own."""

import asyncio
import contextlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from component.config import Settings
from component.domain.reminders import DAY
from component.frontdoors.texts import Texts
from component.frontdoors.web.app import make_app
from component.frontdoors.web.server import WebServer
from component.frontdoors.web.services import Services
from component.frontdoors.web.settings import WebSettings
from component.ports import Unavailable
from component.usecases.carry_out_migration import CarryOutMigration
from component.usecases.finish_migration import FinishMigration
from component.usecases.give_up_migration import GiveUpMigration
from component.usecases.invite import Invite
from component.usecases.migrate import Migrate, MigrateSettings
from component.usecases.prove import ProofSettings, Prove
from component.usecases.recover import Recover, RecoverSettings
from component.wiring.parts import Parts
from component.wiring.reminding import Work

_MOST_INTERVAL = 10.0
_REPORT_SECONDS = 30.0
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Migrating:
    """The page and the journal.

    Attributes:
        web: Serves the page.
        work: What has to run.
        last: What is to be done at the end.
    """

    web: WebServer
    work: tuple[Work, ...]
    last: Work


def make_migrating(parts: Parts, invite: Invite, site_url: str, texts: Texts) -> Migrating:
    """Make it.

    Args:
        parts: The common parts.
        invite: The personal links.
        site_url: Public address of the page.
        texts: In all languages.
    """
    settings = parts.settings
    give_up = GiveUpMigration(parts.tiki_writer, parts.state, parts.journal)
    finish = FinishMigration(
        tiki=parts.tiki,
        chat=parts.chat,
        admin=parts.admin,
        archive=parts.archive,
        state=parts.state,
        journal=parts.journal,
        provision=parts.provision,
        give_up=give_up,
    )
    migrate = Migrate(
        MigrateSettings(settings.login.window, parts.native_only, settings.migration.old_account),
        tiki=parts.tiki,
        tiki_writer=parts.tiki_writer,
        chat=parts.chat,
        checker=parts.passwords,
        ids=parts.ids,
        carry_out=CarryOutMigration(parts.state, parts.journal, finish, give_up),
    )
    prove = Prove(
        ProofSettings(settings.xmpp.domain, settings.login.window, parts.native_only),
        parts.tiki,
        parts.chat,
        parts.verify,
    )
    recover = Recover(
        RecoverSettings(
            interval=min(settings.migration.takeover_seconds, _MOST_INTERVAL),
            keep_snapshots=settings.migration.undo_days * DAY,
        ),
        parts.tiki,
        parts.journal,
        finish,
        give_up,
    )
    services = Services(prove, migrate, invite, migrate.is_open)
    app = make_app(services, _web_settings(settings, site_url), texts)
    web = WebServer(app, settings.web.host, settings.web.port)

    async def report_refused_links() -> None:
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            await invite.report()

    async def report_the_rest() -> None:
        with contextlib.suppress(Unavailable):  # it was counted, and changes nothing
            await invite.report(at_once=True)

    return Migrating(web, (recover.run, report_refused_links), report_the_rest)


def _web_settings(settings: Settings, site_url: str) -> WebSettings:
    """The key of the pages follows from the component's secret: nothing more to configure."""
    secret = settings.xmpp.secret.get_secret_value().encode()
    key = HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=b"tiki-livechat web").derive(secret)
    web = settings.web
    return WebSettings(
        public_url=site_url,
        chat_domain=settings.xmpp.domain,
        key=key,
        site_name=settings.site_name,
        site_url=settings.tiki.site_url,
        default_language=web.default_language,
        trusted_proxies=tuple(web.trusted_proxies),
        requests_per_address=web.requests_per_address,
        tries_per_address=web.tries_per_address,
        session_seconds=web.session_seconds,
        old_account=settings.migration.old_account,
    )
