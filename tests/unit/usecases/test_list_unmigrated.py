"""Who has not migrated: chat accounts that are nobody's, page by page."""

import pytest

from component.domain.names import LiveChatId
from component.domain.passwords.openfire import NoCredential, PlainCredential
from component.ports import Unavailable
from component.usecases import list_unmigrated
from component.usecases.list_unmigrated import ListUnmigrated
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki


class Town:
    """A site whose `linked` has migrated, and its chat."""

    def __init__(self) -> None:
        self.chat, self.tiki, self.state = FakeChat(), FakeTiki(), FakeState()
        self.accounts = FakeChatAccounts(self.chat)
        self.tiki.add("somebody", livechat_id="linked")

    async def unmigrated(self) -> list[str]:
        """Their usernames."""
        use = ListUnmigrated(frozenset({"admin"}), self.accounts, self.tiki, self.state)
        return [account.username async for account in use()]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
async def test_those_are_listed_that_are_nobody_s(
    town: Town, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_unmigrated, "PAGE", page)
    town.tiki.add("else", livechat_id=None)
    town.tiki.add("Carol", livechat_id="carol")
    names = ("admin", "bob", "carol", "else", "linked", "retired", "zoë", "zoe")
    for username in names:
        town.chat.add_account(username, NoCredential())
    await town.state.retire(LiveChatId("retired"))
    await town.state.retire(LiveChatId("linked"))
    assert await town.unmigrated() == ["bob", "else", "zoe", "zoë"]


async def test_a_live_chat_id_counts_as_openfire_prepares_it(town: Town) -> None:
    town.chat.add_account("bob", NoCredential())
    town.tiki.add("bobby", livechat_id="BOB")
    assert await town.unmigrated() == []


async def test_credentials_come_only_where_they_are_asked_for(town: Town) -> None:
    town.chat.add_account("bob", PlainCredential("bobpw2"))
    use = ListUnmigrated(frozenset(), town.accounts, town.tiki, town.state)
    asked = [account.credential async for account in use(with_credentials=True)]
    assert asked == [PlainCredential("bobpw2")]
    assert [account.credential async for account in use()] == [None]


async def test_a_tiki_without_accounts_is_not_one_where_nobody_has_migrated() -> None:
    town = Town()
    town.tiki = FakeTiki()
    town.chat.add_account("bob", NoCredential())
    with pytest.raises(Unavailable, match="no accounts at all"):
        await town.unmigrated()


@pytest.mark.parametrize("side", ["tiki", "accounts", "state"])
async def test_who_does_not_answer_is_not_taken_for_empty(town: Town, side: str) -> None:
    town.chat.add_account("bob", NoCredential())
    getattr(town, side).go_down()
    with pytest.raises(Unavailable):
        await town.unmigrated()


async def test_a_database_that_goes_down_in_the_middle_ends_the_list(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_unmigrated, "PAGE", 1)
    for username in ("bob", "dave"):
        town.chat.add_account(username, NoCredential())
    use = ListUnmigrated(frozenset(), town.accounts, town.tiki, town.state)
    listing = use()
    assert (await anext(listing)).username == "bob"
    town.accounts.go_down()
    with pytest.raises(Unavailable):
        await anext(listing)
