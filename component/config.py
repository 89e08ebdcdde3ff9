"""Settings: a TOML file, and the environment over it. What they mean is said here, once.

A variable is named after its place in the file: `TIKI_LIVECHAT_XMPP__SECRET` is `secret` in
`[xmpp]`.
"""

import os
import ssl
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le
from limits import parse
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from component.domain.groups import EVERYBODY, GroupMapping
from component.domain.login import Window
from component.domain.names import fold
from component.domain.web_address import base_url

ENV_PREFIX = "TIKI_LIVECHAT_"
ENV_FILE = "TIKI_LIVECHAT_CONFIG"
_PATTERN_SIGNS = frozenset("*?[")
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


def _certificates(path: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as error:
        raise ValueError(f"{path} is not a PEM file with certificates") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    return path


CertificateFile = Annotated[Path, AfterValidator(_certificates)]
WebAddress = Annotated[str, AfterValidator(base_url)]
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
    charset: Literal["utf8mb4", "utf8mb3", "latin1"] = Field(
        "utf8mb4",
        description="Charset of the connection. utf8mb3 is for servers before MySQL 5.5.3, latin1 "
        "for a Tiki up to 3.x that keeps UTF-8 in latin1 columns: its bytes pass unchanged.",
    )
    tls: bool = Field(
        False,  # noqa: FBT003  a default
        description="Encrypt, and check the server's certificate. Nothing is sent to a server "
        "that offers no TLS.",
    )
    tls_ca: CertificateFile | None = Field(
        None,
        description="PEM file with the certificate of the authority to trust, or with the "
        "server's own; the system's authorities by default.",
    )
    tls_server_name: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Name in the server's certificate; the host by default."
    )
    connect_timeout: Seconds = Field(
        2.0, description="Seconds for a connection to be made, TLS and authentication included."
    )
    query_timeout: Seconds = Field(3.0, description="Seconds for a statement to be answered.")
    max_connections: Annotated[int, Ge(2)] = Field(8, description="Most connections at a time.")

    @field_validator("tls_ca", "tls_server_name")
    @classmethod
    def _of_use(cls, value: Path | str | None, info: ValidationInfo) -> Path | str | None:
        if value is not None and info.data.get("tls") is False:
            raise ValueError("nothing is encrypted without tls = true")
        return value


@dataclass(frozen=True)
class AsAround:
    """Lets a database's block be as the block around it in all that is not written there.

    Attributes:
        own: What has to be written.
    """

    own: frozenset[str]

    def __call__(self, written: object, info: ValidationInfo) -> object:
        """Add what is not written; what is wrong around it is reported there and only there."""
        if not isinstance(written, dict):
            return written
        around = {name: info.data.get(name, "") for name in ("database", *info.data)}
        taken = DatabaseBlock.model_fields.keys() - self.own
        return {name: around[name] for name in around if name in taken} | written


WriteBlock = Annotated[
    DatabaseBlock, BeforeValidator(AsAround(own=frozenset({"user", "password"})))
]


class TikiSettings(DatabaseBlock):
    """Tiki's database: SELECT on named columns."""

    write: WriteBlock = Field(
        description="The same database, with UPDATE on users_users.livechat_id."
    )
    trust_local_hashes: bool = Field(
        False,  # noqa: FBT003  a default
        description="Check passwords although the site's auth_method is not tiki.",
    )
    strict_states: bool = Field(
        True,  # noqa: FBT003  a default
        description="Keep everybody out whose account is marked as waiting in any way. Where a "
        "Tiki 2 or 3 marks good accounts, false follows Tiki itself.",
    )
    site_url: WebAddress | None = Field(
        None,
        description="Address of the site's start page, for pictures of its library; none are "
        "shown without.",
    )
    gravatar_url: WebAddress | None = Field(
        None,
        description="Address of a Gravatar service up to /avatar, for sites that show Gravatars; "
        "none are shown without.",
    )


class OpenfireSettings(DatabaseBlock):
    """Openfire's database: SELECT."""

    write: WriteBlock = Field(
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

    @property
    def named_groups(self) -> list[str]:
        """The Tiki groups that mappings call by their names: no patterns, and not everybody's."""
        return [
            group.tiki
            for group in self.groups
            if _PATTERN_SIGNS.isdisjoint(group.tiki) and fold(group.tiki) not in EVERYBODY
        ]

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
