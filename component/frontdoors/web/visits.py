"""One request of a visitor, as the handlers see it; and the way from aiohttp to them and back."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import typedefs, web

from component.frontdoors.texts import Texts
from component.frontdoors.web.clients import AddressLimits, Client, Proxies
from component.frontdoors.web.forgery import FIELD, ForgeryCheck
from component.frontdoors.web.forms import read_form
from component.frontdoors.web.notices import LOST, Notice
from component.frontdoors.web.pages import Pages
from component.frontdoors.web.paths import At
from component.frontdoors.web.session import Journey, Session, SessionCookie
from component.frontdoors.web.settings import WebSettings
from component.frontdoors.web.texts import LanguageChoice
from component.frontdoors.web.words import Told
from component.ports import Unavailable

_log = logging.getLogger(__name__)


_STEPS = {
    At.BOTH_CHAT: 1,
    At.BOTH_TIKI: 2,
    At.BOTH_CONFIRM: 3,
    At.NEW_CHAT: 1,
    At.NEW_ACCOUNT: 2,
    At.NEW_CONFIRM: 3,
    At.ID_TIKI: 1,
    At.ID_CHOOSE: 2,
    At.ID_CONFIRM: 3,
}
_MOST_STEPS = 3


class LostError(Exception):
    """The visitor has to begin again: nothing is known of the steps before this one."""


@dataclass(slots=True)
class Visit:
    """A request, and what is known of its visitor.

    Attributes:
        at: The page.
        language: Code of the visitor's language.
        session: What is known; a handler puts a changed one in its place, None ends it.
        client: Who asks.
        form: The fields that were sent, none with GET; values may be passwords: not shown by
            repr.
        query: The fields in the address.
        token: Of the personal link that was opened.
        is_form: Whether a form was sent; it is one of ours.
    """

    at: At
    language: str
    session: Session | None
    client: Client
    desk: "Desk" = field(repr=False)
    form: Mapping[str, str] = field(repr=False, default_factory=dict)
    query: Mapping[str, str] = field(repr=False, default_factory=dict)
    token: str = field(repr=False, default="")
    is_form: bool = False

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        told: Sequence[Told] = (),
        **values: object,
    ) -> web.Response:
        """Make a page with a form of this visitor."""
        session = self.known()
        return self.desk.pages.render(
            self.language,
            template,
            status=status,
            told=told,
            here=self.at,
            step=_step(self.at, by_link=bool(session.token)),
            form_token=(FIELD, self.desk.forgery.token(session.id)),
            **values,
        )

    def notice(self, notice: Notice, *, more: str = "") -> web.Response:
        """Say why it does not go on, and forget what was shown so far."""
        self.session = None
        return self.desk.notice(self.language, notice, more=more)

    def go(self, at: At) -> web.Response:
        """Send the browser to another page."""
        return web.Response(status=303, headers={"Location": self.desk.pages.url(at)})

    def known(self) -> Session:
        """The visitor's session; a new one for somebody who has none."""
        if self.session is None:
            self.session = Session.new()
        return self.session

    def take_notice(self) -> str:
        """The problem to be told on this page, '' for none; it is told once."""
        found = self.known().notice
        if found:
            self.session = replace(self.known(), notice="")
        return found

    def must_be_on(self, *journeys: Journey) -> Session:
        """The session of somebody who came here step by step.

        Raises:
            LostError: They did not.
        """
        if self.session is None or self.session.journey not in journeys:
            raise LostError
        return self.session

    def spend_try(self) -> bool:
        """Count a form with a password against the address; False if there were too many."""
        return self.desk.limits.spend_try(self.client) == 0

    def report(self, error: Unavailable) -> None:
        """Log what could not be asked."""
        _log.error("%s could not be answered: %s", self.at.name, error)

    def say(self, text: str, **values: object) -> str:
        """Translate a marked text."""
        return self.desk.pages.say(self.language, text, **values)


Handler = Callable[[Visit], Awaitable[web.Response]]


class Desk:
    """Makes a visit of each request, checks forms, and keeps what a handler knows afterwards.

    Args:
        settings: Of the site.
        texts: In every language that there is.
    """

    def __init__(self, settings: WebSettings, texts: Texts) -> None:
        self.settings = settings
        self.pages = Pages(settings, texts)
        self.forgery = ForgeryCheck(settings)
        self.limits = AddressLimits(settings)
        self.languages = LanguageChoice(settings, tuple(texts.catalogues))
        self.cookie = SessionCookie(settings)
        self.proxies = Proxies(settings.trusted_proxies)

    def serve(self, at: At, handler: Handler, *, keeps: bool = True) -> typedefs.Handler:
        """Make aiohttp's handler of one of ours.

        Args:
            at: The page.
            handler: Of the page.
            keeps: Whether the session is written: not for what a page asks for by itself, whose
                answer may arrive after a newer session.
        """

        async def answer(request: web.Request) -> web.StreamResponse:
            visit = Visit(
                at=at,
                language=self.languages.of(request),
                session=self.cookie.read(request),
                client=self.proxies.client(request),
                desk=self,
                query=request.query,
                token=request.match_info.get("token", ""),
            )
            try:
                if request.method == "POST":
                    visit.form = await read_form(request)
                    visit.is_form = True
                    self._check_form(request, visit)
                response = await handler(visit)
            except LostError:
                response = self._lost(visit)
            if keeps:
                self._keep(request, response, visit.session)
            return response

        return answer

    def notice(self, language: str, notice: Notice, *, more: str = "") -> web.Response:
        """Make a page that says why it does not go on."""
        return self.pages.render(
            language,
            "notice",
            status=notice.status,
            title=self.pages.say(language, notice.title),
            text=self.pages.say(language, notice.text),
            more=self.pages.say(language, more) if more else "",
            again=notice.again,
        )

    def _lost(self, visit: Visit) -> web.Response:
        """Whoever has come to the end already is shown the end again."""
        if visit.session is not None and visit.session.connected is not None:
            return visit.go(At.DONE)
        return self.notice(visit.language, LOST)

    def _check_form(self, request: web.Request, visit: Visit) -> None:
        token = visit.form.get(FIELD, "")
        if visit.session is None or not self.forgery.is_own(request, visit.session.id, token):
            raise LostError

    def _keep(
        self, request: web.Request, response: web.StreamResponse, session: Session | None
    ) -> None:
        if session is not None:
            self.cookie.write(response, session)
        elif self.cookie.is_sent(request):
            self.cookie.forget(response)


def _step(at: At, *, by_link: bool) -> tuple[int, int] | None:
    """Which step of how many a page is; a personal link saves the first one."""
    number = _STEPS.get(at)
    if number is None:
        return None
    saved = by_link and number > 1
    return number - saved, _MOST_STEPS - saved
