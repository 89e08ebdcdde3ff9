"""Forms that another site made somebody send: told by the browser's word and by a token."""

import hmac
import secrets

from aiohttp import web

from component.frontdoors.web.session import derive_key
from component.frontdoors.web.settings import WebSettings

FIELD = "token"
_SALT_CHARACTERS = 32
_MARK_CHARACTERS = 32


class ForgeryCheck:
    """Makes and checks the tokens of forms, which are bound to a session.

    Args:
        settings: Of the site.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._key = derive_key(settings, "forms")
        self._marks = derive_key(settings, "marks")
        self._origin = settings.origin

    def token(self, session_id: str) -> str:
        """Make a token; each is another, so that no compression of answers betrays it."""
        salt = secrets.token_hex(_SALT_CHARACTERS // 2)
        return salt + self._digest(salt, session_id)

    def is_own(self, request: web.Request, session_id: str, token: str) -> bool:
        """Tell whether a form is one of ours.

        Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form (Fetch
        standard, "append a request Origin header"); `Sec-Fetch-Site` then tells, and where a
        browser has none, the token alone.

        Args:
            request: The request with the form.
            session_id: Of the visitor.
            token: From the form.
        """
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None and site != "same-origin":
            return False
        origin = request.headers.get("Origin", "null")
        if origin not in ("null", self._origin):
            return False
        salt, digest = token[:_SALT_CHARACTERS], token[_SALT_CHARACTERS:]
        return hmac.compare_digest(
            digest.encode("utf-8", "replace"), self._digest(salt, session_id).encode("ascii")
        )

    def mark(self, stored: str) -> str:
        """A keyed digest of a stored form, by which a change is seen and nothing else."""
        return hmac.digest(self._marks, stored.encode("utf-8", "surrogatepass"), "sha256").hex()[
            :_MARK_CHARACTERS
        ]

    def _digest(self, salt: str, session_id: str) -> str:
        text = f"{salt}\0{session_id}".encode("utf-8", "replace")
        return hmac.digest(self._key, text, "sha256").hex()
