"""`migrations`: what it lists, on a real door."""

import asyncio
import json

import pytest

from component.domain import migration as rules
from component.domain.migration import Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from tests.fakes.migration import FakeJournal
from tests.unit.cli.migration_town import Component, invoke


async def fill(journal: FakeJournal) -> None:
    """A finished migration, one of an old Tiki's bytes, and one that is open."""
    for number, login in enumerate(["Alice", "B\udce4r\x1b[2J", "[bold]"], start=1):
        plan = Plan(rules.Path.BOTH, LiveChatId(f"u{number}"), TikiLogin(login), number)
        begun = await journal.begin(plan)
        assert begun is not None
        if number < 3:
            claimed = await journal.advance(begun, Step.CLAIMED)
            assert claimed is not None
            await journal.advance(claimed, Step.FINISHED)


def test_migrations_are_listed_the_newest_first(component: Component) -> None:
    asyncio.run(fill(component.journal))
    result = invoke("migrations")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines() if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["3", "2", "1"]
    assert rows[0] == ["3", "begun", "2023-11-14", "22:13", "both", "[bold]", "u3"]
    assert rows[1][5] == "B\\udce4r\\x1b[2J"
    assert "\x1b" not in result.stdout


def test_open_ones_alone_and_only_so_many_are_listed(component: Component) -> None:
    asyncio.run(fill(component.journal))
    only_open = json.loads(invoke("migrations", "--open", "--json").stdout)
    assert [row["number"] for row in only_open] == [3]
    two = json.loads(invoke("migrations", "--most", "2", "--json").stdout)
    assert [row["number"] for row in two] == [3, 2]


def test_migrations_are_printed_as_json(component: Component) -> None:
    asyncio.run(fill(component.journal))
    found = json.loads(invoke("migrations", "--json").stdout)
    assert found[1] == {
        "number": 2,
        "step": "finished",
        "at": "2023-11-14T22:13:20+00:00",
        "path": "both",
        "tiki_login": "B\udce4r\x1b[2J",
        "user_id": 2,
        "livechat_id": "u2",
        "old_account": "keep",
    }


@pytest.mark.usefixtures("component")
def test_where_nobody_has_migrated_that_is_said() -> None:
    assert invoke("migrations").stdout == "There are none.\n"
    assert invoke("migrations", "--json").stdout == "[]\n"


@pytest.mark.parametrize("most", ["0", "-1", "10001", "x"])
def test_a_number_that_cannot_be_is_said_to_be_wrong(most: str) -> None:
    assert invoke("migrations", "--most", most).exit_code == 2
