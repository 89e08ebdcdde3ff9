"""The commands that the component can be asked for, each described once for both of its sides.

A new one is a description, a handler beside it, and a line in the wiring.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

from annotated_types import Ge, Le
from pydantic import TypeAdapter

from component.domain.audit import Actor, Way
from component.domain.migration import Migration, Step
from component.domain.undo import Undone, UndoPlan, UndoProblem
from component.frontdoors.control.protocol import (
    BUILT_WHEN_USED,
    Arguments,
    Caller,
    Command,
    Handler,
    Secret,
)

if TYPE_CHECKING:
    from component import ports

MOST_LISTED = 10_000


class NameArguments(Arguments):
    """Who is meant.

    Attributes:
        name: As typed.
    """

    name: str


class UndoArguments(Arguments):
    """What `Undo` is told.

    Attributes:
        name: As typed.
        number: Of the migration that was shown.
        password: The new native one; '' for none.
    """

    name: str
    number: int
    password: Secret


class ListArguments(Arguments):
    """Which migrations to list.

    Attributes:
        most: How many at most.
        steps: How far they have come.
    """

    most: Annotated[int, Ge(1), Le(MOST_LISTED)]
    steps: tuple[Step, ...] = tuple(Step)


_PLAN = TypeAdapter[UndoPlan | UndoProblem](UndoPlan | UndoProblem, config=BUILT_WHEN_USED)
_UNDONE = TypeAdapter[Undone | UndoProblem](Undone | UndoProblem, config=BUILT_WHEN_USED)
_MIGRATIONS = TypeAdapter(list[Migration], config=BUILT_WHEN_USED)

PLAN_UNDO = Command("plan-undo", NameArguments, _PLAN)
UNDO = Command("undo", UndoArguments, _UNDONE)
LIST_MIGRATIONS = Command("list-migrations", ListArguments, _MIGRATIONS)


def plan_undo(plan: Callable[[str], Awaitable[UndoPlan | UndoProblem]]) -> Handler:
    """Show what undoing would do; `plan` is `plan_undo.PlanUndo`."""

    async def handle(arguments: NameArguments, _caller: Caller) -> UndoPlan | UndoProblem:
        return await plan(arguments.name)

    return PLAN_UNDO.handled_by(handle)


def undo(carry_out: Callable[[str, int, str, Actor], Awaitable[Undone | UndoProblem]]) -> Handler:
    """Undo a migration; `carry_out` is `undo.Undo`."""

    async def handle(arguments: UndoArguments, caller: Caller) -> Undone | UndoProblem:
        password = arguments.password.get_secret_value()
        by = Actor(caller.name, Way.SHELL)
        return await carry_out(arguments.name, arguments.number, password, by)

    return UNDO.handled_by(handle)


def list_migrations(journal: "ports.Journal") -> Handler:
    """List what is in the journal."""

    async def handle(arguments: ListArguments, _caller: Caller) -> list[Migration]:
        return await journal.newest(arguments.most, arguments.steps)

    return LIST_MIGRATIONS.handled_by(handle)
