"""The people of the demo's Tiki. Between them they have every kind of account that matters."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import bcrypt
from passlib.hash import md5_crypt
from PIL import Image, ImageDraw

HashForm = Literal["A", "B", "C", "$1$", "$2y$"]

_CONFIRMED = 1_700_000_000
_LONG_AGO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """A Tiki account, and what is special about it.

    Attributes:
        login: The Tiki login.
        password: In clear: these people do not exist.
        form: How the hash is stored.
        livechat_id: None for somebody who has not migrated.
        email: The e-mail address.
        groups: Direct Tiki groups.
        expired: Groups whose membership is over.
        real_name: The preference `realName`.
        language: The preference `language`.
        waiting: The column `waiting`.
        confirmed: The column `pass_confirm`, seconds since the epoch.
        second_factor: Has a secret for the second factor.
        picture: Colour of the avatar; '' for none.
        about: What this person shows, in the demo's words.
    """

    login: str
    password: str
    about: str
    form: HashForm = "$2y$"
    livechat_id: str | None = None
    email: str = ""
    groups: Sequence[str] = ()
    expired: Sequence[str] = ()
    real_name: str = ""
    language: str = ""
    waiting: str | None = None
    confirmed: int = _CONFIRMED
    second_factor: bool = False
    picture: str = ""
    _hash: list[str] = field(default_factory=list, repr=False, compare=False)

    @property
    def address(self) -> str:
        """The e-mail address, made of the login unless it is given."""
        return (
            self.email
            or f"{''.join(c for c in self.login if c.isascii() and c.isalnum())}@mail.test"
        )

    @property
    def stored_hash(self) -> str:
        """The column `hash`; made once, since bcrypt takes its time."""
        if not self._hash:
            self._hash.append(make_hash(self.form, self.password, self.login, self.address))
        return self._hash[0]


def make_hash(form: HashForm, password: str, login: str, email: str) -> str:
    """Hash a password as Tikis have done it (facts/tiki.md §2)."""
    secret = password.encode()
    match form:
        case "A":
            return _md5(secret)
        case "B":
            return _md5(login.encode() + secret)
        case "C":
            return _md5(login.encode() + secret + email.strip().encode())
        case "$1$":
            return str(md5_crypt.hash(secret))
        case "$2y$":
            return bcrypt.hashpw(secret[:72], bcrypt.gensalt(10)).decode().replace("$2b$", "$2y$")


def draw_picture(colour: str, side: int = 400) -> bytes:
    """Draw an avatar: a JPEG that is larger than a chat wants it."""
    image = Image.new("RGB", (side, side), colour)
    ImageDraw.Draw(image).ellipse(
        (side // 4, side // 8, 3 * side // 4, 5 * side // 8), fill="white"
    )
    target = io.BytesIO()
    image.save(target, "JPEG")
    return target.getvalue()


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


PEOPLE = (
    Person(
        "Alice Smith",
        "wonder land",
        "has a blank and capitals in her name, two groups and a picture",
        livechat_id="alicesmith",
        groups=("Live Chat helpers", "Contributors"),
        real_name="Alice Smith",
        language="en-uk",
        picture="teal",
    ),
    Person(
        "Zoë",
        "pâté & crème",
        "has letters beyond ASCII, on both sides",
        form="A",
        livechat_id="zoë",
        language="fr",
        real_name="Zoë Lefèvre",
    ),
    Person(
        "bob",
        "builder42",
        "is in Contributors only because Forum Moderators include them",
        form="B",
        livechat_id="bob",
        groups=("Forum Moderators",),
    ),
    Person(
        "Carol",
        "carols secret",
        "has blanks around her e-mail address, which her hash is salted with",
        form="C",
        livechat_id="carol",
        email="  carol@mail.test ",
    ),
    Person(
        "Dave",
        "dave1999",
        "was a helper once; the membership has expired",
        form="$1$",
        livechat_id="dave",
        groups=("Contributors",),
        expired=("Live Chat helpers",),
    ),
    Person(
        "erin",
        "erin pw",
        "is a helper like Alice, and has a hash from before Tiki 16",
        form="$1$",
        livechat_id="erin",
        groups=("Live Chat helpers",),
    ),
    Person("Frank", "frank pw 1", "is locked", livechat_id="frank", waiting="l"),
    Person("grace", "grace pw 1", "has not confirmed her e-mail", livechat_id="grace", waiting="u"),
    Person("olga", "olga pw 1", "waits for an admin", livechat_id="olga", waiting="a"),
    Person("niaj", "niaj pw 1", "has to change his password", livechat_id="niaj", confirmed=0),
    Person(
        "mallory",
        "mallory pw 1",
        "has a second factor, which a chat cannot ask for",
        livechat_id="mallory",
        second_factor=True,
    ),
    Person("Heidi", "heidi pw 1", "has not migrated and has no chat account", form="A"),
    Person("ivan", "ivan on tiki", "has the same name as somebody else's chat account", form="A"),
    Person("Judy", "judy pw 1", "has the same name and password in the chat", form="B"),
    Person(
        "Peggy Olson",
        "peggys site pw",
        "has an old chat account of another name, with a contact in it",
        form="C",
        groups=("Live Chat helpers",),
        real_name="Peggy Olson",
        language="de",
    ),
    Person("Trent", "trents site pw", "has an old chat account and has not migrated", form="A"),
    Person("samuel", "sams first", "owns the Live Chat ID sam", form="A", livechat_id="sam"),
    Person("Sam", "sams second", "has the login Sam, but another ID", form="A", livechat_id="sam2"),
)

NATIVE_ACCOUNTS = {
    "ivan": "ivan in the chat",
    "judy": "judy pw 1",
    "rupert": "rupert pw 1",
    "peg": "pegs old chat pw",
    "trent": "trents old chat pw",
}
"""Chat accounts from before the bridge: username → password."""


def person(login: str) -> Person:
    """Find somebody by login."""
    return next(p for p in PEOPLE if p.login == login)


MEMBERSHIP_BEGAN = _CONFIRMED
MEMBERSHIP_ENDED = _LONG_AGO
