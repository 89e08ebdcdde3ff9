"""Who uses a command, as the audit has it."""

from component.domain.audit import Actor, Way
from component.frontdoors.commands.description import Person


def acting(person: Person) -> Actor:
    """Who does what the command changes at once; for jobs see `audit.actor_of_job`."""
    return Actor(person.name, Way.CHAT if person.is_in_chat else Way.SHELL)
