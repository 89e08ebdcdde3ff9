"""Make the changes that an admin asked for, one by one, and look whether they are there."""

from collections.abc import Awaitable, Callable, Sequence

from component.ports import Change, Unavailable

Plan = Callable[[], Awaitable[Sequence[Change]]]
"""Lists the changes, what is so already included, and looks anew each time."""


class StoppedHalfway(Exception):  # noqa: N818  an outcome, named as an admin sees it
    """A change could not be made; running it again goes on from here.

    Attributes:
        done: What was done, none of it undone.
        left: What was not, the one that failed first.
        why: What was seen, with no secret in it.
    """

    def __init__(self, done: Sequence[Change], left: Sequence[Change], why: str) -> None:
        super().__init__(why)
        self.done = done
        self.left = left
        self.why = why


async def set_up(plan: Plan, report: Callable[[Change], None]) -> int:
    """Make all changes that are not done yet, in their order, and read back.

    Args:
        plan: What there is to do.
        report: Told of each change once it is made.

    Returns:
        How many were made.

    Raises:
        Unavailable: The plan could not be made: nothing was done.
        StoppedHalfway: A change was not made, or is not there although it was.
    """
    changes = [change for change in await plan() if not change.is_done]
    for number, change in enumerate(changes):
        try:
            await change.run()
        except Unavailable as error:
            raise StoppedHalfway(changes[:number], changes[number:], str(error)) from error
        report(change)
    if not changes:
        return 0
    try:
        left = [change for change in await plan() if not change.is_done]
    except Unavailable as error:
        raise StoppedHalfway(changes, (), f"it could not be read back: {error}") from error
    if left:
        raise StoppedHalfway(changes, left, "all was done, but it is not there")
    return len(changes)
