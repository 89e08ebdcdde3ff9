"""`report`: where the migration stands, in words, tables and CSV, with a link to the page."""

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest

from component.domain.names import ChatUsername
from component.domain.report import MigratedBy, Report
from component.frontdoors.commands.description import Person, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.report import make_report_command
from component.frontdoors.commands.report_words import path_words
from tests.unit.frontdoors.office import CATALOGUES, Office, somebody, text_of
from tests.unit.reports import EMPTY, FULL

ADA = somebody("ada")
ROOT = somebody(None, is_in_chat=False)


async def ask(
    person: Person = ADA,
    report: Report = FULL,
    link: Callable[[ChatUsername], str] | None = "https://site.test/report/{}".format,
    /,
    **answers: str,
) -> Told:
    office = Office()

    async def make() -> Report:
        return report

    desk = Desk([make_report_command(make, link)], office.is_admin)
    step = (await office.turn(desk, person, "report", answers)).step
    assert isinstance(step, Told)
    return step


async def test_it_says_who_has_migrated_by_which_path_and_who_has_not() -> None:
    told = await ask()
    paths, days, stuck, failed = told.tables
    assert ("sign-in: same name and password", "20") in paths.rows
    assert paths.rows[-1] == ("together", "338")
    assert list(days.columns) == [
        *("day", "together", "page-both", "page-chat-only", "sign-in", "merge-matching"),
        "registered",
    ]
    assert [row[0] for row in days.rows] == ["2026-09-21", "2026-09-20", "2026-09-13", "2026-09-12"]
    assert days.rows[1] == ("2026-09-20", "8", "2", "1", "5", "0", "0")
    assert stuck.rows[0][:3] == ("3", "steve", "claimed")
    assert failed.rows == [("12", "merge of matching accounts", "done", "2")]
    for line in (
        "338 accounts of the site have a Live Chat ID, 40 have none.",
        "88 chat accounts have not migrated: 11 of those seen within 30 days, 77 of the others.",
        "1 migration is stuck.",
        "4 migrations did not come about within 30 days.",
        "1 migration was undone.",
        "1 run had failures within 30 days.",
    ):
        assert line in told.lines


async def test_the_link_is_the_admin_s_own_and_is_not_given_to_the_shell() -> None:
    assert (await ask()).lines[-1] == "https://site.test/report/ada"
    assert "https://" not in text_of(await ask(ROOT))
    assert "https://" not in text_of(await ask(ADA, FULL, None))
    assert "https://" not in json.dumps((await ask()).data)


async def test_programs_get_all_of_it() -> None:
    data: Any = json.loads(json.dumps((await ask(ROOT)).data))
    report = data["report"]
    assert report["paths"]["merge-matching"] == 300
    assert sum(report["paths"].values()) == report["with_live_chat_id"] == 338
    assert report["without_live_chat_id"] == 40
    assert report["unmigrated"] == {"seen": 11, "unseen": 77, "recent_days": 30}
    assert report["window"]["window"] == "open"
    assert [one["day"] for one in report["days"]][0::9] == ["2026-09-12", "2026-09-21"]
    assert report["stuck"][0]["live_chat_id"] == "steve"
    assert report["failed_runs"][0]["number"] == 12


async def test_csv_has_each_day_by_each_path_and_nothing_else() -> None:
    told = await ask(ROOT, csv="1", days="2")
    assert told.tables == ()
    header, *rows = csv.reader(told.lines)
    assert header == ["day", *MigratedBy, "together"]
    assert [row[0] for row in rows] == ["2026-09-20", "2026-09-21"]
    assert [row[-1] for row in rows] == ["8", "2"]


async def test_so_many_days_are_shown_as_are_asked_for() -> None:
    told = await ask(ROOT, days="2")
    assert [row[0] for row in told.tables[1].rows] == ["2026-09-21", "2026-09-20"]


@pytest.mark.parametrize("days", ["0", "-1", "many", "3661"])
async def test_how_many_days_must_be_a_number(days: str) -> None:
    told = await ask(ROOT, days=days)
    assert told.is_problem
    assert told.data == {"report": None}


async def test_where_all_is_well_nothing_is_said_of_trouble() -> None:
    told = await ask(ROOT, EMPTY)
    assert len(told.tables) == 2
    assert told.tables[0].rows == [("together", "0")]
    assert not any("stuck" in line or "failures" in line for line in told.lines)


@pytest.mark.parametrize("path", MigratedBy)
def test_every_path_has_words(path: MigratedBy) -> None:
    assert path_words(CATALOGUES["en"], path)
