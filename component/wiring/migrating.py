"""Migrations: the page, what stands behind it, and what goes on with them on its own."""

import asyncio
import contextlib
from dataclasses import dataclass

from component.adapters.state_jobs import StateJobs
from component.domain.reminders import DAY
from component.frontdoors.texts import Texts
from component.frontdoors.web.app import make_app
from component.frontdoors.web.server import WebServer
from component.frontdoors.web.services import Reports, Services
from component.ports import Unavailable
from component.usecases.carry_out_migration import CarryOutMigration
from component.usecases.finish_migration import FinishMigration
from component.usecases.give_up_migration import GiveUpMigration
from component.usecases.invite import Invite
from component.usecases.migrate import Migrate, MigrateSettings
from component.usecases.prove import ProofSettings, Prove
from component.usecases.recover import Recover, RecoverSettings
from component.wiring.admins import make_is_admin
from component.wiring.measuring import watch
from component.wiring.parts import Parts
from component.wiring.reminding import Work
from component.wiring.reporting import make_report
from component.wiring.web_settings import web_settings

_MOST_INTERVAL = 2.0
_REPORT_SECONDS = 30.0


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


def make_migrating(
    parts: Parts, invite: Invite, site_url: str, texts: Texts, jobs: StateJobs
) -> Migrating:
    """Make it.

    Args:
        parts: The common parts.
        invite: The personal links.
        site_url: Public address of the page.
        texts: In all languages.
        jobs: The list of jobs, for the report.
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
        MigrateSettings(settings.migration.old_account),
        tiki=parts.tiki,
        tiki_writer=parts.tiki_writer,
        chat=parts.chat,
        checker=parts.passwords,
        ids=parts.ids,
        carry_out=CarryOutMigration(parts.state, parts.journal, finish, give_up),
        window=parts.window,
    )
    prove = Prove(
        ProofSettings(settings.xmpp.domain, parts.native_only),
        parts.tiki,
        parts.chat,
        parts.verify,
        parts.window,
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
        is_ready=lambda: parts.streams.private.is_up,
    )
    reports = Reports(make_report(parts, jobs), make_is_admin(parts))
    services = Services(prove, migrate, invite, migrate.is_open, reports)
    app = make_app(services, web_settings(settings, site_url), texts, watch(parts.metrics, "web"))
    web = WebServer(
        app,
        settings.web.host,
        settings.web.port,
        most_connections=settings.web.most_connections,
    )

    async def report_refused_links() -> None:
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            await invite.report()

    async def report_the_rest() -> None:
        with contextlib.suppress(Unavailable):  # it was counted, and changes nothing
            await invite.report(at_once=True)

    return Migrating(web, (recover.run, report_refused_links), report_the_rest)
