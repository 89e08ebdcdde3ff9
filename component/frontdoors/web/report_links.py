"""Personal links to the report: signed, good for an hour, for one admin; nothing is stored."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken

from component.domain.names import ChatUsername
from component.frontdoors.web.paths import At
from component.frontdoors.web.session import derive_key
from component.frontdoors.web.settings import WebSettings

LIFETIME_SECONDS = 3_600


class ReportLinks:
    """Makes and reads them.

    Args:
        settings: Of the site.
        clock: Seconds since the epoch.
    """

    def __init__(self, settings: WebSettings, clock: Callable[[], float] = time.time) -> None:
        self._fernet = Fernet(urlsafe_b64encode(derive_key(settings, "report")))
        self._base = settings.public_url
        self._clock = clock

    def make(self, username: ChatUsername) -> str:
        """Make somebody's link, whole; that they are an admin is asked when it is used."""
        content = username.encode("utf-8", "surrogatepass")
        token = self._fernet.encrypt_at_time(content, int(self._clock())).decode("ascii")
        return self._base + At.FOLLOW_REPORT.replace("{token}", token)

    def read(self, token: str) -> ChatUsername | None:
        """Tell whose link it is; None if it is none, or is too old."""
        try:
            content = self._fernet.decrypt_at_time(token, LIFETIME_SECONDS, int(self._clock()))
        except (InvalidToken, ValueError):
            return None
        return ChatUsername(content.decode("utf-8", "surrogatepass"))
