"""How a run of a component gives up migrations before their time is over: part of `state_journal`.

Nobody takes one over before what was sent to a database for it has come about, or never will.
"""

from dataclasses import dataclass, field

from component.adapters.state_database import StateDatabase
from component.adapters.state_owner import SETTLING_SECONDS, Owner
from component.domain.names import LiveChatId

_SETTLING = round(SETTLING_SECONDS * 1e6)


@dataclass(slots=True)
class JournalLeases:
    """The leases of one run.

    Attributes:
        left: Numbers of migrations that this run does not go on with.
        unsure: Live Chat IDs of those that it may have begun: the answer was lost.
    """

    tables: StateDatabase
    owner: Owner
    left: set[int] = field(default_factory=set)
    unsure: set[LiveChatId] = field(default_factory=set)

    async def shorten_all(self) -> None:
        """Write down what this run is not at; what cannot be written down now is so next time.

        Raises:
            Unavailable: The database did not answer.
        """
        for number in tuple(self.left):
            await self._shorten("id = %s", number)
            self.left.discard(number)
        for livechat_id in tuple(self.unsure):
            await self._shorten("open_livechat_id = %s AND step = 'begun'", livechat_id)
            self.unsure.discard(livechat_id)

    async def _shorten(self, which: str, value: object) -> None:
        await self.tables.execute(
            "UPDATE migration "  # noqa: S608  conditions of our own
            "SET lease_until = LEAST(lease_until, UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND) "
            f"WHERE {which} AND owner = %s",
            _SETTLING,
            value,
            self.owner.run,
        )

    async def reclaim(self) -> int:
        """End the leases of earlier runs; see `Journal.reclaim`."""
        return await self.tables.execute(
            "UPDATE migration SET lease_until = LEAST(UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND, "
            "GREATEST(at + INTERVAL %s MICROSECOND, UTC_TIMESTAMP(6) - INTERVAL 1 MICROSECOND)) "
            "WHERE lease_until > UTC_TIMESTAMP(6) AND owner LIKE %s AND owner <> %s",
            _SETTLING,
            _SETTLING,
            self.owner.any_run,
            self.owner.run,
        )
