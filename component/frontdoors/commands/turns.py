"""Where somebody is in a command, and why there may be no step; the desk gives them to doors."""

from dataclasses import dataclass
from enum import StrEnum

from component.frontdoors.commands.description import Description, Step


class DeskProblem(StrEnum):
    """Why there is no step."""

    NO_COMMAND = "no-command"
    FORBIDDEN = "forbidden"
    NO_SESSION = "no-session"
    """Unknown, over, or somebody else's: never told apart."""
    OUTDATED = "outdated"
    """The step was answered already, or is being answered now; the session goes on."""
    BAD_ANSWERS = "bad-answers"
    NO_WAY_BACK = "no-way-back"
    TOO_MANY = "too-many"
    """So many sessions are open of all, or are being worked on of this person's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody is in a command.

    Attributes:
        session: Its id; '' once it has ended.
        description: The command.
        step: What is to be shown. The parameters of a command come as an `Ask` too.
        has_way_back: There is a step before this one.
        number: Of the step within the session: 1, 2, …, with the steps back.
    """

    session: str
    description: Description
    step: Step
    has_way_back: bool = False
    number: int = 1


class DeskError(Exception):
    """There is no step.

    Attributes:
        problem: Why.
        text: The same in the person's language, with what to do; for BAD_ANSWERS it names the
            questions.
        turn: For BAD_ANSWERS within a session: the same step again, with what was answered.
    """

    def __init__(self, problem: DeskProblem, text: str, turn: Turn | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.text = text
        self.turn = turn
