"""Each invariant of the fault suite fails where it is violated, and holds where it is not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from component.domain.migration import Path, Step
from tests.faults.books import Books, Entry, Journey, SiteAccount
from tests.faults.invariants import INVARIANTS, Case, violations
from tests.faults.ledger import Answer, Attempt, Sort

MERGED = {"tiki_login": "pair"}
MOVED = {"tiki_login": "The mover"}
WALKED = {"tiki_login": "walker"}
BEFORE = Books(
    site=[
        SiteAccount(1, "The steady", "steady"),
        SiteAccount(2, "pair", None),
        SiteAccount(3, "The mover", None),
        SiteAccount(4, "walker", None),
    ],
    chat=frozenset({"steady", "pair", "mover"}),
    audit=[Entry(1, "create", "steady"), Entry(2, "join-group", "steady", {"group": "red"})],
    wanted={"red": {"steady"}},
    members={"red": {"steady"}},
)
NOW = Books(
    site=[
        SiteAccount(1, "The steady", "steady"),
        SiteAccount(2, "pair", "pair"),
        SiteAccount(3, "The mover", "mover"),
        SiteAccount(4, "walker", "walker"),
    ],
    chat=frozenset({"steady", "pair", "mover", "walker"}),
    journal=[
        Journey(1, Path.BOTH, "mover", "The mover", 3, Step.ABANDONED),
        Journey(2, Path.BOTH, "mover", "The mover", 3, Step.FINISHED),
        Journey(3, Path.TIKI_ONLY, "walker", "walker", 4, Step.FINISHED),
    ],
    audit=[
        *BEFORE.audit,
        Entry(3, "merge", "pair", MERGED),
        Entry(4, "migrate", "mover", MOVED),
        Entry(5, "snapshot", "mover"),
        Entry(6, "retire-password", "mover"),
        Entry(7, "finish", "mover", MOVED),
        Entry(8, "migrate", "walker", WALKED),
        Entry(9, "create", "walker", WALKED),
        Entry(10, "finish", "walker", WALKED),
        Entry(11, "leave-group", "steady", {"group": "red"}),
        Entry(12, "join-group", "pair", {"group": "red"}),
    ],
    wanted={"red": {"pair"}},
    members={"red": {"pair"}},
)


def attempt(answer: Answer, sort: Sort = Sort.REMEMBERED) -> Attempt:
    return Attempt(sort, "The steady", sort is not Sort.WRONG, 1.0, 2.0, answer)


SOUND = Case(
    BEFORE,
    BEFORE,
    NOW,
    [
        *(attempt(one) for one in (Answer.IN, Answer.LATER, Answer.CUT)),
        *(attempt(one, Sort.WRONG) for one in (Answer.WRONG, Answer.LATER, Answer.CUT)),
    ],
    {"mover": "The mover", "walker": "walker"},
    ["pair"],
)


def test_a_sound_case_violates_nothing() -> None:
    assert violations(SOUND) == {}


def tried(answer: Answer, sort: Sort = Sort.REMEMBERED) -> Case:
    return replace(SOUND, attempts=[attempt(answer, sort)])


def now(**about: Any) -> Case:  # noqa: ANN401  fields of Books
    return replace(SOUND, now=replace(NOW, **about))


def site(*changed: SiteAccount, without: int = 0) -> Case:
    rows = {one.user_id: one for one in (*NOW.site, *changed)}
    return now(site=[one for one in rows.values() if one.user_id != without])


def audit(is_kept: Callable[[Entry], bool], *more: Entry) -> Case:
    return now(audit=[*filter(is_kept, NOW.audit), *more])


def journal(*more: Journey) -> Case:
    return now(journal=[*NOW.journal, *more])


def without(number: int) -> Case:
    return audit(lambda one: one.number != number)


PLANTED: dict[str, list[tuple[str, Case]]] = {
    "nobody in with a wrong password": [
        ("a wrong password", tried(Answer.IN, Sort.WRONG)),
        ("somebody else", tried(Answer.OTHER)),
    ],
    "no right password called wrong": [
        ("linked", tried(Answer.WRONG)),
        ("native", tried(Answer.WRONG, Sort.NATIVE)),
    ],
    "nobody linked twice": [
        ("another ID than before", site(SiteAccount(1, "The steady", "other"))),
        ("two owners", site(SiteAccount(5, "the thief", "Mover"))),
        (
            "twice in the journal",
            journal(Journey(4, Path.BOTH, "mover", "The mover", 3, Step.FINISHED)),
        ),
        (
            "two IDs in the journal",
            journal(Journey(4, Path.BOTH, "old", "The mover", 3, Step.FINISHED)),
        ),
    ],
    "no Live Chat ID twice": [
        ("the same", site(SiteAccount(5, "the thief", "mover"))),
        ("but for case", site(SiteAccount(5, "the thief", "MOVER"))),
    ],
    "no account lost": [
        ("a Tiki account", site(without=1)),
        ("a Tiki account is two", site(SiteAccount(5, "walker", None))),
        ("a chat account", now(chat=NOW.chat - {"steady"})),
        ("a link of before", site(SiteAccount(1, "The steady", None))),
        ("a link that was promised", site(SiteAccount(3, "The mover", None))),
        ("a link of one who got in", site(SiteAccount(2, "pair", None))),
        ("a chat account that was promised", now(chat=NOW.chat - {"walker"})),
    ],
    "no half migration": [
        ("open", journal(Journey(4, Path.BOTH, "new", "New", 9, Step.CLAIMED))),
        ("finished without a link", site(SiteAccount(4, "walker", None))),
        ("finished without a chat account", now(chat=NOW.chat - {"walker"})),
        (
            "abandoned with a link",
            journal(Journey(4, Path.BOTH, "pair", "pair", 2, Step.ABANDONED)),
        ),
        ("promised and not finished", now(journal=NOW.journal[:2])),
    ],
    "audit complete": [
        ("changed", audit(lambda one: one.number != 1, Entry(1, "create", "another"))),
        *((f"without entry {number}", without(number)) for number in range(1, 13)),
    ],
    "groups follow the site": [
        ("missing", now(members={"red": set()})),
        ("a stranger", now(members={"red": {"pair", "steady"}})),
        ("a job is left", now(open_jobs=[7])),
    ],
}
"""Invariant → what violates it."""


def test_something_is_planted_for_each() -> None:
    assert PLANTED.keys() == INVARIANTS.keys()


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}: {what}")
        for name, cases in PLANTED.items()
        for what, case in cases
    ],
)
def test_what_violates_one_is_found(name: str, case: Case) -> None:
    assert violations(case)[name]
