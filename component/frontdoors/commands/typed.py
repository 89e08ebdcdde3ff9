"""What people type: commands, and which of their words is for which parameter.

Any text at all may come. How answers are read is in `typed_answers`.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from component.frontdoors.commands.description import Description, Kind, Parameter

_MOST_CHARACTERS = 2_000
"""A longer text is no command."""
QUOTES = {
    '"': '"',
    "'": "'",
    "“": "”",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‘": "’",
    "’": "’",
}
"""Opening → closing ones: keyboards of phones write them by themselves."""
_DASHES = str.maketrans(dict.fromkeys("_‐‑‒–—−", "-"))
_AROUND_COMMANDS = "/.,:;!?"
_LEAST_OF_NAME = 3
_LIKENESS = 0.8
"""Of a mistyped name, by `difflib`."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        text: As typed, without the quotes around it.
        name: Of a parameter that it may be for: what stands before its `=`, or after its dashes;
            '' for none.
        value: What stands behind its `=`, without quotes; None if there is none.
    """

    text: str
    name: str = ""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed.

    Attributes:
        description: Which.
        words: Its arguments.
    """

    description: Description
    words: tuple[Word, ...] = ()


class SurplusError(ValueError):
    """Something was typed that the command has no use for; the message is it."""


def split_words(text: str) -> tuple[Word, ...]:
    """Split a text at its blanks; quotes around a word, or behind `=`, keep blanks in it.

    A quote within a word is one of its letters, as in `d'artagnan`, and so is one that is never
    closed. A text that is too long for a command has no words.
    """
    return tuple(_words(text)) if len(text) <= _MOST_CHARACTERS else ()


def find_command(words: Sequence[Word], descriptions: Iterable[Description]) -> Typed | None:
    """Find the command that words begin with: its name with hyphens, or with blanks for them.

    Args:
        words: From `split_words`.
        descriptions: All commands.

    Returns:
        The one with the longest name that fits; None if they begin with none.
    """
    found: tuple[int, Description] | None = None
    for description in descriptions:
        count = _count_of_name(words, description.name)
        if count and (found is None or len(description.name) > len(found[1].name)):
            found = count, description
    return None if found is None else Typed(found[1], tuple(words[found[0] :]))


def near_command(words: Sequence[Word], descriptions: Iterable[Description]) -> Description | None:
    """The only command that words may have meant that begin with none: mistyped, or in part."""
    by_name = {description.name: description for description in descriptions}
    for count in (2, 1):
        typed = "-".join(_name(word.text) for word in words[:count])
        if len(typed) >= _LEAST_OF_NAME:
            meant = {name for name in by_name if name.startswith(typed)}
            meant.update(difflib.get_close_matches(typed, by_name, cutoff=_LIKENESS))
            if len(meant) == 1:
                return by_name[meant.pop()]
    return None


def read_arguments(parameters: Sequence[Parameter], words: Iterable[Word]) -> Mapping[str, str]:
    """Tell which word is for which parameter.

    Args:
        parameters: Of the command.
        words: `NAME=VALUE`, also with dashes before it; `--NAME` for yes; others are, in their
            order, for the parameters that are arguments.

    Returns:
        Name of a parameter → what was typed for it.

    Raises:
        SurplusError: There is nothing that a word could be for, or the same was said twice.
    """
    kinds = {parameter.name: parameter.kind for parameter in parameters}
    places = [parameter.name for parameter in parameters if parameter.is_argument]
    typed: dict[str, str] = {}
    for word in words:
        if word.name in kinds and word.value is not None:
            name, value = word.name, word.value
        elif kinds.get(word.name) is Kind.YES_NO:
            name, value = word.name, "1"
        else:
            name, value = next((p for p in places if p not in typed), ""), word.text
        if not name or name in typed:
            raise SurplusError(word.text)
        typed[name] = value
    return typed


def _words(text: str) -> Iterator[Word]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
        else:
            word, place = _next_word(text, place)
            yield word


def _next_word(text: str, place: int) -> tuple[Word, int]:
    """The word that begins here, and where the text goes on."""
    quoted = _quoted(text, place)
    if quoted is not None:
        return Word(quoted[0]), quoted[1]
    end = place
    while end < len(text) and not text[end].isspace():
        end += 1
        name = _parameter(text[place : end - 1]) if text[end - 1] == "=" else ""
        quoted = _quoted(text, end) if name else None
        if quoted is not None:
            return Word(text[place : quoted[1]], name, quoted[0]), quoted[1]
    return _bare(text[place:end]), end


def _quoted(text: str, place: int) -> tuple[str, int] | None:
    """What is in the quotes that open here, and where the text goes on; None if there are none."""
    closing = QUOTES.get(text[place : place + 1])
    if closing is None:
        return None
    for end in range(place + 1, len(text)):
        if text[end] in closing and (end + 1 == len(text) or text[end + 1].isspace()):
            return text[place + 1 : end], end + 1
    return None


def _bare(text: str) -> Word:
    name, equals, value = text.partition("=")
    if equals:
        return Word(text, _parameter(name), value)
    is_flag = text.translate(_DASHES).startswith("-")
    return Word(text, _parameter(text) if is_flag else "")


def _name(text: str) -> str:
    """A name as commands have it."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    return folded.strip(_AROUND_COMMANDS)


def _parameter(text: str) -> str:
    """A name as parameters have it: without the dashes before an option."""
    return _name(text).lstrip("-")


def _count_of_name(words: Sequence[Word], name: str) -> int:
    """With how many words a command's name is written at the beginning; 0 if it is not."""
    parts = name.split("-")
    first = [_name(word.text) for word in words[: len(parts)]]
    if first[:1] == [name]:
        return 1
    return len(parts) if first == parts else 0
