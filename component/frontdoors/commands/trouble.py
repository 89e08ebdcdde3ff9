"""What people are told when a command could not be carried out, and what the log is told."""

import logging
from gettext import NullTranslations

from component.ports import Busy, Rejected, Unavailable

_log = logging.getLogger(__name__)


def explain(t: NullTranslations, error: Exception, name: str) -> str:
    """Say in words, without its inner workings, what went wrong; the rest is for the log.

    Args:
        t: Texts in the language of who is told.
        error: What was raised.
        name: The command's.
    """
    match error:
        case Busy():
            _log.warning("%s was not done: %s", name, error)
            return t.gettext("Too much is waiting already, so nothing was done: try again later.")
        case Unavailable():
            _log.warning("%s was not done: %s", name, error)
            return t.gettext("A server that is needed for this does not answer: try again later.")
        case Rejected():
            _log.warning("%s was not done: %s", name, error)
            return t.gettext("The chat server refused to do this: the log of the bridge says why.")
        case _:
            _log.error("%s has failed", name, exc_info=error)
            return t.gettext("Something went wrong that should not: the log of the bridge has it.")
