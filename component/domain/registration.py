"""What Tiki asks of a new account (facts/tiki.md §5, §6): pure rules, nothing is looked up here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import regex

from component.domain.generations import Generation
from component.domain.names import LiveChatId

_BLANKS = " \t\n\r\0\x0b"
_USUAL_PATTERN = r"/^[ '\-_a-zA-Z0-9@\.]*$/"
_RESERVED = frozenset({"admin", "anonymous", "registered", "0"})
_MOST_IN_1_9 = 37
_DAYS_IN_1_9 = 999
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_PATTERN = re.compile(r"([/#~!@%])(.*)\1([a-zA-Z]*)", re.DOTALL)
_FLAGS = {"i": regex.IGNORECASE, "u": regex.UNICODE, "s": regex.DOTALL, "x": regex.VERBOSE}
_PATTERN_SECONDS = 0.2
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
MAX_EMAIL_CHARACTERS = 200

REGISTRATION_PREFERENCES = (
    "lowercase_username",
    "min_username_length",
    "max_username_length",
    "username_pattern",
    "user_unique_email",
    "pass_due",
)
"""The rows of `tiki_preferences` that `RegistrationRules` is made of."""


class RegistrationProblem(StrEnum):
    """Why Tiki would not have a login or an e-mail address."""

    EMPTY = "empty"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    RESERVED = "reserved"
    CHARACTERS = "characters"
    EMAIL_MISSING = "email-missing"
    EMAIL_WRONG = "email-wrong"
    TAKEN = "taken"
    EMAIL_TAKEN = "email-taken"
    ID_TAKEN = "id-taken"
    """The Live Chat ID that was to be written with it."""


class UnreadablePatternError(ValueError):
    """The site's `username_pattern` is not a regular expression that can be followed."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made.

    Attributes:
        login: From `RegistrationRules.prepare`.
        email: As typed, trimmed.
        password_hash: In the form that this Tiki writes; not shown by repr.
        now: Seconds since the epoch.
        livechat_id: Written with the account, so that it is linked from its first moment; None
            for none.
    """

    login: str
    email: str
    password_hash: str = field(repr=False)
    now: int
    livechat_id: LiveChatId | None = None


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What a site asks of a new account.

    Attributes:
        generation: Of the Tiki.
        login_width: Characters that the column holds.
        hash_width: Characters that the column holds.
        lowercase: Logins are made lower case.
        shortest: Least characters of a login.
        longest: Most characters of a login.
        pattern: What logins must match, as PHP writes it; '' for anything.
        unique_email: No two accounts may share an address.
        password_days: Days until a password is due.
    """

    generation: Generation = Generation.V16
    login_width: int = 200
    hash_width: int = 60
    lowercase: bool = False
    shortest: int = 1
    longest: int = 50
    pattern: str = _USUAL_PATTERN
    unique_email: bool = False
    password_days: int = -1

    @classmethod
    def from_preferences(
        cls,
        stored: Mapping[str, str | None],
        generation: Generation,
        login_width: int,
        hash_width: int,
    ) -> "RegistrationRules":
        """Read the rows of `tiki_preferences` that matter; an absent row is Tiki's default."""
        rows = {name: value for name, value in stored.items() if value is not None}
        usual = _USUAL_PATTERN if generation >= Generation.V4 else ""
        widest = _MOST_IN_1_9 if generation is Generation.V1_9 else login_width
        return cls(
            generation=generation,
            login_width=login_width,
            hash_width=hash_width,
            lowercase=rows.get("lowercase_username", "n") == "y",
            shortest=_number(rows.get("min_username_length"), 1),
            longest=min(_number(rows.get("max_username_length"), 50), widest),
            pattern=rows.get("username_pattern", usual),
            unique_email=rows.get("user_unique_email", "n") == "y",
            password_days=_number(rows.get("pass_due"), -1),
        )

    @property
    def deadline_days(self) -> int:
        """1.9: days until a new password is due; its own default where none are set."""
        return self.password_days if self.password_days > 0 else _DAYS_IN_1_9

    def prepare(self, login: str) -> str:
        """Make of a typed login what Tiki would store."""
        trimmed = login.strip(_BLANKS)
        return trimmed.lower() if self.lowercase else trimmed


def check_login(login: str, rules: RegistrationRules) -> RegistrationProblem | None:
    """Tell what Tiki has against a login; whether it is taken is asked elsewhere.

    Args:
        login: From `RegistrationRules.prepare`.
        rules: The site's.

    Returns:
        The first problem, None if there is none.

    Raises:
        UnreadablePatternError: The site's pattern cannot be followed.
    """
    if not login:
        return RegistrationProblem.EMPTY
    if login.lower() in _RESERVED:
        return RegistrationProblem.RESERVED
    if len(login) < rules.shortest:
        return RegistrationProblem.TOO_SHORT
    if len(login) > rules.longest:
        return RegistrationProblem.TOO_LONG
    return None if _has_usual_characters(login, rules) else RegistrationProblem.CHARACTERS


def check_email(email: str) -> RegistrationProblem | None:
    """Tell what Tiki has against an e-mail address, which it sends mail to."""
    if not email:
        return RegistrationProblem.EMAIL_MISSING
    if len(email) > MAX_EMAIL_CHARACTERS or not _EMAIL.fullmatch(email) or not email.isprintable():
        return RegistrationProblem.EMAIL_WRONG
    return None


def _has_usual_characters(login: str, rules: RegistrationRules) -> bool:
    if not login.isprintable() or (rules.generation < Generation.V4 and " " in login):
        return False
    return not rules.pattern or _matches(rules.pattern, login)


def _matches(pattern: str, login: str) -> bool:
    """Follow a pattern of PHP's preg_match."""
    parts = _PATTERN.fullmatch(pattern.strip())
    if parts is None:
        raise UnreadablePatternError(f"username_pattern {pattern!r} has no delimiters")
    flags = 0
    for letter in parts[3]:
        if letter not in _FLAGS:
            raise UnreadablePatternError(f"username_pattern {pattern!r}: modifier {letter!r}")
        flags |= _FLAGS[letter]
    if "u" not in parts[3]:
        flags |= regex.ASCII
    try:
        found = regex.search(parts[2], login, flags=flags, timeout=_PATTERN_SECONDS)
    except (regex.error, TimeoutError, ValueError) as error:
        raise UnreadablePatternError(f"username_pattern {pattern!r}: {error}") from error
    return found is not None


def _number(text: str | None, usual: int) -> int:
    trimmed = (text or "").strip()
    return int(trimmed) if _WHOLE_NUMBER.fullmatch(trimmed) else usual
