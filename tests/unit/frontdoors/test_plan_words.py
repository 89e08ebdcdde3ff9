"""How names, numbers and descriptions of a plan are put into words."""

from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.group_plan import (
    Affiliation,
    Description,
    Finding,
    FindingKind,
    GroupChange,
    GroupPlan,
    RoomChange,
)
from component.domain.groups import Visibility
from component.domain.names import ChatUsername
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.plan_words import plan_tables, tell_plan
from component.frontdoors.commands.table_text import table_lines
from component.frontdoors.commands.words import listed, read_number, shown
from component.frontdoors.texts import load_catalogues

T = NullTranslations()
BOB = ChatUsername("bob")
CATALOGUES = load_catalogues()


def row(table: Table) -> dict[str, str]:
    """The only row of a table, by column."""
    (cells,) = table.rows
    return dict(zip(table.columns, cells, strict=True))


def described(before: Description, after: Description) -> str:
    """What is said of a group that only shows otherwise."""
    plan = GroupPlan((GroupChange("Helpers", describe=(before, after)),))
    return row(plan_tables(T, plan)[0])["change"]


@pytest.mark.parametrize(
    ("visible_to", "expected"),
    [
        ("nobody", "is seen by nobody"),
        ("members", "is seen by its members"),
        ("everybody", "is seen by everybody"),
        (("Staff", "Team"), "is seen by the members of: Staff, Team"),
        (None, "is seen in a way that no mapping can say"),
    ],
)
def test_who_sees_a_group_is_said(
    visible_to: Visibility | tuple[str, ...] | None, expected: str
) -> None:
    other: Visibility = "members" if visible_to != "members" else "nobody"
    assert described(Description("H", other), Description("H", visible_to)) == expected


def test_only_what_changes_of_a_description_is_said() -> None:
    before = Description("Old", "members")
    assert described(before, Description("New", "members")) == 'is called "New"'
    both = 'is called "New"; is seen by everybody'
    assert described(before, Description("New", "everybody")) == both


def test_who_goes_and_who_is_managed_no_more_are_told_apart() -> None:
    group = GroupChange("Helpers", remove=("bob", "eve@elsewhere.org"), release=(BOB,), delete=True)
    room = RoomChange("r@c", ((BOB, Affiliation.OWNER),), (BOB,), (BOB,))
    plan = GroupPlan((group,), (room,), left_alone=1)
    groups, rooms = plan_tables(T, plan)
    assert row(groups) == {
        "group": "Helpers",
        "change": "is deleted",
        "joins": "",
        "leaves": "2: bob, eve@elsewhere.org",
        "forgotten": "1: bob",
    }
    assert row(rooms) == {
        "room": "r@c",
        "gets": "1: bob (owner)",
        "loses": "1: bob",
        "forgotten": "1: bob",
    }
    assert list(tell_plan(T, plan))[:3] == [
        "2 members go from roster groups.",
        "2 affiliations in rooms are given or taken away.",
        "1 member whom the bridge did not add stays.",
    ]


@pytest.mark.parametrize(
    ("language", "change", "leaves", "gets", "line"),
    [
        (
            "de",
            "heißt „N“; für alle sichtbar",
            "2: al, bo",
            "1: bob (Eigentümer)",
            ": 2: al, bo",
        ),
        (
            "fr",
            "\u202f; ",
            "2\u00a0: al, bo",
            "1\u00a0: bob (propriétaire)",
            "\u00a0: 2\u00a0: al, bo",
        ),
        ("ja", "／", "2：al、bo", "1：bob（", "：2：al、bo"),
    ],
)
def test_each_language_has_its_own_colons_commas_and_brackets(
    language: str, change: str, leaves: str, gets: str, line: str
) -> None:
    t = CATALOGUES[language]
    described = (Description("O", "members"), Description("N", "everybody"))
    group = GroupChange("Helpers", describe=described, remove=("al", "bo"))
    room = RoomChange("r@c", give=((BOB, Affiliation.OWNER),))
    groups, rooms = plan_tables(t, GroupPlan((group,), (room,)))
    assert change in row(groups)["change"]
    assert row(groups)["leaves"] == leaves
    assert row(rooms)["gets"].startswith(gets)
    assert line in table_lines(groups, t, 1)[0]


def test_what_the_settings_have_no_more_is_said() -> None:
    plan = GroupPlan(
        (GroupChange("Old", release=(BOB,), dropped=True),),
        findings=(Finding(FindingKind.DROPPED, "Old"),),
    )
    assert row(plan_tables(T, plan)[0])["forgotten"] == "1: bob"
    (said,) = [line for line in tell_plan(T, plan) if line.startswith("Old: ")]
    assert said == (
        "Old: no longer in the settings. Everybody there stays, and is managed no more."
    )


@given(st.text())
def test_no_name_breaks_a_line_or_turns_its_direction(name: str) -> None:
    text = shown(name)
    assert text
    assert not set(text) & set("\n\r\0\u2028\u202e\u2066")
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], "none"), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")],
)
def test_lists_are_cut(names: list[str], expected: str) -> None:
    assert listed(T, names, 2) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("12", 12), ("#12", 12), ("##1", None), ("", None), ("1" * 10, None)]
)
def test_numbers_are_read(text: str, expected: int | None) -> None:
    assert read_number(text) == expected
