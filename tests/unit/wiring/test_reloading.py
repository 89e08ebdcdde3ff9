"""New settings in a component that runs: what is in force at once, and what is named instead."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from component import config
from component.adapters.measuring.logins import MeasuredLogIn
from component.adapters.memory import LoginThrottle
from component.domain.live import LiveSet
from component.usecases.log_in import LogIn
from component.wiring.lifecycle import Component
from component.wiring.reloading import Reload, Reloaded, Reloader
from component.wiring.serving import make_component
from tests.unit.config_file import FILE, SECRETS, written

PAGE = "[web]\npublic_url = 'https://livechat.test/chat-account'\n"
NEW = """
[login]
native_only = ["admin", "bot"]
unmigrated_tiki = "allocate"
failures_per_account = "3/1 hour"
failures_overall = "4/1 hour"
hash_queue = 0x7
hash_patience = 1.5
most_at_once = 2000
[live_chat_ids]
reserved = ["board"]
[admins]
jids = ["ada@livechat.test"]
chat_groups = ["Staff"]
tiki_groups = ["Admins"]
[reminders]
intervals_days = [2.0]
per_minute = 5.0
settling_seconds = 7.5
[migration]
announce_days = [9.0]
[mail]
per_minute = 6.0
[log]
level = "ERROR"
"""
NAMES = [
    *("admins.chat_groups", "admins.jids", "admins.tiki_groups"),
    "live_chat_ids.reserved",
    "log.level",
    *("login.failures_overall", "login.failures_per_account"),
    *("login.hash_patience", "login.hash_queue"),
    *("login.most_at_once", "login.native_only", "login.unmigrated_tiki"),
    "mail.per_minute",
    "migration.announce_days",
    *("reminders.intervals_days", "reminders.per_minute", "reminders.settling_seconds"),
]


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def component() -> AsyncIterator[Component]:
    root = logging.getLogger()
    level = root.level
    component = make_component(config.load(written(PAGE)))
    yield component
    await component.parts.streams.stop()
    await component.parts.close()
    root.setLevel(level)


def settings(more: str = "") -> config.Settings:
    return config.load(written(PAGE + more))


async def test_all_that_can_be_changed_is_in_force(component: Component) -> None:
    parts, live = component.parts, component.parts.live
    reloaded = component.reloader.reload(settings(NEW))
    assert reloaded == Reloaded(NAMES, [])
    measured = component.logins.log_in
    assert isinstance(measured, MeasuredLogIn)
    log_in = measured.log_in
    assert isinstance(log_in, LogIn)
    assert log_in.settings.unmigrated_tiki == "allocate"
    holders = (log_in.settings, parts.ids, parts.unmigrated, live.pace, parts)
    assert all("bot" in holder.native_only for holder in holders)
    assert [live.throttle.begin("somebody") for _ in range(4)] == [True, True, True, False]
    assert (live.passwords.limit, live.passwords.patience) == (7, 1.5)
    assert component.logins.limit == 2000, "more than hash_queue, as the settings have to have it"
    assert parts.ids.reserved.has("board")
    assert parts.ids.reserved.has("ada")
    assert not parts.ids.reserved.has("bob")
    assert live.admins.usernames == {"ada"}
    assert live.admins.chat_groups == {"Staff"}
    assert live.admins.tiki_groups == {"Admins"}
    pace = live.pace
    assert (pace.per_minute, pace.mails_per_minute, pace.settling) == (5.0, 6.0, 7.5)
    assert pace.site == "https://livechat.test/chat-account"
    assert logging.getLogger().level == logging.ERROR


async def test_what_can_be_changed_is_named_as_the_settings_have_it(component: Component) -> None:
    names = {name for reload in component.reloader._reloads for name in reload.names}
    assert names == set(NAMES)
    assert names <= component.reloader._in_force.keys()


async def test_the_rest_is_named_at_each_reload_and_no_secret_is_shown(
    component: Component, caplog: pytest.LogCaptureFixture
) -> None:
    more = "[provisioning]\npatience = 1.0\n[[groups]]\ntiki = 'A'\nroster = 'a'\n"
    file = written(PAGE + more, FILE.replace(SECRETS[0], "another-secret"))
    for _ in range(2):
        reloaded = component.reloader.reload(config.load(file))
        assert reloaded == Reloaded([], ["groups", "provisioning.patience", "xmpp.secret"])
    assert "after a restart: groups, provisioning.patience, xmpp.secret" in caplog.text
    assert "another-secret" not in caplog.text
    assert component.reloader.reload(settings()) == Reloaded([], [])


async def test_what_was_changed_can_be_changed_back(component: Component) -> None:
    component.reloader.reload(settings(NEW))
    assert component.reloader.reload(settings(NEW)) == Reloaded([], [])
    assert component.reloader.reload(settings()) == Reloaded(NAMES, [])
    assert "bot" not in component.parts.ids.native_only
    assert not component.parts.ids.reserved.has("ada")


def test_only_what_differs_is_put_into_force() -> None:
    applied: list[str] = []
    reloads = [
        Reload.of("login.hash_queue login.native_only", lambda _new: applied.append("login")),
        Reload.of("log.level", lambda _new: applied.append("log")),
    ]
    reloader = Reloader(settings(), reloads)
    assert reloader.reload(settings()).text == "nothing changed"
    changed = reloader.reload(settings("[login]\nhash_queue = 3\n"))
    assert (changed.text, applied) == ("in force now: login.hash_queue", ["login"])


def test_new_limits_count_from_now_on() -> None:
    throttle = LoginThrottle("2/1 hour", "100/1 hour")
    for _ in range(2):
        assert throttle.begin("alice")
        throttle.end(["alice"], failed=True)
    assert not throttle.begin("alice")
    throttle.limit("3/1 hour", "100/1 hour")
    assert throttle.begin("alice")


def test_a_live_set_is_a_set_of_what_it_was_told_last() -> None:
    names = LiveSet(["a", "b"])
    assert set(names) == {"a", "b"}
    assert "a" in names
    assert {"a", "c"} - names == {"c"}
    names.become(["c"])
    assert (len(names), list(names), repr(names)) == (1, ["c"], "LiveSet(['c'])")
    assert {"a", "c"} & names == {"c"}
