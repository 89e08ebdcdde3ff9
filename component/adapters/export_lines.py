"""How an export of chat accounts is written: JSON Lines.

The first line says what it is, the last one how many accounts stand between them and the SHA-256
of all before it; each line in between is an account. Where the lines go is `export_files`' part.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from component.adapters import snapshot_json
from component.domain.exports import ExportedAccount, ExportHead

_FORMAT, _VERSION = "tiki-livechat-export", 1
_BAD = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, RecursionError)
"""What reading raises on values that are not those of a line."""


class BadLineError(ValueError):
    """A line is not what it should be; the message says how."""


def write_head(head: ExportHead) -> bytes:
    """Write the first line."""
    return _line(
        {
            "format": _FORMAT,
            "version": _VERSION,
            "domain": head.domain,
            "made_at": head.made_at,
            "made": datetime.fromtimestamp(head.made_at, UTC).isoformat(timespec="seconds"),
            "job": head.job,
            "by": head.by,
        }
    )


def read_head(line: bytes) -> ExportHead:
    """Read the first line; raises `BadLineError`."""
    found = _values(line)
    if found.get("format") != _FORMAT:
        raise BadLineError("it is no export of chat accounts")
    if found.get("version") != _VERSION:
        raise BadLineError(f"it has version {found.get('version')}, this program reads {_VERSION}")
    try:
        return ExportHead(
            int(found["job"]), _time(found["made_at"]), str(found["domain"]), str(found["by"])
        )
    except _BAD as error:
        raise BadLineError("its first line cannot be read") from error


def write_account(account: ExportedAccount) -> bytes:
    """Write an account."""
    return _line(
        {
            "username": account.username,
            "created_at": account.created_at,
            "seen_at": account.seen_at,
            "account": snapshot_json.as_json(account.snapshot),
        }
    )


def read_account(line: bytes) -> ExportedAccount:
    """Read an account; raises `BadLineError`."""
    found = _values(line)
    try:
        seen_at = found["seen_at"]
        account = ExportedAccount(
            _time(found["created_at"]),
            None if seen_at is None else _time(seen_at),
            snapshot_json.of_json(found["account"]),
        )
    except _BAD as error:
        raise BadLineError("a line is no account") from error
    if account.username != found.get("username"):
        raise BadLineError("a line names two accounts")
    return account


def write_trailer(accounts: int, digest: str) -> bytes:
    """Write the last line."""
    return _line({"accounts": accounts, "sha256": digest})


def read_trailer(line: bytes) -> tuple[int, str] | None:
    """Read the last line; None if this is another one.

    Raises:
        BadLineError: It is no line of an export.
    """
    found = _values(line)
    accounts, digest = found.get("accounts"), found.get("sha256")
    return (accounts, digest) if isinstance(accounts, int) and isinstance(digest, str) else None


def _line(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"


def _time(value: Any) -> float:  # noqa: ANN401  any JSON
    """Seconds since the epoch that are a time; raises one of `_BAD`."""
    seconds = float(value)
    datetime.fromtimestamp(seconds, UTC)
    return seconds


def _values(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError("a line is no JSON") from error
    if not isinstance(found, dict) or not line.endswith(b"\n"):
        raise BadLineError("a line is broken off")
    return found
