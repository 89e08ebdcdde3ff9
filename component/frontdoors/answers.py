"""The words that people may answer in the chat, in all languages."""

from collections.abc import Iterable, Mapping
from gettext import NullTranslations

from component.domain.reminders import Reply, fold_word


def answer_words(t: NullTranslations) -> Mapping[Reply, list[str]]:
    """The words that people may answer in a language; the first of each is the one they are told.

    Args:
        t: The texts of the language.
    """
    return {
        # Translators: words that people may answer, with commas between. The first is shown.
        Reply.STOP: split_list(t.pgettext("answers", "stop, unsubscribe")),
        # Translators: words that people may answer, with commas between. The first is shown.
        Reply.MIGRATE: split_list(t.pgettext("answers", "migrate, link")),
        # Translators: words that people may answer, with commas between. The first is shown.
        Reply.HELP: split_list(t.pgettext("answers", "help, info")),
    }


def all_answers(languages: Iterable[NullTranslations]) -> Mapping[str, Reply]:
    """The words of all languages, folded, with what they mean."""
    return {
        fold_word(word): reply
        for t in languages
        for reply, words in answer_words(t).items()
        for word in words
    }


def split_list(words: str) -> list[str]:
    """The words of a list as translators write it, with commas between."""
    return [word.strip() for word in words.split(",") if word.strip()]
