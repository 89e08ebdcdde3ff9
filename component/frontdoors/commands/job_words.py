"""How jobs are told of: what they are, how far, what came of them; and the same for programs."""

from collections.abc import Callable, Iterator, Mapping
from gettext import NullTranslations

from component.domain.jobs import Job, JobKind, JobState
from component.frontdoors.commands import purge_words
from component.frontdoors.commands.announce_words import tell_left_out
from component.frontdoors.commands.job_trouble import tell_trouble
from component.frontdoors.commands.merge_words import tell_merge
from component.frontdoors.commands.words import iso, joined

_Counted = Callable[[NullTranslations, int], str]

_COUNTS: Mapping[str, _Counted] = {
    "made": lambda t, n: t.ngettext(
        "%(count)d roster group made", "%(count)d roster groups made", n
    ),
    "described": lambda t, n: t.ngettext(
        "%(count)d roster group described anew", "%(count)d roster groups described anew", n
    ),
    "deleted": lambda t, n: t.ngettext(
        "%(count)d roster group deleted", "%(count)d roster groups deleted", n
    ),
    "joined": lambda t, n: t.ngettext("%(count)d member added", "%(count)d members added", n),
    "left": lambda t, n: t.ngettext("%(count)d member removed", "%(count)d members removed", n),
    "given": lambda t, n: t.ngettext(
        "%(count)d affiliation given", "%(count)d affiliations given", n
    ),
    "taken": lambda t, n: t.ngettext(
        "%(count)d affiliation taken away", "%(count)d affiliations taken away", n
    ),
    "merged": lambda t, n: t.ngettext("%(count)d account merged", "%(count)d accounts merged", n),
    "exported": lambda t, n: t.ngettext(
        "%(count)d chat account written to a file", "%(count)d chat accounts written to a file", n
    ),
    "purged": lambda t, n: t.ngettext(
        "%(count)d chat account deleted", "%(count)d chat accounts deleted", n
    ),
    "allocated": lambda t, n: t.ngettext(
        "%(count)d Live Chat ID allocated", "%(count)d Live Chat IDs allocated", n
    ),
    "changed_ids": lambda t, n: t.ngettext(
        "%(count)d Live Chat ID changed", "%(count)d Live Chat IDs changed", n
    ),
    "released_ids": lambda t, n: t.ngettext(
        "%(count)d Live Chat ID released", "%(count)d Live Chat IDs released", n
    ),
    "reminded_by_chat": lambda t, n: t.ngettext(
        "%(count)d person reminded in the chat", "%(count)d people reminded in the chat", n
    ),
    "reminded_by_mail": lambda t, n: t.ngettext(
        "%(count)d person reminded by mail", "%(count)d people reminded by mail", n
    ),
}
"""Counts of an outcome, see `Applied.as_json` and the handlers of the other kinds."""
_TOLD_OTHERWISE = ("would_allocate", "would_purge", "failed")
"""Counts by which there was something to change, although nothing was changed."""


_KINDS: Mapping[JobKind, Callable[[NullTranslations], str]] = {
    JobKind.SYNC_GROUPS: lambda t: t.gettext("sync of groups"),
    JobKind.MERGE: lambda t: t.gettext("merge of matching accounts"),
    JobKind.ALLOCATE: lambda t: t.gettext("allocation of Live Chat IDs"),
    JobKind.CHANGE_ID: lambda t: t.gettext("change of a Live Chat ID"),
    JobKind.ANNOUNCE: lambda t: t.gettext("announcement"),
    JobKind.EXPORT: lambda t: t.gettext("export of chat accounts"),
    JobKind.PURGE: lambda t: t.gettext("purge of chat accounts"),
}


def kind_words(t: NullTranslations, kind: JobKind) -> str:
    """Say what a job does."""
    return _KINDS[kind](t)


def state_words(t: NullTranslations, state: JobState) -> str:
    """Say where a job stands."""
    match state:
        case JobState.WAITING:
            return t.gettext("waits")
        case JobState.RUNNING:
            return t.gettext("is under way")
        case JobState.DONE:
            return t.gettext("done")
        case JobState.FAILED:
            return t.gettext("failed")
        case JobState.REFUSED:
            return t.gettext("refused")
        case JobState.CANCELLED:
            return t.gettext("cancelled")


def progress_words(t: NullTranslations, job: Job) -> str:
    """Say how far a job is; '' while that is not known."""
    if not job.total:
        return ""
    percent = 100 * job.done // job.total
    return t.gettext("%(done)d of %(total)d steps (%(percent)d %%)") % {
        "done": job.done,
        "total": job.total,
        "percent": percent,
    }


def tell_job(t: NullTranslations, job: Job) -> Iterator[str]:
    """Say in sentences where a job stands, and what came of it."""
    yield _headline(t, job) % {
        "number": job.number,
        "kind": kind_words(t, job.kind),
        "progress": progress_words(t, job),
    }
    if job.state is JobState.RUNNING and job.cancelling:
        yield t.gettext("This job was cancelled and ends as soon as it can.")
    if not job.state.is_open:
        yield from tell_outcome(t, job)


def tell_outcome(t: NullTranslations, job: Job) -> Iterator[str]:
    """Say in sentences what came of a job, but not what could not be done of it."""
    outcome = job.outcome
    yield from tell_trouble(t, outcome)
    counts = counts_words(t, outcome)
    if job.kind is JobKind.MERGE:
        yield from tell_merge(t, outcome)
    elif counts:
        yield t.gettext("What was changed: %(counts)s.") % {"counts": counts}
    elif job.state is JobState.DONE and not any(map(outcome.get, _TOLD_OTHERWISE)):
        yield t.gettext("There was nothing to change.")
    would = outcome.get("would_allocate")
    if isinstance(would, int) and would:
        yield t.ngettext(
            "%(count)d Live Chat ID would be allocated.",
            "%(count)d Live Chat IDs would be allocated.",
            would,
        ) % {"count": would}
    yield from purge_words.tell_outcome(t, outcome)
    yield from tell_left_out(t, outcome)
    failed = outcome.get("failed")
    if isinstance(failed, int) and failed:
        yield t.ngettext(
            "%(count)d change was not possible.", "%(count)d changes were not possible.", failed
        ) % {"count": failed}


def counts_words(t: NullTranslations, outcome: Mapping[str, object]) -> str:
    """Say how much was changed; '' for nothing."""
    return joined(
        t,
        (
            words(t, count) % {"count": count}
            for name, words in _COUNTS.items()
            if isinstance(count := outcome.get(name), int) and count
        ),
    )


def failures_of(job: Job) -> list[tuple[str, str, str]]:
    """What could not be done, as far as the outcome lists it: where, who, why."""
    listed = job.outcome.get("failures")
    if not isinstance(listed, list):
        return []
    return [
        (str(one.get("where", "")), str(one.get("who", "")), str(one.get("why", "")))
        for one in listed
        if isinstance(one, Mapping)
    ]


def job_data(job: Job) -> dict[str, object]:
    """A job for programs, without its arguments."""
    return {
        "number": job.number,
        "kind": job.kind.value,
        "state": job.state.value,
        "asker": job.asker.name,
        "done": job.done,
        "total": job.total,
        "cancelling": job.cancelling,
        "asked_at": iso(job.asked_at),
        "began_at": iso(job.began_at),
        "ended_at": iso(job.ended_at),
        "outcome": dict(job.outcome),
    }


def _headline(t: NullTranslations, job: Job) -> str:
    words = {
        JobState.WAITING: t.gettext("Job %(number)d (%(kind)s) waits for its turn."),
        JobState.RUNNING: t.gettext("Job %(number)d (%(kind)s) is under way: %(progress)s.")
        if job.total
        else t.gettext("Job %(number)d (%(kind)s) has begun."),
        JobState.DONE: t.gettext("Job %(number)d (%(kind)s) is done."),
        JobState.FAILED: t.gettext("Job %(number)d (%(kind)s) has failed."),
        JobState.REFUSED: t.gettext("Job %(number)d (%(kind)s) was refused."),
        JobState.CANCELLED: t.gettext("Job %(number)d (%(kind)s) was cancelled."),
    }
    return words[job.state]
