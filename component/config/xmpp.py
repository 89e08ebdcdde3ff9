"""The chat server, and the names that the component has there."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from component.config.kinds import Port, Seconds, SecondsOrNever, SettingsBlock

_SUBDOMAIN = re.compile(
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII
)
"""As the plugin's `Settings` has it."""


def _lower(text: str) -> str:
    """Openfire writes its domain, and what is below it, in lower case."""
    if not text or any(sign.isspace() or sign in "@/" for sign in text):
        raise ValueError("write a name such as example.org")
    return text.lower()


DomainName = Annotated[str, AfterValidator(_lower)]


class XmppSettings(SettingsBlock):
    """The chat server."""

    domain: DomainName = Field(description="The chat's domain: what stands after the @ of a JID.")
    host: str = Field("127.0.0.1", description="Host of Openfire's component port.")
    port: Port = Field(5275, description="Openfire's component port.")
    component: DomainName = Field("tiki", description="Subdomain of this component in Openfire.")
    private_component: DomainName | None = Field(
        None,
        description="Subdomain of a second connection, for what the component itself asks of "
        "Openfire, so that no sign-in waits behind a long command; with the same secret. Without "
        "it, all goes by one connection.",
    )
    allow_multiple: bool = Field(
        False,  # noqa: FBT003  a default
        description="Share the subdomain with other components (Openfire's allowMultiple). Each "
        "of them has a private_component of its own; all else in their settings is the same, but "
        "for what a machine has for itself: ports, sockets, files.",
    )
    rooms: DomainName = Field(
        "conference", description="Subdomain of the service that has the rooms."
    )
    secret: SecretStr = Field(
        description="Secret of this component in Openfire's external components, the same for "
        "both of its subdomains."
    )
    connect_timeout: Seconds = Field(10.0, description="Seconds for the handshake to be through.")
    request_timeout: Seconds = Field(5.0, description="Seconds to wait for an answer of Openfire.")
    ping_interval: Seconds = Field(
        30.0, description="Seconds between checks that the stream is alive."
    )
    give_up_after: SecondsOrNever = Field(
        30.0,
        description="Seconds for which Openfire may refuse a component that was just started, "
        "because of its secret or its name, until it ends with an exit code that says why; 0 for "
        "never. A server that is not there is waited for.",
    )

    @property
    def jid(self) -> str:
        """The component's JID."""
        return f"{self.component}.{self.domain}"

    @property
    def private_jid(self) -> str:
        """The JID that the component's own questions come from."""
        return f"{self.private_component or self.component}.{self.domain}"

    @property
    def rooms_domain(self) -> str:
        """What stands after the @ of a room's JID."""
        return f"{self.rooms}.{self.domain}"

    @model_validator(mode="after")
    def _two_names(self) -> Self:
        """Openfire lets one connection of a name in: two would drive each other out."""
        if self.private_component == self.component:
            raise ValueError("private_component has to differ from component")
        return self

    @model_validator(mode="after")
    def _known_apart(self) -> Self:
        """Answers, and steps of commands, have to find the one component that they are for."""
        if not self.allow_multiple:
            return self
        if self.private_component is None:
            raise ValueError(
                "allow_multiple needs a private_component, another one for each of the components"
            )
        if not _SUBDOMAIN.fullmatch(self.private_component):
            raise ValueError(
                "private_component has to be lower-case letters, digits, hyphens and dots, since "
                "the plugin asks for the component by it"
            )
        return self
