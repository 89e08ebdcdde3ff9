"""The generations of Tiki whose rules differ, and which stored passwords each accepts.

Which one a database belongs to is told from its columns, in the adapters (facts/tiki.md §1, §2).
"""

from enum import IntEnum


class Generation(IntEnum):
    """A span of Tiki versions with the same rules; a later one is greater."""

    V1_9 = 1
    V1_10 = 2
    V2 = 3
    V4 = 4
    V16 = 5

    @property
    def title(self) -> str:
        """The versions, in words."""
        return _TITLES[self]

    @property
    def has_exact_logins(self) -> bool:
        """Whether a login must be typed to the letter, as 1.9 insists."""
        return self is Generation.V1_9

    @property
    def marks_good_accounts(self) -> bool:
        """Whether `waiting` may be set although the account may log in, as in 2.x and 3.x."""
        return self is Generation.V2


_TITLES = {
    Generation.V1_9: "1.9",
    Generation.V1_10: "1.10 or Mozilla's fork of it",
    Generation.V2: "2.x or 3.x",
    Generation.V4: "4 to 15",
    Generation.V16: "16 or newer",
}
