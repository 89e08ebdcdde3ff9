"""The random passwords of one test server, kept in its folder for the next start."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from openfire.testserver.databases import USERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "passwords.json"
COMPONENT = "component"
CHAT_ADMIN = "chat admin"
BYTES = 18


def make() -> dict[str, str]:
    """Makes new ones: of the component, of the chat admin, and of each database user by name."""
    return {name: secrets.token_urlsafe(BYTES) for name in (COMPONENT, CHAT_ADMIN, *USERS)}


def load(folder: Path) -> dict[str, str] | None:
    """Reads those that were saved in a folder; None when there are none."""
    file = folder / FILE
    if not file.is_file():
        return None
    return {str(name): str(value) for name, value in json.loads(file.read_text("utf-8")).items()}


def save(folder: Path, passwords: Mapping[str, str]) -> None:
    """Writes them to a folder, all or nothing, readable for the owner only."""
    unfinished = folder / f"{FILE}.new"
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(dict(passwords), indent=1), "utf-8")
    unfinished.replace(folder / FILE)
