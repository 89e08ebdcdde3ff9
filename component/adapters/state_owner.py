"""Who has what in the state schema: a component, and which of its runs.

A component is known by an address that Openfire gives to one connection at a time. So whatever an
earlier run of it has, nobody is at any more as soon as a later one is connected.
"""

import hashlib
import secrets

_DIGITS = 16
"""Of 32 in a column: the component's, then as many of the run's own."""

SETTLING_SECONDS = 3.0
"""What was sent to a database by a run that has died is done by then: it waits for nothing."""


class Owner:
    """One run of a component.

    Args:
        component: Its address; '' for one whose earlier runs cannot be told from others.
    """

    def __init__(self, component: str) -> None:
        self._component = (
            hashlib.sha256(component.encode()).hexdigest()[:_DIGITS]
            if component
            else secrets.token_hex(_DIGITS // 2)
        )
        self.run = self._component + secrets.token_hex(_DIGITS // 2)
        """What stands in a column."""

    @property
    def any_run(self) -> str:
        """A pattern for all runs of the component, for LIKE."""
        return f"{self._component}%"
