"""The shell waits for a job, with a bar on standard error. The job needs nobody who waits."""

import asyncio
import time
from pathlib import Path

import uvloop
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from component.frontdoors.cli.shell import Exit, end, stderr
from component.frontdoors.control.client import NotDoneError, UnreachableError, ask
from component.frontdoors.control.desk_commands import JOB_STATE, JobArguments, JobView

PAUSE_SECONDS = 0.5
"""From one look at the job to the next."""
PATIENCE_SECONDS = 60.0
"""For which the component may be away: it takes the job up again when it is back."""


def wait_for_job(path: Path, number: int, language: str) -> JobView:
    """Wait for the end of a job, or end with how to look at it.

    Args:
        path: Of the component's socket.
        number: Of the job.
        language: In which its end is told.

    Returns:
        What came of it.
    """
    advice = (
        f"`tiki-livechat job {number}` shows it, and `tiki-livechat cancel-job {number}` ends it."
    )
    try:
        view = uvloop.run(_wait(path, JobArguments(number=number, language=language)))
    except KeyboardInterrupt:
        end(f"Job {number} goes on. {advice}", Exit.INTERRUPTED)
    except UnreachableError as error:
        end(f"{error}\nJob {number} goes on as soon as it runs. {advice}", Exit.COMPONENT)
    except NotDoneError as error:
        end(f"{error}\n{advice}", Exit.BROKEN_OFF)
    if view is None:
        end(f"there is no job {number} any more", Exit.BROKEN_OFF)
    return view


async def _wait(path: Path, arguments: JobArguments) -> JobView | None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    ) as progress:
        bar = progress.add_task(f"Job {arguments.number}", total=None)
        while True:
            view = await _look(path, arguments)
            if view is None or not view.state.is_open:
                return view
            progress.update(bar, completed=view.done, total=view.total or None)
            await asyncio.sleep(PAUSE_SECONDS)


async def _look(path: Path, arguments: JobArguments) -> JobView | None:
    """Ask for the job's state, again while the component is away for a while."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await ask(path, JOB_STATE, arguments)
        except (UnreachableError, NotDoneError):
            if time.monotonic() >= until:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
