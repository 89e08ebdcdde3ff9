"""What Tiki asks of a new account (facts/tiki.md §5, §6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.generations import Generation
from component.domain.registration import (
    REGISTRATION_PREFERENCES,
    NewAccount,
    RegistrationProblem,
    RegistrationRules,
    UnreadablePatternError,
    check_email,
    check_login,
)

RULES = RegistrationRules()
OLD = RegistrationRules.from_preferences({}, Generation.V2, 200, 34)
EMPTY, SHORT, LONG, RESERVED, CHARACTERS, NO_EMAIL, WRONG_EMAIL, *_ = RegistrationProblem


@pytest.mark.parametrize(
    ("login", "rules", "problem"),
    [
        ("alice", RULES, None),
        ("Alice B. O'Smith_1-x@y", RULES, None),
        ("", RULES, EMPTY),
        ("admin", RULES, RESERVED),
        ("Registered", RULES, RESERVED),
        ("ANONYMOUS", RULES, RESERVED),
        ("0", RULES, RESERVED),
        ("x" * 50, RULES, None),
        ("x" * 51, RULES, LONG),
        ("ab", replace(RULES, shortest=3), SHORT),
        ("abc", replace(RULES, shortest=3), None),
        ("zoë", RULES, CHARACTERS),
        ("a+b", RULES, CHARACTERS),
        ("a\x01b", OLD, CHARACTERS),
        ("zoë", OLD, None),
        ("a+b", OLD, None),
        ("two words", OLD, CHARACTERS),
        ("two words", RULES, None),
        ("zoë", replace(RULES, pattern=r"/^\p{L}+$/u"), None),
        ("zoe1", replace(RULES, pattern=r"/^\p{L}+$/u"), CHARACTERS),
        ("zoe1", replace(RULES, pattern="#^[[:alnum:]]+$#"), None),
        ("zoë", replace(RULES, pattern="#^[[:alnum:]]+$#"), CHARACTERS),
        ("ZOE", replace(RULES, pattern="/^[a-z]+$/i"), None),
        ("anything / goes", replace(RULES, pattern=""), None),
        ("anything / goes", replace(RULES, pattern="//"), None),
    ],
)
def test_a_login_is_what_the_site_wants_or_the_first_problem_is_named(
    login: str, rules: RegistrationRules, problem: RegistrationProblem | None
) -> None:
    assert check_login(login, rules) is problem


@pytest.mark.parametrize(
    "pattern", ["no delimiters", "/[/", "/a/e", "/^(a|aa)+$/", "/\\p{Nonsense}/"]
)
def test_a_pattern_that_cannot_be_followed_is_named_and_lets_nothing_through(pattern: str) -> None:
    rules = replace(RULES, pattern=pattern)
    with pytest.raises(UnreadablePatternError, match="username_pattern"):
        check_login("a" * 49 + "!", rules)


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("alice@example.com", None),
        ("älice@exämple.com", None),
        ("a@localhost", None),
        ("", NO_EMAIL),
        ("alice", WRONG_EMAIL),
        ("a@b@c", WRONG_EMAIL),
        ("a b@example.com", WRONG_EMAIL),
        ("a@example.com\x00", WRONG_EMAIL),
        ("x" * 189 + "@example.com", WRONG_EMAIL),
        ("x" * 188 + "@example.com", None),
    ],
)
def test_an_address_is_one_that_mail_can_be_sent_to(
    email: str, problem: RegistrationProblem | None
) -> None:
    assert check_email(email) is problem


@pytest.mark.parametrize(
    ("generation", "stored", "expected"),
    [
        (Generation.V16, {}, RULES),
        (Generation.V16, dict.fromkeys(REGISTRATION_PREFERENCES), RULES),
        (Generation.V16, {"lowercase_username": "y"}, replace(RULES, lowercase=True)),
        (Generation.V16, {"min_username_length": "5"}, replace(RULES, shortest=5)),
        (Generation.V16, {"max_username_length": "60"}, replace(RULES, longest=60)),
        (Generation.V16, {"max_username_length": "999"}, replace(RULES, longest=200)),
        (Generation.V16, {"max_username_length": "many"}, RULES),
        (Generation.V16, {"username_pattern": "/a/"}, replace(RULES, pattern="/a/")),
        (Generation.V16, {"username_pattern": ""}, replace(RULES, pattern="")),
        (Generation.V16, {"user_unique_email": "y"}, replace(RULES, unique_email=True)),
        (Generation.V16, {"pass_due": "90"}, replace(RULES, password_days=90)),
        (Generation.V2, {}, replace(RULES, generation=Generation.V2, pattern="")),
    ],
)
def test_rules_are_read_from_the_preferences(
    generation: Generation, stored: dict[str, str | None], expected: RegistrationRules
) -> None:
    assert RegistrationRules.from_preferences(stored, generation, 200, 60) == expected


def test_1_9_has_short_logins_and_a_deadline_of_its_own() -> None:
    rules = RegistrationRules.from_preferences({}, Generation.V1_9, 40, 32)
    assert (rules.longest, rules.deadline_days) == (37, 999)
    assert replace(rules, password_days=30).deadline_days == 30


@pytest.mark.parametrize(
    ("typed", "lowercase", "stored"),
    [(" Alice\t\n\0", False, "Alice"), ("ALICE Ä", True, "alice ä"), ("a  b", True, "a  b")],
)
def test_a_login_is_prepared_as_tiki_does(typed: str, lowercase: bool, stored: str) -> None:
    assert replace(RULES, lowercase=lowercase).prepare(typed) == stored


@given(st.text(), st.sampled_from(Generation), st.booleans())
def test_any_text_is_either_a_login_or_a_problem(
    typed: str, generation: Generation, lowercase: bool
) -> None:
    rules = replace(
        RegistrationRules.from_preferences({}, generation, 200, 34), lowercase=lowercase
    )
    login = rules.prepare(typed)
    problem = check_login(login, rules)
    assert (problem is None) <= (1 <= len(login) <= rules.longest and login.isprintable())
    assert (check_email(typed) is None) <= (typed.count("@") == 1)


def test_repr_shows_no_hash() -> None:
    assert "geheim" not in repr(NewAccount("alice", "a@b", "geheim", 1))
