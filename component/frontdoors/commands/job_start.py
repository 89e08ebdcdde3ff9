"""A command puts its job on the list: whom it is for, and how that is told."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from component.domain.jobs import Asker, Job, JobKind
from component.frontdoors.commands.description import Person
from component.ports import Busy

if TYPE_CHECKING:
    from component.ports.jobs import Jobs

MOST_OPEN = 100
"""Jobs that wait or run; of a kind one runs at a time."""


async def start_job(
    person: Person,
    jobs: "Jobs",
    wake: Callable[[], None],
    kind: JobKind,
    arguments: Mapping[str, object],
) -> Job:
    """Put a job on the list, for whoever uses the command, and have it looked at now.

    Args:
        person: Who is told of it by messages, if they are in the chat.
        jobs: The list.
        wake: `RunJobs.wake`.
        kind: What is done.
        arguments: As its kind needs them.

    Raises:
        Busy: So many are open that nobody would wait for this one.
    """
    if len(await jobs.newest(MOST_OPEN, only_open=True)) >= MOST_OPEN:
        raise Busy("the list of jobs", f"{MOST_OPEN} are open already")
    username = (person.username or "") if person.is_in_chat else ""
    job = await jobs.add(kind, Asker(person.name, username, person.language), arguments)
    wake()
    return job


def tell_start(person: Person) -> tuple[str, ...]:
    """Say that messages will tell what comes of it; nothing in the shell, which waits for it."""
    if not person.is_in_chat:
        return ()
    return (
        person.t.gettext(
            "You get messages on how far it is and what came of it, even if you sign out meanwhile."
        ),
    )
