"""The port `TikiDirectory.find_all`: many names at once find what each of them finds alone."""

import pytest

from component.domain.names import ChatUsername
from tests.contract.tiki_worlds import TikiWorld

MANY = 1_203
"""More than one statement takes."""


async def found(tiki: TikiWorld, ids: list[str], logins: list[str]) -> list[str]:
    """The logins of the accounts that Live Chat IDs and logins find."""
    rows = await tiki.directory.find_all([ChatUsername(name) for name in ids], logins)
    return sorted(row.login for row in rows)


async def test_ids_and_logins_are_found_each_account_once(tiki: TikiWorld) -> None:
    tiki.add("samuel", livechat_id="sam")
    tiki.add("Sam", livechat_id="sam2")
    tiki.add("bob")
    tiki.add("somebody else", livechat_id="else")
    assert await found(tiki, ["sam", "bob"], ["sam", "BOB"]) == ["Sam", "bob", "samuel"]
    assert await found(tiki, ["sam2"], ["Sam"]) == ["Sam"]
    assert await found(tiki, ["sam"], []) == ["samuel"]
    assert await found(tiki, [], ["bob"]) == ["bob"]
    assert await found(tiki, [], []) == []


async def test_an_account_is_whole(tiki: TikiWorld) -> None:
    user_id = tiki.add("Bob", email="bob@mail.test", hash="0" * 32, livechat_id="bobby")
    (by_login,) = await tiki.directory.find_all((), ["bob"])
    (alone,) = await tiki.directory.find_by_name(None, ["bob"])
    assert by_login == alone
    assert (by_login.user_id, by_login.livechat_id) == (user_id, "bobby")


@pytest.mark.parametrize("name", ["\ud800", "b" * 1000, "' OR 1=1 -- ", "%"])
async def test_a_name_that_cannot_be_there_is_passed_over(tiki: TikiWorld, name: str) -> None:
    tiki.add("bob")
    assert await found(tiki, [name, "bob"], [name, "bob"]) == ["bob"]


async def test_there_may_be_more_names_than_a_statement_bears(tiki: TikiWorld) -> None:
    tiki.add("first")
    tiki.add("last", livechat_id="last")
    names = [f"nobody{number}" for number in range(MANY)]
    assert await found(tiki, [*names, "last"], ["first", *names]) == ["first", "last"]
