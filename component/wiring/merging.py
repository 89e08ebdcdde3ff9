"""The merge of all accounts that match: its command and its job."""

from component.domain.jobs import JobKind
from component.frontdoors.commands.merge import MergeMatching, make_merge_matching
from component.usecases.find_pairs import FindPairs
from component.usecases.merge_job import MergeJob
from component.usecases.merge_pair import MergePair
from component.wiring.contribution import Bench, Contribution

_PAIRS_PER_CORE = 2
"""One whose password is checked, one that waits for a database meanwhile."""


def make_merging(bench: Bench) -> Contribution:
    """Make them."""
    parts = bench.parts
    settings = parts.settings
    find = FindPairs(
        settings.xmpp.domain,
        parts.native_only,
        parts.accounts,
        parts.tiki,
        parts.state,
    )
    job = MergeJob(
        find,
        MergePair(parts.tiki, parts.tiki_writer, parts.state, parts.verify),
        bench.items,
        parts.window,
        at_once=_PAIRS_PER_CORE * parts.passwords.workers,
    )
    needs = MergeMatching(
        find.survey, parts.window, bench.jobs, bench.wake, settings.migration.merge_unasked
    )
    return Contribution((make_merge_matching(needs),), {JobKind.MERGE: job})
