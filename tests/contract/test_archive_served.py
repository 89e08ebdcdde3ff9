"""What a real Openfire shows of an account that was deleted, made anew and put back."""

import asyncio
from xml.etree.ElementTree import Element, SubElement

import pytest

from component.adapters.openfire_group_admin import OpenfireGroupAdmin
from component.adapters.openfire_groups import OpenfireGroups
from component.domain.groups import RosterGroup
from component.domain.names import ChatUsername
from component.domain.snapshot import Member, RosterItem, Snapshot
from component.frontdoors.xmpp.stream import ComponentStream
from openfire.demo.chat_client import refusal, signed_in
from openfire.demo.chat_session import Contact, Session
from openfire.testserver import TestServer
from tests.contract.archive_worlds import DOMAIN, RealArchiveWorld, entry, full
from tests.contract.chat_worlds import fields_of, fresh
from tests.contract.servers import Databases

pytestmark = pytest.mark.live

PASSWORD = "a native password"
ROSTER = "{jabber:iq:roster}"


class People:
    """Accounts that can sign in by a native password."""

    def __init__(
        self, chat: RealArchiveWorld, server: TestServer, groups: OpenfireGroupAdmin
    ) -> None:
        self.chat = chat
        self.server = server
        self.groups = groups

    async def make(self, username: ChatUsername) -> ChatUsername:
        await self.chat.admin.create_account(username, "", "")
        await self.chat.admin.set_password(username, PASSWORD)
        return username

    async def share(self, roster: str, *members: ChatUsername) -> None:
        """Make a group whose members see each other."""
        group = RosterGroup(roster, (), roster)
        await self.groups.make_group(group)
        await self.groups.add_members(roster, members)
        await self.groups.describe_group(group)

    async def roster(self, username: str) -> set[Contact]:
        """What a person sees who signs in now."""
        async with signed_in(self.server, username, PASSWORD) as session:
            return set(await session.roster())

    async def read(self, username: ChatUsername) -> Snapshot:
        found = await self.chat.archive.read(username)
        assert found is not None
        return found


@pytest.fixture
def people(
    real_archive: RealArchiveWorld,
    server: TestServer,
    databases: Databases,
    stream: ComponentStream,
) -> People:
    groups = OpenfireGroupAdmin(stream, OpenfireGroups(databases.openfire), DOMAIN)
    return People(real_archive, server, groups)


def jid(username: str) -> str:
    return f"{username}@{DOMAIN}"


@pytest.mark.parametrize("name", ["zoe", "zoë"])
async def test_who_signs_in_again_finds_everything(people: People, name: str) -> None:
    friend, group = await people.make(fresh("carol")), fresh("helpers")
    people.chat.add_roster_group(group)
    zoe = fresh(name)
    content = full(zoe, friend, group)
    people.chat.fill(content)
    kept = await people.read(zoe)
    await people.chat.admin.delete_account(zoe)
    await people.make(zoe)
    await people.chat.archive.restore(kept)
    async with signed_in(people.server, zoe, PASSWORD) as session:
        assert set(await session.roster()) == {
            Contact(item.jid, tuple(sorted(item.groups))) for item in content.roster
        }
        card = await session.vcard()
        assert fields_of(card) == {"FN": "Zoë", "URL": "https://zoe.test"}
        asked = Element("{jabber:iq:private}query")
        SubElement(asked, "{roster:delimiter}roster")
        answer = await session.ask("get", asked)
        assert answer.findtext(".//{roster:delimiter}roster") == "::"
        session.come_online()
        assert [(await session.message()).body for _ in range(2)] == ["one", "two ü"]
    assert (await people.read(zoe)).offline == ()


async def test_one_who_is_online_loses_the_account_and_cannot_come_back(people: People) -> None:
    bob, carol = await people.make(fresh("bob")), await people.make(fresh("carol"))
    people.chat.fill(
        Snapshot(bob, roster=(entry(bob, carol),), seen_by=(entry(carol, bob, "Bob"),))
    )
    async with (
        signed_in(people.server, bob, PASSWORD) as of_bob,
        signed_in(people.server, carol, PASSWORD) as of_carol,
    ):
        assert await of_bob.roster() == [Contact(jid(carol), ())]
        assert await of_carol.roster() == [Contact(jid(bob), ())]
        await people.chat.admin.delete_account(bob)
        assert await of_carol.roster() == []
        assert await refusal(people.server, bob, PASSWORD) == "not-authorized"
    assert bob not in people.chat.usernames
    assert await people.chat.archive.read(bob) is None


async def test_the_old_password_lets_nobody_into_the_account_that_was_made_anew(
    people: People,
) -> None:
    bob = await people.make(fresh("bob"))
    assert await refusal(people.server, bob, PASSWORD) is None
    kept = await people.read(bob)
    await people.chat.admin.delete_account(bob)
    await people.chat.admin.create_account(bob, "", "")
    await people.chat.archive.restore(kept)
    assert await refusal(people.server, bob, PASSWORD) == "not-authorized"


async def test_fellows_of_a_shared_group_see_what_is_put_back_at_their_next_sign_in(
    people: People,
) -> None:
    """Openfire has had their rosters in memory since before."""
    bob, carol = await people.make(fresh("bob")), await people.make(fresh("carol"))
    people.chat.fill(
        Snapshot(
            bob,
            roster=(entry(bob, "dave@elsewhere.test", None, "friends"),),
            seen_by=(entry(carol, bob, "Bob", "people"),),
        )
    )
    helpers = fresh("helpers")
    await people.share(helpers, bob, carol)
    kept = await people.read(bob)
    await people.chat.admin.delete_account(bob)
    await people.make(bob)
    await people.groups.add_members(helpers, [bob])
    assert await people.roster(bob) == {Contact(jid(carol), (helpers,))}
    assert await people.roster(carol) == {Contact(jid(bob), (helpers,))}
    await people.chat.archive.restore(kept)
    assert await people.roster(bob) == {
        Contact(jid(carol), (helpers,)),
        Contact("dave@elsewhere.test", ("friends",)),
    }
    assert await people.roster(carol) == {Contact(jid(bob), tuple(sorted((helpers, "people"))))}


async def test_who_is_back_in_a_group_is_seen_there_by_those_online(people: People) -> None:
    bob, carol = await people.make(fresh("bob")), await people.make(fresh("carol"))
    helpers = fresh("helpers")
    await people.share(helpers, carol, bob)
    kept = await people.read(bob)
    async with signed_in(people.server, carol, PASSWORD) as session:
        assert await session.sees_group(helpers)
        await people.chat.admin.delete_account(bob)
        assert await session.roster() == []
        await people.make(bob)
        await people.chat.archive.restore(kept)
        assert await session.roster() == [Contact(jid(bob), (helpers,))]


@pytest.mark.parametrize("is_admin", [True, False])
async def test_an_admin_of_a_group_is_its_admin_again(people: People, is_admin: bool) -> None:
    bob, helpers = fresh("bob"), fresh("helpers")
    people.chat.add_roster_group(helpers)
    people.chat.fill(Snapshot(bob, groups=(Member(helpers, is_admin=is_admin),)))
    kept = await people.read(bob)
    assert kept.groups == (Member(helpers, is_admin=is_admin),)
    await people.chat.admin.delete_account(bob)
    await people.make(bob)
    await people.chat.archive.restore(kept)
    assert (await people.read(bob)).groups == kept.groups


async def test_openfires_own_numbers_and_ours_do_not_collide(people: People) -> None:
    """Openfire stores contacts and messages while accounts are put back."""
    bob, carol = await people.make(fresh("bob")), await people.make(fresh("carol"))
    parts = [
        Snapshot(
            bob,
            roster=tuple(RosterItem(bob, f"c{part}.{n}@else.test", 0, -1, -1) for n in range(7)),
        )
        for part in range(20)
    ]

    async def put_back() -> None:
        for part in parts:
            await people.chat.archive.restore(part)

    async def add_contacts(session: Session) -> None:
        for number in range(60):
            query = Element(f"{ROSTER}query")
            SubElement(query, f"{ROSTER}item", {"jid": f"c{number}@else.test"})
            await session.ask("set", query)
            session.write(jid(bob), f"message {number}")

    async with signed_in(people.server, carol, PASSWORD) as session:
        await asyncio.gather(put_back(), add_contacts(session))
    assert len((await people.read(bob)).roster) == 140
    assert len((await people.read(carol)).roster) == 60


async def test_a_thousand_contacts_are_served(people: People) -> None:
    bob = await people.make(fresh("bob"))
    own = tuple(
        RosterItem(bob, f"contact{n}@elsewhere.test", 3, -1, -1, f"Nº {n}", (f"g{n % 7}",))
        for n in range(1000)
    )
    await people.chat.archive.restore(Snapshot(bob, roster=own))
    assert await people.roster(bob) == {Contact(item.jid, item.groups) for item in own}


async def test_what_a_client_has_stored_is_read_and_put_back(people: People) -> None:
    """Through the protocol only, so that the tables are as Openfire writes them."""
    bob, carol = await people.make(fresh("bob")), await people.make(fresh("carol"))
    async with signed_in(people.server, bob, PASSWORD) as session:
        query = Element(f"{ROSTER}query")
        item = SubElement(query, f"{ROSTER}item", {"jid": jid(carol), "name": "Çarol"})
        for group in ("zulu", "alpha"):
            SubElement(item, f"{ROSTER}group").text = group
        await session.ask("set", query)
        session._xmpp.send_presence_subscription(jid(carol))
        stored = Element("{jabber:iq:private}query")
        notes = SubElement(stored, "{test:notes}notes")
        SubElement(notes, "{test:notes}note").text = "Größe"
        await session.ask("set", stored)
        card = Element("{vcard-temp}vCard")
        SubElement(card, "{vcard-temp}NICKNAME").text = "Bobby"
        await session.ask("set", card)
    async with signed_in(people.server, carol, PASSWORD) as session:
        session.write(jid(bob), "are you there?")
        await session.roster()
    kept = await people.read(bob)
    assert [(e.jid, e.nick, set(e.groups)) for e in kept.roster] == [
        (jid(carol), "Çarol", {"zulu", "alpha"})
    ]
    assert kept.roster[0].ask == 0, "asked for the subscription"
    assert [(e.owner, e.sub) for e in kept.seen_by] == [(carol, 0)]
    assert [private.namespace for private in kept.private] == ["test:notes"]
    await people.chat.admin.delete_account(bob)
    await people.make(bob)
    await people.chat.archive.restore(kept)
    assert await people.read(bob) == kept
    async with signed_in(people.server, bob, PASSWORD) as session:
        assert await session.roster() == [Contact(jid(carol), ("alpha", "zulu"))]
        assert fields_of(await session.vcard()) == {"NICKNAME": "Bobby"}
        session.come_online()
        assert (await session.message()).body == "are you there?"
