"""Commands of every shape, for the doors to lead people through; the desk is the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
from component.frontdoors.commands.desk import Desk

REMOVALS = "25"

WHOAMI = Description(
    "whoami",
    title=lambda t: t.gettext("Who am I?"),
    summary=lambda _: "Says who somebody is.",
    audience=Audience.EVERYBODY,
)
SHOW_ACCOUNT = Description(
    "show-account",
    title=lambda _: "Show an account",
    summary=lambda _: "Shows an account.",
    audience=Audience.ADMINS,
    parameters=(
        Parameter("name", lambda _: "Name", is_required=True, is_argument=True),
        Parameter(
            "detail",
            lambda _: "How much",
            Kind.CHOICE,
            "little",
            choices={
                "little": lambda _: "Little",
                "all": lambda _: "All of it",
            },
        ),
    ),
)
SYNC_GROUPS = Description(
    "sync-groups",
    title=lambda _: "Sync groups",
    summary=lambda _: "Brings groups up to date.",
    audience=Audience.ADMINS,
    parameters=(
        Parameter("group", lambda _: "Group", Kind.CHOICE, "*", is_argument=True),
        Parameter("dry-run", lambda _: "Only show it", Kind.YES_NO, "0"),
    ),
)
CLEAN_UP = Description(
    "clean-up",
    title=lambda _: "Clean up",
    summary=lambda _: "Takes many people out of a group.",
    audience=Audience.ADMINS,
)
SURVEY = Description(
    "survey",
    title=lambda _: "Survey",
    summary=lambda _: "Asks several things.",
    audience=Audience.EVERYBODY,
)
FAIL = Description(
    "fail",
    title=lambda _: "Fail",
    summary=lambda _: "Cannot be done.",
    audience=Audience.ADMINS,
)
DESCRIPTIONS = (WHOAMI, SURVEY, SHOW_ACCOUNT, SYNC_GROUPS, CLEAN_UP, FAIL)


@dataclass
class FakeCommands:
    """What was asked of them, and what they say.

    Attributes:
        done: The command, who, and with which answers.
        admins: Usernames.
        extra: Rows that `show-account` has beside the first.
        job: The number of the job that `sync-groups` begins.
    """

    done: list[tuple[str, str, Answers]] = field(default_factory=list)
    admins: set[str] = field(default_factory=lambda: {"admin"})
    extra: list[tuple[str, str, str]] = field(default_factory=list)
    job: int = 7

    def desk(self) -> Desk:
        """The desk with all of them."""
        return Desk(
            (
                Command(WHOAMI, self._whoami),
                Command(SURVEY, self._survey),
                Command(SHOW_ACCOUNT, self._show),
                Command(SYNC_GROUPS, self._plan, {"group": self._groups}),
                Command(CLEAN_UP, self._clean_up),
                Command(FAIL, self._fail),
            ),
            self._is_admin,
        )

    async def _is_admin(self, username: ChatUsername) -> bool:
        return username in self.admins

    async def _groups(self, _person: Person) -> Sequence[Choice]:
        return [Choice("*", "All groups"), Choice("support", "Support Team")]

    def _note(self, name: str, person: Person, answers: Answers) -> None:
        self.done.append((name, person.username or person.name, dict(answers)))

    async def _whoami(self, person: Person, answers: Answers) -> Step:
        self._note("whoami", person, answers)
        rows = [
            ("Live Chat ID", f"{person.username}"),
            ("Name", "\x1b[2JAlice\ud800"),
            ("E-mail", ""),
        ]
        table = Table("", {"what": "What", "value": "Value"}, rows)
        return Told((person.t.gettext("This is you."),), (table,), {"livechat_id": person.username})

    async def _show(self, person: Person, answers: Answers) -> Step:
        self._note("show-account", person, answers)
        columns = {"name": "Name", "state": "State", "groups": "Groups"}
        rows = [(answers["name"], "linked", ""), *self.extra]
        return Told((), (Table("Accounts", columns, rows),), [answers["name"]])

    async def _plan(self, person: Person, answers: Answers) -> Step:
        self._note("plan", person, answers)
        lines, data = ("3 people join.", "1 leaves."), {"added": 3, "removed": 1}
        if answers["dry-run"] == "1":
            return Told(lines, data=data)

        async def apply(person: Person, confirmed: Answers) -> Step:
            if confirmed["apply"] != "1":
                return Told(("Nothing was changed.",))
            self._note("apply", person, answers)
            return Told((f"It is job {self.job}.",), data={"job": self.job}, job=self.job)

        question = Question("apply", "Do it?", Kind.YES_NO, is_required=True)
        return Ask("Plan", lines, (question,), apply, data=data, confirm="apply")

    async def _clean_up(self, person: Person, answers: Answers) -> Step:
        self._note("plan", person, answers)

        async def apply(person: Person, answers: Answers) -> Step:
            if answers["removals"] != REMOVALS:
                return await self._clean_up(person, answers)
            self._note("clean-up", person, answers)
            return Told(("It is done.",), data={"removed": int(REMOVALS)})

        question = Question("removals", "How many people are to leave?", is_required=True)
        lines = (f"{REMOVALS} people leave.",)
        return Ask("Many", lines, (question,), apply, data={"removed": 25}, confirm="removals")

    async def _survey(self, person: Person, answers: Answers) -> Step:
        self._note("survey", person, answers)

        async def end(person: Person, answers: Answers) -> Step:
            self._note("survey ends", person, answers)
            return Told(("Thank you.",))

        colours = (Choice("red", "Dark red"), Choice("no", "None of them"))
        questions = (
            Question("colour", "Colour", Kind.CHOICE, colours, "red", hint="Of the door."),
            Question("word", "A word", is_required=True),
            Question("note", "A note"),
        )
        return Ask("Survey", ("Three questions.",), questions, end)

    async def _fail(self, person: Person, answers: Answers) -> Step:
        self._note("fail", person, answers)
        return Told(("That cannot be done now.",), data={"why": "no"}, is_problem=True)
