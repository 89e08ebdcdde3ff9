"""The load of the soak: what it counts, and from when it measures."""

import threading
from typing import cast

import pytest

from tests.bench.client import Refused
from tests.soak import load as load_module
from tests.soak.load import Load, most_sign_ins
from tests.soak.outcomes import WentWrong
from tests.soak.town import Town

NOWHERE = cast("Town", None)
"""What is done here needs no town."""


def fine(_town: Town) -> None:
    pass


def wrong(_town: Town) -> None:
    raise WentWrong("let in by a wrong password")


def later(_town: Town) -> None:
    raise Refused("temporary-auth-failure")


def kept_out(_town: Town) -> None:
    raise Refused("not-authorized")


def test_all_that_is_begun_is_done_wrong_or_put_off() -> None:
    load = Load(NOWHERE, {fine: 2, wrong: 1, later: 1, kept_out: 1}, rate=400)
    load.run(0.5)
    assert load.waiting == 0
    assert len(load.done) + load.failed + load.put_off == load._begun
    assert 100 < load._begun < 400
    assert {one.name for one in load.done} == {"fine"}
    assert load.failed == sum(n for text, n in load.errors.items() if not text.startswith("later"))
    assert load.put_off == load.errors["later: Refused: temporary-auth-failure"] > 0
    assert load.errors["kept_out: Refused: not-authorized"] > 0


def test_a_stall_counts_for_all_that_came_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "_THREADS", 1)
    stalled = threading.Event()

    def stall_once(_town: Town) -> None:
        if not stalled.is_set():
            stalled.set()
            threading.Event().wait(0.6)

    load = Load(NOWHERE, {stall_once: 1}, rate=100)
    load.run(0.5)
    count, median, _, longest = load.latencies()["stall_once"]
    assert count > 10
    assert median > 0.2
    assert longest >= 0.6


def test_the_most_there_can_be_counts_only_what_is_done() -> None:
    turn = iter(range(1_000_000))

    def every_other(town: Town) -> None:
        threading.Event().wait(0.005)
        (fine if next(turn) % 2 else later)(town)

    assert 10 < most_sign_ins(NOWHERE, every_other, 0.3, clients=2) < 200
    with pytest.raises(WentWrong):
        most_sign_ins(NOWHERE, wrong, 0.3, clients=2)
