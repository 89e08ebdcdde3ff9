"""The component that serves: its parts, and how they begin and end together."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from component import config
from component.frontdoors.texts import Texts, load_catalogues
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from component.frontdoors.xmpp.seal import LoginSeal
from component.ports import Unavailable
from component.usecases.log_in import LogIn, LoginSettings, Told
from component.usecases.refresh_arrivals import AllArrivals, RefreshArrivals
from component.wiring.commanding import address_of, make_commanding
from component.wiring.connections import Streams
from component.wiring.controlling import make_control
from component.wiring.migrating import make_migrating
from component.wiring.parts import Parts, make_parts
from component.wiring.registering import make_api, make_watcher
from component.wiring.reminding import Reminding, Work, make_reminding, remind_settings

_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 5.0


class Door(Protocol):
    """Something that listens."""

    async def start(self) -> None:
        """Begin to; raises DoorError if there is no listening there."""

    async def stop(self) -> None:
        """End; harmless if it never began."""


class _Running:
    """The streams to Openfire, from `start` to `stop`; they begin once all doors are open."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._task: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._streams.run())
        return self._task

    async def stop(self) -> None:
        await self._streams.stop()
        if self._task is not None:
            await self._task


@dataclass(frozen=True, slots=True)
class Component:
    """The running parts.

    Attributes:
        parts: The common ones.
        doors: What listens, beside the streams.
        work: What has to run beside them.
        last: What is to be done at the end.
    """

    parts: Parts
    doors: tuple[Door, ...] = ()
    work: tuple[Work, ...] = ()
    last: tuple[Work, ...] = ()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, finish the profiles and groups begun, close everything.

        Raises:
            DoorError: A port or a socket to listen on is not to be had.
        """
        async with contextlib.AsyncExitStack() as ends:
            ends.push_async_callback(self.parts.close)
            streams = _Running(self.parts.streams)
            ends.push_async_callback(streams.stop)
            await ends.enter_async_context(self._open())
            stopped = asyncio.create_task(stop.wait())
            ends.callback(stopped.cancel)
            running = streams.start()
            await self._prepare_state()
            async with self._working():
                await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            await self.parts.provision.drain()
            for work in self.last:
                await work()

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        """Listen for the length of a block."""
        try:
            for door in self.doors:
                await door.start()
            yield
        finally:
            for door in reversed(self.doors):
                await door.stop()

    @contextlib.asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """Do the work beside the sign-ins for the length of a block."""
        tasks = [asyncio.create_task(_keep_on(work)) for work in self.work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _prepare_state(self) -> None:
        try:
            await self.parts.state.prepare()
        except Unavailable as error:
            _log.error("the state schema is not ready, trying again when it is needed: %s", error)


def make_component(settings: config.Settings) -> Component:
    """Make all parts from the settings; nothing is connected yet.

    Raises:
        DoorError: The settings ask for a language that there are no texts in.
    """
    parts = make_parts(settings)
    texts = Texts(load_catalogues())
    messages = _make_messages(parts, texts)
    reminding = make_reminding(parts, messages, texts)
    commanding = make_commanding(parts, reminding, messages, texts)
    control = make_control(parts, commanding, texts)
    _listen_for_logins(parts, reminding)
    doors: tuple[Door, ...] = (*make_api(parts), *(() if control is None else (control,)))
    work = (
        *reminding.work,
        *commanding.work,
        *_watch_arrivals(parts, reminding),
        *make_watcher(parts),
    )
    site_url = settings.web.public_url
    if site_url is None or reminding.invite is None:
        return Component(parts, doors, work)
    migrating = make_migrating(parts, reminding.invite, site_url, texts, commanding.jobs)
    return Component(
        parts,
        doors=(migrating.web, *doors),
        work=(*work, *migrating.work),
        last=(migrating.last,),
    )


def _make_messages(parts: Parts, texts: Texts) -> ChatMessages:
    settings = parts.settings
    domain = settings.xmpp.domain
    site = Site(settings.site_name, domain)
    stream = parts.streams.public
    messages = ChatMessages(stream, domain, address_of(settings), texts, site)
    stream.attach(messages)
    return messages


def _watch_arrivals(parts: Parts, reminding: Reminding) -> tuple[Work, ...]:
    """Hear of everybody who comes online: to be reminded, or to be brought up to date."""
    pace = remind_settings(parts.settings)
    refresh = RefreshArrivals(pace, parts.tiki, parts.provision)
    listeners = (reminding.in_chat, refresh)
    told = AllArrivals([one for one in listeners if one is not None])
    stream = parts.streams.private
    watch = PresenceWatch(told, stream, parts.settings.xmpp.domain)
    stream.attach(watch)
    return watch.run, refresh.run


def _listen_for_logins(parts: Parts, told: Told) -> None:
    seal = LoginSeal(parts.settings.xmpp.secret.get_secret_value())
    domain = parts.settings.xmpp.domain
    xmpp = parts.settings.xmpp
    by = (xmpp.private_component or "") if xmpp.allow_multiple else ""
    parts.streams.public.attach(LoginQuestions(_make_log_in(parts, told), seal, domain, by))


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
        provision=parts.provision,
        window=parts.window,
        told=told,
    )


async def _keep_on(work: Work) -> None:
    """Do a work again whatever goes wrong in it: people sign in all the same."""
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001  a fault in the one must not end the other
            _log.exception("%s has failed and is begun again", work.__qualname__)
        await asyncio.sleep(_PAUSE_SECONDS)


async def serve(settings: config.Settings, stop: asyncio.Event) -> None:
    """Run the component until `stop` is set."""
    await make_component(settings).run(stop)
