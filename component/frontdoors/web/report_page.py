"""The admin's page: where the migration stands, with a chart. Whoever opens it has a link."""

from dataclasses import replace

from aiohttp import web

from component.domain.report import Report
from component.frontdoors.commands import report_words
from component.frontdoors.commands.words import moment
from component.frontdoors.web.chart import draw
from component.frontdoors.web.notices import REPORT_FORBIDDEN, REPORT_LINK_OVER
from component.frontdoors.web.paths import At
from component.frontdoors.web.report_links import ReportLinks
from component.frontdoors.web.services import Reports
from component.frontdoors.web.session import Session
from component.frontdoors.web.visits import Visit

MOST_DAYS = 366


class ReportPage:
    """The page, and the link to it.

    Args:
        services: What is asked.
        links: Reads links.
    """

    def __init__(self, services: Reports, links: ReportLinks) -> None:
        self._services = services
        self._links = links

    async def follow(self, visit: Visit) -> web.Response:
        """Take the token out of the address at once, before any page is shown."""
        visit.session = replace(Session.new(), report=visit.token)
        return visit.go(At.REPORT)

    async def show(self, visit: Visit) -> web.Response:
        """Show the report to whose link it is, if they are an admin now."""
        token = "" if visit.session is None else visit.session.report
        username = self._links.read(token)
        if username is None:
            return visit.notice(REPORT_LINK_OVER)
        if not await self._services.is_admin(username):
            return visit.notice(REPORT_FORBIDDEN)
        return _page(visit, await self._services.make())


def _page(visit: Visit, report: Report) -> web.Response:
    t = visit.desk.pages.translations(visit.language)
    days = report.last_days(MOST_DAYS)
    more = []
    if report.stuck:
        more.append(report_words.stuck_table(t, report.stuck))
    if report.failed_runs:
        more.append(report_words.failed_table(t, report.failed_runs))
    return visit.page(
        "report",
        at=moment(report.at),
        facts=[*report_words.tell_report(t, report)],
        chart=draw(days),
        paths=report_words.path_table(t, report),
        days=report_words.day_table(t, days),
        more=more,
    )
