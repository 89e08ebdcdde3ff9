"""The command of `make scale`."""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.scale.crowd import make_crowd
from tests.scale.ending import end_migration
from tests.scale.merging import Merged, merge_everybody
from tests.scale.site import open_site

ACCOUNTS = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; gives the exit status. What is not as it should be ends it with an error."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--plugin", type=Path, required=True, help="the plugin's jar")
    parser.add_argument("--size", type=int, default=ACCOUNTS, help="accounts on each side")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whatever was started is ended
    console, began = Console(highlight=False), time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - began:5.0f} s  {text}")

    people = make_crowd(given.size)
    say(f"{given.size:,} accounts on each side")
    with open_site(given.plugin, people) as site:
        say("everybody has moved in")
        merged = merge_everybody(site)
        say("merged, and compared row by row")
        ended = end_migration(site)
        say("refused, exported, purged and closed, and compared row by row")
    show(merged, console)
    console.print(
        f"{ended.unmigrated:,} chat accounts were not migrated; {ended.deleted:,} were exported "
        f"and deleted, {sum(ended.spared.values()):,} spared."
    )
    return 0


def show(merged: Merged, console: Console) -> None:
    """Print what the merge has shown."""
    table = Table(title=f"{merged.accounts:,} chat accounts, after merge-matching")
    table.add_column("what became of them")
    table.add_column("accounts", justify="right")
    for word, count in sorted(merged.counts.items()):
        table.add_row(word, f"{count:,}")
    console.print(table)
    share = merged.slow_rate / merged.ceiling
    console.print(
        f"{merged.tried:,} passwords were tried in {merged.seconds:.0f} s. "
        f"bcrypt of cost 10 alone: {merged.slow_rate:.1f} a second, {share:.0%} of the "
        f"{merged.ceiling:.1f} that these cores do with nothing around it."
    )


if __name__ == "__main__":
    raise SystemExit(main())
