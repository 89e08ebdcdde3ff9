"""The web application: which page is where."""

from collections.abc import Mapping
from functools import partial

from aiohttp import typedefs, web

from component.frontdoors.texts import Texts
from component.frontdoors.web.around import Watch, around, nobody
from component.frontdoors.web.choices import Choices
from component.frontdoors.web.confirm import Confirmation
from component.frontdoors.web.entrance import Entrance
from component.frontdoors.web.forms import MAX_BYTES
from component.frontdoors.web.frame import STATIC_ROUTE, Frame, add_headers
from component.frontdoors.web.pages import StaticFile
from component.frontdoors.web.paths import At
from component.frontdoors.web.proofs import Proofs, Step
from component.frontdoors.web.report_links import ReportLinks
from component.frontdoors.web.report_page import ReportPage
from component.frontdoors.web.services import Services
from component.frontdoors.web.session import Journey
from component.frontdoors.web.settings import WebSettings
from component.frontdoors.web.visits import Desk, Handler

_STATIC_CACHE = "public, max-age=31536000, immutable"


def make_app(
    services: Services, settings: WebSettings, texts: Texts, watch: Watch = nobody
) -> web.Application:
    """Make the application.

    Args:
        services: The use cases behind the pages.
        settings: Of the site.
        texts: In every language that there is.
        watch: Told how long each answer took.

    Returns:
        The application, for `WebServer`.
    """
    desk = Desk(settings, texts)
    middlewares = [around("web", watch), Frame(desk).answer]
    app = web.Application(client_max_size=MAX_BYTES, middlewares=middlewares)
    app.on_response_prepare.append(add_headers)
    entrance, proofs = Entrance(services), Proofs(services)
    choices, confirmation = Choices(services), Confirmation(services)
    _add(app, desk, At.START, entrance.start)
    _add(app, desk, At.FOLLOW_LINK, entrance.follow_link)
    _add(app, desk, At.LINK, entrance.link)
    _add(app, desk, At.DONE, entrance.done)
    both, new, own = Journey.BOTH, Journey.NEW, Journey.ID
    for at, handler in (
        (At.BOTH_CHAT, partial(proofs.chat, step=Step(both, At.BOTH_TIKI))),
        (At.BOTH_TIKI, partial(proofs.tiki, step=Step(both, At.BOTH_CONFIRM))),
        (At.BOTH_CONFIRM, confirmation.both),
        (At.NEW_CHAT, partial(proofs.chat, step=Step(new, At.NEW_ACCOUNT))),
        (At.NEW_ACCOUNT, choices.account),
        (At.NEW_CONFIRM, confirmation.new),
        (At.ID_TIKI, partial(proofs.tiki, step=Step(own, At.ID_CHOOSE))),
        (At.ID_CHOOSE, choices.livechat_id),
        (At.ID_CONFIRM, confirmation.livechat_id),
    ):
        _add(app, desk, at, handler, form=True)
    _add(app, desk, At.ID_ANSWER, choices.answer, keeps=False)
    report = ReportPage(services.reports, ReportLinks(settings))
    _add(app, desk, At.FOLLOW_REPORT, report.follow)
    _add(app, desk, At.REPORT, report.show)
    path = f"{settings.folder}/static/{{name}}"
    app.router.add_get(path, _static(desk.pages.static), name=STATIC_ROUTE)
    return app


def _add(
    app: web.Application,
    desk: Desk,
    at: At,
    handler: Handler,
    *,
    form: bool = False,
    keeps: bool = True,
) -> None:
    served = desk.serve(at, handler, keeps=keeps)
    path = f"{desk.settings.folder}{at}"
    app.router.add_get(path, served, name=at.name)
    if form:
        app.router.add_post(path, served, name=at.name)


def _static(static: Mapping[str, StaticFile]) -> typedefs.Handler:
    by_name = {file.name: file for file in static.values()}

    async def answer(request: web.Request) -> web.StreamResponse:
        file = by_name.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": _STATIC_CACHE}
        return web.Response(
            body=file.content, content_type=file.kind, charset="utf-8", headers=headers
        )

    return answer
