"""The port `TikiDirectory`: what the preferences of the site rule."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.adapters.tiki_mysql import TikiMysql
from component.domain.accounts import SiteRules
from component.domain.generations import Generation
from component.domain.registration import RegistrationRules, check_login
from component.ports import Unavailable
from tests.contract.tiki_worlds import RealTiki, TikiWorld, layouts, worlds
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2, TIKI_15

USUAL_PATTERN = r"/^[ '\-_a-zA-Z0-9@\.]*$/"


async def test_unset_rules_are_tikis_defaults(tiki: TikiWorld) -> None:
    assert await tiki.directory.site_rules() == SiteRules()


async def test_rules_are_read_from_the_preferences(tiki: TikiWorld) -> None:
    for name, value in {
        "login_allow_email": "y",
        "change_password": "n",
        "pass_due": "90",
        "language": "fr",
        "user_use_gravatar": "y",
        "auth_method": None,
        "smtp_password": "not for everybody",
    }.items():
        tiki.set_rule(name, value)
    assert await tiki.directory.site_rules() == SiteRules(
        login_by_email=True,
        change_password=False,
        password_days=90,
        language="fr",
        uses_gravatar=True,
    )


async def test_logins_that_are_e_mail_addresses_are_logins_by_e_mail(tiki: TikiWorld) -> None:
    tiki.set_rule("login_is_email", "y")
    assert (await tiki.directory.site_rules()).login_by_email


@pytest.mark.parametrize("tiki", worlds(Generation.V16), indirect=True)
async def test_a_second_factor_is_read_where_the_site_asks_for_it(tiki: TikiWorld) -> None:
    tiki.set_rule("twoFactorAuth", "y")
    assert (await tiki.directory.site_rules()).second_factor


@pytest.mark.parametrize("real_tiki", layouts(TIKI_1_9, SUMO, TIKI_2, TIKI_15), indirect=True)
async def test_a_second_factor_that_cannot_be_read_is_not_relied_upon(real_tiki: RealTiki) -> None:
    real_tiki.set_rule("twoFactorAuth", "y")
    with pytest.raises(SchemaMismatch, match="twoFactorSecret cannot be read"):
        await real_tiki.directory.site_rules()


async def test_a_site_that_checks_passwords_elsewhere_is_not_relied_upon(tiki: TikiWorld) -> None:
    tiki.set_rule("auth_method", "ldap")
    with pytest.raises(Unavailable, match="ldap"):
        await tiki.directory.site_rules()


async def test_a_site_that_checks_passwords_elsewhere_is_relied_upon_if_told_so(
    real_tiki: RealTiki,
) -> None:
    real_tiki.set_rule("auth_method", "ldap")
    told = TikiMysql(real_tiki.access(), real_tiki.pictures, trust_local_hashes=True)
    assert await told.site_rules() == SiteRules(auth_method="ldap")


async def test_a_broken_preference_is_tikis_default(tiki: TikiWorld) -> None:
    tiki.set_rule("pass_due", "soon")
    tiki.set_rule("login_allow_email", "yes")
    tiki.set_rule("language", "")
    assert await tiki.directory.site_rules() == SiteRules()


async def test_unset_rules_of_registration_are_those_of_the_generation(tiki: TikiWorld) -> None:
    rules = await tiki.directory.registration_rules()
    is_old = tiki.generation is Generation.V1_9
    assert rules.generation is tiki.generation
    assert rules.pattern == (USUAL_PATTERN if tiki.generation >= Generation.V4 else "")
    assert (rules.shortest, rules.lowercase, rules.unique_email) == (1, False, False)
    assert rules.deadline_days == 999
    assert rules.longest <= (37 if is_old else 50)


async def test_rules_of_registration_are_read_from_the_preferences(tiki: TikiWorld) -> None:
    for name, value in {
        "lowercase_username": "y",
        "min_username_length": "3",
        "max_username_length": "20",
        "username_pattern": "/^[a-zß]+$/u",
        "user_unique_email": "y",
        "pass_due": "90",
    }.items():
        tiki.set_rule(name, value)
    rules = await tiki.directory.registration_rules()
    assert (rules.lowercase, rules.shortest, rules.longest) == (True, 3, 20)
    assert (rules.pattern, rules.unique_email) == ("/^[a-zß]+$/u", True)
    assert (rules.password_days, rules.deadline_days) == (90, 90)
    assert check_login("straße", rules) is None
    assert check_login("Straße", rules) is not None


@pytest.mark.parametrize(
    ("real_tiki", "longest", "login_width", "hash_width"),
    [
        pytest.param(layout, *widths, id=layout.name, marks=pytest.mark.live)
        for layout, widths in (
            (TIKI_1_9, (37, 40, 32)),
            (SUMO, (30, 30, 34)),
            (TIKI_2, (200, 200, 34)),
            (TIKI_15, (200, 200, 60)),
        )
    ],
    indirect=["real_tiki"],
)
async def test_no_login_may_be_longer_than_its_column(
    real_tiki: RealTiki, longest: int, login_width: int, hash_width: int
) -> None:
    real_tiki.set_rule("max_username_length", "1000")
    rules = await real_tiki.directory.registration_rules()
    assert rules == RegistrationRules(
        generation=real_tiki.generation,
        login_width=login_width,
        hash_width=hash_width,
        longest=longest,
        pattern=USUAL_PATTERN if real_tiki.generation >= Generation.V4 else "",
    )
