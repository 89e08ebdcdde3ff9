"""The words by which people answer yes or no in a chat, go back, and break off."""

from collections.abc import Mapping
from enum import StrEnum
from gettext import NullTranslations

from component.domain.reminders import fold_word
from component.frontdoors.answers import split_list

_ENGLISH = NullTranslations()
_MOST_CHARACTERS = 100


class Control(StrEnum):
    """What such a word means."""

    YES = "yes"
    NO = "no"
    BACK = "back"
    CANCEL = "cancel"


def control_words(t: NullTranslations) -> Mapping[Control, list[str]]:
    """The words of a language; the first of each is the one that people are told.

    Args:
        t: The texts of the language.
    """
    return {
        # Translators: words that people may answer, with commas between. The first is shown.
        Control.YES: split_list(t.pgettext("commands", "yes, y, ok")),
        # Translators: words that people may answer, with commas between. The first is shown.
        Control.NO: split_list(t.pgettext("commands", "no, n")),
        # Translators: words that people may answer, with commas between. The first is shown.
        Control.BACK: split_list(t.pgettext("commands", "back")),
        # Translators: words that people may answer, with commas between. The first is shown.
        Control.CANCEL: split_list(t.pgettext("commands", "cancel, stop, quit")),
    }


def read_control(text: str, t: NullTranslations) -> Control | None:
    """Tell what a text means that is one of the words, in the person's language or in English.

    Args:
        text: Any text.
        t: The texts of the person's language, which comes first.
    """
    folded = fold_word(text) if len(text) <= _MOST_CHARACTERS else ""
    for language in (t, _ENGLISH):
        for control, words in control_words(language).items():
            if folded and folded in map(fold_word, words):
                return control
    return None
