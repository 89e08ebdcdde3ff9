"""Is everything there that the bridge needs? Asked by an admin; changes nothing of anybody's."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from component.ports import Rejected, Unavailable


class Area(Enum):
    """What a finding is about; each has an exit code of its own."""

    DATABASE = 3
    CHAT_SERVER = 4


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look at.

    Attributes:
        subject: What is looked at, in words.
        area: What it belongs to.
        look: Says in words what was found; raises `Unavailable` or `Rejected` if it will not do.
    """

    subject: str
    area: Area
    look: Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a probe; `text` says what is wrong and how to mend it if it is not `good`."""

    subject: str
    area: Area
    good: bool
    text: str


async def self_check(probes: Iterable[Probe]) -> list[Finding]:
    """Look at everything, one after the other.

    Args:
        probes: What to look at.

    Returns:
        A finding for each, in the same order.
    """
    findings = []
    for probe in probes:
        try:
            good, text = True, await probe.look()
        except (Unavailable, Rejected) as error:
            good, text = False, str(error)
        findings.append(Finding(probe.subject, probe.area, good, text))
    return findings
