"""Who may log in to which Tiki: every hash form in every state of an account, as facts have it.

What is expected is written here from facts/tiki.md §2, §3 and §6 and the setting `strict_states`;
nothing of it is asked of the component.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import bcrypt
import pytest
from passlib.hash import des_crypt, md5_crypt, sha256_crypt, sha512_crypt

from component.domain.generations import Generation
from tests.layouts.layout import Layout

LOGIN = "Alice"
PASSWORD = "0123456789abcdef0123456789abcdef"
"""Looks like an activation key, so that it can be one."""
EMAIL = "alice@mail.test"
BLANKS = " \t\n\r\0\x0b"
NOW_ISH = 1_700_000_000
LONG_AGO = 1_000_000_000
FAR_AHEAD = 2_100_000_000

WRONG, PENDING, SUSPENDED, DUE, FACTOR = (
    *("wrong-password", "pending", "suspended", "password-due", "second-factor"),
)
IN = "in"
_SHORT = {WRONG: ".", PENDING: "pend", SUSPENDED: "susp", DUE: "due", FACTOR: "2fa"}

Table = dict[tuple[str, str], str]
"""Form, state → what happened."""
TABLES = pytest.StashKey[dict[str, Table]]()


@dataclass(frozen=True)
class Form:
    """A stored hash.

    Attributes:
        name: As the table shows it.
        stored: The column `hash`, before the column cuts it.
        since: First generation that lets in by it, None if none does.
        until: Last generation.
        width: Characters that it needs.
        email: The column `email`.
        typed: The password.
        is_costly: Takes a second: checked in one state only.
    """

    name: str
    stored: str | None
    since: Generation | None = None
    until: Generation = Generation.V16
    width: int = 32
    email: str = EMAIL
    typed: str = PASSWORD
    is_costly: bool = False

    def lets_in(self, layout: Layout) -> bool:
        """Whether the right password fits, whatever the state."""
        if self.since is None or not self.since <= layout.generation <= self.until:
            return False
        return self.width <= layout.hash_width


@dataclass(frozen=True)
class State:
    """What is set of an account, and what follows for somebody whose password fits.

    Attributes:
        name: As the table shows it.
        expected: What happens.
        columns: Of `users_users`; a layout that lacks one cannot express the state.
        rules: Preferences of the site.
        strict: The setting `strict_states`.
        in_2: What happens in 2.x and 3.x, where that differs.
    """

    name: str
    expected: str
    columns: Mapping[str, str | int | None] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    strict: bool = True
    in_2: str = ""

    def outcome(self, layout: Layout) -> str:
        """What happens to somebody whose password fits."""
        return (layout.generation is Generation.V2 and self.in_2) or self.expected


def _md5(*parts: str) -> str:
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _bcrypt(prefix: str) -> str:
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    return prefix + made.removeprefix("$2b$")


A, B, C = _md5(PASSWORD), _md5(LOGIN, PASSWORD), _md5(LOGIN, PASSWORD, EMAIL)
COST_4 = _bcrypt("$2y$")
CRYPT_MD5 = str(md5_crypt.using(salt="abcdefgh").hash(PASSWORD))
SHA256, SHA512 = (
    str(made.using(salt="saltsalt", rounds=5000).hash(PASSWORD))
    for made in (sha256_crypt, sha512_crypt)
)

ALL, CRYPT = Generation.V1_9, Generation.V1_10
FORMS = (
    Form("MD5 A", A, ALL),
    Form("MD5 B", B, ALL),
    Form("MD5 C", C, ALL),
    Form("MD5 C, blanks", C, ALL, email=f"{BLANKS}{EMAIL}{BLANKS}"),
    Form("$1$", CRYPT_MD5, CRYPT, width=34),
    Form("DES", str(des_crypt.using(salt="ab").hash(PASSWORD)), CRYPT, Generation.V4, 13),
    Form("$5$", SHA256, CRYPT, width=55),
    Form("$6$", SHA512, CRYPT, width=98),
    Form("$2y$ 4", COST_4, CRYPT, width=60),
    Form(
        "$2y$ 10",
        "$2y$10$CTvrtEan9SkgJGerSg8PzOo6k9JGWveTNkpYOEoq3vActEmxl2L4a",
        CRYPT,
        width=60,
    ),
    Form(
        "$2y$ 14",
        "$2y$14$scrZSxKPcNvuR6NIjWVMhOCVh7Eboe3DVggJCbHCMwJEXkSwIy7wG",
        CRYPT,
        width=60,
        is_costly=True,
    ),
    Form("$2a$ 4", _bcrypt("$2a$"), CRYPT, width=60),
    Form("wrong A", A, typed=PASSWORD[::-1]),
    Form("wrong $2y$ 4", COST_4, typed=PASSWORD[::-1]),
    Form("empty", ""),
    Form("NULL", None),
    Form("empty, nothing", _md5(""), typed=""),
    Form("MD5, cut", A[:-1]),
    Form("$1$, cut", CRYPT_MD5[:-1]),
    Form("$2y$, cut", COST_4[:-1]),
    Form("MD5, upper", A.upper()),
    Form("MD5 0e, other", _md5("QNKCDZO"), typed="240610708"),
    Form("unknown", "{SSHA}not of this house"),
    Form("in clear", PASSWORD[:30], typed=PASSWORD[:30]),
)

KEY, OTHER_KEY = {"valid": PASSWORD}, {"valid": PASSWORD[::-1]}
WAITING = {mark: {"waiting": mark} for mark in "ual"}
_DUE = {"pass_due": "90"}
_IN_OLD = (
    State("active", IN),
    State("due", DUE, {"pass_due": LONG_AGO}),
    State("never", DUE, {"pass_due": None}),
)
_IN_1_10 = (
    State("active", IN),
    State("due", DUE, {"pass_confirm": LONG_AGO}, _DUE),
    State("never", DUE, {"pass_confirm": None}),
    State("never 0", DUE, {"pass_confirm": 0}),
    State("may not", IN, {"pass_confirm": None}, {"change_password": "n"}),
    State("key", PENDING, KEY),
    State("other key", IN, OTHER_KEY),
    State("~key", PENDING, KEY, strict=False),
)
_SINCE_2 = (
    *_IN_1_10[:5],
    State("u", PENDING, WAITING["u"]),
    State("a", PENDING, WAITING["a"]),
    State("l", SUSPENDED, WAITING["l"]),
    State("u key", PENDING, WAITING["u"] | KEY),
    State("~u", PENDING, WAITING["u"], strict=False, in_2=IN),
    State("~a", PENDING, WAITING["a"], strict=False, in_2=IN),
    State("~l", IN, WAITING["l"], strict=False),
    State("~u key", PENDING, WAITING["u"] | KEY, strict=False),
    State("~u other", PENDING, WAITING["u"] | OTHER_KEY, strict=False, in_2=IN),
)
_FACTOR = (
    State("2fa", FACTOR, {"twoFactorSecret": "SECRETSECRET"}, {"twoFactorAuth": "y"}),
    State("no 2fa", IN, {"twoFactorSecret": "SECRETSECRET"}),
)


def states(layout: Layout) -> tuple[State, ...]:
    """The states that a layout can express; `~` stands for `strict_states = false`."""
    match layout.generation:
        case Generation.V1_9:
            return _IN_OLD
        case Generation.V1_10:
            return _IN_1_10
        case Generation.V2 | Generation.V4:
            return _SINCE_2
        case Generation.V16:
            return _SINCE_2 + _FACTOR


def expected(layout: Layout) -> Table:
    """The whole table of a layout."""
    return {
        (form.name, state.name): state.outcome(layout) if form.lets_in(layout) else WRONG
        for form in FORMS
        for state in states(layout)
        if not form.is_costly or state.name == "active"
    }


def lines(table: Table) -> list[str]:
    """A table in words: forms as rows, states as columns."""
    names = list(dict.fromkeys(state for _, state in table))
    widths = {name: max(4, len(name)) + 1 for name in names}
    found = ["".ljust(16) + "".join(name.ljust(widths[name]) for name in names)]
    for form in dict.fromkeys(form for form, _ in table):
        cells = [table.get((form, name), "") for name in names]
        shown = zip(names, (_SHORT.get(cell, cell) for cell in cells), strict=True)
        found.append(form.ljust(16) + "".join(cell.ljust(widths[name]) for name, cell in shown))
    return [line.rstrip() for line in found]


LEGEND = "in: let in; . wrong password; pend, susp, due, 2fa: refused as pending, suspended, \
due for a new password, or in want of a second factor; ~: strict_states = false"
