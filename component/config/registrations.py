"""How accounts that are new on the site get their Live Chat IDs."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import AfterValidator, Field, SecretStr

from component.config.kinds import Rate, SettingsBlock

_LEAST_CHARACTERS = 32


def _token(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if len(text) < _LEAST_CHARACTERS or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(
            f"write at least {_LEAST_CHARACTERS} letters, digits or signs of ASCII, by chance, as "
            "of: openssl rand -hex 32"
        )
    return secret


Token = Annotated[SecretStr, AfterValidator(_token)]


class RegistrationSettings(SettingsBlock):
    """New Tiki accounts get Live Chat IDs; those from before the first start do not."""

    watch: bool = Field(
        True,  # noqa: FBT003  a default
        description="Look for new accounts of the site, and give each a Live Chat ID.",
    )
    interval_seconds: Annotated[float, Ge(1), Le(3600)] = Field(
        10.0, description="Seconds from one look to the next, of all components together."
    )


class ApiSettings(SettingsBlock):
    """The HTTP call for the site's registration page. Off without tokens."""

    tokens: list[Token] = Field(
        [],
        description="What opens the API: each at least 32 characters. Several, so that one can be "
        "replaced by another; without any there is no API.",
    )
    host: str = Field("127.0.0.1", description="Address that the API is served on.")
    port: Annotated[int, Ge(0), Le(65535)] = Field(
        8087, description="Port that the API is served on; 0 for any that is free."
    )
    most_connections: Annotated[int, Ge(1)] = Field(
        100, description="Connections at a time; whoever comes beyond that is told to come later."
    )
    requests: Rate = Field("600/1 minute", description="Calls of all clients together.")
