"""Reports, runs and the audit on real servers: by forms, by texts, in the shell, on the page."""

import csv
import re
from collections.abc import Iterator

import pytest

from openfire.demo.chat_client import signed_in
from openfire.demo.visitor import Visitor
from tests.live import members
from tests.live.commanding import ADMINS, admin, data, linked, node, quiet, shell, using
from tests.live.conftest import Village
from tests.live.witness import contents, settled_contents, watching

pytestmark = pytest.mark.live
OLD_PASSWORD = "an old chat password"


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village):
        yield


def test_a_report_counts_everybody_and_writes_nothing(village: Village) -> None:
    linked(village)
    shell(village, "report")  # whoever asks for the window first begins it
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        report = data(village, "report")["report"]
        assert witness.statements > 0
        assert witness.writes == []
    assert contents(village.server) == before
    ((linked_now, everybody),) = village.server.execute(
        "SELECT COUNT(livechat_id), COUNT(*) FROM users_users", database="tiki"
    )
    assert sum(report["paths"].values()) == report["with_live_chat_id"] == linked_now
    assert report["without_live_chat_id"] == everybody - linked_now


async def test_somebody_who_merges_at_a_sign_in_is_in_the_report_of_the_day(
    village: Village,
) -> None:
    before = data(village, "report")["report"]
    name = village.new_name("twin")
    twin = village.move_in(name)
    village.add_native(name, twin.password)
    async with signed_in(village.server, name, twin.password):
        pass
    made = before["paths"]["sign-in"] + 1
    assert await members.eventually(
        lambda: data(village, "report")["report"]["paths"]["sign-in"] == made
    )
    today, *_ = reversed(data(village, "report")["report"]["days"])
    assert today["sign-in"] >= 1
    (entry, *_) = data(village, "audit", name, "--action", "merge")["entries"]
    assert (entry["subject"], entry["by"], entry["way"]) == (name, name, "sign-in")


async def test_csv_is_for_other_programs(village: Village) -> None:
    header, *rows = csv.reader(shell(village, "report", "--csv").splitlines())
    assert header[0] == "day"
    assert rows
    assert all(len(row) == len(header) for row in rows)


async def test_an_admin_gets_the_page_by_a_form_and_by_a_text(village: Village) -> None:
    chief = admin(village)
    async with using(village, chief) as (session, commands):
        asked = await commands.execute(node("report"))
        shown = await commands.send(
            node("report"), "next", asked.session, {"days": "30", "csv": "0"}
        )
        session.write(f"accounts@{village.server.component_jid}", "report")
        told = (await session.message()).body
    for words in (shown.words, told):
        (link,) = re.findall(r"\S+/report/\S+", words)
        async with Visitor() as visitor:
            page = await visitor.open(link)
            assert "Where the migration stands" in page.text
            members.leave(village, chief.login, ADMINS)
            assert "for the people who run the chat" in (await visitor.open(link)).text
            members.join(village, chief.login, ADMINS)


async def test_who_did_what_is_found_in_all_three_ways(village: Village) -> None:
    chief, other = admin(village), linked(village)
    async with signed_in(village.server, other.login, other.password):
        pass
    name = str(other.livechat_id)
    assert "create" in shell(village, "audit", name)
    async with using(village, chief) as (session, commands):
        asked = await commands.execute(node("audit"))
        answers = {"name": name, "by": "", "action": "", "since": "", "most": "50"}
        shown = await commands.send(node("audit"), "next", asked.session, answers)
        assert "at a sign-in" in shown.words
        session.write(f"accounts@{village.server.component_jid}", f"audit {name}")
        assert "at a sign-in" in (await session.message()).body
    ways = {entry["way"] for entry in data(village, "audit", name)["entries"]}
    assert ways == {"sign-in"}
    shell(village, "reminders", name, "off")
    (entry, *_) = data(village, "audit", name, "--action", "stop-reminders")["entries"]
    assert entry["way"] == "shell"


async def test_the_failures_of_a_run_are_shown_and_tried_again(village: Village) -> None:
    chief = admin(village)
    native = village.new_name("native")
    village.add_native(native, OLD_PASSWORD)
    number = data(village, "announce", native, "--yes")["job"]
    village.server.execute(
        "UPDATE run_item SET state = 'failed', why = 'no answer' WHERE job = %s",
        (number,),
        database="livechat_state",
    )
    assert "no answer" in shell(village, "show-run", str(number))
    before = settled_contents(village.server)
    with watching(village.server) as witness:
        planned = data(village, "rerun", str(number), "--dry-run")
        assert witness.writes == []
    assert contents(village.server) == before
    assert [one["subject"] for one in planned["failures"]] == [native]
    again = data(village, "rerun", str(number), "--yes")["job"]
    run = data(village, "show-run", str(again), "--state", "all")["run"]
    assert [item["subject"] for item in run["items"]] == [native]
    async with using(village, chief) as (session, commands):
        asked = await commands.execute(node("show-run"))
        shown = await commands.send(
            node("show-run"),
            "next",
            asked.session,
            {"number": str(again), "state": "all", "most": "9"},
        )
        assert native in shown.words
        session.write(f"accounts@{village.server.component_jid}", f"show-run {number}")
        assert "no answer" in (await session.message()).body
        session.write(f"accounts@{village.server.component_jid}", f"rerun {number}")
        assert native in (await session.message()).body
        session.write(f"accounts@{village.server.component_jid}", "no")
        assert "Nothing was tried again" in (await session.message()).body
