"""How the parts of the component begin and end together; which there are is told in `serving`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from component import config
from component.adapters.service_manager import ServiceManager
from component.frontdoors.orders import Orders
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.ports import Unavailable
from component.wiring.attending import Attendant
from component.wiring.connections import Streams
from component.wiring.parts import Parts
from component.wiring.reloading import Reloader
from component.wiring.reminding import Work

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
            await asyncio.wait({self._task})


@dataclass(frozen=True, slots=True)
class Component:
    """The running parts.

    Attributes:
        parts: The common ones.
        logins: Takes the questions about sign-ins.
        reloader: Puts new settings into force.
        doors: What listens, beside the streams.
        work: What has to run beside them.
        last: What is to be done at the end.
        watched: What tells how it is until the last sign-in is answered.
    """

    parts: Parts
    logins: LoginQuestions
    reloader: Reloader
    doors: tuple[Door, ...] = ()
    work: tuple[Work, ...] = ()
    last: tuple[Work, ...] = ()
    watched: tuple[Door, ...] = ()

    async def run(self, orders: Orders, manager: ServiceManager) -> None:
        """Serve until it is told to stop, finish what was begun, close everything.

        Sign-ins are taken until all the rest has ended, so that few people are told to come again.

        Args:
            orders: What it is told meanwhile.
            manager: Is told how it is.

        Raises:
            DoorError: A port or a socket to listen on is not to be had.
            GivenUpError: The chat server has not let it in.
        """
        attendant = Attendant(self.parts.streams, self.parts.passwords, manager)
        async with contextlib.AsyncExitStack() as ends:
            ends.push_async_callback(self.parts.close)
            streams = _Running(self.parts.streams)
            ends.push_async_callback(streams.stop)
            attending = asyncio.create_task(attendant.run())
            ends.callback(attending.cancel)
            await ends.enter_async_context(self._open(self.watched))
            async with self._open(self.doors):
                stopped = asyncio.create_task(orders.stop.wait())
                ends.callback(stopped.cancel)
                running = streams.start()
                await self._prepare_state()
                async with self._working(lambda: self._reload_when_told(orders, attendant)):
                    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
                    attendant.ending("jobs and requests")
            attendant.ending("sign-ins")
            await self.logins.under_way.drain()
            await self.parts.provision.drain()
            for work in self.last:
                await work()
        if running.done() and not orders.stop.is_set():
            running.result()
        _log.info("has ended")

    @contextlib.asynccontextmanager
    async def _open(self, doors: Sequence[Door]) -> AsyncIterator[None]:
        """Listen for the length of a block."""
        try:
            for door in doors:
                await door.start()
            yield
        finally:
            await asyncio.gather(*(self._close(door) for door in doors))

    async def _close(self, door: Door) -> None:
        """Close one; sign-ins get at least half of the time there is."""
        seconds = self.parts.settings.shutdown.seconds / 2
        try:
            await asyncio.wait_for(door.stop(), seconds)
        except TimeoutError:
            _log.warning("requests were broken off that were not answered within %g s", seconds)

    @contextlib.asynccontextmanager
    async def _working(self, *more: Work) -> AsyncIterator[None]:
        """Do the work beside the sign-ins for the length of a block."""
        tasks = [asyncio.create_task(_keep_on(work)) for work in (*self.work, *more)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _reload_when_told(self, orders: Orders, attendant: Attendant) -> None:
        """Read the settings anew whenever it is wanted; what cannot be used changes nothing."""
        while True:
            await orders.reload.wait()
            orders.reload.clear()
            attendant.reloading()
            note = "its settings cannot be read, see the log"
            try:
                note = self.reloader.reload(await asyncio.to_thread(orders.read_settings)).text
            except config.SettingsError as error:
                _log.error("the settings stay as they are: %s", error)
            finally:
                attendant.reloaded(f"at the last reload: {note}")

    async def _prepare_state(self) -> None:
        try:
            await self.parts.state.prepare()
        except Unavailable as error:
            _log.error("the state schema is not ready, trying again when it is needed: %s", error)


async def _keep_on(work: Work) -> None:
    """Do a work again whatever goes wrong in it: people sign in all the same."""
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001  a fault in the one must not end the other
            _log.exception("%s has failed and is begun again", work.__qualname__)
        await asyncio.sleep(_PAUSE_SECONDS)
