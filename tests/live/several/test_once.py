"""Two components run, and everything is done once: counted in the database and in messages."""

import asyncio
import re
import time

import aiohttp
import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.visitor import Visitor
from tests.live import members
from tests.live.commanding import admin, say, using
from tests.live.migrants import audit_of, connect_both, journal_of, link_in
from tests.live.several.conftest import Pair, audited, eventually
from tests.live.windows import turn

pytestmark = pytest.mark.live

OLD = "an old chat password"
_CROWD = 150
_KNOWN_SECONDS = 1.0
"""For so long a component may go by what it knew of the window (design §3)."""


async def test_people_are_reminded_once(pair: Pair) -> None:
    """Both hear of everybody who comes online, and look them up."""
    village = pair.village
    names = [village.new_name("native") for _ in range(3)]
    for name in names:
        village.add_native(name, OLD)

    async def come(name: str) -> int:
        async with signed_in(village.server, name, OLD) as session:
            session.come_online()
            assert "/m/" in (await session.message()).body
            seen = f"looked {name!r} up"
            await eventually(lambda: all(seen in log for log in pair.logs()))
            return len(session.messages)

    assert await asyncio.gather(*map(come, names)) == [0] * len(names)
    marks = ", ".join(["%s"] * len(names))
    rows = village.server.execute(
        f"SELECT sent FROM notice WHERE channel = 'chat' AND person IN ({marks})",
        [f"chat:{name}" for name in names],
        database="livechat_state",
    )
    assert rows == [(1,)] * len(names)


async def test_a_migration_is_done_once_whose_link_one_sent_and_the_other_opens(pair: Pair) -> None:
    village, name = pair.village, pair.village.new_name("native")
    village.add_native(name, OLD)
    who = village.move_in(f"The {name}")
    async with signed_in(village.server, name, OLD) as session:
        session.come_online()
        link = link_in(await session.message())
    reminders = [f"reminded {name!r}" in log for log in pair.logs()]
    assert sorted(reminders) == [False, True]
    pages = [settings["web"]["public_url"] for settings in (village.settings, pair.second_settings)]
    sender, other = (pages[reminders.index(is_sender)] for is_sender in (True, False))
    assert link.startswith(sender)
    async with Visitor() as visitor:
        page = await connect_both(visitor, link.replace(sender, other), who.login, who.password)
        assert page.status == 200
        assert name in page.text
    assert journal_of(village, name) == ["finished"]
    assert audit_of(village, name).count("migrate") == 1, audit_of(village, name)
    assert await village.signs_in(who.login, who.password) == name


async def test_groups_follow_once_at_a_sign_in_of_which_both_hear(pair: Pair) -> None:
    village = pair.village
    people = [pair.linked("Crowd spread") for _ in range(4)]
    for who in people:
        async with signed_in(village.server, who.login, who.password) as session:
            session.come_online()
    native = village.new_name("native")
    village.add_native(native, OLD)
    async with signed_in(village.server, native, OLD) as session:
        session.come_online()
        # Whoever hears of this one has heard of those before.
        await eventually(lambda: all(f"looked {native!r} up" in log for log in pair.logs()))
    names = [str(who.livechat_id) for who in people]
    assert set(names) <= members.in_openfire(village, "crowd-spread")
    assert audited(pair, "join-group", names) == [1] * len(names)
    assert audited(pair, "create", names) == [1] * len(names)


async def test_both_go_by_the_window_within_a_second(pair: Pair) -> None:
    village = pair.village
    names = [village.new_name("native") for _ in range(8)]
    for name in names:
        village.add_native(name, OLD)
        assert await village.signs_in(name, OLD) == name
    let_in = [set(re.findall(r"login of '(native\d+)': (?:left|acc)", log)) for log in pair.logs()]
    assert all(found & set(names) for found in let_in), let_in
    await turn(village, "refusing")
    turned = time.monotonic()
    try:
        await asyncio.sleep(max(0.0, _KNOWN_SECONDS - (time.monotonic() - turned)))
        refusals = [await village.refusal(name, OLD) for name in names]
    finally:
        await turn(village, "open")
    assert refusals == ["not-authorized"] * len(names)


async def test_a_job_that_one_dies_in_is_done_by_the_other_and_its_end_is_told_once(
    pair: Pair,
) -> None:
    village, stem = pair.village, pair.village.new_name("crowd")
    logins = [f"{stem} {number}" for number in range(_CROWD)]
    for login in logins:
        village.move_in(login)
    chief = admin(village)
    async with using(village, chief) as (session, _):
        assert str(_CROWD) in await say(village, session, f'allocate ids "{stem} *"')
        number = int(re.findall(r"Job (\d+)", await say(village, session, str(_CROWD)))[0])
        begun = f"job {number} (allocate-ids) is carried out"
        await eventually(lambda: any(begun in log for log in pair.logs()))
        runs = next(one for one, log in zip(pair.both, pair.logs(), strict=True) if begun in log)
        runs.kill()
        try:
            await eventually(lambda: all(begun in log for log in pair.logs()), 60.0)
            told = [(await session.message()).body]
            while f"{_CROWD} Live Chat IDs" not in told[-1]:
                told.append((await session.message()).body)
        finally:
            runs.start()
        assert session.messages == []
    ids = [str(village.livechat_id(login)) for login in logins]
    assert audited(pair, "allocate", ids) == [1] * _CROWD
    rows = village.server.execute(
        "SELECT state, attempts FROM job WHERE id = %s", (number,), database="livechat_state"
    )
    assert rows == [("done", 2)]


async def test_a_migration_that_one_dies_in_is_finished_by_the_other(pair: Pair) -> None:
    village, name = pair.village, pair.village.new_name("native")
    village.add_native(name, OLD)
    who = village.move_in(f"The {name}")
    with village.dying_after("claimed"):
        async with Visitor() as visitor:
            await visitor.open(f"{village.page}/both/chat")
            await visitor.send(name=name, password=OLD)
            await visitor.send(name=who.login, password=who.password)
            with pytest.raises(aiohttp.ClientError):
                await visitor.send()
        await eventually(lambda: journal_of(village, name) == ["finished"])
        assert village.livechat_id(who.login) == name
        assert await village.signs_in(who.login, who.password) == name
    assert audit_of(village, name).count("migrate") == 1, audit_of(village, name)
