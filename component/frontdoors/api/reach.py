"""What `tiki-livechat check` says of where the API can be reached from."""

from ipaddress import ip_address

from component.domain.findings import Level, Remark

_SUBJECT = "the API"


def remarks_on(host: str, port: int) -> list[Remark]:
    """Tell whether tokens would go over a network in clear.

    Args:
        host: What the API is served on.
        port: Likewise.
    """
    if is_of_this_machine(host):
        return [Remark(_SUBJECT, Level.OK, f"is served on {host}:{port}")]
    why = (
        f"is served on {host}:{port}, where others may reach it, and speaks no TLS: set api.host "
        "to 127.0.0.1, or let only a reverse proxy with TLS through to it"
    )
    return [Remark(_SUBJECT, Level.WARNING, why)]


def is_of_this_machine(host: str) -> bool:
    """Tell whether nobody but this machine reaches what is served on an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
