"""Kinds of values that settings have, with their checks, and what every block has in common."""

import ssl
from pathlib import Path
from typing import Annotated

from annotated_types import Ge, Gt, Le
from limits import parse
from pydantic import AfterValidator, BaseModel, ConfigDict

from component.domain.groups import pattern_error
from component.domain.names import UnusableNameError, nodeprep
from component.domain.web_address import base_url

Port = Annotated[int, Ge(1), Le(65535)]
Seconds = Annotated[float, Gt(0)]
SecondsOrNever = Annotated[float, Ge(0)]


def _rate(text: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        raise ValueError("write a number per time, such as 10/5 minutes") from error
    return text


def local_part(text: str) -> str:
    """Check that a text is the local part of a JID, as it is used.

    Raises:
        ValueError: It cannot stand before the @ of a JID, or is prepared otherwise.
    """
    try:
        prepared = nodeprep(text)
    except UnusableNameError as error:
        raise ValueError("write what may stand before the @ of a JID") from error
    if prepared != text:
        raise ValueError(f"write it as it is used: {prepared}")
    return text


def _local_parts(text: str) -> str:
    error = pattern_error(text)
    if error:
        raise ValueError(error)
    return local_part(text)


def _certificates(path: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as error:
        raise ValueError(f"{path} is not a PEM file with certificates") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    return path


CertificateFile = Annotated[Path, AfterValidator(_certificates)]
LocalPart = Annotated[str, AfterValidator(local_part)]
LocalParts = Annotated[str, AfterValidator(_local_parts)]
"""One, or a pattern; the signs of patterns may stand before the @ of a JID too."""
WebAddress = Annotated[str, AfterValidator(base_url)]
Rate = Annotated[str, AfterValidator(_rate)]


class SettingsBlock(BaseModel):
    """A block of settings: nothing unknown in it, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
