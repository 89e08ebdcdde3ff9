"""Forms go to clients and come back: whatever they show, and whatever anybody makes of them."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.commands.description import Ask, Choice, Kind, Question, Table, Told
from component.frontdoors.commands.table_text import table_lines
from component.frontdoors.commands.turns import Turn
from component.frontdoors.xmpp.adhoc_answers import BadPayloadError, read_answers
from component.frontdoors.xmpp.adhoc_forms import MOST_ROWS, NODE, STEP, show
from component.frontdoors.xmpp.commands_client import COMMANDS, FORMS
from tests.unit.frontdoors.errands import SYNC, somebody

ADA = somebody("ada")
TYPE = f"{NODE}sync-groups"
TEXTS = st.text(max_size=8)
QUESTIONS = st.lists(
    st.builds(
        Question,
        name=st.sampled_from(["one", "two", "three"]),
        label=TEXTS,
        kind=st.sampled_from(Kind),
        choices=st.sampled_from([(), (Choice("a", "A"), Choice("b c ", "B"))]),
        value=st.sampled_from(["", "a", "0", "1", "b c "]),
        is_required=st.booleans(),
        hint=TEXTS,
    ),
    max_size=3,
    unique_by=lambda question: question.name,
)
NAMES = st.sampled_from(["one", "two", "three", "other", "FORM_TYPE", STEP, ""])
VALUES = st.lists(st.sampled_from(["", "a", "1", "b c ", TYPE, "\n", "<b/>"]), max_size=2)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
FORMS_MADE = st.lists(st.tuples(st.sampled_from(["submit", "submit", "form", ""]), FIELDS))


def make_form(kind: str, fields: Iterable[tuple[str, list[str]]]) -> ET.Element:
    """Make a form of drawn parts; a value `<b/>` is an element."""
    form = ET.Element(f"{{{FORMS}}}x", {"type": kind})
    for name, values in fields:
        field = ET.SubElement(form, f"{{{FORMS}}}field", {"var": name} if name else {})
        for value in values:
            made = ET.SubElement(field, f"{{{FORMS}}}value")
            if value == "<b/>":
                ET.SubElement(made, "b")
            else:
                made.text = value
    return form


async def refuse(*_: object) -> Told:
    """No step comes after these."""
    return Told(())


def ask(questions: list[Question], *tables: Table) -> Turn:
    """A step that asks these."""
    return Turn("s", SYNC, Ask("T", ("L",), tuple(questions), refuse, tables), number=3)


def wired(command: ET.Element) -> ET.Element:
    """A command as it comes over the wire, which only text that XML can carry does."""
    return ET.fromstring(ET.tostring(command, "utf-8"))  # noqa: S314  our own XML


@given(QUESTIONS)
def test_a_form_that_is_submitted_as_it_is_has_the_answers_that_it_proposes(
    questions: list[Question],
) -> None:
    command = wired(show(ask(questions, Table("P", {"a": "A"}, [("x",)])), ADA, "s"))
    (form,) = command.findall(f"{{{FORMS}}}x")
    form.set("type", "submit")
    answers, number = read_answers(command, TYPE, questions)
    assert number == 3
    for question in questions:
        unticked = "0" if question.kind is Kind.YES_NO else ""
        assert answers[question.name] == (question.value or unticked)


@given(FORMS_MADE, QUESTIONS)
def test_whatever_comes_is_answers_or_a_bad_payload(
    forms: list[tuple[str, list[tuple[str, list[str]]]]], questions: list[Question]
) -> None:
    command = ET.Element(f"{{{COMMANDS}}}command")
    command.extend(make_form(kind, fields) for kind, fields in forms)
    try:
        answers, number = read_answers(command, TYPE, questions)
    except BadPayloadError:
        return
    assert set(answers) == {question.name for question in questions}
    if not forms:
        assert questions == []
        return
    ((kind, fields),) = forms
    assert kind == "submit"
    given_ = {name: values for name, values in fields if name}
    for name, answer in answers.items():
        assert [answer] == (given_.get(name) or [""])
    assert number == (int(given_[STEP][0]) if STEP in given_ else None)


@given(st.text(max_size=30))
def test_no_text_can_break_the_stream(text: str) -> None:
    table = Table(text, {"a": text}, [(text,)])
    questions = [Question("q", text, Kind.CHOICE, (Choice(text, text),), text, hint=text)]
    step = Ask(text, (text,), tuple(questions), refuse, (table,))
    for made in (step, Told((text,), (table,))):
        ET.tostring(wired(show(Turn("s", SYNC, made), ADA, "s", text)))


@pytest.mark.parametrize(
    ("count", "last"), [(MOST_ROWS, "A: 199"), (MOST_ROWS + 2, "… and 2 more")]
)
def test_a_long_table_is_cut_and_says_so(count: int, last: str) -> None:
    table = Table("Plan", {"a": "A"}, [(str(number),) for number in range(count)])
    command = show(Turn("", SYNC, Told((), (table,))), ADA, "s")
    (field,) = command.findall(f"{{{FORMS}}}x/{{{FORMS}}}field[@type='text-multi']")
    assert field[-1].text == last
    assert len(command.findall(f"{{{FORMS}}}x/{{{FORMS}}}item")) == MOST_ROWS
    assert table_lines(table, ADA.t, count)[-1] == f"A: {count - 1}"


def test_several_tables_are_texts_since_a_form_has_one_table() -> None:
    tables = tuple(Table(title, {"a": "A"}, [(title,)]) for title in ("One", "Two"))
    command = show(Turn("", SYNC, Told(("Done.",), tables)), ADA, "s")
    fields = command.findall(f"{{{FORMS}}}x/{{{FORMS}}}field[@type='text-multi']")
    assert [field.get("label") for field in fields] == ["One", "Two"]
    assert [field[0].text for field in fields] == ["A: One", "A: Two"]
    assert command.find(f"{{{FORMS}}}x/{{{FORMS}}}reported") is None


def test_a_step_that_asks_nothing_needs_no_form() -> None:
    assert read_answers(ET.Element(f"{{{COMMANDS}}}command"), TYPE, []) == ({}, None)
