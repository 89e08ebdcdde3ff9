"""Linked people who come online see what the site has changed since their last sign-in.

A client that resumes its stream, or signs in while the component is away, asks no login question:
its presence tells of it. Somebody who has just signed in is not looked at again.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from component.domain.audit import BRIDGE
from component.usecases.folding_queue import FoldingQueue
from component.usecases.paced_worker import Worker
from component.usecases.read_accounts import owner_of
from component.usecases.reminding import Clock, RemindSettings, Waiting, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.ports.reminders import Arrivals


@dataclass(slots=True, kw_only=True)
class _Arrival(Waiting):
    username: "ChatUsername"


class Provisioning(Protocol):
    """Refreshes an account; `Provision` is the real one."""

    async def __call__(
        self, account: "TikiAccount", username: "ChatUsername", by: "Actor", *, once: bool
    ) -> None:
        """See `Provision.__call__`."""


@dataclass(slots=True)
class RefreshArrivals:
    """The use case; `run` is its worker.

    Attributes:
        settings: The pace; as reminders have it.
        tiki: Where linked accounts are.
        provision: Refreshes an account, unless that was just done.
        clock: The time.
    """

    settings: RemindSettings
    tiki: "ports.TikiDirectory"
    provision: "Provisioning"
    clock: Clock = field(default_factory=Clock)
    _arrivals: FoldingQueue[str, _Arrival] = field(init=False)

    def __post_init__(self) -> None:
        self._arrivals = FoldingQueue(self.settings.most_waiting)

    def came_online(self, username: "ChatUsername", resource: str, language: str) -> None:  # noqa: ARG002  as `Arrivals`
        """See `Arrivals.came_online`."""
        who = person(username)
        if self._arrivals.get(who) is None:
            self._arrivals.put(who, _Arrival(who, username=username))

    def went_offline(self, username: "ChatUsername", resource: str) -> None:
        """See `Arrivals.went_offline`: it does no harm to refresh somebody who has gone."""

    def lost_sight(self) -> None:
        """See `Arrivals.lost_sight`: who waits is refreshed all the same."""

    async def run(self) -> None:
        """Refresh people until it is cancelled."""
        worker = Worker("groups", self._arrivals, self._look_at, self.settings, self.clock)
        await worker.run()

    async def _look_at(self, arrival: _Arrival) -> None:
        account = await owner_of(arrival.username, self.tiki)
        if account is not None:
            await self.provision(account, arrival.username, BRIDGE, once=True)


@dataclass(frozen=True, slots=True)
class AllArrivals:
    """Tells several of who comes and goes; see `Arrivals`."""

    listeners: "Sequence[Arrivals]"

    def came_online(self, username: "ChatUsername", resource: str, language: str) -> None:
        """See `Arrivals.came_online`."""
        for listener in self.listeners:
            listener.came_online(username, resource, language)

    def went_offline(self, username: "ChatUsername", resource: str) -> None:
        """See `Arrivals.went_offline`."""
        for listener in self.listeners:
            listener.went_offline(username, resource)

    def lost_sight(self) -> None:
        """See `Arrivals.lost_sight`."""
        for listener in self.listeners:
            listener.lost_sight()
