"""Live Chat IDs for many at once by command, in all three ways, on the real servers."""

from collections.abc import Iterator

import pytest

from openfire.demo.people import Person
from tests.live import members
from tests.live.commanding import admin, data, node, quiet, say, using
from tests.live.conftest import Village
from tests.live.witness import watching

pytestmark = pytest.mark.live


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village):
        yield


def newcomer(village: Village) -> Person:
    """Somebody of the site without a Live Chat ID."""
    return village.move_in(village.new_name("Newcomer "))


async def test_allocation_for_chosen_people_in_the_shell_after_a_dry_run(village: Village) -> None:
    stem = village.new_name("crowd")
    logins = [f"{stem} {sign}" for sign in ("a", "A.", "b", "c")]
    for login in logins:
        village.move_in(login)
    with watching(village.server) as witness:
        dry = data(village, "allocate-ids", f"{stem} *", "--dry-run")
        assert witness.writes == []
    assert dry["count"] == 4
    promised = {one["account"]: one["id"] for one in dry["first"]}
    assert [village.livechat_id(login) for login in logins] == [None] * 4
    data(village, "allocate-ids", f"{stem} *", "--yes")
    assert {login: village.livechat_id(login) for login in logins} == promised
    assert promised[logins[0]] == f"{stem}a"
    assert promised[logins[1]] == f"{stem}a2"


async def test_allocation_by_chat_text_and_by_form(village: Village) -> None:
    first, second = newcomer(village), newcomer(village)
    async with using(village, admin(village)) as (session, commands):
        shown = await say(village, session, f'allocate ids "{first.login}"')
        assert first.login in shown
        await say(village, session, "yes")
        told = (await session.message()).body
        while "1 Live Chat ID allocated" not in told:
            told = (await session.message()).body
        asked = await commands.execute(node("allocate-ids"))
        await commands.send(node("allocate-ids"), "next", asked.session, {"who": second.login})
        await commands.send(node("allocate-ids"), "complete", asked.session, {"confirm": "1"})
        assert await members.eventually(lambda: village.livechat_id(second.login) is not None)
    assert await village.signs_in(first.login, first.password) == village.livechat_id(first.login)
