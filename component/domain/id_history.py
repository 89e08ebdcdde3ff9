"""Who had a Live Chat ID when, as the audit tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from component.domain.audit import AuditEntry

_FAILED = "-failed"
_CHANGE = "change-id"
_BEGINS = frozenset({"finish", "merge", "allocate", "set-id"})
_ENDS = frozenset({"release-id", "undone"})

TOLD_BY = tuple(
    sorted({*_BEGINS, *_ENDS, _CHANGE} | {name + _FAILED for name in (*_BEGINS, *_ENDS, _CHANGE)})
)
"""The actions of the audit that tell of it. What `finish` ends is a migration."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """The time in which somebody had an ID.

    Attributes:
        tiki_login: Of the Tiki account.
        since: When it got the ID, seconds since the epoch.
        got_by: The action of the audit.
        until: When it lost the ID, seconds since the epoch; None while it has it.
        lost_by: The action of the audit; '' while it has it.
        gave: Who did the former.
        took: Who did the latter; '' while it has it.
    """

    tiki_login: str
    since: float
    got_by: str
    gave: str = ""
    until: float | None = None
    lost_by: str = ""
    took: str = ""


def tenures(entries: Iterable[AuditEntry]) -> tuple[Tenure, ...]:
    """Tell who had an ID when.

    What was announced and did not come about is left out: the entry says so that follows it.

    Args:
        entries: Those of the ID that `TOLD_BY` names, the oldest first; others do not count.

    Returns:
        The oldest first. Nothing of what was done by hand, in the databases, is known.
    """
    found: list[Tenure] = []
    for entry in entries:
        login = entry.detail.get("tiki_login", "")
        last = found[-1] if found else None
        if _begins(entry):
            found.append(Tenure(login, entry.at, entry.action, entry.by))
        elif last is None:
            continue
        elif _ends(entry) and last.until is None:
            found[-1] = replace(last, until=entry.at, lost_by=entry.action, took=entry.by)
        elif entry.action == last.lost_by + _FAILED:
            found[-1] = replace(last, until=None, lost_by="", took="")
        elif last.until is None and (entry.action, login) == (
            last.got_by + _FAILED,
            last.tiki_login,
        ):
            found.pop()
    return tuple(found)


def _begins(entry: AuditEntry) -> bool:
    return entry.action in _BEGINS or (entry.action == _CHANGE and "from" in entry.detail)


def _ends(entry: AuditEntry) -> bool:
    return entry.action in _ENDS or (entry.action == _CHANGE and "to" in entry.detail)
