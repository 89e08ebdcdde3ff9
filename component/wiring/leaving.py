"""What becomes of a chat account that is somebody's no more, for all who leave one behind."""

from component.usecases.leave_behind import LeaveBehind
from component.wiring.parts import Parts


def make_leave_behind(parts: Parts) -> LeaveBehind:
    """Make the use case."""
    return LeaveBehind(
        parts.chat,
        parts.admin,
        parts.grouping.apply.admin,
        parts.grouping.managed,
        parts.state,
        forget=parts.provision.forget,
    )
