"""What the pages need to know of the settings, and the key that their cookies and links have."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from component.config import Settings
from component.frontdoors.web.settings import WebSettings

_KEY_BYTES = 32


def web_settings(settings: Settings, site_url: str) -> WebSettings:
    """The key of the pages follows from the component's secret: nothing more to configure."""
    secret = settings.xmpp.secret.get_secret_value().encode()
    key = HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=b"tiki-livechat web").derive(secret)
    web = settings.web
    return WebSettings(
        public_url=site_url,
        chat_domain=settings.xmpp.domain,
        key=key,
        site_name=settings.site_name,
        site_url=settings.tiki.site_url,
        default_language=web.default_language,
        trusted_proxies=tuple(web.trusted_proxies),
        requests_per_address=web.requests_per_address,
        tries_per_address=web.tries_per_address,
        session_seconds=web.session_seconds,
        old_account=settings.migration.old_account,
    )
