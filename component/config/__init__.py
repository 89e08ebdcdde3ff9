"""Settings. What each means is said where it is defined, and by `config --explain`."""

from component.config.databases import AsAround, DatabaseBlock
from component.config.logins import LoginSettings
from component.config.settings import (
    DEFAULT_FILE,
    ENV_FILE,
    ENV_PREFIX,
    Settings,
    SettingsError,
    load,
)
from component.config.xmpp import XmppSettings

__all__ = [
    "DEFAULT_FILE",
    "ENV_FILE",
    "ENV_PREFIX",
    "AsAround",
    "DatabaseBlock",
    "LoginSettings",
    "Settings",
    "SettingsError",
    "XmppSettings",
    "load",
]
