"""The port `ChatAdmin`: accounts, changed by the chat server itself."""

import asyncio

import pytest

from component.domain.names import ChatUsername
from component.domain.passwords.openfire import NoCredential, PlainCredential, verify
from component.ports import Rejected
from tests.contract.chat_worlds import ChatWorld, fresh


async def make(chat: ChatWorld, name: str = "bob") -> ChatUsername:
    username = fresh(name)
    await chat.admin.create_account(username, "Bob", "")
    return username


@pytest.mark.parametrize(
    ("name", "email"),
    [("Bob B. Builder", "bob@mail.test"), ("Zoë <& 'ü' 🦄>", ""), ("x" * 100, "")],
)
async def test_an_account_is_made_with_its_name_and_e_mail(
    chat: ChatWorld, name: str, email: str
) -> None:
    bob = fresh("bob")
    await chat.admin.create_account(bob, name, email)
    assert await chat.directory.find(bob) is not None
    assert chat.shown(bob).name == name
    assert (chat.shown(bob).email or "") == email


async def test_a_name_with_letters_beyond_ascii_is_the_accounts_name(chat: ChatWorld) -> None:
    zoe = await make(chat, "zoë")
    assert zoe in chat.usernames
    assert await chat.directory.find(zoe) is not None


async def test_an_escaped_name_is_the_accounts_name(chat: ChatWorld) -> None:
    alice = await make(chat, "alice\\20smith")
    assert await chat.directory.find(alice) is not None


async def test_an_account_is_made_with_a_password_that_nobody_guesses(chat: ChatWorld) -> None:
    bob, carol = await make(chat), await make(chat, "carol")
    made = chat.credential(bob)
    assert made != NoCredential()
    assert made.stored_form != chat.credential(carol).stored_form
    assert not any(verify(guess, made) for guess in ("", bob, "Bob", "password"))


async def test_an_account_that_is_there_is_not_made_again(chat: ChatWorld) -> None:
    bob = fresh("bob")
    await chat.admin.create_account(bob, "Bob", "bob@mail.test")
    before = chat.credential(bob)
    with pytest.raises(Rejected):
        await chat.admin.create_account(bob, "Somebody else", "other@mail.test")
    assert chat.credential(bob) == before
    assert (chat.shown(bob).name, chat.shown(bob).email) == ("Bob", "bob@mail.test")


async def test_of_two_that_make_one_account_at_once_one_is_rejected(chat: ChatWorld) -> None:
    bob = fresh("bob")
    outcomes = await asyncio.gather(
        *(chat.admin.create_account(bob, name, "") for name in ("one", "two")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Rejected]
    assert bob in chat.usernames


async def test_the_native_password_is_replaced(chat: ChatWorld) -> None:
    bob = fresh("bob")
    chat.add_account(bob, PlainCredential("bobs old password"))
    await chat.admin.replace_password(bob)
    account = await chat.directory.find(bob)
    assert account is not None
    assert account.credential != NoCredential()
    assert not verify("bobs old password", account.credential)


async def test_each_replacement_is_another_password(chat: ChatWorld) -> None:
    bob = await make(chat)
    seen = {chat.credential(bob).stored_form}
    for _ in range(2):
        await chat.admin.replace_password(bob)
        seen.add(chat.credential(bob).stored_form)
    assert len(seen) == 3


async def test_nobodys_password_cannot_be_replaced(chat: ChatWorld) -> None:
    nobody = fresh("nobody")
    with pytest.raises(Rejected):
        await chat.admin.replace_password(nobody)
    assert nobody not in chat.usernames


@pytest.mark.parametrize(
    "password", ["correct horse", "Zoë <& 'ü' \"🦄\" %s", "\u3000山", "x" * 64]
)
async def test_an_account_gets_the_password_that_was_asked_for(
    chat: ChatWorld, password: str
) -> None:
    bob, carol = await make(chat), await make(chat, "carol")
    before = chat.credential(carol)
    await chat.admin.set_password(bob, password)
    account = await chat.directory.find(bob)
    assert account is not None
    assert verify(password, account.credential)
    assert not verify(password + "x", account.credential)
    assert chat.credential(carol) == before


@pytest.mark.parametrize(
    "password",
    ["", " ", "control \x01", "lone \ud800", " before", "after ", "two  within", "t\tab"],
)
async def test_a_password_that_would_arrive_as_another_is_rejected_and_the_old_one_stays(
    chat: ChatWorld, password: str
) -> None:
    bob = await make(chat)
    before = chat.credential(bob)
    with pytest.raises(Rejected):
        await chat.admin.set_password(bob, password)
    assert chat.credential(bob) == before


async def test_nobody_gets_a_password(chat: ChatWorld) -> None:
    nobody = fresh("nobody")
    with pytest.raises(Rejected):
        await chat.admin.set_password(nobody, "secret")
    assert nobody not in chat.usernames


@pytest.mark.parametrize("name", ["bob", "zoë", "alice\\20smith", "山田"])
async def test_an_account_is_deleted_and_no_other(chat: ChatWorld, name: str) -> None:
    deleted, other, group = await make(chat, name), await make(chat, name), fresh("helpers")
    chat.add_roster_group(group, deleted, other)
    await chat.admin.delete_account(deleted)
    assert await chat.directory.find(deleted) is None
    assert await chat.directory.groups_of(deleted) == frozenset()
    assert await chat.directory.find(other) is not None
    assert await chat.directory.groups_of(other) == {group}


@pytest.mark.parametrize("name", ["bob", "alice\\20smith", "山田"])
async def test_to_sign_out_who_is_not_signed_in_is_harmless(chat: ChatWorld, name: str) -> None:
    bob = await make(chat, name)
    await chat.admin.end_sessions(bob)
    assert await chat.directory.find(bob) is not None
    await chat.admin.end_sessions(fresh("nobody"))


async def test_to_delete_who_is_gone_is_harmless(chat: ChatWorld) -> None:
    bob = await make(chat)
    for _ in range(2):
        await chat.admin.delete_account(bob)
    assert bob not in chat.usernames
    await chat.admin.delete_account(fresh("nobody"))


async def test_an_account_that_was_deleted_is_made_anew_with_nothing_of_the_old_one(
    chat: ChatWorld,
) -> None:
    bob, group = fresh("bob"), fresh("helpers")
    chat.add_account(bob, PlainCredential("bobs old password"))
    chat.add_roster_group(group, bob)
    await chat.admin.delete_account(bob)
    await chat.admin.create_account(bob, "Bob", "")
    account = await chat.directory.find(bob)
    assert account is not None
    assert not verify("bobs old password", account.credential)
    assert await chat.directory.groups_of(bob) == frozenset()
    assert chat.shown(bob).name == "Bob"
