"""Which Tiki accounts without a Live Chat ID are chosen by a pattern of logins, or by a group."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from component.domain.names import TikiLogin, fold
from component.usecases.read_members import read_members

if TYPE_CHECKING:
    from component import ports

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to choose.

    Attributes:
        login: A login, or a pattern with *, ? and []; compared after case folding.
        group: A Tiki group, by inclusion and until memberships expire; '' for any.
    """

    login: str = EVERYBODY
    group: str = ""

    def as_json(self) -> Mapping[str, object]:
        """As arguments of a job."""
        return {"login": self.login, "group": self.group}

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "Choice":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of a choice.
        """
        match dict(arguments):
            case {"login": str(login), "group": str(group)}:
                return cls(login, group)
        raise ValueError("the arguments of a choice are a pattern and a group")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A Tiki account without a Live Chat ID.

    Attributes:
        user_id: `userId`.
        login: As stored.
    """

    user_id: int
    login: TikiLogin


@dataclass(frozen=True, slots=True)
class ChooseAccounts:
    """The use case; it changes nothing.

    Attributes:
        clock: Seconds since the epoch.
    """

    tiki: "ports.TikiDirectory"
    clock: Callable[[], float] = field(default=time.time)

    async def __call__(self, choice: Choice) -> list[Chosen]:
        """Choose, in the order of `userId`.

        Raises:
            Unavailable: Tiki's database did not answer, or groups were changed meanwhile.
        """
        group, pattern = fold(choice.group), fold(choice.login)
        return [
            Chosen(member.user_id, member.login)
            async for member in read_members(self.tiki, self.clock())
            if member.livechat_id is None
            and fnmatchcase(fold(member.login), pattern)
            and (not group or group in member.groups)
        ]
