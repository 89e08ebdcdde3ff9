"""The table of what ten thousand presences do to sign-ins."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.client import percentile
from tests.bench.course import BURST_SECONDS, PER_SECOND
from tests.bench.presences import ALLOWED, Seen


def show(seen: Seen, console: Console) -> None:
    """Print everything."""
    table = Table(
        title=f"{seen.crowd:,} people who have not migrated come online within "
        f"{BURST_SECONDS:g} s; {PER_SECOND:g} others a second sign in",
        title_justify="left",
    )
    table.add_column("")
    for column in ("sign-ins", "p50 ms", "p99 ms", "longest ms", "p99 to before"):
        table.add_column(column, justify="right")
    for reminding in (False, True):
        before, during = seen.latencies(reminding=reminding)
        what = f"meanwhile, {'everybody is' if reminding else 'nobody is'} reminded"
        table.add_row("before", *_row(before), "")
        table.add_row(what, *_row(during), f"{_p99(during) / _p99(before):.2f}")
    console.print(table)
    for line in _notes(seen):
        console.print(f"- {line}")


def _notes(seen: Seen) -> Iterator[str]:
    _, unreminded = seen.latencies(reminding=False)
    _, reminded = seen.latencies(reminding=True)
    ratio = _p99(reminded) / _p99(unreminded)
    counts = " and ".join(str(burst.reminders) for burst in seen.bursts if burst.reminding)
    verdict = "[green]kept[/]" if seen.is_paced else "[red]broken[/]"
    yield (
        f"p99 while everybody is reminded, to the one while nobody is: {ratio:.2f}. What Openfire "
        "itself makes of the real ones is in both."
    )
    yield f"{counts} got a reminder within a minute; at most {ALLOWED} may: {verdict}."
    yield (
        f"{seen.real:,} of the crowd are real sessions, without TLS, that had signed in before, in "
        f"{seen.sign_in_seconds:.0f} s. Of the others the component was told as the plugin does it."
    )


def _row(latencies: Sequence[float]) -> list[str]:
    times = (percentile(latencies, share) for share in (0.5, 0.99, 1.0))
    return [str(len(latencies)), *(f"{1000 * took:.0f}" for took in times)]


def _p99(latencies: Sequence[float]) -> float:
    return percentile(latencies, 0.99)
