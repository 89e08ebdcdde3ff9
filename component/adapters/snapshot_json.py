"""A snapshot as JSON values, and as bytes: compressed JSON."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from component.domain.snapshot import Member, OfflineMessage, PrivateItem, RosterItem, Snapshot


def pack(snapshot: Snapshot) -> bytes:
    """Write a snapshot."""
    return zlib.compress(json.dumps(as_json(snapshot)).encode("ascii"))


def unpack(content: bytes) -> Snapshot:
    """Read what `pack` has written; fields that came later have their defaults."""
    return of_json(json.loads(zlib.decompress(content)))


def as_json(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as JSON values by name."""
    return asdict(snapshot)


def of_json(found: Mapping[str, Any]) -> Snapshot:
    """Read what `as_json` has made, after JSON; fields that came later have their defaults.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    parts = {
        "properties": tuple((name, value) for name, value in found["properties"]),
        "roster": tuple(map(_roster_item, found["roster"])),
        "seen_by": tuple(map(_roster_item, found["seen_by"])),
        "groups": tuple(Member(**part) for part in found["groups"]),
        "private": tuple(PrivateItem(**part) for part in found["private"]),
        "offline": tuple(OfflineMessage(**part) for part in found["offline"]),
    }
    return Snapshot(**{**found, **parts})


def _roster_item(part: Mapping[str, Any]) -> RosterItem:
    return RosterItem(**{**part, "groups": tuple(part["groups"])})
