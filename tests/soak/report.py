"""The table of a soak, and the same as JSON."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.cpu import cores
from tests.soak.load import Load
from tests.soak.verdict import Finding, Soaked


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a soak.

    Attributes:
        command: How it was run.
        began: When, in UTC.
        seconds: Length of the load.
        load: The load.
        soaked: What was seen.
        findings: What the rules say.
    """

    command: str
    began: str
    seconds: float
    load: Load
    soaked: Soaked
    findings: Sequence[Finding]

    @property
    def holds(self) -> bool:
        """Whether all rules hold."""
        return all(finding.holds for finding in self.findings)


def show(report: Report, console: Console) -> None:
    """Print it."""
    soaked, load = report.soaked, report.load
    console.print(
        f"\n{report.command}, {report.began}, {cores()} cores: {len(load.done):,} deeds in "
        f"{report.seconds / 60:.1f} minutes, {load.rate:.1f} a second."
    )
    console.print(
        f"Memory of the component (USS / RSS): {soaked.rest.uss:.1f} / {soaked.rest.rss:.1f} MiB "
        f"at rest before, {soaked.end.uss:.1f} / {soaked.end.rss:.1f} MiB at rest after, at most "
        f"{max(one.uss for one in soaked.samples):.1f} / "
        f"{max(one.rss for one in soaked.samples):.1f} MiB."
    )
    console.print(_deeds(load))
    console.print(_rules(report.findings))
    for text, count in load.errors.most_common():
        console.print(f"{count} × {text}", style="red", markup=False)
    kept = [one.kept for one in soaked.samples if one.kept is not None]
    if kept:
        console.print("kept for a time, at the end: " + _counts(kept[-1]))
    console.print("[green]held[/]" if report.holds else "[red]not held[/]")


def write(report: Report, file: Path) -> None:
    """Write it as JSON, with all samples."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(_as_json(report), indent=1) + "\n", "utf-8")


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "command": report.command,
        "began": report.began,
        "machine": {"cores": cores(), "system": platform.platform()},
        "seconds": report.seconds,
        "rate": report.load.rate,
        "deeds": {
            name: dict(zip(("count", "p50", "p99", "longest"), numbers, strict=True))
            for name, numbers in report.load.latencies().items()
        },
        "errors": dict(report.load.errors),
        "holds": report.holds,
        "findings": [asdict(finding) for finding in report.findings],
        "rest": asdict(report.soaked.rest),
        "end": asdict(report.soaked.end),
        "samples": [asdict(one) for one in report.soaked.samples],
    }


def _deeds(load: Load) -> Table:
    table = Table(title="Deeds, from when each was due, milliseconds", title_justify="left")
    table.add_column("")
    for column in ("done", "p50", "p99", "longest"):
        table.add_column(column, justify="right")
    for name, (count, *seconds) in load.latencies().items():
        times = (f"{1000 * took:.0f}" for took in seconds)
        table.add_row(name.replace("_", " "), f"{count:,}", *times)
    return table


def _rules(findings: Sequence[Finding]) -> Table:
    table = Table(title="Rules", title_justify="left")
    for column in ("rule", "found", "allowed", ""):
        table.add_column(column)
    for finding in findings:
        mark = "[green]holds[/]" if finding.holds else "[red]broken[/]"
        table.add_row(finding.rule, finding.found, finding.bound, mark)
    return table


def _counts(kept: Any) -> str:  # noqa: ANN401  a mapping of JSON
    return ", ".join(f"{count:,} {what}" for what, count in kept.items())
