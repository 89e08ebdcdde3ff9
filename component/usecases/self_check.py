"""Is everything there that the bridge needs? Asked by an admin; changes nothing of anybody's."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from component.domain.findings import Level, Remark
from component.ports import Rejected, Unavailable


class Area(Enum):
    """What a finding is about; each has an exit code of its own."""

    SETTINGS = 2
    DATABASE = 3
    CHAT_SERVER = 4


Look = Callable[[], Awaitable[str | list[Remark]]]
"""Says in words what is well, or makes remarks; raises `Unavailable` or `Rejected`."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look at.

    Attributes:
        subject: What is looked at, in words.
        area: What it belongs to.
        look: Looks; an error that it raises becomes a finding.
    """

    subject: str
    area: Area
    look: Look


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that came of a probe; `text` says how to mend it unless its level is `OK`."""

    subject: str
    area: Area
    level: Level
    text: str

    @property
    def good(self) -> bool:
        """Whether the bridge works as far as this goes."""
        return self.level is not Level.WRONG


async def self_check(probes: Iterable[Probe]) -> list[Finding]:
    """Look at everything, one after the other.

    Args:
        probes: What to look at.

    Returns:
        The findings of each, in the same order.
    """
    return [
        Finding(remark.subject, probe.area, remark.level, remark.text)
        for probe in probes
        for remark in await _look(probe)
    ]


async def _look(probe: Probe) -> list[Remark]:
    try:
        found = await probe.look()
    except Unavailable as error:
        text = error.why if error.what == probe.subject else str(error)
        return [Remark(probe.subject, Level.WRONG, text)]
    except Rejected as error:
        return [Remark(probe.subject, Level.WRONG, str(error))]
    return [Remark(probe.subject, Level.OK, found)] if isinstance(found, str) else found
