"""What a run has shown: the table, for people and as JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.course import BOUND_SECONDS, Outcome
from tests.faults.invariants import INVARIANTS

KINDS = ("logins", "syncs", "migrations")
_WIDTH = 150


def show(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print the table, what its words mean, and what was violated."""
    table = Table(title="Faults under a load of logins, syncs and migrations")
    table.add_column("fault")
    for heading in ("held s", "start s", "logins", "lost", "told later"):
        table.add_column(heading, justify="right")
    for kind in KINDS:
        table.add_column(f"{kind} back s", justify="right")
    for heading in ("migrated", "shifted"):
        table.add_column(heading, justify="right")
    table.add_column("invariants")
    for one in outcomes:
        held = f"{len(INVARIANTS)} hold" if not one.violated else ", ".join(one.violated)
        table.add_row(
            one.fault,
            *(f"{seconds:.1f}" for seconds in (one.held, one.start)),
            *(str(count) for count in (one.logins, one.lost, one.later)),
            *(_seconds(one, kind) for kind in KINDS),
            *(str(count) for count in (one.migrations, one.shifts)),
            held,
        )
    console.print(table)
    console.print(_LEGEND, markup=False)
    for one in outcomes:
        for name, by in one.violated.items():
            console.print(f"{one.fault}: {name}", style="red", markup=False)
            for each in by:
                console.print(f"    {each}", markup=False)


def write(outcomes: Sequence[Outcome], seed: int, folder: Path) -> None:
    """Write the table to `faults.txt` and `faults.json` of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "faults.txt").open("w", encoding="utf-8") as file:
        console = Console(file=file, width=_WIDTH, highlight=False)
        show(outcomes, console)
        console.print(f"Seed {seed}.")
    found = {
        "seed": seed,
        "bound_seconds": BOUND_SECONDS,
        "invariants": list(INVARIANTS),
        "faults": [asdict(one) for one in outcomes],
    }
    (folder / "faults.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _seconds(one: Outcome, kind: str) -> str:
    """From the return, and in brackets in peace."""
    back, peace = (
        "never" if at is None else f"{at:.1f}" for at in (one.back[kind], one.peace[kind])
    )
    mark = "" if not one.is_late_with(kind) else " (!)" if one.is_excused else " !"
    return f"{back} ({peace}){mark}"


_LEGEND = f"""
held: from the strike until what it took away goes on, is reached, has room, or is started again.
start: from then until it is there: the component is connected, Openfire or MariaDB answers. That is
the return.
lost: sign-ins that were begun while all parts were up, and did not get their right answer; those
in flight at the strike are among them. With a full disk and with clocks that jump, also all of
the time between of people who have signed in before.
told later: people who were told to try later, or whose connection broke.
back: seconds from the return until the first one of the site got in by the right password; until
the roster groups were as the site has them; until all migrations that were open at the return had
ended. In brackets: the same in peace, before the strike or well after the return, whichever was
more: a machine with much else to do is slow then too, and that is no part of a recovery. The bound
of a recovery is {BOUND_SECONDS:g} s. !: later than that; (!): but not when it struck again at once.
invariants, of all that went before too: {"; ".join(INVARIANTS)}.
"""
