"""The migration window in the live tests: turned for the length of a block, by the command."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from component.frontdoors.control.client import ask
from component.frontdoors.control.desk_commands import (
    ANSWER,
    OPEN,
    AnswerArguments,
    OpenArguments,
    Reply,
)
from tests.live.commanding import data
from tests.live.conftest import Village

CONFIRM_ABOVE = 20
"""As in the settings by default."""
_ORDER = ("open", "refusing", "closed")


def window(village: Village, *arguments: str, code: int = 0) -> Any:  # noqa: ANN401  JSON
    """Use the command in the shell; what programs get."""
    return data(village, "window", *arguments, code=code)


def answer_to(seen: Any) -> str:  # noqa: ANN401  JSON
    """What confirms a change, by what is shown of it: `1` for yes, or the number."""
    before, after = (_ORDER.index(one["window"]) for one in (seen, seen["wanted"]))
    is_over = after > before and seen["unmigrated"] > CONFIRM_ABOVE
    return str(seen["unmigrated"]) if is_over else "1"


async def turn(village: Village, to: str = "show", *, refuse: str = "", close: str = "") -> None:
    """Turn the window or set its dates, at the door that the shell uses."""
    socket = Path(village.settings["control"]["socket"])
    opened = await ask(socket, OPEN, OpenArguments(person="", language="en", name="window"))
    wanted = {"window": to, "refuse-from": refuse, "close-on": close, "dry-run": "0"}
    shown = await _answer(socket, opened, wanted)
    assert shown.asked is not None, shown
    done = await _answer(socket, shown, {"confirm": answer_to(shown.asked.data)})
    assert done.told is not None, done
    told: Any = done.told.data
    assert told["changed"], done


@contextlib.asynccontextmanager
async def standing(village: Village, at: str) -> AsyncIterator[None]:
    """Have the window refuse, or closed, for the length of a block."""
    await turn(village, at)
    try:
        yield
    finally:
        await turn(village, "open")


def is_turned(village: Village) -> bool:
    """Whether the window is not open now, as all components go by it."""
    rows = village.server.execute(
        "SELECT 1 FROM migration_window WHERE refuse_from <= UTC_TIMESTAMP(6) "
        "OR close_on <= UTC_TIMESTAMP(6)",
        database="livechat_state",
    )
    return bool(rows)


async def _answer(socket: Path, reply: Reply, answers: dict[str, str]) -> Reply:
    asked = reply.asked
    assert asked is not None, reply
    arguments = AnswerArguments(
        person="", language="en", session=asked.session, number=asked.number, answers=answers
    )
    return await ask(socket, ANSWER, arguments)
