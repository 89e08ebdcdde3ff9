"""The end of a migration: nobody else gets in, the unmigrated are exported and go, it closes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from component.config.migrations import MigrationSettings
from tests.scale.crowd import MERGED, Someone, Sort
from tests.scale.life import recently_seen
from tests.scale.rows import Contents, differences, read
from tests.scale.site import KEPT, Site

UNMIGRATED = (
    *(Sort.OTHER_PASSWORD, Sort.SLOW_OTHER, Sort.SCRAM, Sort.SUSPENDED, Sort.PASSWORD_DUE),
    *(Sort.OTHER_ID, Sort.ALONE),
)
_OWNED = ("openfire.ofVCard", "openfire.ofPrivate", "openfire.ofOffline")
"""Tables whose rows belong to one chat account each."""
_ROSTER = "openfire.ofRoster"


@dataclass(frozen=True, slots=True)
class Ended:
    """What the end has shown.

    Attributes:
        unmigrated: Chat accounts that nobody has migrated.
        spared: Those of them that were left alone, by why.
        exported: Those in the export.
        deleted: Those that are gone.
    """

    unmigrated: int
    spared: Mapping[str, int]
    exported: int
    deleted: int


def end_migration(site: Site) -> Ended:
    """Refuse, export, delete and close, and check all that came of it.

    Raises:
        AssertionError: Something is not as it should be.
    """
    before, going, spared = read(site.server), _going(site), _spared(site)
    for stage in ("refuse", "export"):
        site.ask("purge", stage, "--dry-run")
    assert differences(before, read(site.server)) == {}
    refused = site.ask("purge", "refuse", "--yes")
    assert refused["plan"]["count"] == len(going) + spared.total()
    plan = site.ask("purge", "export", "--dry-run")["plan"]
    assert {one["username"] for one in plan["accounts"]} == {one.username for one in going}
    assert plan["spared"] == spared
    exported = site.carry_out("purge", "export", "--yes")
    tried = site.carry_out("purge", "delete", "--dry-run")
    assert tried["would_purge"] == exported["exported"] == len(going)
    assert differences(before, read(site.server)) == {}
    purged = site.carry_out("purge", "delete", "--confirm", str(len(going)))
    assert purged["purged"] == len(going)
    check_rows(site, before, read(site.server), going)
    close(site, spared.total())
    site.refused("merge-matching", "--dry-run")
    check_report(site, spared)
    return Ended(len(going) + spared.total(), spared, exported["exported"], purged["purged"])


def close(site: Site, left: int) -> None:
    """Close the migration, to all that are left.

    Raises:
        AssertionError: They are not so many.
    """
    assert site.ask("window", "closed", "--dry-run")["unmigrated"] == left
    is_asked = left > MigrationSettings().confirm_above
    site.ask("window", "closed", *(("--confirm", str(left)) if is_asked else ("--yes",)))


def check_report(site: Site, spared: Mapping[str, int]) -> None:
    """Check that the report counts everybody where they belong.

    Raises:
        AssertionError: Something is not as it should be.
    """
    report = site.ask("report")["report"]
    merged = sum(one.sort.outcome == MERGED for one in site.people)
    before = sum(one.livechat_id is not None for one in site.people)
    everybody = len(read(site.server)["tiki.users_users"])
    assert report["window"]["window"] == "closed"
    assert report["with_live_chat_id"] == merged + before
    assert report["without_live_chat_id"] == everybody - merged - before
    assert {path: count for path, count in report["paths"].items() if count} == {
        "merge-matching": merged,
        "otherwise": before,
    }
    seen, unseen = report["unmigrated"]["seen"], report["unmigrated"]["unseen"]
    assert (seen, seen + unseen) == (spared["recently-seen"], sum(spared.values()))
    assert (report["stuck"], report["failed_runs"], report["undone"]) == ([], [], 0)


def check_rows(site: Site, before: Contents, after: Contents, going: list[Someone]) -> None:
    """Check that the accounts are gone with all that was theirs, and that nothing else has changed.

    Raises:
        AssertionError: Something is not as it should be.
    """
    names = {one.username for one in going}
    jids = {f"{name}@{site.server.domain}" for name in names}
    found = differences(before, after)

    expected = {"openfire.ofUser": names}
    for table in _OWNED:
        rows = before[table].items()
        expected[table] = {key for key, row in rows if row["username"] in names}
    expected[_ROSTER] = {
        key
        for key, row in before[_ROSTER].items()
        if row["username"] in names or row["jid"] in jids
    }
    assert {table: difference.gone for table, difference in found.items()} == expected
    assert not any(difference.new or difference.changed for difference in found.values())


def _going(site: Site) -> list[Someone]:
    recent = set(recently_seen(site.people))
    return [
        one for one in site.of(*UNMIGRATED) if one not in recent and not fnmatch(one.username, KEPT)
    ]


def _spared(site: Site) -> Counter[str]:
    return Counter(
        {
            "listed": sum(fnmatch(one.username, KEPT) for one in site.of(*UNMIGRATED)),
            "recently-seen": len(recently_seen(site.people)),
        }
    )
