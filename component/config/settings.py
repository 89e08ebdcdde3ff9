"""All settings together, and how they are read: a TOML file, and the environment over it.

A variable is named after its place in the file: `TIKI_LIVECHAT_XMPP__SECRET` is `secret` in
`[xmpp]`.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from component.config.databases import DatabaseBlock, OpenfireSettings, TikiSettings
from component.config.groups import AdminSettings, GroupSettings, SyncSettings
from component.config.health import HealthSettings
from component.config.kinds import SettingsBlock
from component.config.logins import LiveChatIdSettings, LoginSettings, ProvisioningSettings
from component.config.migrations import (
    ControlSettings,
    MailSettings,
    MigrationSettings,
    ReminderSettings,
    WebSettings,
)
from component.config.purges import PurgeSettings
from component.config.registrations import ApiSettings, RegistrationSettings
from component.config.roster_groups import contradictions, put_together
from component.config.shutdown import ShutdownSettings
from component.config.xmpp import XmppSettings
from component.domain.groups import RosterGroup

ENV_PREFIX = "TIKI_LIVECHAT_"
ENV_FILE = "TIKI_LIVECHAT_CONFIG"
_IN_QUOTES = re.compile(r'"([^"]+)"')
_PATTERN_SIGNS = frozenset("*?[")
DEFAULT_FILE = Path("tiki-livechat.toml")


class SettingsError(Exception):
    """The settings cannot be used; the message names every place that is wrong."""


class LogSettings(SettingsBlock):
    """The log, on standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least severity that is logged."
    )
    format: Literal["text", "json"] = Field(
        "text",
        description="text writes lines to be read, json one JSON object per line; both have the "
        "id of the request that a line belongs to.",
    )


class Settings(BaseSettings):
    """All settings of the component."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    xmpp: XmppSettings = Field(description="The chat server.")
    tiki: TikiSettings = Field(description="Tiki's database.")
    openfire: OpenfireSettings = Field(description="Openfire's database.")
    state: DatabaseBlock = Field(description="The component's own database; it makes its tables.")
    login: LoginSettings = Field(LoginSettings(), description="Who may log in.")
    live_chat_ids: LiveChatIdSettings = Field(
        LiveChatIdSettings(), description="Which Live Chat IDs people may have."
    )
    registrations: RegistrationSettings = Field(
        RegistrationSettings(), description="Live Chat IDs of new accounts."
    )
    api: ApiSettings = Field(ApiSettings(), description="The HTTP API for the site.")
    provisioning: ProvisioningSettings = Field(
        ProvisioningSettings(), description="What a login does to the chat account."
    )
    web: WebSettings = Field(WebSettings(), description="The migration page.")
    migration: MigrationSettings = Field(MigrationSettings(), description="What a migration does.")
    reminders: ReminderSettings = Field(
        ReminderSettings(), description="Messages to people who have not migrated."
    )
    mail: MailSettings = Field(MailSettings(), description="Mails to them.")
    control: ControlSettings = Field(
        ControlSettings(), description="How the shell's commands reach the component."
    )
    groups: list[GroupSettings] = Field([], description="Tiki groups that become roster groups.")
    sync: SyncSettings = Field(SyncSettings(), description="When groups are brought up to date.")
    admins: AdminSettings = Field(
        AdminSettings(), description="Who may use the commands of admins, in the chat."
    )
    purge: PurgeSettings = Field(
        PurgeSettings(), description="The end of chat accounts that nobody has migrated."
    )
    log: LogSettings = Field(LogSettings(), description="The log.")
    health: HealthSettings = Field(
        HealthSettings(), description="Health, readiness and metrics, on a private port."
    )
    shutdown: ShutdownSettings = Field(ShutdownSettings(), description="How the component ends.")

    @property
    def has_migrations(self) -> bool:
        """Whether there is a page on which accounts are connected."""
        return self.web.public_url is not None

    @property
    def site_name(self) -> str:
        """What people call the Tiki site."""
        host = urlsplit(self.tiki.site_url or "").hostname
        return self.web.site_name or host or self.xmpp.domain

    @property
    def named_groups(self) -> list[str]:
        """The Tiki groups that mappings call by their names: no patterns."""
        return [group.tiki for group in self.groups if _PATTERN_SIGNS.isdisjoint(group.tiki)]

    @property
    def roster_groups(self) -> tuple[RosterGroup, ...]:
        """The roster groups, each by all blocks that name it, in the order of the first ones."""
        return put_together(self.groups, self.xmpp.rooms_domain)

    @field_validator("groups")
    @classmethod
    def _agreeing(cls, groups: list[GroupSettings], info: ValidationInfo) -> list[GroupSettings]:
        xmpp: XmppSettings | None = info.data.get("xmpp")
        found = contradictions(groups, xmpp.rooms_domain if xmpp else None)
        if found:
            raise ValueError("; ".join(found))
        return groups

    @field_validator("admins")
    @classmethod
    def _of_this_chat(cls, admins: AdminSettings, info: ValidationInfo) -> AdminSettings:
        xmpp: XmppSettings | None = info.data.get("xmpp")
        own = xmpp.domain if xmpp else None
        for number, jid in enumerate(admins.jids):
            domain = jid.partition("@")[2]
            if own not in (None, domain):
                raise ValueError(f"jids.{number} is in {domain}: admins are accounts of {own}")
        return admins

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands over the file."""
        return env_settings, init_settings


def load(path: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        path: The file; None for `$TIKI_LIVECHAT_CONFIG`, else `tiki-livechat.toml` in the current
            folder. Without any file the environment alone must do.

    Returns:
        The settings, checked.

    Raises:
        SettingsError: A file cannot be read, or a value is missing, unknown or wrong.
    """
    file = file_of(path)
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except OSError as error:
            raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file} is not a TOML file: {error}") from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_describe(error, file)) from None
    except UnreadableVariable as error:
        raise SettingsError(_describe_variable(error)) from None


def file_of(path: Path | None = None) -> Path | None:
    """The settings file that `load` reads, an absolute path; None if there is none to be read."""
    named = path or (Path(os.environ[ENV_FILE]) if os.environ.get(ENV_FILE) else None)
    file = named or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    return None if file is None else file.absolute()


def _describe(error: ValidationError, file: Path | None) -> str:
    """Name every place and what is wrong there; never the value, which may be a secret."""
    head = f"the settings ({file} and {ENV_PREFIX}… in the environment) cannot be used:"
    if file is None:
        head = (
            f"there is no settings file: name it with --config or in the variable {ENV_FILE}, or "
            "make one (tiki-livechat init). What the environment has is not enough:"
        )
    lines = [head]
    for problem in error.errors(include_input=False, include_url=False):
        place = ".".join(str(part) for part in problem["loc"])
        hint = (
            "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        )
        lines.append(f"  {place}: {hint}")
    return "\n".join(lines)


def _describe_variable(error: UnreadableVariable) -> str:
    """Name the block whose variable is no JSON; pydantic tells no more, and no value."""
    named = _IN_QUOTES.search(str(error))
    return (
        f"the settings ({ENV_PREFIX}… in the environment) cannot be used:\n"
        f"  {named[1] if named else 'a variable'}: lists and blocks are written as JSON there, "
        'such as ["one", "two"]'
    )
