"""Who is in Openfire's list of admins, and who is missing from it."""

import pytest

from component.adapters.openfire_admins import judge
from component.adapters.openfire_properties import Properties
from component.domain.findings import Level
from component.domain.passwords.openfire import PlainCredential
from component.ports import Unavailable
from tests.fakes.chat import FakeChat
from tests.fakes.tiki import FakeTiki

DOMAIN = "livechat.test"
COMPONENT = f"tiki.{DOMAIN}"
LIST = "admin.authorizedJIDs"


@pytest.fixture
def chat() -> FakeChat:
    chat = FakeChat()
    for name in ("admin", "alice", "bob"):
        chat.add_account(name, PlainCredential("secret"))
    return chat


@pytest.fixture
def tiki() -> FakeTiki:
    tiki = FakeTiki()
    tiki.add("Alice Smith", livechat_id="alice")
    tiki.add("bob")
    return tiki


async def levels(listed: str | None, chat: FakeChat, tiki: FakeTiki) -> list[tuple[Level, str]]:
    """What is said of the component and of the people, in this order."""
    properties = Properties({} if listed is None else {LIST: listed})
    found = await judge(properties, COMPONENT, DOMAIN, chat, tiki)
    assert [remark.subject for remark in found] == [
        "admin list, the component",
        "admin list, people",
    ]
    return [(remark.level, remark.text) for remark in found]


@pytest.mark.parametrize(
    "listed",
    [
        f"admin@{DOMAIN},{COMPONENT}",
        f"{COMPONENT} , ADMIN@{DOMAIN}",
        f"alice@{DOMAIN},bob@{DOMAIN},{COMPONENT}",
        f"admin@{DOMAIN} {COMPONENT}",
    ],
)
async def test_the_component_and_an_unlinked_person_are_all_it_takes(
    listed: str, chat: FakeChat, tiki: FakeTiki
) -> None:
    component, people = await levels(listed, chat, tiki)
    assert component == (Level.OK, f"{COMPONENT} is in {LIST}")
    assert people[0] is Level.OK
    assert "alice" not in people[1]


@pytest.mark.parametrize(
    ("listed", "mended"),
    [
        (None, f"admin@{DOMAIN},{COMPONENT}"),
        ("", f"admin@{DOMAIN},{COMPONENT}"),
        (f"bob@{DOMAIN}", f"bob@{DOMAIN},{COMPONENT}"),
        (f"bob@{DOMAIN},{COMPONENT}/x", f"bob@{DOMAIN},{COMPONENT}/x,{COMPONENT}"),
    ],
)
async def test_a_component_that_is_not_listed_is_wrong_and_the_whole_list_is_proposed(
    listed: str | None, mended: str, chat: FakeChat, tiki: FakeTiki
) -> None:
    component, people = await levels(listed, chat, tiki)
    assert component[0] is Level.WRONG
    assert f"set it to {mended} (" in component[1]
    assert people[0] is Level.OK


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (COMPONENT, "nobody in it has a chat account"),
        (f"{COMPONENT},carol@{DOMAIN}", "nobody in it has a chat account"),
        (f"{COMPONENT},bob@elsewhere.test", "nobody in it has a chat account"),
        (f"{COMPONENT},bob@{DOMAIN}/laptop", "nobody in it has a chat account"),
        (f"{COMPONENT},b<b@{DOMAIN}", "nobody in it has a chat account"),
        (f"{COMPONENT},alice@{DOMAIN}", "all of them (alice) are linked to Tiki"),
    ],
)
async def test_a_list_without_a_person_of_its_own_is_a_warning(
    listed: str, said: str, chat: FakeChat, tiki: FakeTiki
) -> None:
    component, people = await levels(listed, chat, tiki)
    assert component[0] is Level.OK
    assert people[0] is Level.WARNING
    assert said in people[1]
    assert "keep a person in" in people[1]


async def test_a_person_whose_link_cannot_be_looked_up_is_not_taken_for_unlinked(
    chat: FakeChat, tiki: FakeTiki
) -> None:
    tiki.go_down()
    _component, people = await levels(f"{COMPONENT},bob@{DOMAIN}", chat, tiki)
    assert people[0] is Level.WARNING
    assert "unknown whether linked to Tiki: the fake Tiki" in people[1]


async def test_a_chat_database_that_does_not_answer_is_no_empty_list(
    chat: FakeChat, tiki: FakeTiki
) -> None:
    chat.go_down()
    with pytest.raises(Unavailable):
        await levels(f"{COMPONENT},bob@{DOMAIN}", chat, tiki)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({LIST: None}, f"unknown: Openfire stores its property {LIST} encrypted"),
        ({"provider.admin.className": "org.example.LdapAdmins"}, "org.example.LdapAdmins keeps it"),
    ],
)
async def test_a_list_that_cannot_be_read_is_unknown(
    values: dict[str, str | None], said: str, chat: FakeChat, tiki: FakeTiki
) -> None:
    (found,) = await judge(Properties(values), COMPONENT, DOMAIN, chat, tiki)
    assert found.level is Level.WARNING
    assert said in found.text


async def test_openfires_own_keeper_of_admins_may_be_named(chat: FakeChat, tiki: FakeTiki) -> None:
    keeper = "org.jivesoftware.openfire.admin.DefaultAdminProvider"
    properties = Properties({"provider.admin.className": keeper})
    assert len(await judge(properties, COMPONENT, DOMAIN, chat, tiki)) == 2
