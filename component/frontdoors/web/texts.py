"""The languages of the pages: which one a visitor reads, and what its own speakers call it."""

import re
from dataclasses import dataclass

from aiohttp import web
from babel.core import Locale

from component.frontdoors.doors import DoorError
from component.frontdoors.texts import SOURCE, choose
from component.frontdoors.web.session import cookie_place
from component.frontdoors.web.settings import WebSettings

QUERY = "lang"
_COOKIE_SECONDS = 365 * 86_400
_MOST_HEADER_CHARACTERS = 1_000
_MOST_WISHES = 20


def mark(text: str) -> str:
    """Mark a text of the sources for translation, which happens when a page is made."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """A language that there is.

    Attributes:
        code: As in BCP 47.
        name: As its own speakers call it.
        direction: `ltr` or `rtl`.
    """

    code: str
    name: str
    direction: str


def describe(code: str) -> Language:
    """Look a language up."""
    locale = Locale.parse(code, sep="-")
    name = locale.get_display_name(locale) or code
    return Language(code, name[:1].upper() + name[1:], locale.text_direction)


class LanguageChoice:
    """Finds the language of a visitor: their word in the address or the cookie, else the browser's.

    Args:
        settings: Of the site.
        available: Codes of the languages that there are.

    Raises:
        DoorError: The site's own language is none of them.
    """

    def __init__(self, settings: WebSettings, available: tuple[str, ...]) -> None:
        self._available = available
        self._default = _checked(settings.default_language, available)
        self._name, self._path = cookie_place(settings, "language")
        self._secure = settings.encrypted

    def of(self, request: web.Request) -> str:
        """Tell the language of the answer."""
        for wish in (request.query.get(QUERY), request.cookies.get(self._name)):
            if wish in self._available:
                return wish
        wishes = [*_wishes(request.headers.get("Accept-Language", "")), self._default]
        return choose(wishes, self._available)

    def keep(self, request: web.Request, response: web.StreamResponse) -> None:
        """Remember what was chosen by the language switch."""
        wish = request.query.get(QUERY)
        if wish in self._available:
            response.set_cookie(
                self._name,
                wish,
                path=self._path,
                max_age=_COOKIE_SECONDS,
                secure=self._secure,
                httponly=True,
                samesite="Lax",
            )


def _checked(default: str, available: tuple[str, ...]) -> str:
    found = choose((default,), available)
    if found == SOURCE and re.split("[-_]", default.lower())[0] != SOURCE:
        raise DoorError(
            f"web.default_language: there are no texts in {default!a}; choose one of "
            f"{', '.join(available)}"
        )
    return found


def _wishes(header: str) -> list[str]:
    """Order the languages of an Accept-Language header (RFC 9110 §12.5.4); `q=0` is none."""
    found: list[tuple[float, str]] = []
    for part in header[:_MOST_HEADER_CHARACTERS].split(",")[:_MOST_WISHES]:
        code, _, parameter = part.partition(";")
        weight = _weight(parameter)
        if code.strip() and weight > 0:
            found.append((weight, code.strip()))
    return [code for _weight, code in sorted(found, key=lambda wish: -wish[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 < weight <= 1 else 0.0
