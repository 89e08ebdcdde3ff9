"""The databases: where they are, how to get in, and what is read there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge
from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator

from component.config.kinds import CertificateFile, Port, Seconds, SettingsBlock, WebAddress


class DatabaseBlock(SettingsBlock):
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
