"""What commands for everybody have in common: each concerns whoever uses it."""

from component.domain.names import ChatUsername
from component.frontdoors.commands.description import Person


def own_username(person: Person) -> ChatUsername:
    """The chat account that a command for everybody concerns.

    Raises:
        LookupError: There is none; the desk carries out no such command then.
    """
    if person.username is None:
        raise LookupError("a command for everybody was used by nobody")
    return person.username
