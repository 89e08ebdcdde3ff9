"""How a deed can come out otherwise than it should: wrong, or put off for want of time."""

import functools
import urllib.error
from http import HTTPStatus

from component.frontdoors.texts import load_catalogues
from tests.bench.client import Refused
from tests.bench.seat import UnexpectedAnswer

_LATER = "temporary-auth-failure"
_SAID = "A server that is needed for this does not answer: try again later."


class WentWrong(Exception):  # noqa: N818  counted and shown, see `load`
    """A deed did not come out as it should."""


class PutOff(Exception):  # noqa: N818  likewise
    """Somebody was asked to try again later."""


def is_put_off(error: Exception) -> bool:
    """Whether the answer was to try again later: nothing was decided, and nothing is wrong."""
    match error:
        case PutOff():
            return True
        case Refused():
            return str(error) == _LATER
        case UnexpectedAnswer():
            return any(text in str(error) for text in _later_texts())
        case urllib.error.HTTPError():
            return error.code == HTTPStatus.SERVICE_UNAVAILABLE
    return False


@functools.cache
def _later_texts() -> frozenset[str]:
    return frozenset(texts.gettext(_SAID) for texts in load_catalogues().values())
