"""Times as the state schema holds them: UTC, to the microsecond."""

from datetime import UTC, datetime


def stored(seconds: float) -> datetime:
    """What stands in a table for a time in seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def read_time(column: datetime) -> float:
    """Seconds since the epoch, from a table."""
    return column.replace(tzinfo=UTC).timestamp()
