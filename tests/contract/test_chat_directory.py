"""The port `ChatDirectory`: accounts with their native credentials, and roster groups."""

import pytest

from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    is_verifiable,
    verify,
)
from tests.contract.chat_worlds import ChatWorld, RealChat, fresh
from tests.contract.servers import Root

SCRAM = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
"""Of the password `bobpw2` (facts/openfire.md §2)."""


@pytest.mark.parametrize("credential", [PlainCredential("bobpw2"), SCRAM, NoCredential()])
async def test_an_account_is_found_with_its_credential(
    chat: ChatWorld, credential: Credential
) -> None:
    bob = fresh("bob")
    chat.add_account(bob, credential)
    account = await chat.directory.find(bob)
    assert account is not None
    assert account.username == bob
    assert account.credential == credential
    assert verify("bobpw2", account.credential) is not isinstance(credential, NoCredential)


async def test_an_encrypted_credential_without_the_servers_key_is_left_to_the_server(
    chat: ChatWorld,
) -> None:
    bob = fresh("bob")
    chat.add_account(bob, EncryptedCredential("00" * 24, ""))
    account = await chat.directory.find(bob)
    assert account is not None
    assert account.credential == EncryptedCredential("00" * 24, "")
    assert not is_verifiable(account.credential)


async def test_nobody_is_none(chat: ChatWorld) -> None:
    assert await chat.directory.find(fresh("nobody")) is None


async def test_an_account_is_not_found_by_a_name_that_is_only_alike(chat: ChatWorld) -> None:
    zoe = fresh("zoë")
    chat.add_account(zoe, PlainCredential("secret"))
    for alike in (zoe.replace("ë", "e"), zoe.upper(), f"{zoe} "):
        assert await chat.directory.find(ChatUsername(alike)) is None
    assert await chat.directory.find(zoe) is not None


async def test_the_credential_is_not_shown_when_an_account_is_printed(chat: ChatWorld) -> None:
    bob = fresh("bob")
    chat.add_account(bob, PlainCredential("not for the log"))
    assert "not for the log" not in repr(await chat.directory.find(bob))


async def test_the_groups_of_an_account_are_those_it_is_in(chat: ChatWorld) -> None:
    bob, helpers, others = fresh("bob"), fresh("helpers"), fresh("others")
    chat.add_account(bob, NoCredential())
    chat.add_roster_group(helpers, bob)
    chat.add_roster_group(others)
    assert await chat.directory.groups_of(bob) == {helpers}


async def test_an_account_without_groups_has_none(chat: ChatWorld) -> None:
    assert await chat.directory.groups_of(fresh("bob")) == frozenset()


async def test_groups_of_a_name_that_is_only_alike_do_not_count(chat: ChatWorld) -> None:
    zoe = fresh("zoë")
    chat.add_roster_group(fresh("helpers"), zoe)
    assert await chat.directory.groups_of(ChatUsername(zoe.replace("ë", "e"))) == frozenset()


async def test_a_group_exists_under_its_very_name(chat: ChatWorld) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers)
    assert await chat.directory.group_exists(helpers)
    assert not await chat.directory.group_exists(helpers.upper())
    assert not await chat.directory.group_exists(fresh("helpers"))


@pytest.mark.live
async def test_openfires_own_key_opens_encrypted_credentials(
    real_chat: RealChat, root: Root
) -> None:
    bob = fresh("bob")
    real_chat.add_account(bob, EncryptedCredential("00" * 24, ""))
    root.execute(
        "INSERT INTO ofProperty (name, propValue) VALUES ('passwordKey', 'the key')", (), "openfire"
    )
    try:
        account = await real_chat.directory.find(bob)
    finally:
        root.execute("DELETE FROM ofProperty WHERE name = 'passwordKey'", (), "openfire")
    assert account is not None
    assert account.credential == EncryptedCredential("00" * 24, "the key")
    assert is_verifiable(account.credential)


@pytest.mark.live
async def test_a_key_that_openfire_stores_encrypted_is_none(
    real_chat: RealChat, root: Root
) -> None:
    bob = fresh("bob")
    real_chat.add_account(bob, EncryptedCredential("00" * 24, ""))
    root.execute(
        "INSERT INTO ofProperty (name, propValue, encrypted) VALUES ('passwordKey', 'x', 1)",
        (),
        "openfire",
    )
    try:
        account = await real_chat.directory.find(bob)
    finally:
        root.execute("DELETE FROM ofProperty WHERE name = 'passwordKey'", (), "openfire")
    assert account is not None
    assert not is_verifiable(account.credential)
