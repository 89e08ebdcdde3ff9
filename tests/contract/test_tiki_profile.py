"""The port `TikiDirectory`: what the chat shows of a person."""

import hashlib

import pytest

from component.domain.accounts import SiteRules
from component.domain.profile import Profile
from openfire.demo.people import draw_picture
from tests.contract.tiki_worlds import RealTiki, TikiWorld, find, layouts
from tests.layouts.tikis import TIKI_1_9, TIKI_2

RULES = SiteRules(language="fr")
GRAVATAR = SiteRules(uses_gravatar=True)
STORED, SHELVED, GLOBAL = (draw_picture(colour, 20) for colour in ("teal", "maroon", "gold"))
PATH = "img/avatars/000/Cat & Mouse.png"


async def profile_of(
    tiki: TikiWorld, login: str, rules: SiteRules = RULES, *, with_picture: bool = True
) -> Profile:
    account = await find(tiki, login)
    return await tiki.directory.profile(account, rules, with_picture=with_picture)


async def test_a_profile_is_made_of_the_preferences(tiki: TikiWorld) -> None:
    tiki.add("Alice Smith", email="alice@mail.test")
    tiki.set_preference("Alice Smith", "realName", " Alice B. Smith ")
    tiki.set_preference("Alice Smith", "language", "en-uk")
    tiki.set_preference("Alice Smith", "xmpp_password", "never read")
    tiki.set_preference("Bob", "realName", "Bob")
    assert await profile_of(tiki, "Alice Smith") == Profile(
        display_name="Alice B. Smith",
        nickname="Alice Smith",
        email="alice@mail.test",
        locale="en-GB",
        avatar=None,
    )


async def test_a_profile_without_preferences_is_the_login_in_the_sites_language(
    tiki: TikiWorld,
) -> None:
    tiki.add("bob", email=None)
    tiki.set_preference("bob", "realName", "")
    tiki.set_preference("bob", "language", None)
    assert await profile_of(tiki, "bob") == Profile("bob", "bob", "", "fr")


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("cn", "zh-Hans"),
        ("tw", "zh-Hant"),
        ("en-uk", "en-GB"),
        ("pt-br", "pt-BR"),
        ("sr-latn", "sr-Latn"),
        ("de", "de"),
        ("default", "fr"),
        ("", "fr"),
    ],
)
async def test_language_codes_become_tags(tiki: TikiWorld, code: str, tag: str) -> None:
    tiki.add("bob")
    tiki.set_preference("bob", "language", code)
    assert (await profile_of(tiki, "bob")).locale == tag


async def test_preferences_belong_to_a_login_by_collation(tiki: TikiWorld) -> None:
    tiki.add("Mixed.Case_User-1")
    tiki.set_preference("mixed.case_user-1", "realName", "Mixed")
    is_exact = tiki.collation == "utf8mb4_bin"
    name = (await profile_of(tiki, "Mixed.Case_User-1")).display_name
    assert name == ("Mixed.Case_User-1" if is_exact else "Mixed")


@pytest.mark.parametrize(
    ("kind", "is_shown"), [("u", True), (None, True), ("", True), ("n", False), ("0", False)]
)
async def test_a_stored_picture_is_shown_unless_it_is_switched_off(
    tiki: TikiWorld, kind: str | None, is_shown: bool
) -> None:
    tiki.add("bob", avatarType=kind, avatarData=STORED)
    assert (await profile_of(tiki, "bob")).avatar == (STORED if is_shown else None)


@pytest.mark.parametrize("data", [bytes(range(256)) * 5, b"\x80", b"\xc3\x28'\\\0\"\x1a"])
async def test_the_bytes_of_a_picture_are_given_as_they_are(tiki: TikiWorld, data: bytes) -> None:
    tiki.add("bob", avatarType="u", avatarData=data)
    assert (await profile_of(tiki, "bob")).avatar == data


async def test_an_empty_picture_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", avatarType="u", avatarData=b"")
    profile = await profile_of(tiki, "bob")
    assert (profile.avatar, profile.picture_is_known) == (None, True)


async def test_a_picture_of_the_library_is_fetched_from_the_site(tiki: TikiWorld) -> None:
    tiki.put_into_library(PATH, SHELVED)
    tiki.add("bob", avatarType="l", avatarLibName=PATH, avatarData=STORED)
    assert (await profile_of(tiki, "bob")).avatar == SHELVED


async def test_a_picture_that_the_library_has_no_more_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", avatarType="l", avatarLibName=PATH)
    assert (await profile_of(tiki, "bob")).avatar is None


@pytest.mark.parametrize(("kind", "own"), [("u", STORED), ("l", SHELVED), ("n", None)])
async def test_a_gravatar_is_shown_in_place_of_all_others_where_the_site_does_that(
    tiki: TikiWorld, kind: str, own: bytes | None
) -> None:
    tiki.put_into_gravatar(hashlib.sha256("böb@mail.test".encode()).hexdigest(), GLOBAL)
    tiki.put_into_library(PATH, SHELVED)
    user_id = tiki.add("bob", email=" Böb@Mail.test ")
    tiki.change(user_id, avatarType=kind, avatarLibName=PATH, avatarData=STORED)
    assert (await profile_of(tiki, "bob", GRAVATAR)).avatar == GLOBAL
    assert (await profile_of(tiki, "bob")).avatar == own


async def test_without_an_e_mail_address_there_is_no_gravatar(tiki: TikiWorld) -> None:
    tiki.add("bob", email=None, avatarType="u", avatarData=STORED)
    assert (await profile_of(tiki, "bob", GRAVATAR)).avatar == STORED


async def test_no_picture_is_looked_for_unless_it_is_wanted(tiki: TikiWorld) -> None:
    tiki.add("bob", avatarType="u", avatarData=STORED)
    profile = await profile_of(tiki, "bob", with_picture=False)
    assert (profile.avatar, profile.picture_is_known) == (None, False)


async def test_an_account_that_is_gone_meanwhile_has_no_picture(real_tiki: RealTiki) -> None:
    user_id = real_tiki.add("bob", avatarType="u", avatarData=STORED)
    account = await find(real_tiki, "bob")
    real_tiki.database.execute("DELETE FROM users_users WHERE userId = %s", user_id)
    assert (await real_tiki.directory.profile(account, RULES)).avatar is None


@pytest.mark.parametrize("rules", [RULES, GRAVATAR])
async def test_a_service_that_does_not_answer_leaves_only_the_picture_unknown(
    tiki: TikiWorld, rules: SiteRules
) -> None:
    tiki.lose_pictures()
    tiki.add("bob", email="bob@mail.test", avatarType="l", avatarLibName=PATH, avatarData=STORED)
    assert await profile_of(tiki, "bob", rules) == Profile(
        "bob", "bob", "bob@mail.test", rules.language, None, picture_is_known=False
    )


@pytest.mark.parametrize("real_tiki", layouts(TIKI_1_9, TIKI_2), indirect=True)
async def test_real_names_of_latin1_columns_are_read_as_php_wrote_them(
    real_tiki: RealTiki,
) -> None:
    real_tiki.add("Zoë")
    real_tiki.set_preference("Zoë", "realName", "Zoë Łukasz 山田 🦊")
    ((stored,),) = real_tiki.database.execute(
        "SELECT HEX(value) FROM tiki_user_preferences WHERE prefName = 'realName'"
    )
    assert bytes.fromhex(stored) == "Zoë Łukasz 山田 🦊".encode()
    assert (await profile_of(real_tiki, "Zoë")).display_name == "Zoë Łukasz 山田 🦊"
