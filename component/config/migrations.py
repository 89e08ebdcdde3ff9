"""The migration page, reminders, mails, and the door for the shell's commands."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from component.config.kinds import (
    CertificateFile,
    LocalPart,
    Port,
    Rate,
    Seconds,
    SettingsBlock,
)
from component.domain.mails import address
from component.domain.migration import OldAccount
from component.domain.web_address import public_address


def _growing(days: list[float]) -> list[float]:
    if days != sorted(days):
        raise ValueError("no interval may be shorter than the one before it")
    return days


def _mail_address(text: str) -> str:
    found = address(text)
    if found is None:
        raise ValueError("write one plain e-mail address, such as chat@example.org")
    return found


Days = Annotated[float, Gt(0), Le(3650)]
PublicAddress = Annotated[str, AfterValidator(public_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]


class WebSettings(SettingsBlock):
    """The migration page. Without `public_url` there is no page, no link and no reminder."""

    public_url: PublicAddress | None = Field(
        None,
        description="Address under which browsers reach the page, such as "
        "https://example.org/chat-account; a reverse proxy passes its paths on unchanged. Without "
        "it there is no migration page, and nobody is reminded.",
    )
    host: str = Field("127.0.0.1", description="Address that the page is served on.")
    port: Annotated[int, Ge(0), Le(65535)] = Field(
        8086, description="Port that the page is served on; 0 for any that is free."
    )
    site_name: str = Field(
        "", description="What people call the Tiki site; the host of tiki.site_url by default."
    )
    default_language: Annotated[str, Field(min_length=2)] = Field(
        "en", description="Language for browsers that ask for none that there is."
    )
    trusted_proxies: list[IPv4Network | IPv6Network] = Field(
        [],
        description="Networks of reverse proxies whose word on a client's address is taken, such "
        "as 127.0.0.1.",
    )
    most_connections: Annotated[int, Ge(1)] = Field(
        500, description="Connections at a time; whoever comes beyond that is told to come later."
    )
    requests_per_address: Rate = Field(
        "300/5 minutes", description="Pages that one address may ask for."
    )
    tries_per_address: Rate = Field(
        "30/10 minutes", description="Forms with a password that one address may send."
    )
    session_seconds: Annotated[int, Ge(60), Le(86_400)] = Field(
        1800, description="Seconds that a visitor may think between two pages."
    )


class MigrationSettings(SettingsBlock):
    """What a migration does, and how long it can be undone."""

    open_days: Annotated[float, Ge(0), Le(3650)] = Field(
        183.0,
        description="Days from the first start until chat accounts that have not migrated are "
        "kept out; 0 for a date not known yet. The command window changes the date.",
    )
    announce_days: list[Days] = Field(
        [14.0, 3.0, 1.0],
        description="Days before the migration refuses or is closed on which people who have not "
        "migrated get one more reminder as they come online.",
    )
    confirm_above: Annotated[int, Ge(0)] = Field(
        20,
        description="An admin who keeps out more people than that, or has more written to, has to "
        "confirm their number.",
    )
    old_account: OldAccount = Field(
        OldAccount.KEEP,
        description="What becomes of an old chat account: keep leaves all but its password as it "
        "is; delete deletes it, and makes it anew at the first login.",
    )
    link_days: Days = Field(14.0, description="Days for which a personal link opens.")
    undo_days: Days = Field(
        30.0, description="Days for which a snapshot is kept, and a migration can be undone."
    )
    merge_unasked: Annotated[int, Ge(0)] = Field(
        100,
        description="Accounts on which merge-matching may try passwords without that number being "
        "confirmed.",
    )
    takeover_seconds: Annotated[float, Ge(1), Le(3600)] = Field(
        30.0,
        description="Seconds without progress after which another component, or the same one at "
        "its next look, finishes a migration or goes on with a job (with a job not before 5).",
    )


class ReminderSettings(SettingsBlock):
    """Messages in the chat to people who have not migrated."""

    enabled: bool = Field(
        True,  # noqa: FBT003  a default
        description="Send personal links to people who come online and have not migrated.",
    )
    address: LocalPart = Field(
        "accounts",
        description="Whom messages are from: what stands before the @, with the component's JID "
        "after it.",
    )
    intervals_days: Annotated[list[Days], MinLen(1), AfterValidator(_growing)] = Field(
        [1.0, 3.0, 7.0, 14.0],
        description="Days from the first reminder to the second, and so on; the last one stays.",
    )
    per_minute: Annotated[float, Gt(0)] = Field(
        60.0, description="Most reminders a minute, of all components together."
    )
    settling_seconds: Annotated[float, Ge(0)] = Field(
        3.0, description="Seconds from somebody's coming online until they are looked up."
    )


class MailSettings(SettingsBlock):
    """Mails to people who have not migrated and were kept out for it. Off without a host."""

    host: str | None = Field(
        None, description="Host of the mail server; without it no mails are sent."
    )
    port: Port = Field(587, description="Its port.")
    tls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="starttls encrypts after the greeting, tls from the start; both check the "
        "server's certificate. none is for a server on the same machine.",
    )
    tls_ca: CertificateFile | None = Field(
        None,
        description="PEM file with the certificate of the authority to trust; the system's "
        "authorities by default.",
    )
    user: str = Field("", description="User on the mail server; without it nobody signs in.")
    password: SecretStr = Field(SecretStr(""), description="The user's password.")
    sender: MailAddress | None = Field(
        None,
        validate_default=True,
        description="E-mail address that mails are from; needed with a host.",
    )
    timeout: Seconds = Field(15.0, description="Seconds for a mail to be handed over.")
    per_minute: Annotated[float, Gt(0)] = Field(
        20.0, description="Most mails a minute, of all components together."
    )

    @field_validator("tls_ca")
    @classmethod
    def _of_use(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("tls") == "none":
            raise ValueError('nothing is encrypted with tls = "none"')
        return value

    @field_validator("user")
    @classmethod
    def _encrypted(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("tls") == "none":
            raise ValueError('its password would go out in clear; set tls to "starttls" or "tls"')
        return value

    @field_validator("sender")
    @classmethod
    def _needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("host"):
            raise ValueError("mails need an address that they are from")
        return value


class ControlSettings(SettingsBlock):
    """How the shell's commands reach the component that runs."""

    socket: Path | None = Field(
        None,
        description="Unix socket that the component listens on for commands such as undo, open to "
        "its own user and root; without it there are no such commands.",
    )
