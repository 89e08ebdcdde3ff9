"""Settings: a TOML file, and the environment over it. What they mean is said here, once.

A variable is named after its place in the file: `TIKI_LIVECHAT_XMPP__SECRET` is `secret` in
`[xmpp]`.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le
from limits import parse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from component.domain.groups import GroupMapping
from component.domain.login import Window

ENV_PREFIX = "TIKI_LIVECHAT_"
ENV_FILE = "TIKI_LIVECHAT_CONFIG"
DEFAULT_FILE = Path("tiki-livechat.toml")

Port = Annotated[int, Ge(1), Le(65535)]
Seconds = Annotated[float, Gt(0)]
SecondsOrNever = Annotated[float, Ge(0)]


class SettingsError(Exception):
    """The settings cannot be used; the message names every place that is wrong."""


def _rate(text: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        raise ValueError("write a number per time, such as 10/5 minutes") from error
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class XmppSettings(_Block):
    """The chat server."""

    domain: str = Field(description="The chat's domain: what stands after the @ of a JID.")
    host: str = Field("127.0.0.1", description="Host of Openfire's component port.")
    port: Port = Field(5275, description="Openfire's component port.")
    component: str = Field("tiki", description="Subdomain of this component in Openfire.")
    secret: SecretStr = Field(
        description="Secret of this component in Openfire's external components."
    )
    connect_timeout: Seconds = Field(10.0, description="Seconds for the handshake to be through.")
    request_timeout: Seconds = Field(5.0, description="Seconds to wait for an answer of Openfire.")
    ping_interval: Seconds = Field(
        30.0, description="Seconds between checks that the stream is alive."
    )

    @property
    def jid(self) -> str:
        """The component's JID."""
        return f"{self.component}.{self.domain}"


class DatabaseBlock(_Block):
    """A database."""

    host: str = Field("127.0.0.1", description="Host of the database server.")
    port: Port = Field(3306, description="Its port.")
    user: str = Field(description="Database user.")
    password: SecretStr = Field(description="Its password.")
    database: str = Field(description="Name of the database.")
    charset: str = Field(
        "utf8mb4",
        description="Charset of the connection, as MySQL names it.",
    )
    connect_timeout: Seconds = Field(2.0, description="Seconds for a connection to be made.")
    query_timeout: Seconds = Field(3.0, description="Seconds for a statement to be answered.")
    max_connections: Annotated[int, Ge(2)] = Field(8, description="Most connections at a time.")


class TikiSettings(DatabaseBlock):
    """Tiki's database: SELECT on named columns."""

    write: DatabaseBlock = Field(
        description="The same database, with UPDATE on users_users.livechat_id."
    )
    trust_local_hashes: bool = Field(
        False,  # noqa: FBT003  a default
        description="Check passwords although the site's auth_method is not tiki.",
    )


class OpenfireSettings(DatabaseBlock):
    """Openfire's database: SELECT."""

    write: DatabaseBlock = Field(
        description="The same database, with the rights to write vCards, names and locales."
    )


class LoginSettings(_Block):
    """Who may log in, and how much guessing is allowed."""

    window: Window = Field(
        Window.OPEN,
        description="Where the migration stands: open lets unmigrated chat accounts in, refusing "
        "and closed do not; closed merges no accounts either.",
    )
    native_only: list[str] = Field(
        ["admin"],
        description="Chat usernames that belong to no Tiki account and always log in natively.",
    )
    unmigrated_tiki: Literal["refuse", "allocate"] = Field(
        "refuse",
        description="A Tiki account without a Live Chat ID: refuse it, or give it its stripped "
        "username where that is free.",
    )
    remember_seconds: SecondsOrNever = Field(
        900.0, description="Seconds for which a verified password costs no new hash; 0 for never."
    )
    remember_most: Annotated[int, Ge(1)] = Field(
        50_000, description="Most verified passwords that are remembered."
    )
    failures_per_account: Rate = Field(
        "10/5 minutes", description="Failed logins per account until it is throttled."
    )
    failures_overall: Rate = Field(
        "600/1 minute", description="Failed logins of all accounts until all are throttled."
    )
    hash_threads: Annotated[int, Ge(0)] = Field(
        0, description="Threads that check passwords; 0 for one per core."
    )
    hash_queue: Annotated[int, Ge(1)] = Field(
        200, description="Password checks that may wait; more are turned away at once."
    )


class ProvisioningSettings(_Block):
    """What a login does to the chat account."""

    patience: SecondsOrNever = Field(
        2.0, description="Seconds a login waits for groups and profile; they go on behind it."
    )
    refresh_interval: SecondsOrNever = Field(
        10.0,
        description="Seconds for which a person's groups and profile are not looked at again.",
    )


class GroupSettings(_Block):
    """Members of a Tiki group are in a roster group."""

    tiki: Annotated[str, Field(min_length=1)] = Field(
        description="Tiki group, or a pattern with *, ? and []."
    )
    roster: Annotated[str, Field(min_length=1, max_length=50)] = Field(
        description="Name of the Openfire group."
    )
    display_name: str | None = Field(
        None, description="How rosters show it; the name of the group by default."
    )
    visible_to: Literal["nobody", "members", "everybody"] | list[str] = Field(
        "members",
        description="Who sees it in the roster: nobody, members, everybody, or a list of roster "
        "groups.",
    )

    def as_mapping(self) -> GroupMapping:
        """The rule in the domain's words."""
        seen_by = self.visible_to
        return GroupMapping(
            tiki=self.tiki,
            roster=self.roster,
            display_name=self.display_name or self.roster,
            visible_to=tuple(seen_by) if isinstance(seen_by, list) else seen_by,
        )


class LogSettings(_Block):
    """The log, on standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least severity that is logged."
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
    provisioning: ProvisioningSettings = Field(
        ProvisioningSettings(), description="What a login does to the chat account."
    )
    groups: list[GroupSettings] = Field([], description="Tiki groups that become roster groups.")
    log: LogSettings = Field(LogSettings(), description="The log.")

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
    named = path or (Path(os.environ[ENV_FILE]) if os.environ.get(ENV_FILE) else None)
    file = named or DEFAULT_FILE
    values: dict[str, Any] = {}
    if named is not None or file.exists():
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


def _describe(error: ValidationError, file: Path) -> str:
    """Name every place and what is wrong there; never the value, which may be a secret."""
    lines = [f"the settings ({file} and {ENV_PREFIX}… in the environment) cannot be used:"]
    for problem in error.errors(include_input=False, include_url=False):
        place = ".".join(str(part) for part in problem["loc"])
        hint = (
            "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        )
        lines.append(f"  {place}: {hint}")
    return "\n".join(lines)
