"""The port `ChatArchive`: what was read of an account can be put back, and nothing else changes."""

import asyncio
from dataclasses import replace

import pytest

from component.domain.names import ChatUsername
from component.domain.passwords.openfire import NoCredential
from component.domain.snapshot import Member, PrivateItem, RosterItem, Snapshot
from component.ports import Rejected
from tests.contract.archive_worlds import (
    DOMAIN,
    LATER,
    MADE_AT,
    ArchiveWorld,
    entry,
    full,
    message,
)
from tests.contract.chat_worlds import fresh

CARD = '<vCard xmlns="vcard-temp"><FN>{}</FN>{}</vCard>'


def account(chat: ArchiveWorld, name: str) -> ChatUsername:
    """An account with nothing in it."""
    username = fresh(name)
    chat.add_account(username, NoCredential())
    return username


def person(chat: ArchiveWorld, name: str = "zoë") -> Snapshot:
    """Somebody with everything that there is to keep."""
    groups = [fresh("helpers"), fresh("Ämter")]
    for group in groups:
        chat.add_roster_group(group)
    content = full(fresh(name), account(chat, "carol"), *groups)
    chat.fill(content)
    return content


async def read(chat: ArchiveWorld, username: ChatUsername) -> Snapshot:
    found = await chat.archive.read(username)
    assert found is not None
    return found


async def make_anew(chat: ArchiveWorld, username: ChatUsername) -> None:
    """Delete an account and make it anew, as a migration does."""
    await chat.admin.delete_account(username)
    await chat.admin.create_account(username, "", "")


async def test_nobody_has_nothing_to_keep(chat_archive: ArchiveWorld) -> None:
    assert await chat_archive.archive.read(fresh("nobody")) is None


async def test_an_account_with_nothing_in_it_is_kept(chat_archive: ArchiveWorld) -> None:
    username = account(chat_archive, "bob")
    assert await chat_archive.archive.read(username) == Snapshot(username)


async def test_everything_is_read_as_it_is_stored(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    assert await chat_archive.archive.read(content.username) == content


async def test_what_belongs_to_a_name_that_is_only_alike_is_not_read(
    chat_archive: ArchiveWorld,
) -> None:
    zoe = account(chat_archive, "zoë")
    alike = ChatUsername(zoe.replace("ë", "e"))
    others = (entry(alike, "carol"), entry("carol", alike), entry("carol", zoe.upper()))
    chat_archive.fill(
        Snapshot(
            zoe,
            roster=others,
            private=(PrivateItem("a", "b", "<a/>"),),
        )
    )
    found = await read(chat_archive, zoe)
    assert (found.roster, found.seen_by) == ((), ())


async def test_what_somebody_else_has_is_not_read(chat_archive: ArchiveWorld) -> None:
    person(chat_archive, "zoë")
    bob = account(chat_archive, "bob")
    assert await read(chat_archive, bob) == Snapshot(bob)


async def test_an_account_that_was_deleted_and_made_anew_is_as_before(
    chat_archive: ArchiveWorld,
) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    assert not (await read(chat_archive, content.username)).roster
    await chat_archive.archive.restore(content)
    assert await read(chat_archive, content.username) == content


async def test_to_restore_twice_does_no_harm(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    for _ in range(2):
        await chat_archive.archive.restore(content)
    assert await read(chat_archive, content.username) == content


async def test_to_restore_what_is_all_there_changes_nothing(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    await chat_archive.archive.restore(content)
    assert await read(chat_archive, content.username) == content


async def test_two_that_restore_at_once_put_nothing_back_twice(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    await asyncio.gather(*(chat_archive.archive.restore(content) for _ in range(2)))
    assert await read(chat_archive, content.username) == content


async def test_only_what_is_missing_is_put_back(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    chat_archive.fill(
        replace(
            content,
            roster=content.roster[1:2],
            seen_by=(),
            private=(),
            vcard=None,
            properties=(),
            offline=(),
            groups=content.groups[:1],
        )
    )
    await chat_archive.archive.restore(content)
    found = await read(chat_archive, content.username)
    assert sorted(found.roster, key=str) == sorted(content.roster, key=str)
    assert replace(found, roster=()) == replace(content, roster=())


async def test_what_the_account_has_gained_stays(chat_archive: ArchiveWorld) -> None:
    old = person(chat_archive)
    username, friend = old.username, old.seen_by[0].owner
    await make_anew(chat_archive, username)
    new_friend, group = account(chat_archive, "dora"), fresh("new group")
    chat_archive.add_roster_group(group)
    gained = Snapshot(
        username,
        name="The new name",
        email="new@mail.test",
        properties=(("locale", "de"), ("new", "value")),
        roster=(entry(username, friend, "new nick", "new", sub=0), entry(username, new_friend)),
        seen_by=(entry(friend, username, "new nick"), entry(new_friend, username)),
        groups=(Member(group),),
        vcard=CARD.format("New", "<NICKNAME>new</NICKNAME>"),
        private=(PrivateItem("storage", "storage:bookmarks", "<new/>"),),
        offline=(message(username, "new", LATER),),
    )
    chat_archive.fill(gained)
    await chat_archive.archive.restore(old)
    found = await read(chat_archive, username)
    assert (found.name, found.email) == ("The new name", "new@mail.test")
    assert dict(found.properties) == dict(old.properties) | dict(gained.properties)
    assert set(found.roster) == {*gained.roster, *old.roster[1:]}
    assert set(found.seen_by) == set(gained.seen_by)
    assert {member.group for member in found.groups} == {
        group,
        *(member.group for member in old.groups),
    }
    assert found.vcard == CARD.format("New", "<NICKNAME>new</NICKNAME><URL>https://zoe.test</URL>")
    assert set(found.private) == {old.private[0], gained.private[0]}
    assert set(found.offline) == {*old.offline, *gained.offline}


async def test_messages_that_were_delivered_do_not_come_again(chat_archive: ArchiveWorld) -> None:
    """The account has stood there all the time: what it lacks has reached the person."""
    content = person(chat_archive)
    chat_archive.deliver(content.username)
    await chat_archive.archive.restore(content)
    assert await read(chat_archive, content.username) == replace(content, offline=())


async def test_a_message_older_than_the_account_that_was_made_anew_waits_again(
    chat_archive: ArchiveWorld,
) -> None:
    username = account(chat_archive, "bob")
    waiting = (message(username, "old", MADE_AT), message(username, "later", LATER))
    chat_archive.fill(Snapshot(username, offline=waiting))
    await make_anew(chat_archive, username)
    await chat_archive.archive.restore(Snapshot(username, offline=waiting))
    assert (await read(chat_archive, username)).offline == waiting


async def test_an_account_that_is_not_there_is_not_made(chat_archive: ArchiveWorld) -> None:
    content = person(chat_archive)
    await chat_archive.admin.delete_account(content.username)
    with pytest.raises(Rejected):
        await chat_archive.archive.restore(content)
    assert await chat_archive.archive.read(content.username) is None


async def test_a_group_that_is_gone_is_left_out_and_all_else_put_back(
    chat_archive: ArchiveWorld,
) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    gone = Member(fresh("gone"))
    await chat_archive.archive.restore(replace(content, groups=(gone, *content.groups)))
    assert await read(chat_archive, content.username) == content


async def test_nothing_is_put_into_the_roster_of_somebody_who_is_gone(
    chat_archive: ArchiveWorld,
) -> None:
    content = person(chat_archive)
    await make_anew(chat_archive, content.username)
    gone = entry(fresh("gone"), content.username)
    await chat_archive.archive.restore(replace(content, seen_by=(gone, *content.seen_by)))
    assert (await read(chat_archive, content.username)).seen_by == content.seen_by


async def test_a_vcard_that_nobody_can_read_is_left_out(chat_archive: ArchiveWorld) -> None:
    username = account(chat_archive, "bob")
    await chat_archive.archive.restore(Snapshot(username, name="Bob", vcard="<vCard><broken"))
    assert await read(chat_archive, username) == Snapshot(username, name="Bob")


async def test_a_thousand_contacts_come_back(chat_archive: ArchiveWorld) -> None:
    username = account(chat_archive, "zoë")
    friends = [account(chat_archive, f"friend{n}") for n in range(3)]
    own = tuple(
        RosterItem(username, f"contact{n}@{DOMAIN}", n % 4, -1, -1, f"Nº {n}", ("a", f"g{n % 7}"))
        for n in range(1000)
    )
    content = Snapshot(username, roster=own, seen_by=tuple(entry(f, username) for f in friends))
    await chat_archive.archive.restore(content)
    assert await read(chat_archive, username) == content
