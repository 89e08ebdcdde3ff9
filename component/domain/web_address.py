"""Addresses of web sites in the settings, to which paths are joined."""

from urllib.parse import urlsplit


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
