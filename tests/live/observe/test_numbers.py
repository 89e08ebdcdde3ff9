"""The metrics are what was done, and health what is."""

import json

import pytest

from tests.live.conftest import SignedIn, Village
from tests.live.members import eventually
from tests.live.observe.conftest import Watched, grown

pytestmark = pytest.mark.live

LOGINS = "tiki_livechat_logins_total"
SECONDS = "tiki_livechat_login_seconds_count"
REMINDERS = "tiki_livechat_reminders_total"


async def test_logins_are_counted_as_they_were_answered(watched: Watched, village: Village) -> None:
    name = village.new_name("counted")
    who = village.move_in(f"The {name}", livechat_id=name)
    logins, seconds = watched.numbers(LOGINS), watched.numbers(SECONDS)
    sums = watched.numbers("tiki_livechat_login_seconds_sum")
    for _ in range(2):
        assert await village.signs_in(who.login, who.password) == name
    assert await village.refusal(who.login, "another word") == "not-authorized"
    assert await village.refusal("nobody of the site", "a word") == "not-authorized"
    assert grown(logins, watched.numbers(LOGINS)) == {
        ("accept", "none"): 2.0,
        ("refuse", "wrong-password"): 1.0,
        ("refuse", "unknown"): 1.0,
    }
    assert grown(seconds, watched.numbers(SECONDS)) == {
        ("total",): 4.0,
        ("database",): 4.0,
        ("queue",): 4.0,
        ("hash",): 3.0,  # the second time the password is remembered
        ("provisioning",): 2.0,
    }
    after = grown(sums, watched.numbers("tiki_livechat_login_seconds_sum"))
    assert after.pop(("total",)) >= sum(after.values()) > 0


async def test_a_reminder_is_counted_when_it_is_sent(
    watched: Watched, village: Village, signed_in: SignedIn
) -> None:
    name = village.new_name("native")
    village.add_native(name, f"native {name}")
    before = watched.numbers(REMINDERS)
    async with signed_in(name, f"native {name}") as session:
        session.come_online()
        assert await eventually(
            lambda: grown(before, watched.numbers(REMINDERS)) == {("reminder", "sent", "chat"): 1.0}
        )


async def test_accounts_are_counted(watched: Watched, village: Village) -> None:
    def counted() -> dict[tuple[str, ...], float]:
        return watched.numbers("tiki_livechat_accounts")

    assert await eventually(lambda: bool(counted()))
    before = counted()
    for column in (village.new_name("linked"), None):
        village.move_in(village.new_name("Somebody "), livechat_id=column)
    assert await eventually(
        lambda: grown(before, counted()) == {("linked",): 1.0, ("without-id",): 1.0}
    )
    assert watched.numbers("tiki_livechat_window")["open",] == 1.0
    assert watched.numbers("tiki_livechat_migrations_stuck") == {(): 0.0}


async def test_connections_are_told(watched: Watched) -> None:
    assert watched.numbers("tiki_livechat_stream_up") == {("public",): 1.0, ("private",): 1.0}
    assert watched.numbers("tiki_livechat_stream_sessions_total") == {
        ("public",): 1.0,
        ("private",): 1.0,
    }
    limits = watched.numbers("tiki_livechat_database_connections_limit")
    assert {name for (name,) in limits} == {
        *("tiki", "tiki-write", "openfire", "openfire-write", "state")
    }
    assert set(limits.values()) == {8.0}


async def test_readiness_ends_with_the_database_and_comes_back_with_it(
    watched: Watched, village: Village
) -> None:
    assert await eventually(lambda: watched.get("/readyz")[0] == 200)
    errors = watched.numbers("tiki_livechat_database_errors_total")
    village.server.mariadb.stop()
    try:
        assert await eventually(lambda: watched.get("/readyz")[0] == 503)
        parts = json.loads(watched.get("/readyz")[1])["parts"]
        bad = {name for name, found in parts.items() if found != "ok"}
        assert bad == {
            "the Tiki database [tiki]",
            "the Openfire database [openfire]",
            "the state database [state]",
        }
        assert watched.get("/healthz")[0] == 200
        grew = grown(errors, watched.numbers("tiki_livechat_database_errors_total"))
        assert {("tiki",), ("openfire",), ("state",)} <= set(grew)
    finally:
        village.server.mariadb.start()
    assert await eventually(lambda: watched.get("/readyz")[0] == 200)
    assert await village.is_back()


async def test_a_paused_database_is_told_within_its_bound(
    watched: Watched, village: Village
) -> None:
    village.server.mariadb.pause()
    try:
        assert await eventually(lambda: watched.get("/readyz")[0] == 503)
        assert "no answer within" in watched.get("/readyz")[1]
    finally:
        village.server.mariadb.resume()
    assert await eventually(lambda: watched.get("/readyz")[0] == 200)
    assert await village.is_back()
