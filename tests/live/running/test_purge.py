"""The purge on real servers, in all three ways; what must stay is compared row by row."""

import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from tests.live.commanding import admin, data, node, say, shell, using
from tests.live.conftest import Village
from tests.live.purging import (
    PASSWORD,
    accounts,
    add,
    audited,
    differences,
    purging,
    retired,
    rows_of_others,
)
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module", autouse=True)
def _refusing(village: Village, folder: Path) -> Iterator[None]:
    with purging(village, folder):
        yield


@pytest.fixture(autouse=True)
def nobody_stays(village: Village) -> Iterator[None]:
    """What a test has left goes with it."""
    yield
    village.server.execute("DELETE FROM ofUser WHERE username LIKE 'zp%%'", database="openfire")


def test_export_and_delete_in_the_shell_and_nobody_else_is_touched(
    village: Village, folder: Path
) -> None:
    names = {add(village) for _ in range(5)}
    assert names <= accounts(village)
    before = rows_of_others(village, accounts(village))
    planned = data(village, "purge", "export", "--dry-run")["plan"]
    assert {account["username"] for account in planned["accounts"]} == accounts(village)
    exported = data(village, "purge", "export", "--yes")["ended"]["outcome"]
    assert exported["exported"] == planned["count"]
    file = folder / exported["export"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD not in file.read_text()
    assert accounts(village) >= names, "nothing is deleted yet"
    count = str(planned["count"])
    shell(village, "purge", "delete", "--yes", code=7)
    shell(village, "purge", "delete", "--confirm", "1000", code=7)
    assert accounts(village) >= names
    ended = data(village, "purge", "delete", "--confirm", count)["ended"]["outcome"]
    assert (ended["purged"], ended["failed"], ended["spared"]) == (planned["count"], 0, {})
    assert accounts(village) == set()
    assert names <= retired(village)
    assert differences(before, rows_of_others(village, set())) == {}
    for name in names:
        ((action, detail),) = audited(village, name)
        assert (action, detail["way"], detail["export"]) == ("purge", "shell", file.name)


def test_a_dry_run_of_each_stage_writes_nothing_and_tells_what_would_go(village: Village) -> None:
    names = [add(village) for _ in range(3)]
    shell(village, "purge", "export", "--yes")
    village.server.execute(
        "UPDATE ofUser SET name = 'Another' WHERE username = %s", (names[0],), database="openfire"
    )
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        for stage in ("warn", "refuse", "export"):
            shell(village, "purge", stage, "--dry-run")
        would = data(village, "purge", "delete", "--dry-run")["ended"]["outcome"]
        assert witness.statements > 0
        assert witness.writes == []
    after = contents(village.server)
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {"livechat_state.job", "livechat_state.run_item"}
    assert (would["would_purge"], would["spared"]) == (2, {"changed-since-export": 1})
    ended = data(village, "purge", "delete", "--confirm", "3")["ended"]["outcome"]
    assert (ended["purged"], ended["spared"]) == (2, {"changed-since-export": 1})
    assert accounts(village) == {names[0]}


def test_who_has_come_under_protection_since_the_export_is_left_alone(village: Village) -> None:
    gone, migrated, back, new = (add(village) for _ in range(4))
    shell(village, "purge", "export", "--yes")
    for name, moment in ((back, time.time()), (new, time.time() - 90 * 86_400)):
        village.server.execute(
            "INSERT INTO ofPresence VALUES (%s, NULL, %s)",
            (name, f"{int(moment * 1000):015d}"),
            database="openfire",
        )
    who = village.move_in(f"The {migrated}")
    village.server.execute(
        "UPDATE users_users SET livechat_id = %s WHERE login = %s", (migrated, who.login)
    )
    planned = data(village, "purge", "delete", "--dry-run")
    assert planned["ended"]["outcome"]["would_purge"] == 1
    assert planned["plan"]["count"] == 2
    ended = data(village, "purge", "delete", "--confirm", "2")["ended"]["outcome"]
    assert ended["purged"] == 1
    assert ended["spared"] == {"migrated": 1, "recently-seen": 1, "seen-since-export": 1}
    assert accounts(village) == {migrated, back, new}
    assert gone in retired(village)
    assert not {migrated, back, new} & retired(village)


async def test_by_forms_and_an_account_comes_back_with_everything(village: Village) -> None:
    name = add(village, "judy")
    async with using(village, admin(village)) as (session, commands):

        async def begin(command: str, **answers: str) -> str:
            asked = await commands.execute(node(command))
            assert asked.status == "executing"
            shown = await commands.send(node(command), "next", asked.session, answers)
            assert shown.status == "executing", shown.words
            return asked.session

        at = await begin("purge", stage="export", **{"export": "", "dry-run": "0"})
        done = await commands.send(node("purge"), "complete", at, {"confirm": "1"})
        assert done.status == "completed"
        await ended(session)
        asked = await commands.execute(node("purge"))
        plan = await commands.send(
            node("purge"),
            "next",
            asked.session,
            {"stage": "delete", "export": "", "dry-run": "0"},
        )
        assert name in plan.words
        count = re.findall(r"\d+", plan.words)[0]
        await commands.send(node("purge"), "complete", asked.session, {"confirm": count})
        assert "deleted" in await ended(session)
        assert name not in accounts(village)
        at = await begin("restore-account", name=name, export="")
        village.secrets.add("a given password")
        answers = {"password": "a given password", "confirm": "1"}
        back = await commands.send(node("restore-account"), "complete", at, answers)
        assert "is back" in back.words
    assert name in accounts(village)
    assert name not in retired(village)
    shell(village, "window", "open", "--yes")
    async with signed_in(village.server, name, "a given password") as returned:
        contacts = {contact.jid: contact.groups for contact in await returned.roster()}
        assert contacts[f"judy@{village.server.domain}"] == ("people",)
        returned.come_online()
        assert (await returned.message()).body == "hello"
    shell(village, "window", "refusing", "--yes")
    assert [action for action, _ in audited(village, name)] == [
        "purge",
        "restore-account",
        "account-restored",
    ]


async def ended(session: Session) -> str:
    """The message that says what came of a job."""
    while "is done" not in (text := (await session.message()).body):
        pass
    return text


async def test_by_chat_text(village: Village) -> None:
    name = add(village)
    async with using(village, admin(village)) as (session, _):
        assert name in await say(village, session, "purge export")
        assert "Job" in await say(village, session, "yes")
        await ended(session)
        plan = await say(village, session, "purge delete")
        count = re.findall(r"\d+", plan)[0]
        assert "Nothing was changed" in await say(village, session, "99999")
        assert name in accounts(village)
        await say(village, session, "purge delete")
        assert "Job" in await say(village, session, count)
        assert "deleted" in await ended(session)
        assert name not in accounts(village)
        assert f"{name}@" in await say(village, session, f"restore-account {name}")
        await say(village, session, "-")
        assert "is back" in await say(village, session, "yes")
    assert name in accounts(village)


def test_in_the_shell_an_account_comes_back_with_a_password_that_nobody_knows(
    village: Village,
) -> None:
    name = add(village)
    shell(village, "purge", "export", "--yes")
    count = str(data(village, "purge", "delete", "--dry-run")["plan"]["count"])
    shell(village, "purge", "delete", "--confirm", count)
    assert name not in accounts(village)
    assert data(village, "restore-account", name, "--yes")["restored"] is True
    assert name in accounts(village)
    ((stored,),) = village.server.execute(
        "SELECT COUNT(*) FROM ofRoster WHERE username = %s", (name,), database="openfire"
    )
    assert stored == 1
    shell(village, "restore-account", "nobody-at-all", "--yes", code=7)


def test_while_people_may_come_in_nothing_is_deleted(village: Village) -> None:
    name = add(village)
    shell(village, "purge", "export", "--yes")
    shell(village, "window", "open", "--yes")
    count = str(data(village, "purge", "delete", "--dry-run")["plan"]["count"])
    shell(village, "purge", "delete", "--confirm", count, code=7)
    assert name in accounts(village)
    shell(village, "purge", "refuse", "--yes")
    shell(village, "purge", "delete", "--confirm", count)
    assert name not in accounts(village)


def test_a_warning_goes_out_as_an_announcement(village: Village) -> None:
    shell(village, "purge", "refuse", "--yes")
    number = data(village, "purge", "warn", "--yes")["job"]
    assert data(village, "job", str(number))["job"]["kind"] == "announce"
