"""What only a real Openfire shows of roster groups: pushes, and what it has in memory alone."""

import pytest

from component.domain.groups import Visibility
from component.domain.names import ChatUsername
from component.ports import Rejected
from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Contact, Session
from openfire.testserver import TestServer
from tests.contract.archive_worlds import DOMAIN
from tests.contract.chat_worlds import fresh
from tests.contract.group_worlds import RealGroups, roster_group
from tests.contract.test_chat_group_admin import make, read

pytestmark = pytest.mark.live

PASSWORD = "a native password"


@pytest.fixture
def chat(real_groups: RealGroups) -> RealGroups:
    return real_groups


async def person(chat: RealGroups, name: str = "bob") -> ChatUsername:
    """Somebody who can sign in."""
    username = fresh(name)
    await chat.admin.create_account(username, "", "")
    await chat.admin.set_password(username, PASSWORD)
    return username


def jid(username: str) -> str:
    return f"{username}@{DOMAIN}"


async def watching(session: Session) -> None:
    """Fetch the roster, as clients do: only then is it pushed."""
    await session.roster()
    session.come_online()


async def pushed(session: Session, contact: Contact) -> None:
    """Wait until the server pushes a contact as it is to be, without having been asked."""
    while await session.push() != contact:
        pass


async def test_a_group_that_is_filled_and_then_shared_is_pushed_to_who_is_online(
    chat: RealGroups, server: TestServer
) -> None:
    bob, carol = await person(chat), await person(chat, "carol")
    helpers = fresh("helpers")
    async with signed_in(server, bob, PASSWORD) as of_bob:
        await watching(of_bob)
        await chat.group_admin.make_group(roster_group(helpers))
        await chat.group_admin.add_members(helpers, [bob, carol])
        assert not any(contact.jid == jid(carol) for contact in await of_bob.roster())
        await chat.group_admin.describe_group(roster_group(helpers, "The Helpers", "members"))
        await pushed(of_bob, Contact(jid(carol), ("The Helpers",)))
        await chat.group_admin.describe_group(roster_group(helpers, "Helpers!", "members"))
        await pushed(of_bob, Contact(jid(carol), ("Helpers!",)))
        dave = await person(chat, "dave")
        await chat.group_admin.add_members(helpers, [dave])
        await pushed(of_bob, Contact(jid(dave), ("Helpers!",)))
        await chat.group_admin.remove_members(helpers, [dave])
        await pushed(of_bob, Contact(jid(dave), ()))
        await chat.group_admin.delete_group(helpers)
        await pushed(of_bob, Contact(jid(carol), ()))


@pytest.mark.parametrize(
    ("visible_to", "seen"),
    [
        ("nobody", set()),
        ("members", {"member"}),
        ("everybody", {"member", "staff", "other"}),
        ((), {"member", "staff"}),
    ],
)
async def test_a_group_is_in_the_rosters_of_those_who_are_to_see_it(
    chat: RealGroups,
    server: TestServer,
    visible_to: Visibility | tuple[str, ...],
    seen: set[str],
) -> None:
    """`()` stands for the group of the staff."""
    staff = await make(chat, who := await person(chat, "staff"))
    member, fellow = await person(chat, "member"), await person(chat, "fellow")
    helpers = await make(chat, member, fellow)
    shown = roster_group(helpers, "Helpers", visible_to or (staff,))
    await chat.group_admin.describe_group(shown)
    people = {"member": member, "staff": who, "other": await person(chat, "other")}
    found = set()
    for name, username in people.items():
        async with signed_in(server, username, PASSWORD) as session:
            if Contact(jid(fellow), ("Helpers",)) in await session.roster():
                found.add(name)
    assert found == seen


async def test_members_that_openfire_has_in_mind_only_are_added_after_all(
    chat: RealGroups,
) -> None:
    """As after a database that was away: Openfire believes that they are in, and does nothing."""
    bob, carol, dave = [await person(chat, name) for name in ("bob", "carol", "dave")]
    helpers = await make(chat, bob, carol)
    chat.leave(helpers, bob, carol)
    await chat.group_admin.add_members(helpers, [bob, carol, dave])
    assert (await read(chat, helpers)).members == {bob, carol, dave}


async def test_members_that_openfire_has_forgotten_are_removed_after_all(
    chat: RealGroups,
) -> None:
    bob, carol = await person(chat), await person(chat, "carol")
    helpers = await make(chat, carol)
    chat.join(helpers, bob)
    await chat.group_admin.remove_members(helpers, [bob, carol])
    assert (await read(chat, helpers)).members == frozenset()


async def test_a_group_that_openfire_has_in_mind_only_is_made_after_all(chat: RealGroups) -> None:
    helpers = await make(chat)
    chat.lose_roster_group(helpers)
    bob = await person(chat)
    await chat.group_admin.make_group(roster_group(helpers))
    await chat.group_admin.add_members(helpers, [bob])
    await chat.group_admin.describe_group(roster_group(helpers))
    assert (await read(chat, helpers)).members == {bob}


async def test_a_name_that_the_database_takes_for_another_groups_is_rejected(
    chat: RealGroups,
) -> None:
    bob = await person(chat)
    helpers = await make(chat, bob)
    with pytest.raises(Rejected, match="takes"):
        await chat.group_admin.make_group(roster_group(helpers.upper()))
    with pytest.raises(Rejected, match="takes"):
        await chat.group_admin.delete_group(helpers.upper())
    assert (await read(chat, helpers)).members == {bob}


async def test_a_member_that_the_database_takes_for_another_is_rejected_and_harms_nobody(
    chat: RealGroups,
) -> None:
    zoe, bob = await person(chat, "zoe"), await person(chat)
    helpers = await make(chat, zoe)
    alike = ChatUsername(zoe.replace("zoe", "zoë"))
    with pytest.raises(Rejected, match="zoë"):
        await chat.group_admin.add_members(helpers, [alike, bob])
    assert (await read(chat, helpers)).members == {zoe, bob}


async def test_a_bad_name_in_a_batch_is_rejected_and_the_others_are_in(chat: RealGroups) -> None:
    bob, carol = await person(chat), await person(chat, "carol")
    helpers = await make(chat)
    for bad in ("x" * 101, "two words", "/"):
        with pytest.raises(Rejected):
            await chat.group_admin.add_members(helpers, [bob, ChatUsername(bad), carol])
        assert (await read(chat, helpers)).members == {bob, carol}
        await chat.group_admin.remove_members(helpers, [bob, carol])


async def test_a_group_that_is_shared_with_nobody_in_particular_is_not_asked_for(
    chat: RealGroups,
) -> None:
    """Openfire 4.2 would throw on it and never answer."""
    helpers = await make(chat)
    chat.share_roster_group(helpers, "Helpers", "onlyGroup", "")
    chat.execute(
        "DELETE FROM ofGroupProp WHERE groupName = %s AND name = 'sharedRoster.groupList'", helpers
    )
    with pytest.raises(Rejected, match="admin console"):
        await chat.group_admin.describe_group(roster_group(helpers))
