"""A settings file that is enough, for tests of what more may stand in it."""

from pathlib import Path

import pytest

from component.config import SettingsError, load

SECRETS = ("xmpp-secret", "tiki-read", "tiki-write", "chat-read", "chat-write", "state-password")
FILE = """
[xmpp]
domain = "livechat.test"
secret = "xmpp-secret"
[tiki]
user = "t"
password = "tiki-read"
database = "tiki"
[tiki.write]
user = "tw"
password = "tiki-write"
database = "tiki"
[openfire]
user = "o"
password = "chat-read"
database = "openfire"
[openfire.write]
user = "ow"
password = "chat-write"
database = "openfire"
[state]
user = "s"
password = "state-password"
database = "state"
"""


def written(more: str = "", file: str = FILE) -> Path:
    """A settings file."""
    path = Path("settings.toml").absolute()
    path.write_text(file + more, "utf-8")
    return path


def in_block(name: str, more: str) -> Path:
    """The settings file with more in one of its blocks."""
    return written(file=FILE.replace(f"[{name}]\n", f"[{name}]\n{more}\n"))


def problems_of(path: Path | None) -> str:
    """What is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert not [secret for secret in SECRETS if secret in str(caught.value)]
    assert caught.value.__cause__ is None or "secret" not in str(caught.value.__cause__)
    return str(caught.value)
