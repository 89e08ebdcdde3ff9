"""How the shell tells what undoing does: nothing is left out, and no name harms a terminal."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.names import TikiLogin
from component.domain.undo import ChatAccountFate, Undone, UndoPlan, UndoProblem
from component.frontdoors.cli.undo_words import shown, tell_plan, tell_problem, tell_result
from tests.unit.cli.undo_plans import MIGRATION, PLAN, REMADE, TIKI_ONLY

STAYS = "- The Tiki account 'Alice Smith' stays, and loses its Live Chat ID 'alice'."
OWN_PASSWORD = "- 'alice' signs in with a password of its own, which you give it, not with Tiki's."

SIGNED_OUT = "- Whoever is signed in as 'alice' is signed out."


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        (
            PLAN,
            (
                STAYS,
                (
                    "- The chat account 'alice' gets back what it lacks of contacts (12), "
                    "roster groups (3), private storage (1), waiting messages (2), the vCard."
                ),
                OWN_PASSWORD,
                "- The chat account leaves the roster groups 'Staff'.",
                SIGNED_OUT,
            ),
        ),
        (
            REMADE,
            (
                "- The Tiki account 'Alice Smith' is as it is: it has no Live Chat ID any more.",
                "- The chat account 'alice', which is gone, is made anew.",
                (
                    "- The chat account 'alice' gets back what it lacks of contacts (0), "
                    "roster groups (0), private storage (0), waiting messages (0)."
                ),
                OWN_PASSWORD,
                SIGNED_OUT,
            ),
        ),
        (
            TIKI_ONLY,
            (
                STAYS,
                "- The Live Chat ID 'alice' is given to nobody again.",
                (
                    "- The chat account 'alice', which the migration made, stays, and nobody can "
                    "sign in to it: delete it in Openfire if nobody wants it."
                ),
                SIGNED_OUT,
            ),
        ),
        (
            replace(TIKI_ONLY, fate=ChatAccountFate.ABSENT),
            (
                STAYS,
                (
                    "- The Live Chat ID 'alice' is given to nobody again; there is no chat account "
                    "of it."
                ),
            ),
        ),
    ],
    ids=["restored", "remade", "left", "absent"],
)
def test_a_plan_says_what_becomes_of_either_account(plan: UndoPlan, lines: tuple[str, ...]) -> None:
    assert tuple(tell_plan(plan))[2:] == lines


def test_a_result_says_how_to_sign_in_and_what_is_left_to_do() -> None:
    assert list(tell_result(Undone(PLAN, ("Staff",)))) == [
        "Migration 12 is undone.",
        "'alice' signs in to the chat with the new password from now on.",
        "Openfire did not take 'alice' out of the roster group 'Staff': do so there.",
    ]
    assert list(tell_result(Undone(TIKI_ONLY))) == ["Migration 12 is undone."]


@pytest.mark.parametrize("problem", UndoProblem)
def test_every_problem_has_words_of_its_own(problem: UndoProblem) -> None:
    told = tell_problem(problem, "al{ice}")
    assert told not in [tell_problem(other, "al{ice}") for other in UndoProblem if other != problem]
    assert "{name}" not in told


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Zoë 山", "Zoë 山"), ("o'neil", "o'neil"), ("a\nb", "a\\nb"), ("\udce4\x9b", "\\udce4\\x9b")],
)
def test_a_name_is_shown_as_it_can_be(name: str, expected: str) -> None:
    assert shown(name) == expected


@given(st.text(st.characters()))
def test_no_name_does_anything_to_the_terminal(name: str) -> None:
    migration = replace(MIGRATION, plan=replace(MIGRATION.plan, tiki_login=TikiLogin(name)))
    told = "".join(tell_plan(replace(PLAN, migration=migration, leaves=(name,))))
    assert (told + tell_problem(UndoProblem.NOTHING, name)).isprintable()
