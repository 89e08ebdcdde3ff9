"""The commands that a shell can ask the running component for."""

from component.domain.reminders import DAY
from component.frontdoors.control import commands
from component.frontdoors.control.desk_commands import DeskDoor
from component.frontdoors.control.server import ControlServer
from component.frontdoors.texts import Texts
from component.usecases.plan_undo import PlanUndo, UndoSettings
from component.usecases.undo import Undo
from component.wiring.commanding import Commanding
from component.wiring.leaving import make_leave_behind
from component.wiring.parts import Parts


def make_control(parts: Parts, commanding: Commanding, texts: Texts) -> ControlServer | None:
    """Make the door for them; None where the settings have none."""
    settings = parts.settings
    if settings.control.socket is None:
        return None
    plan = PlanUndo(
        UndoSettings(settings.xmpp.domain, settings.migration.undo_days * DAY),
        parts.tiki,
        parts.chat,
        parts.grouping.managed,
        parts.journal,
    )
    leave = make_leave_behind(parts)
    undo = Undo(
        plan=plan,
        tiki_writer=parts.tiki_writer,
        chat=parts.chat,
        admin=parts.admin,
        groups=parts.grouping.apply.admin,
        managed=parts.grouping.managed,
        archive=parts.archive,
        state=parts.state,
        journal=parts.journal,
        forget=leave.forget,
        sign_out=leave.sign_out,
    )
    return ControlServer(
        settings.control.socket,
        [
            commands.plan_undo(plan),
            commands.undo(undo),
            commands.list_migrations(parts.journal),
            *DeskDoor(commanding.desk, commanding.jobs, texts, settings.xmpp.domain).handlers(),
        ],
    )
