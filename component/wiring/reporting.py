"""Where the migration stands and what has been done: the commands for it, and what they ask."""

from collections.abc import Callable

from component.adapters.state_jobs import StateJobs
from component.domain.names import ChatUsername
from component.frontdoors.commands.audit_log import make_audit
from component.frontdoors.commands.one_run import RerunCommand, make_rerun, make_run
from component.frontdoors.commands.report import make_report_command
from component.frontdoors.web.report_links import ReportLinks
from component.usecases.make_report import MakeReport, ReportSettings
from component.usecases.reminding import Clock
from component.wiring.contribution import Bench, Contribution
from component.wiring.parts import Parts
from component.wiring.web_settings import web_settings


def make_reporting(bench: Bench) -> Contribution:
    """Make the commands."""
    parts = bench.parts
    settings = parts.settings
    again = RerunCommand(bench.jobs, bench.items, bench.wake, settings.migration.confirm_above)
    return Contribution(
        (
            make_report_command(make_report(parts, bench.jobs), _make_link(parts)),
            make_run(bench.jobs, bench.items),
            make_rerun(again),
            make_audit(parts.audit, bench.describe, settings.xmpp.domain, Clock()),
        )
    )


def make_report(parts: Parts, jobs: StateJobs) -> MakeReport:
    """Make what counts where the migration stands."""
    return MakeReport(
        ReportSettings(),
        window=parts.window,
        tiki=parts.tiki,
        unmigrated=parts.unmigrated,
        sessions=parts.sessions,
        journal=parts.journal,
        audit=parts.audit,
        jobs=jobs,
    )


def _make_link(parts: Parts) -> Callable[[ChatUsername], str] | None:
    """What makes links to the page; None without one."""
    site_url = parts.settings.web.public_url
    if site_url is None or not parts.settings.has_migrations:
        return None
    return ReportLinks(web_settings(parts.settings, site_url)).make
