"""Who has accounts on a large site: a realistic mix, and what a merge makes of each sort."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import bcrypt
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC

from component.domain.accounts import AccountState
from component.domain.matching import Unpaired, WhyLeft
from component.domain.names import chat_username
from openfire.demo.people import make_hash
from openfire.testserver.chat_data import scram_columns

KEY = "the key of this chat server"
"""Openfire's property `passwordKey`."""
SAME, OTHER = "the password of both", "a password of its own"
CONFIRMED, LONG_AGO = 1_700_000_000, 0
_IV = bytes(8)
_SALT = bytes(24)
MERGED = "merged"
ONLY_TIKI = "only-tiki"
"""What becomes of who has no chat account: nothing."""


class Sort(Enum):
    """A sort of people."""

    PLAIN = "plain"
    MIXED_CASE = "mixed-case"
    SALTED = "salted"
    ENCRYPTED = "encrypted"
    SLOW = "slow"
    """bcrypt of the usual cost."""
    OTHER_PASSWORD = "other-password"
    SLOW_OTHER = "slow-other"
    SCRAM = "scram"
    SUSPENDED = "suspended"
    PASSWORD_DUE = "password-due"
    OTHER_ID = "other-id"
    RETIRED = "retired"
    NATIVE_ONLY = "native-only"
    LINKED = "linked"
    ALONE = "alone"
    """No Tiki account."""
    ONLY_TIKI = "only-tiki"

    @property
    def outcome(self) -> str:
        """What a merge makes of their chat accounts."""
        return _MIX[self][1]

    @property
    def is_slow(self) -> bool:
        """Whether it takes a bcrypt check to tell."""
        return self in (Sort.SLOW, Sort.SLOW_OTHER)


_MIX: Mapping[Sort, tuple[int, str]] = {
    Sort.PLAIN: (22, MERGED),
    Sort.MIXED_CASE: (6, MERGED),
    Sort.SALTED: (8, MERGED),
    Sort.ENCRYPTED: (8, MERGED),
    Sort.SLOW: (4, MERGED),
    Sort.OTHER_PASSWORD: (9, WhyLeft.OTHER_PASSWORD.value),
    Sort.SLOW_OTHER: (1, WhyLeft.OTHER_PASSWORD.value),
    Sort.SCRAM: (12, WhyLeft.AT_SIGN_IN.value),
    Sort.SUSPENDED: (2, AccountState.SUSPENDED.value),
    Sort.PASSWORD_DUE: (2, AccountState.PASSWORD_DUE.value),
    Sort.OTHER_ID: (1, WhyLeft.OTHER_ID.value),
    Sort.RETIRED: (1, WhyLeft.RETIRED.value),
    Sort.NATIVE_ONLY: (1, Unpaired.NATIVE_ONLY.value),
    Sort.LINKED: (13, Unpaired.LINKED.value),
    Sort.ALONE: (10, Unpaired.ALONE.value),
    Sort.ONLY_TIKI: (10, ONLY_TIKI),
}
"""How many of a hundred are of a sort, and what a merge makes of their chat accounts."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person.

    Attributes:
        sort: Which sort.
        number: Among all.
    """

    sort: Sort
    number: int

    @property
    def login(self) -> str:
        """The Tiki login."""
        word = self.sort.name.replace("_", "").title()
        if self.sort is Sort.MIXED_CASE:
            return f"{word} {self.number} Ödön"
        return f"{word}{self.number:06}"

    @property
    def username(self) -> str:
        """The chat username."""
        return chat_username(self.login)

    @property
    def email(self) -> str:
        """The e-mail address."""
        return f"p{self.number}@mail.test"

    @property
    def in_chat(self) -> bool:
        """Whether they have a chat account."""
        return self.sort is not Sort.ONLY_TIKI

    @property
    def in_tiki(self) -> bool:
        """Whether they have a Tiki account."""
        return self.sort is not Sort.ALONE

    @property
    def livechat_id(self) -> str | None:
        """What Tiki has before the merge."""
        match self.sort:
            case Sort.LINKED:
                return self.username
            case Sort.OTHER_ID:
                return f"moved{self.number:06}"
        return None

    @property
    def stored_hash(self) -> str:
        """The column `hash`."""
        password = SAME
        if self.sort in (Sort.OTHER_PASSWORD, Sort.SLOW_OTHER):
            password = OTHER
        if self.sort.is_slow:
            return _SLOW[password]
        return make_hash("C" if self.sort is Sort.SALTED else "A", password, self.login, self.email)

    @property
    def credentials(self) -> dict[str, object]:
        """The columns of `ofUser` that hold the chat password."""
        match self.sort:
            case Sort.SCRAM | Sort.LINKED:
                return dict(zip(_SCRAM, _SCRAM_VALUES, strict=True))
            case Sort.ENCRYPTED:
                return {"encryptedPassword": _ENCRYPTED}
        return {"plainPassword": SAME}


def make_crowd(size: int) -> Sequence[Someone]:
    """Make people so that there are `size` accounts on each side, of each sort at least one."""
    people: list[Someone] = []
    for sort, (share, _) in _MIX.items():
        count = max(1, round(size * share / 100))
        people += [Someone(sort, len(people) + number) for number in range(count)]
    missing = size - sum(one.in_chat for one in people)
    people += [Someone(Sort.PLAIN, len(people) + number) for number in range(max(missing, 0))]
    return people


def tiki_rows(people: Sequence[Someone]) -> Iterator[dict[str, object]]:
    """The rows of `users_users`."""
    for one in people:
        if one.in_tiki:
            yield {
                "login": one.login,
                "email": one.email,
                "hash": one.stored_hash,
                "livechat_id": one.livechat_id,
                "waiting": "l" if one.sort is Sort.SUSPENDED else None,
                "pass_confirm": LONG_AGO if one.sort is Sort.PASSWORD_DUE else CONFIRMED,
                "provpass": "",
            }


def chat_rows(people: Sequence[Someone]) -> Iterator[dict[str, object]]:
    """The rows of `ofUser`."""
    for one in people:
        if one.in_chat:
            yield {
                "username": one.username,
                "name": one.login,
                "creationDate": MADE,
                "modificationDate": MADE,
                **dict.fromkeys((*_SCRAM, "plainPassword", "encryptedPassword")),
                **one.credentials,
            }


MADE = "001600000000000"
_SCRAM = ("salt", "iterations", "storedKey", "serverKey")
_SCRAM_VALUES = scram_columns(SAME, _SALT)


def _encrypt(password: str) -> str:
    """Encrypt a password as Openfire does (facts/openfire.md §2)."""
    text = password.encode("utf-16-be")
    padding = 8 - len(text) % 8
    digest = hashlib.sha1(KEY.encode(), usedforsecurity=False).digest()
    encryptor = Cipher(Blowfish(digest), CBC(_IV)).encryptor()
    body = encryptor.update(text + bytes([padding]) * padding) + encryptor.finalize()
    return (_IV + body).hex()


_ENCRYPTED = _encrypt(SAME)
_SLOW = {
    password: bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode().replace("$2b$", "$2y$")
    for password in (SAME, OTHER)
}
