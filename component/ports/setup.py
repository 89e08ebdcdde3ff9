"""What setting up the databases needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Change:
    """Something that an admin asked to have set up, in one statement.

    Attributes:
        about: What it is for, in words.
        sql: The statement as an admin could run it; a password in it is a placeholder.
        run: Runs it, with the password; raises `Unavailable`.
        is_done: It is so already; to do it again does no harm.
        takes_away: It takes rights away, and is only ever run by the bridge itself.
    """

    about: str
    sql: str
    run: Callable[[], Awaitable[None]] = field(repr=False, compare=False)
    is_done: bool = False
    takes_away: bool = False
