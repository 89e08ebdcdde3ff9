"""What may come of asking the outside, beside an answer."""

from component.domain.registration import RegistrationProblem


class Unavailable(Exception):  # noqa: N818  a state of the other side, named as the design does
    """The other side did not answer, or not in a way that can be relied upon.

    Args:
        what: Who did not answer, in words for the log.
        why: What was seen, with no secret in it.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why


class Busy(Unavailable):
    """So much is under way that this was turned away at once; the same may do in a moment."""


class Deferred(Unavailable):
    """The other side answers, and has put this one off: others may be taken now."""


class Rejected(Exception):  # noqa: N818  an answer, named as Openfire's note does
    """Openfire answered that it will not do it.

    Args:
        why: What it said, for the log.
        condition: That of a stanza error (RFC 6120 §8.3.3); '' where there was none.
    """

    def __init__(self, why: str, condition: str = "") -> None:
        super().__init__(why)
        self.condition = condition


class Taken(Exception):  # noqa: N818  an outcome, not a fault
    """An account that was to be made has what another one has: `problem` tells what."""

    def __init__(self, problem: RegistrationProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
