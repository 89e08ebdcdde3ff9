"""The component, killed by SIGKILL right after a step of a migration was written down.

`python -m tests.live.dying STEP run …`: as `python -m component run …`, until then.
"""

import os
import signal
import sys

from component import __main__ as program
from component.adapters.state_journal import StateJournal
from component.domain.migration import Migration, Plan, Step


def _die_after(last: Step) -> None:
    begin, advance = StateJournal.begin, StateJournal.advance

    async def begun(self: StateJournal, plan: Plan) -> Migration | None:
        found = await begin(self, plan)
        _note(found, last)
        return found

    async def advanced(
        self: StateJournal, migration: Migration, step: Step, *, user_id: int | None = None
    ) -> Migration | None:
        found = await advance(self, migration, step, user_id=user_id)
        _note(found, last)
        return found

    StateJournal.begin = begun  # type: ignore[method-assign]  # dies in its stead
    StateJournal.advance = advanced  # type: ignore[method-assign]  # likewise


def _note(found: Migration | None, last: Step) -> None:
    if found is not None and found.step is last:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    _die_after(Step(sys.argv.pop(1)))
    program.main()
