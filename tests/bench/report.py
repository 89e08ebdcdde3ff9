"""The tables and the verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.bench.client import percentile
from tests.bench.cpu import OTHERS, cores
from tests.bench.rounds import Options, Phase, Results
from tests.bench.side import CLIENTS, COMPONENT, MARIADB, OPENFIRE

COLD_TARGET = 0.85
REMEMBERED_TARGET = 0.70
_QUIET = 0.10
"""As much of the cores may go to others, the kernel among them, on a quiet machine."""
_PROCESSES = (CLIENTS, OPENFIRE, COMPONENT, MARIADB, OTHERS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rate beside the one it is held against.

    Attributes:
        ratio: Of the two.
        target: The least that is wanted; None if it is only shown.
        against: What it is held against, in words.
    """

    ratio: float
    target: float | None
    against: str

    @property
    def missed(self) -> bool:
        """Whether a target is missed."""
        return self.target is not None and self.ratio < self.target


Verdicts = dict[tuple[Phase, bool], Verdict]


def verdicts(results: Results) -> Verdicts:
    """Hold the bridge's rates against what the issue wants."""
    found: Verdicts = {}
    for (phase, tls), measured in results.phases.items():
        native = results.phases[Phase.NATIVE, tls].rate
        if phase is Phase.COLD:
            possible = 1 / (1 / results.ceiling + 1 / native)
            found[phase, tls] = Verdict(
                measured.rate / possible, COLD_TARGET, f"1/(1/ceiling+1/native) = {possible:.1f}"
            )
        elif phase is not Phase.NATIVE:
            target = REMEMBERED_TARGET if phase is Phase.REMEMBERED and tls else None
            found[phase, tls] = Verdict(measured.rate / native, target, f"native = {native:.1f}")
    return found


def was_quiet(results: Results) -> bool:
    """Whether the benchmark had the machine to itself, without which the ratios mean nothing."""
    return _foreign(results) <= _QUIET


def show(results: Results, options: Options, console: Console) -> None:
    """Print everything."""
    console.print(
        f"\nbcrypt, cost 10, on {cores()} cores: {results.idle_ceiling:.1f} checks/s before "
        f"anything else ran; {results.ceiling:.1f} in the rounds ({_spread(results.ceilings)}), "
        "which is the ceiling below."
    )
    judged = verdicts(results)
    for tls in (True, False):
        console.print(_rates(results, judged, tls=tls))
    for tls in (True, False):
        console.print(_processors(results, tls=tls))
    for line in _notes(results, options):
        console.print(f"- {line}")


def _rates(results: Results, judged: Verdicts, *, tls: bool) -> Table:
    table = Table(title=f"Sign-ins {_with(tls=tls)}", title_justify="left")
    table.add_column("")
    for column in ("per second", "by round", "p50 ms", "p99 ms", "of", "ratio", "target"):
        table.add_column(column, justify="right")
    for phase in Phase:
        measured = results.phases[phase, tls]
        row = [
            phase.value,
            f"{measured.rate:.1f}",
            _spread(measured.rates),
            f"{1000 * percentile(measured.latencies, 0.5):.0f}",
            f"{1000 * percentile(measured.latencies, 0.99):.0f}",
        ]
        if verdict := judged.get((phase, tls)):
            row += [verdict.against, f"{verdict.ratio:.1%}", _target(verdict)]
        table.add_row(*row)
    return table


def _processors(results: Results, *, tls: bool) -> Table:
    table = Table(
        title=f"CPU milliseconds for one sign-in {_with(tls=tls)} (and share of all cores)",
        title_justify="left",
    )
    table.add_column("")
    for name in (*_PROCESSES, "all"):
        table.add_column(name, justify="right")
    for phase in Phase:
        measured = results.phases[phase, tls]
        table.add_row(
            phase.value,
            *(
                f"{measured.milliseconds(name):.2f} ({measured.used.share(name):.0%})"
                for name in _PROCESSES
            ),
            f"{sum(map(measured.milliseconds, _PROCESSES)):.2f} ({measured.used.busy():.0%})",
        )
    return table


def _notes(results: Results, options: Options) -> Iterator[str]:
    sign_ins = sum(len(measured.latencies) for measured in results.phases.values())
    yield (
        f"{sign_ins} measured sign-ins of {options.people} people, {options.clients} clients at a "
        "time; each one was verified to be bound to the right JID. Rates are medians of phases."
    )
    most = max(m.used.share(CLIENTS) for m in results.phases.values())
    least = min(m.used.busy() for m in results.phases.values())
    yield (
        f"The clients are not the bottleneck: they use at most {most:.0%} of the cores in any "
        f"phase, and in every phase the machine is busy to {least:.0%} or more (the begin and end "
        "of short phases included). The same clients load both sides, and take the same from both."
    )
    if not was_quiet(results):
        yield (
            "[red]The machine was not quiet: others (or the host, as stolen time) used up to "
            f"{_foreign(results):.0%} of the cores. No ratio here means anything; measure again.[/]"
        )
    yield (
        "(b): every password was hashed anew before the phase and is signed in with once. The "
        "accounts are there; groups and profile are due to be looked at, as after a night."
    )
    yield (
        "(c): the stored hash is read at each sign-in, its bcrypt check is remembered. "
        "'Profile due': groups and profile are compared as well, as at the first sign-in in "
        "provisioning.refresh_interval seconds."
    )
    yield (
        "TLS: STARTTLS with a full TLS 1.3 handshake each time, on both sides. Without TLS the "
        "bridge's own share shows; production requires TLS. Both servers have "
        "xmpp.socket.tcp-nodelay on, without which each TLS sign-in idles for about 80 ms."
    )


def _foreign(results: Results) -> float:
    return max(measured.used.share(OTHERS) for measured in results.phases.values())


def _target(verdict: Verdict) -> str:
    if verdict.target is None:
        return ""
    colour = "red" if verdict.missed else "green"
    return f"[{colour}]≥ {verdict.target:.0%} {'missed' if verdict.missed else 'met'}[/]"


def _spread(rates: Sequence[float]) -> str:
    return f"{min(rates):.1f} to {max(rates):.1f}"


def _with(*, tls: bool) -> str:
    return "with TLS" if tls else "without TLS"
