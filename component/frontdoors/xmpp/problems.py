"""Why there is no stream to the chat server, as far as it says, and how to mend it."""

from enum import StrEnum


class Problem(StrEnum):
    """Why there is no stream, as far as the server said."""

    NO_CONNECTION = "no-connection"
    WRONG_SECRET = "wrong-secret"  # noqa: S105  a word for the log
    NAME_TAKEN = "name-taken"
    NOT_CONFIGURED = "not-configured"
    CLOSED = "closed"
    LOST = "lost"


_EXPLANATIONS = {
    Problem.NO_CONNECTION: "no answer on the component port; is Openfire running, with external "
    "components switched on?",
    Problem.WRONG_SECRET: "Openfire does not accept the secret; compare xmpp.secret with the "
    "component's secret in Openfire",
    Problem.NAME_TAKEN: "another component is connected under this name; is one running already?",
    Problem.NOT_CONFIGURED: "Openfire allows no component of this name; add its subdomain and "
    "secret to Openfire's external components",
    Problem.CLOSED: "Openfire closed the connection without a word; is another component connected "
    "under this name, or is this one not on the whitelist of external components?",
    Problem.LOST: "the stream was lost",
}
_PROBLEM_OF_CONDITION = {
    "not-authorized": Problem.WRONG_SECRET,
    "conflict": Problem.NAME_TAKEN,
    "host-unknown": Problem.NOT_CONFIGURED,
    "internal-server-error": Problem.NOT_CONFIGURED,
}


def problem_of(condition: str) -> Problem:
    """The problem that a stream error's condition means (RFC 6120 §4.9.3, as Openfire uses it)."""
    return _PROBLEM_OF_CONDITION.get(condition, Problem.LOST)


def explain(problem: Problem) -> str:
    """Say what is wrong and how to mend it."""
    return _EXPLANATIONS[problem]
