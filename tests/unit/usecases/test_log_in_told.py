"""Who hears of people who sign in and have not migrated."""

import logging
from dataclasses import dataclass, field

import pytest

from component.domain.accounts import TikiAccount
from component.domain.login import Accept, Refusal, Refuse, Window
from component.domain.names import ChatUsername
from tests.unit.usecases.house import House
from tests.unit.usecases.table import SEALED


@dataclass
class Ear:
    """Notes what it is told."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def admitted(self, username: ChatUsername) -> None:
        self.heard.append(("admitted", username))

    def refused(self, username: ChatUsername) -> None:
        self.heard.append(("refused", username))

    def refused_tiki(self, account: TikiAccount) -> None:
        self.heard.append(("refused_tiki", account.login))


def listen(house: House) -> Ear:
    """Have some people, and somebody who hears of them."""
    house.told = ear = Ear()
    house.add_native("ivan", "chat pw")
    house.add_native("admin", "pw")
    house.chat.add_account("sealed", SEALED)
    house.add("Heidi", "pw")
    house.add("Alice", "pw", "alice")
    return ear


@pytest.mark.parametrize(
    ("window", "name", "password", "heard"),
    [
        (Window.OPEN, "ivan", "chat pw", "admitted"),
        (Window.REFUSING, "ivan", "chat pw", "refused"),
        (Window.CLOSED, "ivan", "chat pw", "refused"),
        (Window.REFUSING, "ivan", "x", None),
        (Window.OPEN, "ivan", "x", None),
        (Window.OPEN, "admin", "pw", None),
        (Window.REFUSING, "admin", "pw", None),
        (Window.OPEN, "sealed", "pw", None),
        (Window.REFUSING, "sealed", "pw", None),
        (Window.OPEN, "Heidi", "pw", "refused_tiki"),
        (Window.OPEN, "Heidi", "x", None),
        (Window.OPEN, "Alice", "pw", None),
        (Window.OPEN, "nobody", "pw", None),
    ],
)
async def test_only_those_whose_password_was_right_are_told_of(
    house: House, window: Window, name: str, password: str, heard: str | None
) -> None:
    ear = listen(house)
    house.decide(window=window)
    await house.log_in(name, password)
    assert ear.heard == ([(heard, name)] if heard else [])


async def test_who_is_merged_or_allocated_at_once_is_not_told_of(house: House) -> None:
    ear = listen(house)
    house.decide(unmigrated_tiki="allocate")
    house.add("ivan", "chat pw")
    assert await house.log_in("ivan", "chat pw") == Accept(ChatUsername("ivan"))
    assert await house.log_in("Heidi", "pw") == Accept(ChatUsername("heidi"))
    assert ear.heard == []


async def test_who_cannot_be_allocated_is_told_of(house: House) -> None:
    ear = listen(house)
    house.decide(unmigrated_tiki="allocate")
    house.add("Ivan.", "pw")
    assert await house.log_in("Ivan.", "pw") == Refuse(Refusal.UNMIGRATED)
    assert ear.heard == [("refused_tiki", "Ivan.")]


async def test_a_sign_in_does_not_depend_on_who_hears_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ear = listen(house)

    def fail(username: ChatUsername) -> None:
        raise ValueError(username)

    monkeypatch.setattr(ear, "admitted", fail)
    with caplog.at_level(logging.ERROR):
        assert await house.log_in("ivan", "chat pw") == Accept(ChatUsername("ivan"))
    assert "could not tell" in caplog.text
