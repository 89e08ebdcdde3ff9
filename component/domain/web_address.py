"""Addresses of web sites in the settings, to which paths are joined."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_PLAIN_FOLDER = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*")


def base_url(address: str) -> str:
    """Check an address that paths are joined to.

    Args:
        address: Scheme, host, and a folder or none.

    Returns:
        The address, without a slash at its end.

    Raises:
        ValueError: It cannot be used; the message does not repeat it, it may hold a password.
    """
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        usable = usable and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or not set("?#").isdisjoint(address):
        raise ValueError("write http:// or https:// and a host, and no user name, password, ? or #")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def public_address(address: str) -> str:
    """Check the address under which browsers reach pages that passwords are typed into.

    Args:
        address: Scheme, host, and a folder or none.

    Returns:
        The address, without a slash at its end.

    Raises:
        ValueError: It is no such address, or it is not encrypted and not on this machine: then
            browsers would neither keep the cookie nor the password to themselves; or its folder
            could not stand in a cookie's path or in a redirect.
    """
    checked = base_url(address)
    if not checked.startswith("https://") and not _is_loopback(urlsplit(checked).hostname or ""):
        raise ValueError("write https://; http:// is only for addresses of this machine")
    try:
        (urlsplit(checked).hostname or "").encode("idna")
    except UnicodeError:
        raise ValueError("write a host that can have a name on the internet") from None
    if not _PLAIN_FOLDER.fullmatch(urlsplit(checked).path):
        raise ValueError("write the folder in letters, digits, hyphens, dots, _ and ~")
    return checked


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
