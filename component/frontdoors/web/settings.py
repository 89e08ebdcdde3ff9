"""What the pages need to know about the site and its surroundings."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from component.domain.migration import OldAccount
from component.domain.web_address import public_address

_LEAST_KEY_BYTES = 32
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What a site decides about the pages.

    Attributes:
        public_url: From `web_address.public_address`. A reverse proxy passes its paths unchanged.
        chat_domain: What stands after the @ of a chat address.
        key: At least 32 secret bytes, the same in every component behind the address; not shown
            by repr.
        site_name: What people call the Tiki site.
        site_url: Its address, which people are sent to for a new password; None for no link.
        default_language: For browsers that ask for none that there is.
        trusted_proxies: Whose word on the client's address and scheme is taken.
        requests_per_address: Requests of one address, in the notation of the library `limits`.
        tries_per_address: Forms with a password that one address may send, likewise.
        session_seconds: How long a visitor may think between two pages.
        old_account: What becomes of the old chat account, for the words on the pages.
    """

    public_url: str
    chat_domain: str
    key: bytes = field(repr=False)
    site_name: str
    site_url: str | None = None
    default_language: str = "en"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    requests_per_address: str = "300/5 minutes"
    tries_per_address: str = "30/10 minutes"
    session_seconds: int = 1800
    old_account: OldAccount = OldAccount.KEEP

    def __post_init__(self) -> None:
        if len(self.key) < _LEAST_KEY_BYTES:
            raise ValueError(f"the key needs {_LEAST_KEY_BYTES} bytes")
        if public_address(self.public_url) != self.public_url:
            raise ValueError("public_url has to come from public_address")

    @property
    def origin(self) -> str:
        """What browsers call the origin of the pages (RFC 6454 §6.2): in ASCII, no usual port."""
        parts = urlsplit(self.public_url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        host = f"[{host}]" if ":" in host else host
        port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
        return f"{parts.scheme}://{host}{port}"

    @property
    def folder(self) -> str:
        """The path before the paths of the pages, '' if there is none."""
        return urlsplit(self.public_url).path

    @property
    def encrypted(self) -> bool:
        """Whether browsers speak TLS with the pages."""
        return self.public_url.startswith("https://")
