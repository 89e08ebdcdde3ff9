"""Whether a person is reminded to migrate is the person's own choice (design §5)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.usecases.reminding import Clock, person

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.ports.reminders import Reminders


@dataclass(frozen=True, slots=True)
class ReminderChoice:
    """The use case. Every change is in the audit; all of it raises `Unavailable`."""

    reminders: "Reminders"
    state: "ports.State"
    clock: Clock = field(default_factory=Clock)

    async def is_on(self, username: "ChatUsername") -> bool:
        """Tell whether the person of a chat account has not said that they want none."""
        return not (await self.reminders.read(person(username))).has_stopped

    async def stop(self, username: "ChatUsername", by: "Actor") -> None:
        """Remind the person no more, as `by` says. Harmless if that was said before."""
        if await self.is_on(username):
            await self.state.record("stop-reminders", username, by.as_detail())
            await self.reminders.stop(person(username), self.clock.now())

    async def resume(self, username: "ChatUsername", by: "Actor") -> None:
        """Remind the person again when it is time, as `by` says. Harmless if nobody said stop."""
        if not await self.is_on(username):
            await self.state.record("resume-reminders", username, by.as_detail())
            await self.reminders.resume(person(username))
