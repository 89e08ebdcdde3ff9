"""`reminders`: whether a person is reminded to connect their accounts."""

from typing import TYPE_CHECKING

from component.frontdoors.commands.actors import acting
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.everybody import own_username

if TYPE_CHECKING:
    from component.usecases.reminder_choice import ReminderChoice

_SHOW, _ON, _OFF = "show", "on", "off"

DESCRIPTION = Description(
    "reminders",
    title=lambda t: t.gettext("Reminders on or off"),
    summary=lambda t: t.gettext(
        "Shows whether you are reminded to connect your accounts, and turns that on or off."
    ),
    audience=Audience.EVERYBODY,
    parameters=(
        Parameter(
            "reminders",
            label=lambda t: t.gettext("Reminders"),
            kind=Kind.CHOICE,
            value=_SHOW,
            is_required=True,
            choices={
                _SHOW: lambda t: t.gettext("Show which it is"),
                _ON: lambda t: t.gettext("On"),
                _OFF: lambda t: t.gettext("Off"),
            },
            is_argument=True,
        ),
    ),
)


def make_reminders(choice: "ReminderChoice") -> Command:
    """Make the command; `choice` is the use case."""

    async def run(person: Person, answers: Answers) -> Step:
        t, username = person.t, own_username(person)
        if answers["reminders"] == _ON:
            await choice.resume(username, acting(person))
        elif answers["reminders"] == _OFF:
            await choice.stop(username, acting(person))
        is_on = await choice.is_on(username)
        text = (
            t.gettext("Reminders are on: you get one now and then until your accounts are one.")
            if is_on
            else t.gettext("Reminders are off: you get none.")
        )
        return Told((text,), data={"reminders": is_on})

    return Command(DESCRIPTION, run)
