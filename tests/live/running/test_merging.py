"""`merge-matching` on the component that runs: by form, by chat text, in the shell, and killed."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from openfire.demo.people import Person
from tests.live.commanding import admin, data, node, quiet, using
from tests.live.conftest import Village
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live

SAME, OTHER = "the one password", "another password"
OWN_TABLES = ("livechat_state.job", "livechat_state.run_item", "openfire.ofPresence")
"""What a run writes on its own account, and what Openfire does of who comes and goes."""
CROWD = 40
ALLOWED = 100
"""So many pairs need no number, by default."""
REFUSED = 7
"""The shell's exit code."""


@pytest.fixture(scope="module", autouse=True)
def nothing_of_its_own(village: Village) -> Iterator[None]:
    """No syncs; and the migration's dates, which the first who asks writes down, are there."""
    with quiet(village):
        assert data(village, "merge-matching", "nobody at all")["survey"]["accounts"] == 0
        yield


@pytest.fixture
def stem(village: Village) -> str:
    """What all names of a test begin with."""
    return f"{village.new_name('twin')}x"


def twins(village: Village, name: str, *, tiki: str = SAME, **about: Any) -> Person:  # noqa: ANN401  fields of Person
    """Somebody who has both accounts; the chat's password is SAME."""
    village.add_native(name, SAME)
    return village.move_in(name.title(), password=tiki, **about)


def cast(village: Village, stem: str) -> dict[str, str | None]:
    """People of each sort; gives the Live Chat IDs that a merge leaves, by login."""
    one, slow = twins(village, f"{stem}one"), twins(village, f"{stem}slow", form="$2y$")
    others = [
        twins(village, f"{stem}other", tiki=OTHER),
        twins(village, f"{stem}gone", waiting="l"),
    ]
    village.add_native(
        f"{stem}scram", SAME, storedKey="a2V5", serverKey="a2V5", salt="c2FsdA==", iterations="4096"
    )
    others.append(village.move_in(f"{stem}scram", password=SAME))
    village.add_native(f"{stem}alone", SAME)
    merged = {who.login: who.login.lower() for who in (one, slow)}
    return merged | dict.fromkeys([who.login for who in others])


def ids(village: Village, logins: Mapping[str, object]) -> dict[str, str | None]:
    """The Live Chat IDs of some logins."""
    return {login: village.livechat_id(login) for login in logins}


def counts(outcome: Mapping[str, Any]) -> dict[str, int]:
    """The items of an outcome: state and why → how many."""
    return {f"{i['state']} {i['why']}".strip(): i["count"] for i in outcome["items"]}


def outcome_of(village: Village, number: int) -> Mapping[str, Any]:
    """What came of a job that is done."""
    job = data(village, "job", str(number))["job"]
    assert job["state"] == "done", job
    outcome: Mapping[str, Any] = job["outcome"]
    return outcome


async def until(met: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


LEFT = {"left at-sign-in": 1, "left other-password": 1, "left suspended": 1}


async def test_in_the_shell_a_dry_run_writes_nothing_and_says_what_the_real_one_does(
    village: Village, stem: str
) -> None:
    expected = cast(village, stem)
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        dry = data(village, "merge-matching", f"{stem}*", "--dry-run")
        assert witness.statements > 0
        assert witness.writes == []
    after = contents(village.server)
    assert {t for t in after if after[t] != before[t]} <= set(OWN_TABLES)
    outcome = outcome_of(village, dry["job"])
    assert counts(outcome) == {**LEFT, "would": 2}
    assert outcome["unpaired"] == {"alone": 1}
    real = data(village, "merge-matching", f"{stem}*", "--yes")
    assert real["survey"] == dry["survey"]
    assert counts(outcome_of(village, real["job"])) == {**LEFT, "done": 2}
    assert ids(village, expected) == expected
    assert await village.signs_in(f"{stem}ONE", SAME) == f"{stem}one"
    again = data(village, "merge-matching", f"{stem}*", "--yes")
    assert counts(outcome_of(village, again["job"])) == LEFT
    audit = village.server.execute(
        "SELECT action, detail FROM audit WHERE subject = %s ORDER BY id",
        (f"{stem}slow",),
        database="livechat_state",
    )
    assert [action for action, _ in audit] == ["merge"]
    assert json.loads(audit[0][1])["way"] == "shell"


async def test_what_only_scram_is_known_of_is_merged_at_the_next_sign_in(
    village: Village, stem: str
) -> None:
    expected = cast(village, stem)
    data(village, "merge-matching", f"{stem}*", "--yes")
    assert village.livechat_id(f"{stem}scram") is None
    assert ids(village, expected) == expected


async def test_by_a_form(village: Village, stem: str) -> None:
    expected, merge = cast(village, stem), node("merge-matching")
    async with using(village, admin(village)) as (session, commands):
        asked = await commands.execute(merge)
        assert asked.fields["names"] == "*"
        chosen = {"names": f"{stem}*", "dry-run": "0"}
        plan = await commands.send(merge, "next", asked.session, chosen)
        assert "6 chat accounts were looked at" in plan.words
        assert all(village.livechat_id(login) is None for login in expected)
        done = await commands.send(merge, "complete", asked.session, {"confirm": "1"})
        assert done.status == "completed"
        assert "2 accounts were merged" in (await session.message()).body
    assert ids(village, expected) == expected


async def test_by_chat_text(village: Village, stem: str) -> None:
    expected = cast(village, stem)
    async with using(village, admin(village)) as (session, _):

        async def say(text: str) -> str:
            session.write(f"accounts@{village.server.component_jid}", text)
            return (await session.message()).body

        assert "6 chat accounts were looked at" in await say(f"merge matching {stem}*")
        assert "Nothing was changed" in await say("no")
        await say(f"merge-matching {stem}*")
        (number, *_) = re.findall(r"Job (\d+)", await say("yes"))
        assert "2 accounts were merged" in (await session.message()).body
        shown = await say(f"job {number}")
        assert "another password" in shown
    assert ids(village, expected) == expected


async def test_more_than_the_settings_allow_is_confirmed_by_the_number(
    village: Village, stem: str
) -> None:
    for number in range(ALLOWED + 1):
        twins(village, f"{stem}{number:03}")
    data(village, "merge-matching", f"{stem}*", "--yes", code=REFUSED)
    data(village, "merge-matching", f"{stem}*", "--confirm", str(ALLOWED), code=REFUSED)
    assert linked(village, stem) == set()
    data(village, "merge-matching", f"{stem}*", "--confirm", str(ALLOWED + 1))
    assert len(linked(village, stem)) == ALLOWED + 1


async def test_once_the_migration_is_over_nothing_is_merged(village: Village, stem: str) -> None:
    twins(village, f"{stem}late")
    order = ("merge-matching", f"{stem}*", "--dry-run")
    with closed(village):
        await until(lambda: village.bridge.command(*order).returncode == REFUSED)
        data(village, "merge-matching", f"{stem}*", "--yes", code=REFUSED)
    assert linked(village, stem) == set()
    await until(lambda: village.bridge.command(*order).returncode == 0)


async def test_a_component_that_is_killed_in_the_middle_leaves_the_same_end(
    village: Village, stem: str
) -> None:
    """Two crowds alike: one is merged in one go, under the other one the component dies."""
    calm, doomed = f"{stem}calm", f"{stem}doomed"
    for crowd in (calm, doomed):
        for number in range(CROWD):
            password = OTHER if number % 4 == 3 else SAME
            twins(village, f"{crowd}{number:02}", tiki=password, form="$2y$")
    whole = outcome_of(village, data(village, "merge-matching", f"{calm}*", "--yes")["job"])
    async with using(village, admin(village)) as (session, commands):
        asked = await commands.execute(node("merge-matching"))
        chosen = {"names": f"{doomed}*", "dry-run": "0"}
        await commands.send(node("merge-matching"), "next", asked.session, chosen)
        told = await commands.send(
            node("merge-matching"), "complete", asked.session, {"confirm": "1"}
        )
        (number,) = map(int, re.findall(r"Job (\d+)", told.words))
        await until(lambda: len(linked(village, doomed)) >= CROWD // 4)
        village.bridge.kill()
        half = linked(village, doomed)
        village.bridge.start(seconds=60)
        await until(lambda: is_done(village, number), 120)
        while "accounts were merged" not in (await session.message()).body:
            pass  # of how far it is; no message at all is an error
    assert 0 < len(half) < len(linked(village, calm))
    outcome = outcome_of(village, number)
    assert counts(outcome) == counts(whole)
    assert {name.removeprefix(doomed) for name in linked(village, doomed)} == {
        name.removeprefix(calm) for name in linked(village, calm)
    }


def linked(village: Village, stem: str) -> set[str]:
    """The Live Chat IDs that begin so."""
    rows = village.server.execute(
        "SELECT livechat_id FROM users_users WHERE livechat_id LIKE %s", (f"{stem}%",)
    )
    return {name for (name,) in rows}


def is_done(village: Village, number: int) -> bool:
    """Whether a job has come to its end."""
    rows = village.server.execute(
        "SELECT 1 FROM job WHERE id = %s AND ended_at IS NOT NULL",
        (number,),
        database="livechat_state",
    )
    return bool(rows)


@contextlib.contextmanager
def closed(village: Village) -> Iterator[None]:
    """Let the migration be over for the length of a block."""

    def set_dates(value: str) -> None:
        village.server.execute(
            f"UPDATE migration_window SET refuse_from = {value}, close_on = {value}",
            database="livechat_state",
        )

    set_dates("opened_at")
    try:
        yield
    finally:
        set_dates("NULL")
