"""Who asks: the client's address behind reverse proxies, and how much one address may ask."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from component.frontdoors.web.rates import Rate
from component.frontdoors.web.settings import WebSettings

_MOST_HOPS = 20
_IPV6_PREFIX = 64
"""What one household or server gets of IPv6: an address of its own means nothing."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks.

    Attributes:
        network: The address, or the /64 of an IPv6 address; what limits count by.
        encrypted: Whether a trusted proxy says so; None if there is nobody who could say.
    """

    network: str
    encrypted: bool | None


class Proxies:
    """Finds the client behind the proxies that are trusted.

    Args:
        trusted: Their networks.
    """

    def __init__(self, trusted: tuple[IPv4Network | IPv6Network, ...]) -> None:
        self._trusted = trusted

    def client(self, request: web.Request) -> Client:
        """Read the peer, and behind a trusted one the headers, from the right.

        Whoever is not trusted can only write the left of `X-Forwarded-For`; what stands there is
        not read.
        """
        address = _address(request.remote or "")
        if address is None or not self._trusts(address):
            return Client(_network(address), None)
        hops = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
        for hop in reversed(hops[-_MOST_HOPS:]):
            before = _address(_without_port(hop.strip()))
            if before is None:
                break
            address = before
            if not self._trusts(address):
                break
        schemes = ",".join(request.headers.getall("X-Forwarded-Proto", ())).split(",")
        scheme = schemes[-1].strip().lower()
        return Client(_network(address), scheme == "https" if scheme else None)

    def _trusts(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted)


class AddressLimits:
    """Bounds what one address may ask; counts are in memory.

    Args:
        settings: Of the site.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._requests = Rate(settings.requests_per_address)
        self._tries = Rate(settings.tries_per_address)

    def spend_request(self, client: Client) -> float:
        """Count a request; tells how many seconds it comes too early, 0 if it may pass."""
        return self._requests.spend(client.network)

    def spend_try(self, client: Client) -> float:
        """Count a form with a password, likewise."""
        return self._tries.spend(client.network)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _without_port(hop: str) -> str:
    """Some proxies write the client's port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _network(address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)
