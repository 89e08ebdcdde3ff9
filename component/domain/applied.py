"""What came of carrying out a plan of groups, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_FAILURES_TOLD = 100
"""Of those that an outcome lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something of a plan that could not be done; the rest was.

    Attributes:
        where: The roster group or room.
        who: The member; '' for the group or room itself.
        why: In words, for admins.
    """

    where: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done.

    Attributes:
        made: Roster groups that were made.
        described: Roster groups that were there and show otherwise now.
        deleted: Roster groups that were deleted.
        joined: Members put into groups.
        left: Members taken out of groups.
        given: Affiliations given.
        taken: Affiliations taken away.
        failures: What could not be done.
        is_whole: All of the plan was tried: it was not stopped on the way.
    """

    made: int = 0
    described: int = 0
    deleted: int = 0
    joined: int = 0
    left: int = 0
    given: int = 0
    taken: int = 0
    failures: tuple[Failure, ...] = ()
    is_whole: bool = True

    @property
    def changes(self) -> int:
        """How many changes there were in all."""
        return sum(self._counts.values())

    def __add__(self, later: "Applied") -> "Applied":
        """What was done before and after a pause; only what fails at last, has failed."""
        mine, others = self._counts, later._counts
        return Applied(
            **{name: count + others[name] for name, count in mine.items()},
            failures=later.failures,
            is_whole=later.is_whole,
        )

    def as_json(self) -> Mapping[str, object]:
        """The same as JSON values: counts by name, `failed` (how many), and the first failures."""
        told = self.failures[:MOST_FAILURES_TOLD]
        return {
            **self._counts,
            "failed": len(self.failures),
            "failures": [{"where": f.where, "who": f.who, "why": f.why} for f in told],
        }

    @property
    def _counts(self) -> dict[str, int]:
        return {
            "made": self.made,
            "described": self.described,
            "deleted": self.deleted,
            "joined": self.joined,
            "left": self.left,
            "given": self.given,
            "taken": self.taken,
        }
