"""The table of a restart after which all come back at once."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.cpu import cores
from tests.bench.restart import Return
from tests.bench.returning import ANSWER_SECONDS, FIRST_WAIT, LONGEST_WAIT
from tests.bench.side import CLIENTS, COMPONENT, MARIADB, OPENFIRE


def show(returns: Sequence[Return], console: Console) -> None:
    """Print everything."""
    count = len(returns[0].back.entered)
    table = Table(
        title=f"Openfire is restarted; {count:,} clients come back at once, "
        f"{'with' if returns[0].tls else 'without'} TLS",
        title_justify="left",
    )
    table.add_column("")
    for column in ("50 % in", "95 % in", "all in", "a second", "door closed", "tries"):
        table.add_column(column, justify="right")
    for one in returns:
        shares = (one.seconds(share) for share in (0.5, 0.95, 1.0))
        table.add_row(
            one.title,
            *(f"{seconds:.1f} s" for seconds in shares),
            f"{count / one.seconds(1.0):.1f}",
            f"{one.back.opened - one.back.lost:.1f} s",
            f"{one.back.tries:,}",
        )
    console.print(table)
    for line in _notes(returns):
        console.print(f"- {line}")


def _component(one: Return) -> str:
    if one.connected is None:
        return ""
    after = one.connected - one.back.opened
    troubles = ", ".join(f"{n} × {why}" for why, n in one.troubles.items())
    return (
        f" The component was connected {after:+.1f} s from the opening of the door; the plugin "
        f"could not ask it: {troubles or 'never'}."
    )


def _notes(returns: Sequence[Return]) -> Iterator[str]:
    native = returns[0].seconds(1.0)
    for one in returns:
        cpu = ", ".join(
            f"{name} {one.used.seconds[name]:.0f} s"
            for name in (CLIENTS, OPENFIRE, COMPONENT, MARIADB)
            if name in one.used.seconds
        )
        refusals = ", ".join(f"{n:,} × {why}" for why, n in one.back.refusals.items())
        ratio = one.seconds(1.0) / native
        yield (
            f"{one.title}: {ratio:.2f} of the time of native passwords; CPU time: {cpu} of "
            f"{one.used.wall * cores():.0f} s; tries that failed: {refusals or 'none'}."
            f"{_component(one)}"
        )
    yield (
        "Times are from the first moment at which Openfire took a connection; all connect in that "
        f"moment. Whoever is refused for now waits {FIRST_WAIT:g} s, then twice as long each time, "
        f"at most {LONGEST_WAIT:g} s, cut by up to a half by chance; likewise who is not in after "
        f"{ANSWER_SECONDS:g} s. In is who has a session."
    )
