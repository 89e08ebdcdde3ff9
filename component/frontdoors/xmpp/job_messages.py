"""Messages to people about their jobs: the port `JobTeller`.

They come from the address that reminders come from, so that people see one conversation.
"""

from typing import TYPE_CHECKING, Protocol

from component.domain.names import ChatUsername
from component.frontdoors.commands import one_job
from component.frontdoors.commands.job_words import failures_of, tell_job
from component.frontdoors.commands.words import joined, labelled, shown

if TYPE_CHECKING:
    from gettext import NullTranslations

    from component.domain.jobs import Job
    from component.frontdoors.texts import Texts

MOST_CHARACTERS = 2_000
"""Of a message: more than that no client shows well."""
_MOST_FAILURES = 5


class Writer(Protocol):
    """As much of `ChatMessages` as this needs."""

    def write(self, username: ChatUsername, resource: str, language: str, body: str) -> None:
        """Send a text; raises Unavailable and Rejected."""


class JobMessages:
    """Writes to who asked for a job, in their language.

    Args:
        writer: Sends texts.
        texts: In all languages.
    """

    def __init__(self, writer: Writer, texts: "Texts") -> None:
        self._writer = writer
        self._texts = texts

    async def tell(self, job: "Job") -> None:
        """See `JobTeller.tell`."""
        asker = job.asker
        if asker.username:
            body = compose_job(job, self._texts.translate(asker.language))
            language = self._texts.language(asker.language)
            self._writer.write(ChatUsername(asker.username), "", language, body)


def compose_job(job: "Job", t: "NullTranslations") -> str:
    """Find the words for where a job stands.

    Args:
        job: The job.
        t: The texts of the language to say it in.

    Returns:
        Plain text of at most `MOST_CHARACTERS`.
    """
    lines = list(tell_job(t, job))
    failures = failures_of(job)
    for where, who, why in failures[:_MOST_FAILURES]:
        place = joined(t, (shown(name) for name in (where, who) if name))
        lines.append(labelled(t, place, shown(why)))
    if len(failures) > _MOST_FAILURES:
        text = t.gettext('"%(command)s" lists everything that was not possible.')
        lines.append(text % {"command": f"{one_job.JOB.name} {job.number}"})
    body = "\n".join(lines)
    return body if len(body) <= MOST_CHARACTERS else f"{body[: MOST_CHARACTERS - 1]}…"
