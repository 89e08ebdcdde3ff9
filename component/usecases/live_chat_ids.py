"""Whether a Live Chat ID can be had now, and which ones to propose (design §6)."""

import hashlib
import itertools
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.livechat_id import MAX_CHARACTERS, NOTHING_MORE, Reserved, strip_username
from component.domain.login import as_username
from component.domain.migration import IdProblem, check_id
from component.domain.names import ChatUsername, LiveChatId
from component.usecases.linked import is_retired

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
        reserved: What the site keeps from everybody.
    """

    native_only: AbstractSet[str]
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    journal: "ports.Journal"
    reserved: Reserved = NOTHING_MORE

    def problem_of_form(self, wanted: str) -> IdProblem | None:
        """Tell what stands against an ID, whoever has it: see `check_id`."""
        return check_id(wanted, self.reserved)

    async def problem(self, wanted: str) -> IdProblem | None:
        """Tell what stands against a Live Chat ID.

        Args:
            wanted: As for `check_id`.

        Returns:
            None if it can be had now.

        Raises:
            Unavailable: A database did not answer.
        """
        problem = self.problem_of_form(wanted)
        if problem is None and not await self.is_free(LiveChatId(wanted)):
            return IdProblem.TAKEN
        return problem

    async def is_free(self, livechat_id: LiveChatId) -> bool:
        """Tell whether an ID can be had now: nobody has it, and nobody is just taking it.

        Args:
            livechat_id: One that `problem_of_form` has nothing against.

        Raises:
            Unavailable: A database did not answer.
        """
        if await self.is_taken(livechat_id):
            return False
        return await self.journal.find_open(livechat_id) is None

    async def is_kept_apart(self, username: ChatUsername) -> bool:
        """Tell whether a chat account that is not linked must never be anybody's Live Chat ID.

        It is one of `native_only`, or its ID was somebody's before. Raises as `is_free`.
        """
        return username in self.native_only or await is_retired(username, self.state)

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
        for proposal in self.proposals(login):
            if len(found) >= most:
                break
            if await self.is_free(proposal):
                found.append(proposal)
        return found

    def proposals(self, login: str, *, with_numbers: bool = True) -> Iterator[LiveChatId]:
        """All that may be proposed for a login, taken or not, each once, the likeliest first.

        Always the same ones: what is shown as proposed is given if it is still free then.

        Args:
            login: The Tiki login as stored.
            with_numbers: Not only the stripped username.
        """
        seen: set[str] = set()
        listed = _proposals(login, self.reserved) if with_numbers else _stripped(login)
        for proposal in itertools.islice(listed, _MOST_LOOKS):
            if proposal not in seen and self.problem_of_form(proposal) is None:
                seen.add(proposal)
                yield LiveChatId(proposal)


def _proposals(login: str, reserved: Reserved) -> Iterator[str]:
    """The stripped username, with small numbers, then with ones that hardly anybody has."""
    yield from _stripped(login)
    stripped = strip_username(login)
    can_be_numbered = stripped and check_id(_numbered(stripped, 2), reserved) is None
    stem = stripped if stripped and can_be_numbered else _STEM
    yield from (_numbered(stem, number) for number in _SMALL_NUMBERS)
    yield from (
        _numbered(stem, _draw(login, place, digits)) for place, digits in enumerate(_DIGITS)
    )


def _stripped(login: str) -> Iterator[str]:
    stripped = strip_username(login)
    if stripped:
        yield stripped


def _numbered(stem: str, number: int) -> str:
    return f"{stem[: MAX_CHARACTERS - len(str(number))]}{number}"


def _draw(login: str, place: int, digits: int) -> int:
    """A number of so many digits, which follows from the login as if by chance."""
    seed = f"{place} {login}".encode("utf-8", "backslashreplace")
    lowest: int = 10 ** (digits - 1)
    return lowest + int.from_bytes(hashlib.sha256(seed).digest()[:8]) % (9 * lowest)
