"""What is known of a visitor between two pages: an encrypted cookie.

A cookie and no store: several components may serve behind one address, a restart loses nobody,
and no visitor can fill a memory. The price is that a copy of a cookie stays good until it
expires, so nothing in it is believed without being asked for again: the use cases read both
accounts anew before they change anything, a proof of an account is void once its password
changed, and a personal link is opened once more. There is never a password in it.
"""

import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from enum import StrEnum

from aiohttp import web
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter, ValidationError

from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.frontdoors.web.settings import WebSettings

_VERSION = "2"
_MOST_SESSIONS = 4
"""How often `session_seconds` fit into the longest session of somebody who goes on and on."""


class Journey(StrEnum):
    """Which of the start page's answers was given; `LINK` is the short way of a personal link."""

    BOTH = "both"
    NEW = "new"
    ID = "id"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class ProvenTiki:
    """A Tiki account that somebody has shown to be theirs.

    Attributes:
        user_id: `userId`.
        login: As stored.
        mark: A keyed digest of its password hash at that time.
    """

    user_id: int
    login: TikiLogin
    mark: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it."""

    livechat_id: LiveChatId
    login: TikiLogin


@dataclass(frozen=True, slots=True)
class Session:
    """A visitor.

    Attributes:
        id: Random; what forms are bound to.
        born: Seconds since the epoch.
        journey: None before the first step.
        chat: The chat account that is theirs.
        chat_mark: A keyed digest of what was stored of its password then, if that has shown it.
        token: The personal link that shows it, '' if a password did; not shown by repr.
        tiki: The Tiki account that is theirs.
        login: Wanted for a new Tiki account.
        email: Likewise.
        wanted: The Live Chat ID that was chosen.
        notice: A problem to be told on the next page, in the domain's word for it.
        report: The personal link to the report, '' for none; not shown by repr.
        connected: Set at the end, when all else is forgotten.
    """

    id: str
    born: int
    journey: Journey | None = None
    chat: ChatUsername | None = None
    chat_mark: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    tiki: ProvenTiki | None = None
    login: str = ""
    email: str = ""
    wanted: str = ""
    notice: str = ""
    report: str = field(default="", repr=False)
    connected: Connected | None = None

    @classmethod
    def new(cls) -> "Session":
        """Somebody who has shown nothing yet."""
        return cls(secrets.token_urlsafe(16), int(time.time()))

    def renamed(self) -> "Session":
        """The same under another id, so that forms from before a proof are worth nothing."""
        return replace(self, id=secrets.token_urlsafe(16))


_ADAPTER = TypeAdapter(Session)


def derive_key(settings: WebSettings, purpose: str) -> bytes:
    """Make the key for one purpose from the key of the settings (RFC 5869)."""
    info = f"tiki-livechat web {purpose}".encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(settings.key)


class SessionCookie:
    """Reads and writes the cookie.

    Args:
        settings: Of the site.
    """

    def __init__(self, settings: WebSettings) -> None:
        key = derive_key(settings, f"session {_VERSION}")
        self._fernet = Fernet(urlsafe_b64encode(key))
        self._seconds = settings.session_seconds
        self._name, self._path = cookie_place(settings, "livechat")
        self._secure = settings.encrypted

    def read(self, request: web.Request) -> Session | None:
        """The visitor's session; None if there is none or it is over."""
        text = request.cookies.get(self._name, "")
        try:
            content = self._fernet.decrypt(text, ttl=self._seconds)
            session = _ADAPTER.validate_json(content)
        except (InvalidToken, ValidationError, ValueError):
            return None
        age = time.time() - session.born
        return session if age <= _MOST_SESSIONS * self._seconds else None

    def is_sent(self, request: web.Request) -> bool:
        """Whether the browser has a cookie, good or not."""
        return self._name in request.cookies

    def write(self, response: web.StreamResponse, session: Session) -> None:
        """Give the visitor the session; it lasts until the browser is closed or it is over."""
        response.set_cookie(
            self._name,
            self._fernet.encrypt(_ADAPTER.dump_json(session)).decode("ascii"),
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )

    def forget(self, response: web.StreamResponse) -> None:
        """Take it away."""
        response.del_cookie(
            self._name, path=self._path, secure=self._secure, httponly=True, samesite="Lax"
        )


def cookie_place(settings: WebSettings, name: str) -> tuple[str, str]:
    """The full name and the path of a cookie of these pages (RFC 6265bis §4.1.3).

    `__Host-` keeps every other host from setting it, but belongs to a whole host: pages in a
    folder of a host take `__Secure-` and stay in their folder. Both need TLS.
    """
    if not settings.encrypted:
        return name, f"{settings.folder}/"
    if settings.folder:
        return f"__Secure-{name}", f"{settings.folder}/"
    return f"__Host-{name}", "/"
