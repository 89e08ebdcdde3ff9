"""A Live Chat ID is changed or given up: what is to be done, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from component.domain.names import LiveChatId, TikiLogin


class ChangeTrouble(StrEnum):
    """Why an ID was not changed: `trouble` in the outcome of the job. Nothing was changed."""

    OUTDATED = "id-outdated"
    """The Tiki account does not have the ID that was shown, or is gone."""
    TAKEN = "id-taken"
    """The new ID cannot be had (any more)."""
    MIGRATING = "id-migrating"
    """A migration of the old ID is under way."""
    REFUSED = "id-refused"
    """Openfire would not make the new chat account: the Tiki account has its old ID back."""


@dataclass(frozen=True, slots=True)
class IdOrder:
    """What a job was told.

    Attributes:
        user_id: `userId` of the Tiki account.
        login: Its login.
        before: The ID that it has.
        after: The one that it is to have; None to have none.
        moves: Contacts, groups, vCard, private storage and waiting messages go along.
    """

    user_id: int
    login: TikiLogin
    before: LiveChatId
    after: LiveChatId | None = None
    moves: bool = False

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        return {
            "user_id": self.user_id,
            "login": self.login,
            "before": self.before,
            "after": self.after,
            "moves": self.moves,
        }

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "IdOrder":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of a change.
        """
        match dict(arguments):
            case {
                "user_id": int(user_id),
                "login": str(login),
                "before": str(before),
                "after": str() | None as after,
                "moves": bool(moves),
            }:
                new = None if after is None else LiveChatId(after)
                return cls(user_id, TikiLogin(login), LiveChatId(before), new, moves)
        raise ValueError(
            "the arguments of a change are an account, two Live Chat IDs, and a choice"
        )
