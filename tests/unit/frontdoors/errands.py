"""Commands that do nothing but note who had them done, for everything that shows commands."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from gettext import NullTranslations

from component.domain.names import ChatUsername
from component.frontdoors.commands.description import (
    Answers,
    Ask,
    Audience,
    Choice,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Question,
    Step,
    Table,
    Told,
)
from component.frontdoors.texts import read_catalogue

WHOAMI = Description(
    "who-am-i",
    title=lambda t: t.gettext("Who am I"),
    summary=lambda t: t.gettext("Tells who you are."),
    audience=Audience.EVERYBODY,
)
SYNC = Description(
    "sync-groups",
    title=lambda t: t.gettext("Sync groups"),
    summary=lambda t: t.gettext("Makes the groups follow."),
    audience=Audience.ADMINS,
    parameters=(
        Parameter("scope", lambda t: t.gettext("Scope"), Kind.CHOICE, "all", is_required=True),
        Parameter("note", lambda t: t.gettext("Note"), hint=lambda t: t.gettext("For the log.")),
        Parameter("quick", lambda t: t.gettext("Quick"), Kind.YES_NO, "1"),
    ),
)
SHOW = Description(
    "show-account",
    title=lambda t: t.gettext("Show an account"),
    summary=lambda t: t.gettext("Shows an account."),
    audience=Audience.ADMINS,
    parameters=(
        Parameter("name", lambda t: t.gettext("Name"), is_required=True, is_argument=True),
        Parameter(
            "side",
            lambda t: t.gettext("Side"),
            Kind.CHOICE,
            choices={"tiki": lambda t: t.gettext("Site"), "chat": lambda t: t.gettext("Chat")},
        ),
    ),
)
PLAN = Table("Plan", {"group": "Group", "joins": "Joins"}, [("Helpers", "3"), ("Team", "")])
GERMAN = read_catalogue(
    b"""
msgid "Commands"
msgstr "Befehle"

msgid "Who am I"
msgstr "Wer bin ich"

msgid "Scope"
msgstr "Umfang"

msgid "You may not use this command."
msgstr "Das ist dir nicht erlaubt."
""",
    "de",
)


@dataclass
class Errands:
    """The commands.

    Attributes:
        done: Command, who, with which answers.
        admins: Chat usernames of admins.
        failing: What is raised instead of doing anything, asking who is an admin included.
        gate: Holds up whoever is to do something while it is not set.
        began: How many came to the gate.
    """

    done: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    admins: set[str] = field(default_factory=lambda: {"ada"})
    failing: dict[str, Exception] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    began: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def commands(self) -> list[Command]:
        """All of them."""
        return [
            Command(WHOAMI, self._tell_who),
            Command(SYNC, self._plan, choices={"scope": self._scopes}),
            Command(SHOW, self._show),
        ]

    async def is_admin(self, username: ChatUsername) -> bool:
        """See `IsAdmin`."""
        await self._begin("is-admin")
        return username in self.admins

    async def _begin(self, name: str) -> None:
        self.began += 1
        await asyncio.sleep(0)  # others get their turn, as they do while a server is asked
        await self.gate.wait()
        if name in self.failing:
            raise self.failing[name]

    async def _tell_who(self, person: Person, answers: Answers) -> Step:
        await self._begin("who-am-i")
        self.done.append(("who-am-i", person.name, dict(answers)))
        return Told((f"You are {person.username}.", "Nobody else is."))

    async def _scopes(self, _person: Person) -> Sequence[Choice]:
        await self._begin("scopes")
        return [Choice("all", "All groups"), Choice("Team ", "Team only")]

    async def _plan(self, person: Person, answers: Answers) -> Step:
        await self._begin("plan")
        self.done.append(("plan", person.name, dict(answers)))
        return Ask(
            "Plan",
            (f"Scope {answers['scope']}.", "Apply it?"),
            (Question("apply", "Apply", Kind.YES_NO, is_required=True),),
            self._apply,
            tables=(PLAN,),
            confirm="apply",
        )

    async def _apply(self, person: Person, answers: Answers) -> Step:
        await self._begin("apply")
        self.done.append(("apply", person.name, dict(answers)))
        return Told(("It has begun.",), job=7)

    async def _show(self, person: Person, answers: Answers) -> Step:
        await self._begin("show")
        self.done.append(("show", person.name, dict(answers)))
        if answers["name"] == "nobody":
            return Told(("There is nobody of this name.",), is_problem=True)
        return Told((f"This is {answers['name']}.",), tables=(PLAN,))


def somebody(
    username: str | None = "ada", *, language: str = "en", is_in_chat: bool = True
) -> Person:
    """A person; ada is an admin."""
    name = f"{username}@livechat.test" if is_in_chat else "root"
    t = GERMAN if language == "de" else NullTranslations()
    account = None if username is None else ChatUsername(username)
    return Person(name, account, t, language, is_in_chat)
