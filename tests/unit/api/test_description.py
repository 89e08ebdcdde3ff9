"""The description of the API: it is OpenAPI 3.1, and every answer is as it says."""

import json
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from component.frontdoors import api
from component.frontdoors.api.app import LIVE_CHAT_IDS, OPENAPI
from component.ports import Unavailable
from component.usecases.allocate_id import AllocationProblem
from tests.unit.api.conftest import Answer, Giver, Serve, Site

DESCRIPTION = json.loads(resources.files(api).joinpath("openapi.json").read_text("utf-8"))
POST = DESCRIPTION["paths"][LIVE_CHAT_IDS]["post"]
Failing = Callable[[], Awaitable[AllocationProblem]]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference."""
    found: dict[str, Any] = DESCRIPTION
    for name in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        found = found[name]
    return found if "$ref" in part else part


def validate(answer: Answer, response: dict[str, Any]) -> None:
    """Hold an answer to what is described."""
    for name, header in response.get("headers", {}).items():
        assert header["required"]
        assert name in answer.headers
    schema = response["content"][answer.kind]["schema"]
    Draft202012Validator({**DESCRIPTION, **schema}).validate(answer.json)


def test_it_is_openapi() -> None:
    OpenAPIV31SpecValidator(DESCRIPTION).validate()


def test_nothing_is_described_that_is_not_used() -> None:
    text = json.dumps(DESCRIPTION)
    for kind in ("schemas", "responses"):
        for name in DESCRIPTION["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text


async def test_it_is_what_is_served(site: Site) -> None:
    answer = await site.send(b"", method="GET", path=OPENAPI, token=None)
    assert (answer.status, answer.kind, answer.json) == (200, "application/json", DESCRIPTION)


def raises(error: Exception) -> Failing:
    async def answer() -> AllocationProblem:
        raise error

    return answer


def says(problem: AllocationProblem) -> Failing:
    async def answer() -> AllocationProblem:
        return problem

    return answer


ORDER = b'{"login": "alice"}'
FAILING = {
    404: says(AllocationProblem.GONE),
    409: says(AllocationProblem.TAKEN),
    500: raises(RuntimeError("a fault")),
    503: raises(Unavailable("the Tiki database", "is down")),
}


@pytest.mark.parametrize(
    ("status", "body", "how"),
    [
        (201, ORDER, {}),
        (400, b"{", {}),
        (401, ORDER, {"token": "x"}),
        (404, ORDER, {}),
        (409, ORDER, {}),
        (413, b" " * 5000, {}),
        (415, ORDER, {"Content_Type": "text/plain"}),
        (422, b"{}", {}),
        (500, ORDER, {}),
        (503, ORDER, {}),
    ],
)
async def test_an_answer_is_as_described(
    site: Site, giver: Giver, status: int, body: bytes, how: dict[str, Any]
) -> None:
    giver.answer = FAILING.get(status)
    answer = await site.send(body, **how)
    assert answer.status == status
    validate(answer, resolve(POST["responses"][str(status)]))


async def test_answers_to_who_asks_again_and_too_often_are_as_described(serve: Serve) -> None:
    site = await serve(requests="2/1 minute")
    answers = [await site.send(ORDER) for _ in range(3)]
    assert [answer.status for answer in answers] == [201, 200, 429]
    for answer in answers:
        validate(answer, resolve(POST["responses"][str(answer.status)]))


def test_every_answer_that_is_described_is_looked_at_here() -> None:
    listed = {200, 201, 400, 401, 404, 408, 409, 413, 415, 422, 429, 500, 503}
    assert {int(status) for status in POST["responses"]} == listed


@pytest.mark.parametrize(
    ("order", "is_one"),
    [
        ({"login": "a"}, True),
        ({"login": "a" * 255}, True),
        ({"login": ""}, False),
        ({"login": "a" * 256}, False),
        ({"login": 7}, False),
        ({}, False),
        ({"login": "a", "more": 1}, False),
    ],
)
async def test_an_order_is_taken_where_its_description_fits(
    site: Site, order: dict[str, object], is_one: bool
) -> None:
    schema = {**DESCRIPTION, "$ref": "#/components/schemas/Order"}
    assert Draft202012Validator(schema).is_valid(order) is is_one
    answer = await site.send(json.dumps(order).encode())
    assert answer.status == (201 if is_one else 422)
