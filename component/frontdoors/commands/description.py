"""What a command is: words for it, what it asks, and what comes of it. Knows no door.

Texts that people read are made in their language when they are needed: a `Phrase` is a function
of the language's texts, so that its `gettext` stands where translators look for it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from gettext import NullTranslations

from component.domain.names import ChatUsername

Phrase = Callable[[NullTranslations], str]
"""A text in a language."""


class Audience(StrEnum):
    """Who may use a command."""

    EVERYBODY = "everybody"
    """Whoever has an account on the chat server; the command concerns that person."""
    ADMINS = "admins"


class Kind(StrEnum):
    """What an answer looks like; the values are the field types of XEP-0004 §3.3."""

    TEXT = "text-single"
    PRIVATE = "text-private"
    """A text that is not shown while it is typed, nor ever again."""
    CHOICE = "list-single"
    YES_NO = "boolean"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from.

    Attributes:
        value: What stands in forms, options and chat texts: a word without blanks where possible.
        label: As people read it.
    """

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A field of a form, in the language of who is asked.

    Attributes:
        name: Of the field, and of the option in the shell (`--name`): lower case, with hyphens.
        label: As people read it.
        kind: What an answer looks like.
        choices: For `Kind.CHOICE`.
        value: The answer that is proposed; of YES_NO `1` or `0`.
        is_required: An empty answer is none.
        hint: A sentence about it, '' for none.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    value: str = ""
    is_required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a command asks first, known before anybody asks it: the shell's options come from it.

    Attributes:
        name: As `Question.name`.
        label: As `Question.label`.
        kind: As `Question.kind`.
        value: As `Question.value`.
        is_required: As `Question.is_required`.
        choices: For `Kind.CHOICE`, where they are always the same: value → label.
        hint: As `Question.hint`.
        is_argument: In the shell and in chat texts it stands without its name, in the order of the
            parameters.
    """

    name: str
    label: Phrase
    kind: Kind = Kind.TEXT
    value: str = ""
    is_required: bool = False
    choices: Mapping[str, Phrase] = field(default_factory=dict)
    hint: Phrase = lambda _: ""
    is_argument: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a command before it is used.

    Attributes:
        name: One or two words with a hyphen, as the shell has it: `sync-groups`. The node of the
            ad-hoc command is `urn:tiki-livechat:command:NAME`; in chat texts a blank may stand for
            the hyphen.
        title: As lists show it.
        summary: One sentence that says what it does.
        audience: Who may use it.
        parameters: What it asks first; none for nothing.
    """

    name: str
    title: Phrase
    summary: Phrase
    audience: Audience
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses a command.

    Attributes:
        name: For the audit: a bare JID, or a user of the machine.
        username: Their chat account, vouched for by the server. In the shell, the account that an
            EVERYBODY command is for; None where it is for none.
        t: Texts in their language.
        language: Which that is.
        is_in_chat: They are told of jobs by messages; in the shell they are not.
    """

    name: str
    username: ChatUsername | None
    t: NullTranslations = field(repr=False)
    language: str = "en"
    is_in_chat: bool = True


Answers = Mapping[str, str]
"""Name of a question → answer, checked against it: a choice is one of the choices, YES_NO is `1` or
`0`, what is required is there, and every question has one ('' for none)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a result.

    Attributes:
        title: What they are.
        columns: Name → label, in order.
        rows: Cells in the order of the columns.
    """

    title: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """The end of a command.

    Attributes:
        lines: What people read, a sentence or a paragraph each.
        tables: Rows, where there are any.
        data: The same for programs (`--json`): JSON values.
        is_problem: It could not be done, and the lines say what to do: an error note in a form,
            exit code 7 in the shell.
        job: The number of the job that goes on behind it: the shell waits for it.
    """

    lines: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    data: object = None
    is_problem: bool = False
    job: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A step in between: something to read, and something to answer.

    Attributes:
        title: Of the form.
        lines: What people read first.
        tables: Rows to read, where there are any.
        questions: What they answer, at least one. In chat texts they are asked one after the other.
        then: What comes next.
        data: What is to read, for programs.
        confirm: The name of the question that the shell answers by `--yes` (YES_NO) or by
            `--confirm NUMBER` (TEXT); '' for none.
    """

    title: str
    lines: tuple[str, ...]
    questions: tuple[Question, ...]
    then: Callable[[Person, Answers], Awaitable["Step"]]
    tables: tuple[Table, ...] = ()
    data: object = None
    confirm: str = ""


Step = Ask | Told


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what carries it out.

    Attributes:
        description: What it is.
        run: Takes the answers to its parameters. May raise `Unavailable` or `Rejected`: the desk
            puts them in words.
        choices: For parameters whose choices are not always the same: name → choices.
    """

    description: Description
    run: Callable[[Person, Answers], Awaitable[Step]]
    choices: Mapping[str, Callable[[Person], Awaitable[Sequence[Choice]]]] = field(
        default_factory=dict
    )
