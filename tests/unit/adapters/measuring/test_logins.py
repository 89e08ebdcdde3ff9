"""Logins are counted by what is answered, and timed by what they go into."""

import asyncio

import pytest

from component import request
from component.adapters.measuring.logins import MeasuredLogIn, MeasuredProvisioner
from component.adapters.measuring.metrics import Metrics
from component.domain.accounts import TikiAccount
from component.domain.login import Accept, AskOpenfire, Outcome, Refusal, Refuse
from component.domain.names import ChatUsername, TikiLogin
from component.ports import Busy, Rejected, Unavailable
from component.request import Part, Spending
from tests.unit.adapters.measuring.numbers import numbers

ALICE = TikiAccount(1, TikiLogin("Alice"), "", "", None)
OUTCOMES = [
    (Accept(ChatUsername("alice")), "accept", "none"),
    (AskOpenfire(), "native", "none"),
    *((Refuse(reason), "refuse", reason.value) for reason in Refusal),
]
ERRORS = [
    (Busy("password checks", "200 are waiting already"), "busy"),
    (Unavailable("Tiki", "no answer"), "unavailable"),
    (Rejected("no"), "rejected"),
    (RuntimeError(), "fault"),
    (asyncio.CancelledError(), "fault"),
]


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("1.2.3")


@pytest.mark.parametrize(("outcome", "decision", "reason"), OUTCOMES)
async def test_an_answer_is_counted_and_passed_on(
    metrics: Metrics, outcome: Outcome, decision: str, reason: str
) -> None:
    async def log_in(name: str, password: str) -> Outcome:
        assert (name, password) == ("Alice", "secret")
        return outcome

    measured = MeasuredLogIn(log_in, metrics)
    assert await measured("Alice", "secret") is outcome
    assert await measured("Alice", "secret") is outcome
    assert numbers(metrics, "tiki_livechat_logins_total") == {(decision, reason): 2.0}
    assert numbers(metrics, "tiki_livechat_login_seconds_count") == {("total",): 2.0}


@pytest.mark.parametrize(("error", "reason"), ERRORS)
async def test_no_answer_is_counted_and_raised(
    metrics: Metrics, error: BaseException, reason: str
) -> None:
    async def log_in(_name: str, _password: str) -> Outcome:
        raise error

    with pytest.raises(type(error)):
        await MeasuredLogIn(log_in, metrics)("Alice", "secret")
    assert numbers(metrics, "tiki_livechat_logins_total") == {("error", reason): 1.0}


async def test_the_time_is_split_into_parts(metrics: Metrics) -> None:
    async def provision(_account: TikiAccount, _username: ChatUsername) -> None:
        with Spending(Part.DATABASE):
            await asyncio.sleep(0.05)

    async def log_in(_name: str, _password: str) -> Outcome:
        with Spending(Part.DATABASE):
            await asyncio.sleep(0.01)
        asked = request.current()
        assert asked is not None
        asked.add(Part.QUEUE, 1.0)
        asked.add(Part.HASH, 2.0)
        await MeasuredProvisioner(provision)(ALICE, ChatUsername("alice"))
        return AskOpenfire()

    with request.working_on("tlc-1"):
        await MeasuredLogIn(log_in, metrics)("Alice", "secret")
    seconds = numbers(metrics, "tiki_livechat_login_seconds_sum")
    assert set(seconds) == {("total",), ("queue",), ("database",), ("hash",), ("provisioning",)}
    assert (seconds["queue",], seconds["hash",]) == (1.0, 2.0)
    assert seconds["provisioning",] >= 0.05
    assert seconds["total",] >= seconds["database",] + seconds["provisioning",]
    assert seconds["total",] < seconds["provisioning",] + 2 * seconds["database",] + 1


async def test_what_a_login_has_no_part_in_is_not_observed(metrics: Metrics) -> None:
    async def log_in(_name: str, _password: str) -> Outcome:
        return AskOpenfire()

    with request.working_on("tlc-1"):
        await MeasuredLogIn(log_in, metrics)("Alice", "secret")
    assert set(numbers(metrics, "tiki_livechat_login_seconds_count")) == {("total",)}


async def test_no_name_is_in_the_metrics(metrics: Metrics) -> None:
    async def log_in(_name: str, _password: str) -> Outcome:
        return Accept(ChatUsername("secretivename"))

    await MeasuredLogIn(log_in, metrics)("secretivename", "secretpassword")
    text = metrics.write("")[0]
    assert b"secretivename" not in text
    assert b"secretpassword" not in text
