"""What commands that give somebody a Live Chat ID have in common: what they ask, and say before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING, Protocol

from component.domain.jobs import JobKind
from component.domain.migration import IdProblem
from component.domain.names import LiveChatId, TikiLogin, UnusableNameError, nodeprep
from component.frontdoors.commands.description import Parameter, Person, Told
from component.frontdoors.commands.id_words import id_problem_words, suggestion_words
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.words import shown

if TYPE_CHECKING:
    from component import ports
    from component.ports.jobs import Jobs

_MOST_SUGGESTIONS = 3

NEW_ID = Parameter(
    "id",
    label=lambda t: t.gettext("New Live Chat ID"),
    is_required=True,
    hint=lambda t: t.gettext("Letters and digits, at most 64."),
    is_argument=True,
)


class Ids(Protocol):
    """As much of `LiveChatIds` as this needs."""

    @property
    def tiki(self) -> "ports.TikiDirectory":
        """Where Tiki accounts are."""

    async def problem(self, wanted: str) -> IdProblem | None:
        """See `LiveChatIds.problem`."""

    async def suggest(self, login: str, most: int) -> list[LiveChatId]:
        """See `LiveChatIds.suggest`."""


def prepare(typed: str) -> LiveChatId:
    """Read an ID as typed; what cannot be one stays as it is, to be told so."""
    try:
        return LiveChatId(nodeprep(typed))
    except UnusableNameError:
        return LiveChatId(typed)


async def tell_unusable(
    t: NullTranslations, ids: Ids, wanted: LiveChatId, login: TikiLogin
) -> tuple[str, ...]:
    """Say what stands against an ID, and what could be had instead; nothing where nothing does.

    Raises:
        Unavailable: Somebody did not answer.
    """
    found = await ids.problem(wanted)
    if found is None:
        return ()
    suggestions = await ids.suggest(login, _MOST_SUGGESTIONS)
    return (id_problem_words(t, found), *suggestion_words(t, suggestions))


async def namesake_lines(
    t: NullTranslations, ids: Ids, wanted: LiveChatId, user_id: int
) -> Sequence[str]:
    """Warn where somebody else of the site is called as the ID: people would mistake the two.

    At a sign-in the name means the owner of the ID first, and the other one by their own password.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    rows = await ids.tiki.find_by_name(None, (wanted,))
    text = t.gettext(
        "Mind that this is the user name of somebody else on the site, %(login)s (number "
        "%(number)d): people may take one for the other."
    )
    return [
        text % {"login": shown(row.login), "number": row.user_id}
        for row in rows
        if row.user_id != user_id
    ]


def only_shown(t: NullTranslations, lines: Iterable[str], data: object) -> Told:
    """The end of a dry run."""
    end = t.gettext("Nothing was changed: this only shows what would be.")
    return Told((*lines, end), data=data)


@dataclass(frozen=True, slots=True)
class JobStart:
    """Puts what was shown on the list of jobs.

    Attributes:
        jobs: The list.
        wake: Has it looked at now: `RunJobs.wake`.
    """

    jobs: "Jobs"
    wake: Callable[[], None]

    async def __call__(
        self,
        person: Person,
        kind: JobKind,
        arguments: Mapping[str, object],
        data: Mapping[str, object],
    ) -> Told:
        """Put it there, and say so.

        Args:
            person: For whom.
            kind: Of the job.
            arguments: As its kind needs them.
            data: For programs; `job` is put into it.

        Raises:
            Unavailable: The state database did not answer.
        """
        job = await start_job(person, self.jobs, self.wake, kind, arguments)
        text = person.t.gettext("Job %(number)d does exactly this.") % {"number": job.number}
        data = {**data, "job": job.number}
        return Told((text, *tell_start(person)), data=data, job=job.number)
