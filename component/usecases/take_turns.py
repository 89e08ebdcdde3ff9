"""Of several components, one looks after somebody who comes online; all of them hear of it."""

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.ports import Unavailable

if TYPE_CHECKING:
    from component.domain.names import ChatUsername
    from component.ports.several import Refreshes

_log = logging.getLogger(__name__)
_LEAST_TURN = 6.0
"""Openfire tells each component within 5 s who has come online."""


@dataclass(frozen=True, slots=True)
class TakeTurns:
    """The use case.

    Attributes:
        refreshes: Who is looked after; None for a single component, whose turn it always is.
        interval: Seconds for which somebody is not looked at again.
    """

    refreshes: "Refreshes | None" = None
    interval: float = 0.0

    async def take(self, username: "ChatUsername") -> bool:
        """Whether this component is to look after somebody, as far as it is known."""
        if self.refreshes is None:
            return True
        try:
            return await self.refreshes.take(username, max(self.interval, _LEAST_TURN))
        except Unavailable as error:
            _log.warning("it is not known who looks after %r: %s", username, error)
            return True

    async def give_back(self, username: "ChatUsername") -> None:
        """It could not be done: the others may."""
        if self.refreshes is not None:
            with contextlib.suppress(Unavailable):  # a turn ends by itself
                await self.refreshes.give_back(username)
