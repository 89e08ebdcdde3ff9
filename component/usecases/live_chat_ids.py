"""Whether a Live Chat ID can be had now, and which ones to propose (design §6)."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.livechat_id import MAX_CHARACTERS, strip_username
from component.domain.login import as_username
from component.domain.migration import IdProblem, check_id
from component.domain.names import LiveChatId

if TYPE_CHECKING:
    from component import ports

_MOST_LOOKS = 24
_SMALL_NUMBERS = range(2, 10)
_DIGITS = (2, 2, 2, 3, 3, 3, *[6] * _MOST_LOOKS)
_STEM = "user"
"""What numbers are put behind where they cannot be put behind what is left of a login."""


@dataclass(frozen=True, slots=True)
class LiveChatIds:
    """The questions. All they need from outside is in the fields, see `ports`.

    Attributes:
        native_only: Chat usernames that never belong to a Tiki account.
    """

    native_only: frozenset[str]
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    journal: "ports.Journal"

    async def problem(self, wanted: str) -> IdProblem | None:
        """Tell what stands against a Live Chat ID.

        Args:
            wanted: As for `check_id`.

        Returns:
            None if it can be had now.

        Raises:
            Unavailable: A database did not answer.
        """
        problem = check_id(wanted)
        if problem is None and not await self.is_free(LiveChatId(wanted)):
            return IdProblem.TAKEN
        return problem

    async def is_free(self, livechat_id: LiveChatId) -> bool:
        """Tell whether an ID can be had now: nobody has it, and nobody is just taking it.

        Args:
            livechat_id: One that `check_id` has nothing against.

        Raises:
            Unavailable: A database did not answer.
        """
        if await self.is_taken(livechat_id):
            return False
        return await self.journal.find_open(livechat_id) is None

    async def is_taken(self, livechat_id: LiveChatId) -> bool:
        """Tell whether an ID is, or was once, somebody's; raises as `is_free`."""
        username = as_username(livechat_id)
        return (
            livechat_id in self.native_only
            or await self.chat.find(username) is not None
            or bool(await self.tiki.find_by_name(username, ()))
            or await self.state.is_retired(livechat_id)
        )

    async def suggest(self, login: str, most: int) -> list[LiveChatId]:
        """Propose IDs that can be had now.

        Args:
            login: The Tiki login as stored.
            most: How many, at most; fewer where nearly all that are looked at are taken.

        Returns:
            The stripped username if it is free, then the same with numbers.

        Raises:
            Unavailable: A database did not answer.
        """
        found: list[LiveChatId] = []
        for proposal in itertools.islice(_proposals(login), _MOST_LOOKS):
            if len(found) >= most:
                break
            if proposal not in found and await self.problem(proposal) is None:
                found.append(LiveChatId(proposal))
        return found


def _proposals(login: str) -> Iterator[str]:
    """The stripped username, with small numbers, then with ones that hardly anybody has."""
    stripped = strip_username(login)
    if stripped:
        yield stripped
    stem = stripped if stripped and check_id(_numbered(stripped, 2)) is None else _STEM
    yield from (_numbered(stem, number) for number in _SMALL_NUMBERS)
    yield from (_numbered(stem, _random(digits)) for digits in _DIGITS)


def _numbered(stem: str, number: int) -> str:
    return f"{stem[: MAX_CHARACTERS - len(str(number))]}{number}"


def _random(digits: int) -> int:
    lowest: int = 10 ** (digits - 1)
    return lowest + secrets.randbelow(9 * lowest)
