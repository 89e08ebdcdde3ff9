"""The component, killed by SIGKILL in the middle of a change of a Live Chat ID.

`python -m tests.live.dying_ids POINT run …`: as `python -m component run …`, until the method of
this name has done its work.
"""

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from component import __main__ as program
from component.adapters.openfire_admin import OpenfireAdmin
from component.adapters.openfire_archive import OpenfireArchive
from component.adapters.tiki_writer import TikiMysqlWriter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

POINTS: dict[str, type] = {
    "change_livechat_id": TikiMysqlWriter,
    "create_account": OpenfireAdmin,
    "restore": OpenfireArchive,
    "end_sessions": OpenfireAdmin,
}
"""Method → the adapter that has it."""


def _die_after(name: str) -> None:
    adapter = POINTS[name]
    work: Callable[..., Awaitable[object]] = getattr(adapter, name)

    async def die(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401  those of the method
        await work(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(adapter, name, die)


if __name__ == "__main__":
    _die_after(sys.argv.pop(1))
    program.main()
