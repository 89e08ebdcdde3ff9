"""Who is an admin: by name, by groups of the chat, by groups of the site."""

import pytest

from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases.admins import AdminRules, IsAdmin
from tests.fakes.chat import FakeChat
from tests.fakes.tiki import FakeTiki

NOW = 1_750_000_000.0
ADA = ChatUsername("ada")


class Place:
    """A chat and a site, with ada on both."""

    def __init__(self) -> None:
        self.chat, self.tiki = FakeChat(), FakeTiki()
        self.user_id = self.tiki.add("Ada Lovelace", livechat_id="ada")

    def is_admin(
        self, named: str = "", chat: str = "", tiki: str = "", *, strict: bool = True
    ) -> IsAdmin:
        """The use case by rules that name one of each."""
        by_name, by_chat, by_tiki = (frozenset({name} - {""}) for name in (named, chat, tiki))
        rules = AdminRules(by_name, by_chat, by_tiki, strict)
        return IsAdmin(rules, self.tiki, self.chat, lambda: NOW)


@pytest.fixture
def place() -> Place:
    return Place()


async def test_where_nobody_is_named_nobody_is_an_admin(place: Place) -> None:
    assert not await place.is_admin()(ADA)
    assert place.chat.calls == place.tiki.calls == []


async def test_who_is_named_is_an_admin_whatever_answers(place: Place) -> None:
    place.chat.go_down()
    place.tiki.go_down()
    assert await place.is_admin("ada", "Admins", "Admins")(ADA)


async def test_members_of_a_chat_group_are_admins(place: Place) -> None:
    place.chat.add_roster_group("Admins", "ada")
    is_admin = place.is_admin(chat="Admins")
    assert await is_admin(ADA)
    assert not await is_admin(ChatUsername("bob"))
    assert not await place.is_admin(chat="admins")(ADA)


async def test_members_of_a_tiki_group_are_admins_by_inclusion_too(place: Place) -> None:
    place.tiki.add_group("Admins")
    place.tiki.include("Owners", "Admins")
    is_admin = place.is_admin(tiki="ADMINS")
    assert not await is_admin(ADA)
    place.tiki.join(place.user_id, "Owners")
    assert await is_admin(ADA)
    assert not await is_admin(ChatUsername("bob"))


async def test_a_membership_that_is_over_makes_no_admin(place: Place) -> None:
    place.tiki.add_group("Admins")
    place.tiki.join(place.user_id, "Admins", expire=int(NOW) - 1)
    assert not await place.is_admin(tiki="Admins")(ADA)


@pytest.mark.parametrize(
    ("waiting", "strict", "expected"),
    [("u", True, False), ("a", False, False), ("m", True, False), ("m", False, True)],
)
async def test_who_is_kept_out_of_the_site_is_no_admin_by_it(
    waiting: str, strict: bool, expected: bool, place: Place
) -> None:
    place.tiki.add_group("Admins")
    place.tiki.join(place.user_id, "Admins")
    place.tiki.change(place.user_id, waiting=waiting)
    assert await place.is_admin(tiki="Admins", strict=strict)(ADA) == expected


async def test_who_has_to_change_a_password_is_an_admin_meanwhile(place: Place) -> None:
    place.tiki.add_group("Admins")
    place.tiki.join(place.user_id, "Admins")
    place.tiki.change(place.user_id, pass_confirm=0)
    assert await place.is_admin(tiki="Admins")(ADA)


@pytest.mark.parametrize("side", ["chat", "tiki"])
async def test_what_does_not_answer_says_neither_yes_nor_no(side: str, place: Place) -> None:
    {"chat": place.chat, "tiki": place.tiki}[side].go_down()
    with pytest.raises(Unavailable):
        await place.is_admin(chat="Admins", tiki="Admins")(ADA)
