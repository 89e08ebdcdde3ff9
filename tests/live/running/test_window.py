"""The window turned by admins in all three ways: sign-ins, page, merges, reminders follow."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from component.adapters.state_mysql import StateMysql
from component.adapters.state_window import StateWindow
from component.domain.audit import Actor, Way
from component.domain.login import Window
from component.usecases.window_now import KnowWindow, WindowSettings
from openfire.demo.chat_client import sign_in, signed_in
from openfire.demo.visitor import Visitor
from tests.contract.servers import open_database
from tests.live.commanding import admin, node, quiet, using
from tests.live.conftest import Village
from tests.live.migrants import link_in
from tests.live.windows import CONFIRM_ABOVE, answer_to, is_turned, standing, turn, window
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live

PASSWORD = "an old chat password"
OVER = "The time for connecting accounts is over"


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village):
        yield


@pytest.fixture(autouse=True)
async def open_again(village: Village) -> AsyncIterator[None]:
    yield
    if is_turned(village):
        await turn(village, "open")


def native(village: Village) -> str:
    """Somebody with an old chat account."""
    name = village.new_name("native")
    village.add_native(name, PASSWORD)
    return name


def _answer(plan: str, *, yes: str) -> str:
    """What confirms the plan that is shown: a yes, or the number that stands there."""
    number = re.findall(r"(\d+) chat accounts? ha(?:s|ve) not migrated", plan)[0]
    return yes if int(number) <= CONFIRM_ABOVE else str(number)


async def page(village: Village) -> str:
    """What the first page says."""
    async with Visitor() as visitor:
        return (await visitor.open(f"{village.page}/")).text


@contextlib.asynccontextmanager
async def another_component(village: Village) -> AsyncIterator[tuple[KnowWindow, StateWindow]]:
    """What another component that runs knows of the window, and its way to change it."""
    server = village.server
    database = open_database(server.host, server.database_port, server.users["state"])
    state = StateMysql(database)
    schedules = StateWindow(database, state.prepare)
    try:
        yield KnowWindow(WindowSettings(), schedules, state), schedules
    finally:
        await database.close()


async def test_by_forms(village: Village) -> None:
    name = native(village)
    async with using(village, admin(village)) as (_, commands):
        asked = await commands.execute(node("window"))
        assert asked.options["window"] == ("show", "open", "refusing", "closed")
        answers = {"window": "refusing", "refuse-from": "", "close-on": "", "dry-run": "0"}
        plan = await commands.send(node("window"), "next", asked.session, answers)
        assert "have not migrated" in plan.words
        assert "refusing" in plan.words
        assert await village.signs_in(name, PASSWORD) == name
        answer = {"confirm": _answer(plan.words, yes="1")}
        done = await commands.send(node("window"), "complete", asked.session, answer)
        assert done.status == "completed"
        assert await village.reason(name, PASSWORD) == "unmigrated"
        assert OVER not in await page(village)


async def test_by_chat_texts(village: Village) -> None:
    async with using(village, admin(village)) as (session, _):

        async def say(text: str) -> str:
            session.write(f"accounts@{village.server.component_jid}", text)
            return (await session.message()).body

        assert "open" in await say("window")
        plan = await say("window closed")
        assert "closed" in plan
        assert "closed" in await say(_answer(plan, yes="yes"))
        assert OVER in await page(village)
        await say("window open")
        assert "open" in await say("yes")
        assert OVER not in await page(village)


async def test_in_the_shell_and_a_dry_run_writes_nothing(village: Village) -> None:
    native(village)
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        seen = window(village, "closed", "--dry-run")
        assert witness.statements > 0
        assert witness.writes == []
    assert contents(village.server) == before
    assert (seen["window"], seen["wanted"]["window"], seen["changed"]) == ("open", "closed", False)
    assert seen["unmigrated"] >= 1
    assert OVER not in await page(village)
    answer = answer_to(seen)
    confirmed = ["--yes"] if answer == "1" else ["--confirm", answer]
    assert window(village, "closed", *confirmed)["changed"]
    assert OVER in await page(village)
    rows = village.server.execute(
        "SELECT detail FROM audit WHERE action = 'window' ORDER BY id DESC LIMIT 1",
        database="livechat_state",
    )
    assert '"way": "shell"' in rows[0][0]


async def test_a_wrong_number_or_date_changes_nothing(village: Village) -> None:
    before = window(village)
    window(village, "--refuse-from", "2020-01-01", code=7)
    window(village, "--close-on", "some day", code=7)
    assert window(village) == before


async def test_closed_turns_off_page_merges_and_reminders_at_once(village: Village) -> None:
    name = village.new_name("twin")
    village.move_in(name, password="the same password")
    village.add_native(name, "the same password")
    other = native(village)
    with village.reconfigured(reminders={"enabled": False}):
        session = await sign_in(village.server, other, PASSWORD)
    try:
        async with standing(village, "closed"):
            session.come_online()
            assert OVER in await page(village)
            assert await village.reason(name, "the same password") == "unmigrated"
            assert village.livechat_id(name) is None
            session.write(f"accounts@{village.server.component_jid}", "migrate")
            assert "no longer be connected" in (await session.message()).body
        assert [message for message in session.messages if "/m/" in message.body] == []
        session.come_online()
        assert link_in(await session.message())
    finally:
        await session.close()
    assert await village.signs_in(name, "the same password") == name
    assert village.livechat_id(name) == name


async def test_a_reminder_says_until_when(village: Village) -> None:
    await turn(village, refuse="2099-05-31")
    name = native(village)
    async with signed_in(village.server, name, PASSWORD) as session:
        session.come_online()
        assert "from May 31, 2099 on its old password" in (await session.message()).body
    await turn(village, refuse="never")


async def test_another_component_knows_within_a_second(village: Village) -> None:
    async with another_component(village) as (know, _):
        assert await know() is Window.OPEN
        async with standing(village, "closed"):
            turned = time.monotonic()
            while await know() is not Window.CLOSED:
                assert time.monotonic() < turned + 5
                await asyncio.sleep(0.02)


async def test_what_another_component_turns_counts_here_within_a_second(village: Village) -> None:
    async with another_component(village) as (know, schedules):
        kept = await know.read()
        now = time.time()
        closed = kept.schedule.turned(Window.CLOSED, now)
        assert await schedules.change(kept, closed, Actor("boss", Way.SHELL), now) is not None
        turned = time.monotonic()
        while OVER not in await page(village):
            assert time.monotonic() < turned + 10
            await asyncio.sleep(0.05)


async def test_it_outlives_the_component(village: Village) -> None:
    async with standing(village, "closed"):
        village.bridge.stop()
        village.bridge.start()
        assert OVER in await page(village)
