"""New Tiki accounts: who watches for them, and the API that the site may call for them."""

from component.adapters.state_registrations import StateWatch
from component.adapters.tiki_registrations import TikiRegistrations
from component.frontdoors.api.app import ApiSettings, make_app
from component.frontdoors.web.server import WebServer
from component.usecases.allocate_for_login import AllocateForLogin
from component.usecases.watch_registrations import WatchRegistrations
from component.wiring.measuring import watch
from component.wiring.parts import Parts
from component.wiring.reminding import Work


def make_watcher(parts: Parts) -> tuple[Work, ...]:
    """Make what looks for new accounts; nothing if the settings want none."""
    settings = parts.settings.registrations
    if not settings.watch:
        return ()
    watch = WatchRegistrations(
        settings.interval_seconds,
        TikiRegistrations(parts.databases.tiki),
        StateWatch(parts.databases.state, parts.state.prepare),
        parts.allocate,
    )
    return (watch.run,)


def make_api(parts: Parts) -> tuple[WebServer, ...]:
    """Make the listener of the API; nothing without a token."""
    settings = parts.settings.api
    if not settings.tokens:
        return ()
    app = make_app(
        AllocateForLogin(parts.tiki, parts.allocate),
        ApiSettings(
            domain=parts.settings.xmpp.domain,
            tokens=tuple(token.get_secret_value() for token in settings.tokens),
            requests=settings.requests,
            trusted_proxies=tuple(parts.settings.web.trusted_proxies),
        ),
        watch(parts.metrics, "api"),
    )
    return (
        WebServer(
            app,
            settings.host,
            settings.port,
            most_connections=settings.most_connections,
            title="the API",
            block="api",
        ),
    )
