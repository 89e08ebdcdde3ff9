"""How it is told where the migration stands: sentences, tables, CSV; and the same for programs."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from gettext import NullTranslations

from component.domain.jobs import Job
from component.domain.migration import Migration
from component.domain.report import MigratedBy, Report, paths_in
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.job_words import job_data, kind_words, state_words
from component.frontdoors.commands.window_words import schedule_data, tell_schedule
from component.frontdoors.commands.words import MOST_ROWS, cut_off, iso, moment, shown

Days = Sequence[tuple[date, Mapping[MigratedBy, int]]]

_PATHS: Mapping[MigratedBy, Callable[[NullTranslations], str]] = {
    MigratedBy.BOTH: lambda t: t.gettext("page: both accounts"),
    MigratedBy.CHAT_ONLY: lambda t: t.gettext("page: only a chat account"),
    MigratedBy.TIKI_ONLY: lambda t: t.gettext("page: only an account of the site"),
    MigratedBy.SIGN_IN: lambda t: t.gettext("sign-in: same name and password"),
    MigratedBy.MERGE: lambda t: t.gettext("merge of all that match"),
    MigratedBy.ALLOCATED: lambda t: t.gettext("allocated"),
    MigratedBy.REGISTERED: lambda t: t.gettext("newly registered"),
    MigratedBy.OTHERWISE: lambda t: t.gettext("otherwise, or before"),
}


def path_words(t: NullTranslations, path: MigratedBy) -> str:
    """Say by which path somebody has migrated."""
    return _PATHS[path](t)


def tell_report(t: NullTranslations, report: Report) -> Iterator[str]:
    """Say in sentences where the migration stands."""
    yield from tell_schedule(t, report.schedule, report.at)
    yield _tell_tiki(t, report)
    yield from tell_unmigrated(t, report)
    yield from tell_trouble(t, report)
    yield from cut_off(t, len(report.stuck))
    yield from cut_off(t, len(report.failed_runs))


def tell_unmigrated(t: NullTranslations, report: Report) -> Iterator[str]:
    """Say how many chat accounts nobody has migrated."""
    unmigrated = report.unmigrated
    count = unmigrated.seen + unmigrated.unseen
    yield (
        t.ngettext(
            "%(count)d chat account has not migrated: %(seen)d of those seen within %(days)d days, "
            "%(unseen)d of the others.",
            "%(count)d chat accounts have not migrated: %(seen)d of those seen within %(days)d "
            "days, %(unseen)d of the others.",
            count,
        )
        % {
            "count": count,
            "seen": unmigrated.seen,
            "unseen": unmigrated.unseen,
            "days": report.recent_days,
        }
    )


def tell_trouble(t: NullTranslations, report: Report) -> Iterator[str]:
    """Say what is stuck, was undone, was given up, or failed; nothing where all is well."""
    sentences = (
        t.ngettext(
            "%(count)d migration is stuck.", "%(count)d migrations are stuck.", len(report.stuck)
        ),
        t.ngettext(
            "%(count)d migration did not come about within %(days)d days.",
            "%(count)d migrations did not come about within %(days)d days.",
            report.given_up,
        ),
        t.ngettext(
            "%(count)d migration was undone.", "%(count)d migrations were undone.", report.undone
        ),
        t.ngettext(
            "%(count)d run had failures within %(days)d days.",
            "%(count)d runs had failures within %(days)d days.",
            len(report.failed_runs),
        ),
    )
    counts = (len(report.stuck), report.given_up, report.undone, len(report.failed_runs))
    for text, count in zip(sentences, counts, strict=True):
        if count:
            yield text % {"count": count, "days": report.recent_days}


def report_tables(t: NullTranslations, report: Report, most_days: int) -> tuple[Table, ...]:
    """Show the counts, the days, what is stuck, and what failed."""
    tables = [path_table(t, report), day_table(t, report.last_days(most_days))]
    if report.stuck:
        tables.append(stuck_table(t, report.stuck))
    if report.failed_runs:
        tables.append(failed_table(t, report.failed_runs))
    return tuple(tables)


def path_table(t: NullTranslations, report: Report) -> Table:
    """Show how many have migrated by which path."""
    columns = {"path": t.gettext("Path"), "count": t.gettext("Accounts")}
    paths = report.linked.paths
    rows = [(path_words(t, path), str(paths[path])) for path in MigratedBy if paths.get(path)]
    total = (t.gettext("together"), str(report.tiki_with))
    return Table(t.gettext("Accounts with a Live Chat ID"), columns, [*rows, total])


def day_table(t: NullTranslations, days: Days) -> Table:
    """Show how many have migrated on each day, the newest first; days without any are left out."""
    paths = paths_in([counts for _, counts in days])
    columns = {
        "day": t.gettext("Day"),
        "together": t.gettext("together"),
        **{path.value: path_words(t, path) for path in paths},
    }
    rows = [
        (
            day.isoformat(),
            str(sum(counts.values())),
            *(str(counts.get(path, 0)) for path in paths),
        )
        for day, counts in reversed(days)
        if counts
    ]
    return Table(t.gettext("By day"), columns, rows)


def stuck_table(t: NullTranslations, stuck: Sequence[Migration]) -> Table:
    """Show the migrations that are stuck."""
    columns = {
        "number": t.gettext("Number"),
        "id": t.gettext("Live Chat ID"),
        "step": t.gettext("Step"),
        "since": t.gettext("Since"),
    }
    rows = [
        (str(one.number), shown(one.plan.livechat_id), one.step.value, moment(one.at))
        for one in stuck[:MOST_ROWS]
    ]
    return Table(t.gettext("Stuck"), columns, rows)


def failed_table(t: NullTranslations, jobs: Sequence[Job]) -> Table:
    """Show the runs that had failures."""
    columns = {
        "number": t.gettext("Number"),
        "kind": t.gettext("Job"),
        "state": t.gettext("State"),
        "failed": t.gettext("Not possible"),
    }
    rows = [
        (
            str(job.number),
            kind_words(t, job.kind),
            state_words(t, job.state),
            str(job.outcome.get("failed") or ""),
        )
        for job in jobs[:MOST_ROWS]
    ]
    return Table(t.gettext("Runs with failures"), columns, rows)


def report_csv(report: Report, most_days: int) -> tuple[str, ...]:
    """The days as comma-separated values (RFC 4180), a line each, with the names programs know."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["day", *MigratedBy, "together"])
    for day, counts in report.last_days(most_days):
        numbers = [counts.get(path, 0) for path in MigratedBy]
        writer.writerow([day.isoformat(), *numbers, sum(numbers)])
    return tuple(written.getvalue().splitlines())


def report_data(report: Report, most_days: int) -> dict[str, object]:
    """All of it, for programs."""
    return {
        "at": iso(report.at),
        "window": dict(schedule_data(report.schedule, report.at)),
        "with_live_chat_id": report.tiki_with,
        "without_live_chat_id": report.tiki_without,
        "paths": {path.value: report.linked.paths.get(path, 0) for path in MigratedBy},
        "unmigrated": {
            "seen": report.unmigrated.seen,
            "unseen": report.unmigrated.unseen,
            "recent_days": report.recent_days,
        },
        "undone": report.undone,
        "given_up": report.given_up,
        "stuck": [
            {
                "number": one.number,
                "live_chat_id": one.plan.livechat_id,
                "step": one.step.value,
                "at": iso(one.at),
            }
            for one in report.stuck
        ],
        "failed_runs": [job_data(job) for job in report.failed_runs],
        "days": [
            {"day": day.isoformat(), **{path.value: counts.get(path, 0) for path in MigratedBy}}
            for day, counts in report.last_days(most_days)
        ],
    }


def _tell_tiki(t: NullTranslations, report: Report) -> str:
    text = t.ngettext(
        "%(with)d account of the site has a Live Chat ID, %(without)d have none.",
        "%(with)d accounts of the site have a Live Chat ID, %(without)d have none.",
        report.tiki_with,
    )
    return text % {"with": report.tiki_with, "without": report.tiki_without}
