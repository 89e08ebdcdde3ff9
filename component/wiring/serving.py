"""The component that serves: its parts. How they begin and end is told in `lifecycle`."""

import math
import os
from dataclasses import replace

from component import config
from component.adapters.measuring.live import Queue
from component.adapters.measuring.logins import MeasuredLogIn, MeasuredProvisioner
from component.adapters.service_manager import ServiceManager
from component.frontdoors.log_level import set_level
from component.frontdoors.orders import Orders
from component.frontdoors.texts import Texts, load_catalogues
from component.frontdoors.xmpp.login_iq import TURNED_AWAY, LoginQuestions
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from component.frontdoors.xmpp.seal import LoginSeal
from component.usecases.log_in import LogIn, LoginSettings, Told
from component.usecases.refresh_arrivals import AllArrivals, RefreshArrivals
from component.wiring.commanding import address_of, make_commanding
from component.wiring.controlling import make_control
from component.wiring.lifecycle import Component, Door
from component.wiring.measuring import make_health, make_measuring
from component.wiring.migrating import make_migrating
from component.wiring.parts import Parts, make_parts
from component.wiring.registering import make_api, make_watcher
from component.wiring.reloading import Reload, Reloader
from component.wiring.reminding import Reminding, Work, make_reminding
from component.wiring.site import make_site


def make_component(settings: config.Settings, connect_within: float = math.inf) -> Component:
    """Make all parts from the settings; nothing is connected yet.

    Args:
        settings: What they are made from.
        connect_within: As in `Orders`.

    Raises:
        DoorError: The settings ask for a language that there are no texts in.
    """
    parts = make_parts(settings, connect_within)
    texts = Texts(load_catalogues())
    messages = _make_messages(parts, texts)
    reminding = make_reminding(parts, messages, texts)
    commanding = make_commanding(parts, reminding, messages, texts)
    control = make_control(parts, commanding, texts)
    log_in = _make_log_in(parts, reminding)
    logins = _listen_for_logins(parts, log_in)
    doors: list[Door] = [*make_api(parts), *(() if control is None else (control,))]
    work = [
        *reminding.work,
        *commanding.work,
        *_watch_arrivals(parts, reminding),
        *make_watcher(parts),
        *make_measuring(parts),
    ]
    last: list[Work] = []
    site_url = settings.web.public_url
    if site_url is not None and reminding.invite is not None:
        migrating = make_migrating(parts, reminding.invite, site_url, texts, commanding.jobs)
        doors.insert(0, migrating.web)
        work += migrating.work
        last.append(migrating.last)
    reloads = (
        *parts.live.reloads,
        _change_log_level(),
        _change_logins(parts, logins, log_in),
        _change_most(logins),
    )
    reloader = Reloader(settings, reloads)
    health = make_health(parts, lambda: logins.under_way.is_closing)
    return Component(parts, logins, reloader, tuple(doors), tuple(work), tuple(last), health)


def _change_log_level() -> Reload:
    return Reload.of("log.level", lambda settings: set_level(settings.log.level))


def _change_logins(parts: Parts, logins: LoginQuestions, log_in: LogIn) -> Reload:
    """What a sign-in of the site's decides by; the questions under way end as they began."""

    def apply(settings: config.Settings) -> None:
        changed = replace(log_in.settings, unmigrated_tiki=settings.login.unmigrated_tiki)
        logins.log_in = MeasuredLogIn(replace(log_in, settings=changed), parts.metrics)

    return Reload.of("login.unmigrated_tiki", apply)


def _change_most(logins: LoginQuestions) -> Reload:
    """With the queue of checks, which it has to be more than."""

    def apply(settings: config.Settings) -> None:
        logins.limit = settings.login.most_at_once

    return Reload.of("login.most_at_once", apply)


def _make_messages(parts: Parts, texts: Texts) -> ChatMessages:
    settings = parts.settings
    domain = settings.xmpp.domain
    site = make_site(settings)
    stream = parts.streams.public
    messages = ChatMessages(stream, domain, address_of(settings), texts, site)
    stream.attach(messages)
    return messages


def _watch_arrivals(parts: Parts, reminding: Reminding) -> tuple[Work, ...]:
    """Hear of everybody who comes online: to be reminded, or to be brought up to date."""
    refresh = RefreshArrivals(parts.live.pace, parts.tiki, parts.provision)
    listeners = (reminding.in_chat, refresh)
    told = AllArrivals([one for one in listeners if one is not None])
    stream = parts.streams.private
    watch = PresenceWatch(told, stream, parts.settings.xmpp.domain)
    stream.attach(watch)
    return watch.run, refresh.run


def _listen_for_logins(parts: Parts, log_in: LogIn) -> LoginQuestions:
    seal = LoginSeal(parts.settings.xmpp.secret.get_secret_value())
    xmpp, most = parts.settings.xmpp, parts.settings.login.most_at_once
    turned_away = {one: parts.metrics.turned_away.labels(one) for one in TURNED_AWAY}
    logins = LoginQuestions(
        MeasuredLogIn(log_in, parts.metrics),
        seal,
        xmpp.domain,
        most=most,
        by=(xmpp.private_component or "") if xmpp.allow_multiple else "",
        turned_away=lambda one: turned_away[one].inc(),
    )
    parts.metrics.queues["logins"] = Queue(
        lambda: logins.waiting, lambda: logins.limit, lambda: logins.refused
    )
    parts.streams.public.attach(logins)
    return logins


def _make_log_in(parts: Parts, told: Told) -> LogIn:
    login = parts.settings.login
    return LogIn(
        LoginSettings(
            domain=parts.settings.xmpp.domain,
            native_only=parts.native_only,
            unmigrated_tiki=login.unmigrated_tiki,
        ),
        tiki=parts.tiki,
        tiki_writer=parts.tiki_writer,
        chat=parts.chat,
        state=parts.state,
        verify=parts.verify,
        allocate=parts.allocate,
        provision=MeasuredProvisioner(parts.provision),
        window=parts.window,
        told=told,
    )


async def serve(settings: config.Settings, orders: Orders) -> None:
    """Run the component until it is told to stop; raises as `Component.run`."""
    manager = ServiceManager.of_environment(os.environ, os.getpid())
    await make_component(settings, orders.connect_within).run(orders, manager)
