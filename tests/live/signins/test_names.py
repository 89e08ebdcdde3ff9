"""What people type as their name, and who they turn out to be."""

import asyncio

import pytest

from openfire.demo.people import person
from tests.live.conftest import Village

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    "typed",
    [
        "Alice Smith",
        "alice smith",
        "ALICE SMITH",
        "  Alice Smith ",
        "alice\\20smith",
        "Alice Smith@livechat.test",
        "alice\\20smith@LIVECHAT.test",
        "alicesmith",
        "ALICESMITH",
        "alicesmith@livechat.test",
        "AliceSmith@mail.test",
        "alicesmith@MAIL.test",
    ],
)
async def test_every_way_to_write_a_name_is_one_person(village: Village, typed: str) -> None:
    assert await village.signs_in(typed, person("Alice Smith").password) == "alicesmith"


@pytest.mark.parametrize("typed", ["Zoë", "zoë", "ZOË", "Zoe\N{COMBINING DIAERESIS}"])
async def test_letters_beyond_ascii(village: Village, typed: str) -> None:
    assert await village.signs_in(typed, person("Zoë").password) == "zoë"


@pytest.mark.parametrize("typed", ["Zoe", "ａlicesmith@mail.test", "alicesmith@other.test"])
async def test_what_only_a_collation_takes_for_the_name_is_nobody(
    village: Village, typed: str
) -> None:
    who = person("Zoë") if typed == "Zoe" else person("Alice Smith")
    assert await village.refusal(typed, who.password) == "not-authorized"


async def test_an_e_mail_address_counts_only_where_the_site_allows_it(village: Village) -> None:
    who = village.move_in(village.new_name("Mail"), email="by.mail@mail.test", livechat_id="bymail")
    assert await village.signs_in("by.mail@mail.test", who.password) == "bymail"
    village.server.execute("UPDATE tiki_preferences SET value='n' WHERE name='login_allow_email'")
    try:
        with village.reconfigured():
            assert await village.reason("by.mail@mail.test", who.password) == "unknown"
    finally:
        village.server.execute(
            "UPDATE tiki_preferences SET value = 'y' WHERE name = 'login_allow_email'"
        )


async def test_an_e_mail_address_of_two_people_is_nobody_s(village: Village) -> None:
    names = [village.new_name("Shared") for _ in range(2)]
    people = [village.move_in(n, email="family@mail.test", livechat_id=n.lower()) for n in names]
    for who in people:
        assert await village.refusal("family@mail.test", who.password) == "not-authorized"
        assert await village.signs_in(who.login, who.password) == who.livechat_id


async def test_two_accounts_share_a_name_at_the_same_time(village: Village) -> None:
    first, second = person("samuel"), person("Sam")
    results = await asyncio.gather(
        *(village.signs_in("sam", who.password) for who in (first, second) * 4)
    )
    assert results == ["sam", "sam2"] * 4


async def test_an_authorisation_identity_gives_nobody_another_account(village: Village) -> None:
    second = person("Sam")
    domain = village.server.domain
    assert await village.signs_in("sam", second.password, authzid=f"sam2@{domain}") == "sam2"
    for other in ("sam", "admin"):
        refused = await village.refusal("sam", second.password, authzid=f"{other}@{domain}")
        assert refused == "invalid-authzid"
