"""A job as a row of the state schema: the table, what is read of it, and what that means."""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from component.adapters.mysql import Row
from component.domain.jobs import Asker, Job, JobKind, JobState

_NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
_ASCII = "CHARACTER SET ascii COLLATE ascii_bin"

STEP: Mapping[str, str] = {
    "job": f"""CREATE TABLE job (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        kind VARCHAR(20) {_ASCII} NOT NULL,
        asker VARCHAR(320) {_NAMES} NOT NULL,
        username VARCHAR(64) {_NAMES} NOT NULL,
        language VARCHAR(35) {_NAMES} NOT NULL,
        arguments LONGBLOB NOT NULL,
        state VARCHAR(20) {_ASCII} NOT NULL,
        done INT UNSIGNED NOT NULL DEFAULT 0,
        total INT UNSIGNED NOT NULL DEFAULT 0,
        attempts INT UNSIGNED NOT NULL DEFAULT 0,
        cancelling BOOLEAN NOT NULL DEFAULT FALSE,
        asked_at DATETIME(6) NOT NULL,
        began_at DATETIME(6) NULL,
        ended_at DATETIME(6) NULL,
        outcome LONGBLOB NULL,
        owner CHAR(32) {_ASCII} NULL,
        lease_until DATETIME(6) NULL,
        open_single VARCHAR(20) {_ASCII} NULL,
        running_kind VARCHAR(20) {_ASCII} NULL,
        UNIQUE KEY open_single (open_single),
        UNIQUE KEY running_kind (running_kind),
        KEY state (state, id),
        KEY lease_until (lease_until)
    ) ENGINE=InnoDB""",
}
"""The table, as a step of `state_schema`.

`open_single` is the kind of a job that was added as the single one and is open, `running_kind` that
of one that runs, as is `lease_until`; all are NULL otherwise. `owner` is who has taken the job up
last. `arguments` and `outcome` are compressed JSON.
"""

_COLUMNS = (
    "SELECT id, kind, asker, username, language, state, done, total, attempts, cancelling, "
    "asked_at, began_at, ended_at, outcome, "
)
_KNOWN = "kind IN ({})".format(", ".join(f"'{kind.value}'" for kind in JobKind))
"""Those of a later program are none of this one's business."""

READ = _COLUMNS + f"arguments FROM job WHERE {_KNOWN} AND "
"""Reads whole jobs; the condition follows."""
LIST = _COLUMNS + f"NULL FROM job WHERE {_KNOWN} AND "
"""Reads jobs without their arguments; the condition follows."""


def read_job(row: Row) -> Job:
    """Read what `READ` or `LIST` has selected."""
    number, kind, asker, username, language, state, done, total, attempts, cancelling, *rest = row
    asked_at, began_at, ended_at, outcome, arguments = rest
    return Job(
        number=int(number),
        kind=JobKind(kind),
        asker=Asker(str(asker), str(username), str(language)),
        arguments=_unpack(arguments),
        state=JobState(state),
        done=int(done),
        total=int(total),
        attempts=int(attempts),
        cancelling=bool(cancelling),
        asked_at=_seconds(asked_at),
        began_at=None if began_at is None else _seconds(began_at),
        ended_at=None if ended_at is None else _seconds(ended_at),
        outcome=_unpack(outcome),
    )


def pack(values: Mapping[str, object]) -> bytes:
    """Write arguments or an outcome: JSON, compressed quickly, since a plan may be large."""
    return zlib.compress(json.dumps(dict(values)).encode("ascii"), level=1)


def _unpack(content: bytes | None) -> Mapping[str, object]:
    found: dict[str, object] = json.loads(zlib.decompress(content)) if content else {}
    return found


def _seconds(stored: datetime) -> float:
    return stored.replace(tzinfo=UTC).timestamp()
