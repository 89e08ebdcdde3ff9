"""The port `TikiDirectory` beyond look-ups: groups, the rules of the site, profiles."""

import pytest

from component.domain.accounts import SiteRules
from component.domain.groups import Membership
from component.ports import Unavailable
from openfire.demo.people import draw_picture
from tests.contract.tiki_worlds import TikiWorld


async def test_memberships_come_with_what_ends_them(tiki: TikiWorld) -> None:
    tiki.add_group("Helpers", 30)
    tiki.add_group("Contributors")
    user_id, other = tiki.add("bob"), tiki.add("carol")
    tiki.join(user_id, "Helpers", created=1_000)
    tiki.join(user_id, "Contributors", created=2_000, expire=3_000)
    tiki.join(user_id, "No such group any more")
    tiki.join(other, "Helpers")
    found = await tiki.directory.memberships(user_id)
    assert sorted(found, key=lambda membership: membership.group) == [
        Membership("Contributors", 2_000, 3_000, 0),
        Membership("Helpers", 1_000, None, 30),
        Membership("No such group any more", None, None, 0),
    ]


async def test_a_groups_own_term_is_found_by_the_collation(tiki: TikiWorld) -> None:
    tiki.add_group("Live Chat Helpers", 7)
    user_id = tiki.add("bob")
    tiki.join(user_id, "live chat helpers", created=1)
    assert await tiki.directory.memberships(user_id) == [
        Membership("live chat helpers", 1, None, 7)
    ]


async def test_nobodys_memberships_are_none(tiki: TikiWorld) -> None:
    assert await tiki.directory.memberships(4711) == []


async def test_inclusions_name_all_groups_that_include_a_member(tiki: TikiWorld) -> None:
    tiki.include("Moderators", "Contributors")
    tiki.include("Moderators", "Helpers")
    tiki.include("Contributors", "Moderators")
    found = await tiki.directory.inclusions()
    assert {group: set(included) for group, included in found.items()} == {
        "Moderators": {"Contributors", "Helpers"},
        "Contributors": {"Moderators"},
    }


async def test_without_inclusions_there_are_none(tiki: TikiWorld) -> None:
    assert not await tiki.directory.inclusions()


async def test_unset_rules_are_tikis_defaults(tiki: TikiWorld) -> None:
    assert await tiki.directory.site_rules() == SiteRules()


async def test_rules_are_read_from_the_preferences(tiki: TikiWorld) -> None:
    for name, value in {
        "login_allow_email": "y",
        "change_password": "n",
        "pass_due": "90",
        "twoFactorAuth": "y",
        "language": "fr",
        "auth_method": None,
        "smtp_password": "not for everybody",
    }.items():
        tiki.set_rule(name, value)
    assert await tiki.directory.site_rules() == SiteRules(
        login_by_email=True,
        change_password=False,
        password_days=90,
        second_factor=True,
        language="fr",
    )


async def test_a_site_that_checks_passwords_elsewhere_is_not_relied_upon(tiki: TikiWorld) -> None:
    tiki.set_rule("auth_method", "ldap")
    with pytest.raises(Unavailable, match="ldap"):
        await tiki.directory.site_rules()


async def test_a_profile_is_made_of_the_preferences(tiki: TikiWorld) -> None:
    tiki.add("Alice Smith", email="alice@mail.test")
    tiki.set_preference("Alice Smith", "realName", " Alice B. Smith ")
    tiki.set_preference("Alice Smith", "language", "en-uk")
    tiki.set_preference("Alice Smith", "xmpp_password", "never read")
    tiki.set_preference("Bob", "realName", "Bob")
    (account,) = await tiki.directory.find_by_name(None, ["Alice Smith"])
    profile = await tiki.directory.profile(account, "fr")
    assert profile.display_name == "Alice B. Smith"
    assert profile.nickname == "Alice Smith"
    assert profile.email == "alice@mail.test"
    assert profile.locale == "en-GB"
    assert profile.avatar is None


async def test_a_profile_without_preferences_is_the_login_in_the_sites_language(
    tiki: TikiWorld,
) -> None:
    tiki.add("bob", email=None)
    tiki.set_preference("bob", "realName", "")
    tiki.set_preference("bob", "language", None)
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    profile = await tiki.directory.profile(account, "fr")
    assert (profile.display_name, profile.email, profile.locale) == ("bob", "", "fr")


async def test_preferences_belong_to_a_login_by_collation(tiki: TikiWorld) -> None:
    tiki.add("Mixed.Case_User-1")
    tiki.set_preference("mixed.case_user-1", "realName", "Mixed")
    (account,) = await tiki.directory.find_by_name(None, ["Mixed.Case_User-1"])
    assert (await tiki.directory.profile(account, "en")).display_name == "Mixed"


@pytest.mark.parametrize(
    ("kind", "is_shown"), [("u", True), (None, True), ("n", False), ("0", False), ("l", False)]
)
async def test_a_picture_is_given_as_it_is_stored_unless_it_is_switched_off(
    tiki: TikiWorld, kind: str | None, is_shown: bool
) -> None:
    picture = draw_picture("teal", 20)
    tiki.add("bob", avatarType=kind, avatarData=picture)
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    profile = await tiki.directory.profile(account, "en")
    assert profile.avatar == (picture if is_shown else None)


async def test_an_empty_picture_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", avatarType="u", avatarData=b"")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert (await tiki.directory.profile(account, "en")).avatar is None
