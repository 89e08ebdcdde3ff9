"""The port `ChatProfiles`: what a chat shows of a person, and what it keeps of the person's own."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from component.domain.names import ChatUsername
from component.domain.passwords.openfire import PlainCredential
from component.domain.profile import Profile, ShownProfile
from openfire.demo.people import draw_picture
from tests.contract.chat_worlds import ChatWorld, fresh

ALICE = Profile("Alice Smith", "Alice Smith", "alice@mail.test", "en-GB")
PICTURE = draw_picture("teal")
BROKEN = PICTURE[:100]


def make(chat: ChatWorld) -> ChatUsername:
    username = fresh("alice")
    chat.add_account(username, PlainCredential("x"))
    return username


async def show(
    chat: ChatWorld, username: ChatUsername, profile: Profile, *, photo_is_ours: bool = False
) -> ShownProfile:
    return await chat.profiles.show(username, profile, photo_is_ours=photo_is_ours)


async def test_everything_is_shown(chat: ChatWorld) -> None:
    alice = make(chat)
    assert await show(chat, alice, ALICE) == ShownProfile(ALICE.fingerprint(), with_photo=False)
    shown = chat.shown(alice)
    assert (shown.name, shown.email, shown.locale) == ("Alice Smith", "alice@mail.test", "en-GB")
    assert shown.card == {"FN": "Alice Smith", "NICKNAME": "Alice Smith"}
    assert shown.photo is None


async def test_what_changed_is_shown_anew(chat: ChatWorld) -> None:
    alice = make(chat)
    await show(chat, alice, ALICE)
    changed = Profile("Alice Jones", "alice j", "jones@mail.test", "fr")
    assert (await show(chat, alice, changed)).fingerprint == changed.fingerprint()
    shown = chat.shown(alice)
    assert (shown.name, shown.email, shown.locale) == ("Alice Jones", "jones@mail.test", "fr")
    assert shown.card == {"FN": "Alice Jones", "NICKNAME": "alice j"}


async def test_the_same_again_is_harmless(chat: ChatWorld) -> None:
    alice = make(chat)
    profile = replace(ALICE, avatar=PICTURE)
    await show(chat, alice, profile)
    before = chat.shown(alice)
    assert await show(chat, alice, profile, photo_is_ours=True) == ShownProfile(
        profile.fingerprint(), with_photo=True
    )
    assert chat.shown(alice) == before


async def test_an_e_mail_address_that_is_gone_is_not_shown(chat: ChatWorld) -> None:
    alice = make(chat)
    await show(chat, alice, ALICE)
    await show(chat, alice, replace(ALICE, email=""))
    assert not chat.shown(alice).email


@pytest.mark.parametrize("name", ["Zoë Łukasz 🦄", "<FN>&amp;</FN>", 'O\'Neill "the" \\ %s', "김"])
async def test_any_letters_are_shown_as_they_are(chat: ChatWorld, name: str) -> None:
    alice = make(chat)
    await show(chat, alice, replace(ALICE, display_name=name, nickname=name))
    shown = chat.shown(alice)
    assert shown.name == name
    assert shown.card == {"FN": name, "NICKNAME": name}


async def test_a_picture_is_shown_small_and_as_png(chat: ChatWorld) -> None:
    alice = make(chat)
    assert (await show(chat, alice, replace(ALICE, avatar=PICTURE))).with_photo
    photo = chat.shown(alice).photo
    assert photo is not None
    with Image.open(io.BytesIO(photo)) as image:
        assert (image.format, max(image.size)) == ("PNG", 96)


async def test_another_picture_replaces_ours(chat: ChatWorld) -> None:
    alice = make(chat)
    await show(chat, alice, replace(ALICE, avatar=PICTURE))
    before = chat.shown(alice).photo
    await show(chat, alice, replace(ALICE, avatar=draw_picture("red")), photo_is_ours=True)
    assert chat.shown(alice).photo not in (None, before)


async def test_our_picture_goes_when_tiki_has_none_any_more(chat: ChatWorld) -> None:
    alice = make(chat)
    await show(chat, alice, replace(ALICE, avatar=PICTURE))
    assert not (await show(chat, alice, ALICE, photo_is_ours=True)).with_photo
    assert chat.shown(alice).photo is None


async def test_a_picture_of_the_persons_own_stays_when_tiki_has_none(chat: ChatWorld) -> None:
    alice, own = make(chat), draw_picture("red", 20)
    chat.add_photo(alice, own)
    assert not (await show(chat, alice, ALICE)).with_photo
    assert chat.shown(alice).photo == own


async def test_tikis_picture_replaces_the_persons_own(chat: ChatWorld) -> None:
    alice, own = make(chat), draw_picture("red", 20)
    chat.add_photo(alice, own)
    assert (await show(chat, alice, replace(ALICE, avatar=PICTURE))).with_photo
    assert chat.shown(alice).photo not in (None, own)


async def test_a_broken_picture_is_left_out(chat: ChatWorld) -> None:
    alice = make(chat)
    profile = replace(ALICE, avatar=BROKEN)
    assert await show(chat, alice, profile) == ShownProfile(profile.fingerprint(), with_photo=False)
    shown = chat.shown(alice)
    assert shown.photo is None
    assert shown.card["FN"] == "Alice Smith"


async def test_a_broken_picture_leaves_our_last_good_one(chat: ChatWorld) -> None:
    alice = make(chat)
    await show(chat, alice, replace(ALICE, avatar=PICTURE))
    before = chat.shown(alice).photo
    assert (await show(chat, alice, replace(ALICE, avatar=BROKEN), photo_is_ours=True)).with_photo
    assert chat.shown(alice).photo == before


async def test_what_the_bridge_does_not_manage_of_a_vcard_stays(chat: ChatWorld) -> None:
    alice = make(chat)
    chat.add_card_field(alice, "NICKNAME", "Al")
    chat.add_card_field(alice, "URL", "https://alice.test/?a=1&b=2")
    chat.add_card_field(alice, "DESC", "Curiouser & <curiouser>")
    await show(chat, alice, ALICE)
    await show(chat, alice, replace(ALICE, display_name="Alice Jones"))
    assert chat.shown(alice).card == {
        "FN": "Alice Jones",
        "NICKNAME": "Alice Smith",
        "URL": "https://alice.test/?a=1&b=2",
        "DESC": "Curiouser & <curiouser>",
    }


async def test_only_this_persons_profile_changes(chat: ChatWorld) -> None:
    alice, bob = make(chat), make(chat)
    await show(chat, bob, replace(ALICE, display_name="Bob"))
    before = chat.shown(bob)
    await show(chat, alice, replace(ALICE, avatar=PICTURE))
    assert chat.shown(bob) == before
