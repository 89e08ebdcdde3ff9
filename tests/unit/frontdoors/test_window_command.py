"""An admin sees where the migration stands, and turns its window, now or by date."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.login import Window
from component.domain.reminders import DAY
from component.domain.window import Date, Schedule
from component.frontdoors.commands.description import Ask, Kind, Person, Step, Told
from component.frontdoors.commands.window import WindowCommand, make_window
from component.frontdoors.commands.window_words import NoDateError, read_date
from tests.unit.frontdoors.office import somebody, text_of
from tests.unit.usecases.windows import NOW, Windows

ADA, SHELL = somebody("ada"), somebody(None, is_in_chat=False)
FIRST = Schedule(NOW, NOW + 183 * DAY)
ABOVE = 2
CHRISTMAS = datetime(2026, 12, 25, tzinfo=UTC).timestamp()


@pytest.fixture
async def windows() -> Windows:
    """A site whose window is open, with one account that has not migrated."""
    made = Windows()
    made.add_native("bob")
    await made.change().look()
    return made


async def use(windows: Windows, person: Person = ADA, /, **answers: str) -> Step:
    """Use the command."""
    given = {"window": "show", "refuse-from": "", "close-on": "", "dry-run": "0"}
    named = {name.replace("_", "-"): value for name, value in answers.items()}
    command = make_window(WindowCommand(windows.change(), ABOVE, lambda: windows.now))
    return await command.run(person, given | named)


async def confirm(step: Step, answer: str, person: Person = ADA) -> Told:
    """Answer the question at the end."""
    assert isinstance(step, Ask)
    told = await step.then(person, {"confirm": answer})
    assert isinstance(told, Told)
    return told


async def test_it_is_shown_with_its_dates_and_whom_it_concerns(windows: Windows) -> None:
    told = await use(windows)
    assert isinstance(told, Told)
    text = text_of(told)
    assert "open" in text
    assert "2026-09-21 14:13 UTC" in text
    assert "2027-03-23 14:13 UTC" in text
    assert "Set by schedule" in text
    assert "1 chat account has not migrated" in text
    assert json.loads(json.dumps(told.data)) == {
        "window": "open",
        "opened_at": "2026-09-21T14:13:20+00:00",
        "refuse_from": "2027-03-23T14:13:20+00:00",
        "close_on": None,
        "changed_by": "schedule",
        "changed_way": "schedule",
        "changed_at": "2026-09-21T14:13:20+00:00",
        "wanted": {
            "window": "open",
            "opened_at": "2026-09-21T14:13:20+00:00",
            "refuse_from": "2027-03-23T14:13:20+00:00",
            "close_on": None,
        },
        "unmigrated": 1,
        "changed": False,
    }


@pytest.mark.parametrize("window", [Window.REFUSING, Window.CLOSED])
@pytest.mark.parametrize("person", [ADA, SHELL])
async def test_it_is_turned_once_that_is_confirmed(
    window: Window, person: Person, windows: Windows
) -> None:
    step = await use(windows, person, window=window.value)
    assert windows.schedule == FIRST
    told = await confirm(step, "1", person)
    assert not told.is_problem
    assert isinstance(told.data, dict)
    assert told.data["changed"]
    assert windows.schedule.at(NOW) is window
    assert windows.state.audit[-1][2]["by"] == person.name


@pytest.mark.parametrize("answer", ["0", ""])
async def test_who_does_not_confirm_changes_nothing(answer: str, windows: Windows) -> None:
    told = await confirm(await use(windows, window="closed"), answer)
    assert told.lines == ("Nothing was changed.",)
    assert windows.schedule == FIRST


async def test_a_dry_run_says_the_same_asks_nothing_and_writes_nothing(windows: Windows) -> None:
    ask = await use(windows, window="closed")
    before = list(windows.state.audit)
    told = await use(windows, window="closed", dry_run="1")
    assert isinstance(told, Told)
    assert told.lines == (*ask.lines, "Nothing was changed: this only shows what would be.")
    assert told.data == ask.data
    assert (windows.schedule, windows.state.audit) == (FIRST, before)


async def test_to_keep_out_many_their_number_has_to_be_typed(windows: Windows) -> None:
    windows.add_native("carol", "dave")
    ask = await use(windows, window="refusing")
    assert isinstance(ask, Ask)
    assert [question.kind for question in ask.questions] == [Kind.TEXT]
    for wrong in ("1", "2", "4", "", "three"):
        told = await confirm(ask, wrong)
        assert told.is_problem
        assert "which is 3" in text_of(told)
    assert windows.schedule == FIRST
    assert not (await confirm(ask, "3")).is_problem
    assert windows.schedule.at(NOW) is Window.REFUSING


async def test_to_let_many_in_again_a_yes_is_enough(windows: Windows) -> None:
    await confirm(await use(windows, window="closed"), "1")
    windows.add_native("carol", "dave")
    await confirm(await use(windows, window="open"), "1")
    assert windows.schedule == Schedule(NOW)


async def test_dates_are_set_moved_and_taken_away(windows: Windows) -> None:
    await confirm(await use(windows, refuse_from="2026-12-25", close_on="2027-01-31 18:00"), "1")
    closed = datetime(2027, 1, 31, 18, tzinfo=UTC).timestamp()
    assert windows.schedule == Schedule(NOW, CHRISTMAS, closed)
    await confirm(await use(windows, refuse_from="never"), "1")
    assert windows.schedule == Schedule(NOW, None, closed)


async def test_it_is_turned_and_given_a_date_at_once(windows: Windows) -> None:
    await confirm(await use(windows, window="refusing", close_on="2026-12-25"), "1")
    assert windows.schedule == Schedule(NOW, NOW, CHRISTMAS)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"refuse_from": "soon"}, "Write a date"),
        ({"close_on": "2026-13-01"}, "Write a date"),
        ({"close_on": "2026-02-30"}, "Write a date"),
        ({"refuse_from": "2020-01-01"}, "has to be one to come"),
        ({"window": "refusing", "refuse_from": "2026-12-25"}, "turn the window instead"),
        ({"window": "closed", "close_on": "2026-12-25"}, "turn the window instead"),
        ({"close_on": "2026-12-25"}, "cannot be closed before it refuses"),
    ],
)
async def test_dates_that_cannot_be(answers: dict[str, str], words: str, windows: Windows) -> None:
    told = await use(windows, **answers)
    assert isinstance(told, Told)
    assert told.is_problem
    assert words in text_of(told)
    assert windows.schedule == FIRST


async def test_what_is_so_already_is_not_asked_for(windows: Windows) -> None:
    for answers in ({"window": "open"}, {"close_on": "never"}):
        told = await use(windows, **answers)
        assert isinstance(told, Told)
        assert told.lines[-1] == "There is nothing to change."


async def test_somebody_else_s_change_is_not_written_over(windows: Windows) -> None:
    step = await use(windows, window="closed")
    await confirm(await use(windows, window="refusing"), "1")
    told = await confirm(step, "1")
    assert told.is_problem
    assert windows.schedule.at(NOW) is Window.REFUSING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("  ", None),
        ("never", Date(None)),
        (" Never ", Date(None)),
        ("2026-12-25", Date(CHRISTMAS)),
        ("2026-12-25 00:01", Date(CHRISTMAS + 60)),
        ("2026-12-25T00:01Z", Date(CHRISTMAS + 60)),
        ("2026-12-25 00:01 UTC", Date(CHRISTMAS + 60)),
    ],
)
def test_how_dates_are_written(text: str, expected: Date | None) -> None:
    assert read_date(text) == expected


@given(st.datetimes(datetime(2000, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001  UTC is what is tested
def test_any_date_is_read_in_utc_to_the_minute(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0, tzinfo=UTC)
    assert read_date(f"{at:%Y-%m-%d %H:%M}") == Date(minute.timestamp())


@pytest.mark.parametrize("text", ["tomorrow", "2026-12", "25.12.2026", "2026-12-25 24:00", "0"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(NoDateError):
        read_date(text)
