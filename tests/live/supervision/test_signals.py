"""SIGTERM and SIGHUP to a component that people sign in by."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.demo.people import PEOPLE
from tests.live.conftest import Village
from tests.live.supervision.listening import Ear, listening
from tests.live.supervision.running import gets_in

pytestmark = pytest.mark.live

AWAY = "temporary-auth-failure"
GOOD = {None, AWAY}
"""In, or told to come again: nobody is told that a right password is wrong."""


@pytest.fixture
def ear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    """What the component says to whoever has started it, from its next start on."""
    address = tmp_path / "notify"
    with listening(address) as ear:
        monkeypatch.setenv("NOTIFY_SOCKET", str(address))
        monkeypatch.setenv("WATCHDOG_USEC", "8000000")
        yield ear


async def until_logged(village: Village, text: str, since: int) -> None:
    async with asyncio.timeout(60):
        while text not in village.log[since:]:  # noqa: ASYNC110  a file
            await asyncio.sleep(0.05)


async def test_a_restart_under_load_turns_nobody_away_for_good(village: Village) -> None:
    people = [village.move_in(f"Restart {n}", livechat_id=f"restart{n}") for n in range(4)]
    assert all([await gets_in(village, person) for person in people])
    over, came = asyncio.Event(), [0]

    async def come_and_go(name: str, password: str) -> set[str | None]:
        seen = set()
        while not over.is_set():
            seen.add(await village.refusal(name, password))
            came[0] += 1
        return seen

    coming = [asyncio.create_task(come_and_go(p.login, p.password)) for p in people]
    try:
        async with asyncio.timeout(60):
            while came[0] < 8:  # noqa: ASYNC110  a count
                await asyncio.sleep(0.05)
        before = len(village.log)
        os.kill(village.bridge.pid, signal.SIGTERM)
        code = await asyncio.to_thread(village.bridge.wait)
        ended = village.log[before:]
        await asyncio.to_thread(village.bridge.start)
        began = came[0]
        async with asyncio.timeout(60):
            while came[0] < began + 8:  # noqa: ASYNC110  a count
                await asyncio.sleep(0.05)
    finally:
        over.set()
        seen = set().union(*await asyncio.gather(*coming))
    assert code == 0
    assert seen <= GOOD
    assert "could not be decided" not in ended
    phases = [line.partition(": ")[2] for line in ended.splitlines() if "lifecycle" in line]
    assert phases[-1] == "has ended"
    assert await village.is_back()


async def test_a_hangup_changes_what_it_can_and_says_what_it_cannot(
    village: Village, ear: Ear
) -> None:
    login, provisioning = village.settings["login"], village.settings["provisioning"]
    stranger = village.move_in("Hang Up", livechat_id="hangup")
    with village.reconfigured():
        assert ear.hears("READY=1")
        assert ear.hears("WATCHDOG=1")
        assert ear.hears(f"STATUS=serves as {village.server.component_jid}")
        before, told = len(village.log), len(ear.heard)
        village.bridge.configure(
            {
                **village.settings,
                "login": {**login, "failures_per_account": "2/1 hour"},
                "provisioning": {**provisioning, "patience": 1.5},
            },
            village.groups,
        )
        os.kill(village.bridge.pid, signal.SIGHUP)
        await until_logged(village, "read the settings anew", before)
        (line,) = [x for x in village.log[before:].splitlines() if "settings anew" in x]
        assert line.endswith(
            "in force now: login.failures_per_account; after a restart: provisioning.patience"
        )
        assert ear.hears("RELOADING=1\nMONOTONIC_USEC=", told)
        assert ear.hears("READY=1", told)
        reasons = [await village.reason(stranger.login, "not it") for _ in range(3)]
        assert reasons == ["wrong-password", "wrong-password", "throttled"]

        before, told = len(village.log), len(ear.heard)
        village.bridge.file.write_text("[login", "utf-8")
        os.kill(village.bridge.pid, signal.SIGHUP)
        await until_logged(village, "the settings stay as they are", before)
        assert ear.hears("READY=1", told)
        assert await village.reason(stranger.login, "not it") == "throttled"
        alice = PEOPLE[0]
        assert await village.refusal(alice.login, alice.password) is None
        told = len(ear.heard)
    assert ear.hears("STOPPING=1", told)
    assert ear.hears("STATUS=about to end", told)


async def test_a_service_manager_hears_of_a_server_that_is_away(village: Village, ear: Ear) -> None:
    with village.reconfigured():
        assert ear.hears("READY=1")
        told = len(ear.heard)
        village.server.openfire.stop()
        try:
            assert ear.hears("STATUS=no stream to Openfire", told)
            assert ear.hears("WATCHDOG=1", len(ear.heard))
        finally:
            village.server.openfire.start()
        began, told = time.monotonic(), len(ear.heard)
        assert ear.hears("STATUS=serves as", told)
        assert time.monotonic() - began < 10
    assert await village.is_back()
