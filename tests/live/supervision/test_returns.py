"""Servers that come back are found within ten seconds, nobody acting; those away cost no wait."""

import asyncio
import time

import pytest

from openfire.demo.people import PEOPLE
from tests.live.conftest import Village
from tests.live.proxy import proxy_to
from tests.live.supervision.running import gets_in

pytestmark = pytest.mark.live

TEN_SECONDS = 10.0
AWAY = "temporary-auth-failure"


@pytest.mark.parametrize("trouble", ["refused", "silent"])
async def test_a_database_that_was_away_for_long(trouble: str, village: Village) -> None:
    alice = PEOPLE[0]
    async with proxy_to(village.server.database_port) as proxy:
        here = {"port": proxy.port}
        with village.reconfigured(tiki=here, openfire=here, state=here):
            assert await village.is_back()
            if trouble == "refused":
                await proxy.go_away()
            else:
                proxy.fall_silent()
            before, began, tries = len(village.log), time.monotonic(), 0
            while time.monotonic() - began < TEN_SECONDS or tries < 3:
                assert await village.refusal(alice.login, alice.password) == AWAY
                tries += 1
            assert "is away, and tried from time to time" in village.log[before:]
            if trouble == "refused":
                await proxy.start()
            else:
                proxy.speak_again()
            assert await village.is_back(TEN_SECONDS)


async def test_both_servers_at_once(village: Village) -> None:
    before = len(village.log)
    village.server.openfire.stop()
    village.server.mariadb.stop()
    async with asyncio.timeout(60):
        while village.log[before:].count("next try in") < 5:  # noqa: ASYNC110  a file
            await asyncio.sleep(0.05)
    await asyncio.to_thread(village.server.mariadb.start)
    await asyncio.to_thread(village.server.openfire.start)
    assert await village.is_back(TEN_SECONDS)
    newcomer = village.move_in("Both Back", livechat_id="bothback")
    assert await gets_in(village, newcomer, TEN_SECONDS), "the private stream was back by then"
