"""Settings. What each means is said where it is defined, and by `config --explain`."""

from component.config.databases import AsAround, DatabaseBlock
from component.config.logins import LoginSettings
from component.config.settings import (
    DEFAULT_FILE,
    ENV_FILE,
    ENV_PREFIX,
    LogSettings,
    Settings,
    SettingsError,
    file_of,
    load,
)
from component.config.xmpp import XmppSettings

__all__ = [
    "DEFAULT_FILE",
    "ENV_FILE",
    "ENV_PREFIX",
    "AsAround",
    "DatabaseBlock",
    "LogSettings",
    "LoginSettings",
    "Settings",
    "SettingsError",
    "XmppSettings",
    "file_of",
    "load",
]
