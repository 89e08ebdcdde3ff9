"""Settings that are changed while the component runs, and what is said of the others."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from component import config

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reload:
    """A change that needs no restart.

    Attributes:
        names: The settings that it puts into force, as in `login.hash_queue`.
        apply: Puts them into force. It is given settings that were checked, and cannot fail.
    """

    names: frozenset[str]
    apply: Callable[[config.Settings], None]

    @classmethod
    def of(cls, names: str, apply: Callable[[config.Settings], None]) -> "Reload":
        """Make one of names with blanks between them."""
        return cls(frozenset(names.split()), apply)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of new settings, as names of settings.

    Attributes:
        changed: They are in force now.
        waiting: They are in force after a restart.
    """

    changed: Sequence[str]
    waiting: Sequence[str]

    @property
    def text(self) -> str:
        """In words."""
        changed = f"in force now: {', '.join(self.changed)}" if self.changed else "nothing changed"
        waiting = f"; after a restart: {', '.join(self.waiting)}" if self.waiting else ""
        return changed + waiting


class Reloader:
    """Compares new settings with those in force, and puts into force what can be.

    Args:
        settings: In force now.
        reloads: What can be changed.
    """

    def __init__(self, settings: config.Settings, reloads: Sequence[Reload]) -> None:
        self._in_force = dict(_leaves(settings.model_dump()))
        self._reloads = reloads

    def reload(self, settings: config.Settings) -> Reloaded:
        """Put new settings into force, all at once: nothing else runs meanwhile."""
        new = dict(_leaves(settings.model_dump()))
        differing = {
            name
            for name in new.keys() | self._in_force.keys()
            if new.get(name) != self._in_force.get(name)
        }
        changed: set[str] = set()
        for reload in self._reloads:
            if concerned := reload.names & differing:
                reload.apply(settings)
                changed |= concerned
        self._in_force |= {name: new[name] for name in changed}
        reloaded = Reloaded(sorted(changed), sorted(differing - changed))
        level = logging.WARNING if reloaded.waiting else logging.INFO
        _log.log(level, "read the settings anew; %s", reloaded.text)
        return reloaded


def _leaves(values: Mapping[str, object], place: str = "") -> Iterator[tuple[str, object]]:
    """Each setting with its place; a list is one setting."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value
