"""Every password that the live tests typed, and the forms in which a log might hold it."""

import base64
from collections.abc import Iterable, Iterator

_SHORTEST = 6
"""A shorter text stands in a log by chance."""


class Secrets:
    """A growing set of passwords."""

    def __init__(self, passwords: Iterable[str]) -> None:
        self._passwords = set(passwords)

    def add(self, password: str) -> None:
        """Watch out for this one too."""
        self._passwords.add(password)

    def found_in(self, text: str) -> set[str]:
        """The passwords that a log holds, in clear, escaped or in base64."""
        return {p for p in self._passwords if any(form in text for form in _forms(p))}


def _forms(password: str) -> Iterator[str]:
    if len(password) < _SHORTEST:
        return
    yield password
    yield ascii(password)[1:-1]
    for lead in (b"", b"\0", b"\0\0"):
        # Inside a SASL PLAIN message a password may start at any of three places of base64.
        encoded = base64.b64encode(lead + password.encode("utf-8", "surrogatepass")).decode()
        inner = encoded[4 if lead else 0 : -4]
        if len(inner) >= _SHORTEST:
            yield inner
