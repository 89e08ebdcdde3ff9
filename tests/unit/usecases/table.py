"""The words of the decision table's tests: who is there, what is typed, what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from component.domain.login import Accept, Outcome, Refusal, Refuse, Window
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import Credential, EncryptedCredential, PlainCredential
from tests.unit.usecases.house import House

SEALED = EncryptedCredential("00" * 24, "")
"""What only Openfire can check."""


@dataclass(frozen=True)
class Tiki:
    """A Tiki account."""

    login: str
    password: str
    livechat_id: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A row of the table."""

    shows: str
    typed: str
    password: str
    answer: Outcome
    tiki: tuple[Tiki, ...] = ()
    chat: Mapping[str, Credential] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    retired: str = ""


def accept(username: str) -> Accept:
    return Accept(ChatUsername(username))


def refuse(reason: str) -> Refuse:
    return Refuse(Refusal(reason))


def native(**passwords: str) -> dict[str, Credential]:
    return {username: PlainCredential(password) for username, password in passwords.items()}


ALICE = Tiki("Alice Smith", "wonder land", "alicesmith", {"email": "alice@mail.test"})
HEIDI = Tiki("Heidi", "heidi pw", None, {"email": "heidi@mail.test"})
IVAN = Tiki("ivan", "ivan on tiki")
SAMUEL, SAM = Tiki("samuel", "sams first", "sam"), Tiki("Sam", "sams second", "sam2")
WINDOW = {w: {"window": w} for w in Window}
OPEN, REFUSING, CLOSED = (WINDOW[w] for w in (Window.OPEN, Window.REFUSING, Window.CLOSED))
ALLOCATE = {"unmigrated_tiki": "allocate"}
BY_EMAIL = {"login_allow_email": "y"}


def parameters(table: Mapping[str, list[Case]]) -> list[Any]:
    """The cases for pytest, named after what they show."""
    return [pytest.param(c, id=f"{row}: {c.shows}") for row, cases in table.items() for c in cases]


async def decide(house: House, case: Case) -> None:
    """Make the site of a case, sign in, compare; who is not let in has changed nothing."""
    house.decide(**case.settings)
    for name, value in case.rules.items():
        house.tiki.set_rule(name, value)
    for person in case.tiki:
        house.add(person.login, person.password, person.livechat_id, **person.columns)
    for username, credential in case.chat.items():
        house.chat.add_account(username, credential)
    await house.state.retire(LiveChatId(case.retired))
    ids, usernames = house.ids(), house.chat.usernames
    assert await house.log_in(case.typed, case.password) == case.answer
    if isinstance(case.answer, Accept):
        assert case.answer.username in house.chat.usernames
    else:
        assert (house.ids(), house.chat.usernames) == (ids, usernames)
        assert house.state.audit == []
        assert house.tiki.count("claim_livechat_id") == 0
