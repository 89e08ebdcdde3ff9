"""The table of how long things take under half of the most load."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.client import percentile
from tests.bench.cpu import OTHERS
from tests.bench.pace import SHARE, Paced


def show(measured: Sequence[Paced], console: Console) -> None:
    """Print everything."""
    for paced in measured:
        table = Table(
            title=f"Under {SHARE:.0%} of the most, {paced.title}: {paced.rate:.1f} of "
            f"{paced.most:.1f} sign-ins a second, with TLS, at random moments",
            title_justify="left",
        )
        table.add_column("")
        for column in ("times", "p50 ms", "p99 ms", "longest ms"):
            table.add_column(column, justify="right")
        for what, seconds in sorted(paced.latencies.items(), key=lambda item: -len(item[1])):
            times = (percentile(seconds, share) for share in (0.5, 0.99, 1.0))
            table.add_row(what, str(len(seconds)), *(f"{1000 * took:.0f}" for took in times))
        console.print(table)
        console.print(
            f"- The machine was busy to {paced.used.busy():.0%}, with others to "
            f"{paced.used.share(OTHERS):.0%}."
        )
    console.print("- Times are from the moment at which each was due.")
