"""What went wrong with a request, as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request is not done as it was asked.

    Attributes:
        status: The HTTP status; its phrase is the title.
        detail: What to do about it; nothing of what was sent.
        code: The member `code`, for programs; '' for none.
        headers: Of the answer.
    """

    status: HTTPStatus
    detail: str
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> web.Response:
        """Make the answer; `about:blank` says that the status tells the kind (RFC 9457 §4.2.1)."""
        members = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        if self.code:
            members["code"] = self.code
        return web.json_response(
            members, status=self.status, headers=self.headers, content_type=MEDIA_TYPE
        )


class Refused(Exception):  # noqa: N818  an answer, not a fault
    """Ends a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def problem_of(error: web.HTTPException) -> Problem:
    """Tell of what aiohttp itself has against a request."""
    status = HTTPStatus(error.status)
    kept = {name: value for name, value in error.headers.items() if name == "Allow"}
    return Problem(status, _DETAILS.get(status, status.description), headers=kept)


_DETAILS = {
    HTTPStatus.NOT_FOUND: "there is nothing here; /api/v1/openapi.json says what there is",
    HTTPStatus.METHOD_NOT_ALLOWED: "use a method that the header Allow names",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "send an object with the login only",
}
