"""Whether a Tiki account may log in at all (facts/tiki.md §3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.accounts import (
    SITE_RULE_PREFERENCES,
    AccountState,
    ChatAccount,
    SiteRules,
    TikiAccount,
    needs_activation_key,
    state_of,
)
from component.domain.generations import Generation
from component.domain.names import ChatUsername, TikiLogin
from component.domain.passwords.openfire import PlainCredential

NOW = 1_700_000_000
DAY = 86_400
ALICE = TikiAccount(1, TikiLogin("Alice"), "alice@example.com", "$2y$secret", None)
ACTIVE, PENDING, SUSPENDED, DUE, SECOND = AccountState


@pytest.mark.parametrize(
    ("changes", "rules", "state"),
    [
        ({}, SiteRules(), ACTIVE),
        ({"waiting": "u"}, SiteRules(), PENDING),
        ({"waiting": "a"}, SiteRules(), PENDING),
        ({"waiting": "l"}, SiteRules(), SUSPENDED),
        ({"waiting": "x"}, SiteRules(), SUSPENDED),
        ({"waiting": " "}, SiteRules(), SUSPENDED),
        ({"password_deadline": NOW}, SiteRules(), DUE),
        ({"password_deadline": NOW - 1}, SiteRules(), DUE),
        ({"password_deadline": NOW + 1}, SiteRules(), ACTIVE),
        ({"password_deadline": NOW, "password_confirmed": NOW}, SiteRules(), DUE),
        ({"password_confirmed": 0}, SiteRules(), DUE),
        ({"password_confirmed": 0}, SiteRules(change_password=False), ACTIVE),
        ({"password_confirmed": 1}, SiteRules(), ACTIVE),
        ({"password_confirmed": 1}, SiteRules(password_days=0), DUE),
        ({"password_confirmed": NOW}, SiteRules(password_days=0), ACTIVE),
        ({"password_confirmed": NOW - 30 * DAY}, SiteRules(password_days=30), ACTIVE),
        ({"password_confirmed": NOW - 30 * DAY - 1}, SiteRules(password_days=30), DUE),
        ({"password_confirmed": NOW - 30 * DAY - 1}, SiteRules(password_days=-1), ACTIVE),
        ({"password_confirmed": 1}, SiteRules(change_password=False, password_days=1), ACTIVE),
        ({"has_second_factor": True}, SiteRules(), ACTIVE),
        ({"has_second_factor": True}, SiteRules(second_factor=True), SECOND),
        ({}, SiteRules(second_factor=True), ACTIVE),
        ({"has_second_factor": True, "password_confirmed": 0}, SiteRules(second_factor=True), DUE),
        ({"waiting": "l", "password_confirmed": 0}, SiteRules(), SUSPENDED),
    ],
)
def test_the_first_state_that_stands_in_the_way_counts(
    changes: dict[str, object], rules: SiteRules, state: AccountState
) -> None:
    assert state_of(replace(ALICE, **changes), rules, NOW) is state  # type: ignore[arg-type]


@given(st.text(min_size=1))
def test_anything_in_waiting_keeps_an_account_out(waiting: str) -> None:
    assert state_of(replace(ALICE, waiting=waiting), SiteRules(), NOW) in (PENDING, SUSPENDED)


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("waiting", ["u", "a", "l", "x"])
def test_only_what_tiki_itself_asks_for_counts_where_it_need_not_be_strict(
    waiting: str, generation: Generation
) -> None:
    account = replace(ALICE, waiting=waiting, generation=generation)
    counts = waiting in "ua" and generation is not Generation.V2
    expected = PENDING if counts else ACTIVE
    assert state_of(account, SiteRules(), NOW, strict=False) is expected
    assert state_of(account, SiteRules(), NOW, strict=True) in (PENDING, SUSPENDED)


def test_other_states_count_whether_strict_or_not() -> None:
    due = replace(ALICE, waiting="l", password_confirmed=0)
    assert state_of(due, SiteRules(), NOW, strict=False) is DUE


@pytest.mark.parametrize(
    ("generation", "strict", "needed"),
    [
        (Generation.V1_9, True, True),
        (Generation.V1_10, True, True),
        (Generation.V2, True, False),
        (Generation.V4, True, False),
        (Generation.V16, True, False),
        (Generation.V1_10, False, True),
        (Generation.V2, False, True),
        (Generation.V4, False, False),
        (Generation.V16, False, False),
    ],
)
def test_the_activation_key_is_asked_for_where_nothing_else_tells(
    generation: Generation, strict: bool, needed: bool
) -> None:
    account = replace(ALICE, generation=generation)
    assert needs_activation_key(account, strict=strict) is needed


def test_rules_without_any_row_are_tikis_defaults() -> None:
    assert SiteRules.from_preferences({}) == SiteRules()
    assert SiteRules.from_preferences(dict.fromkeys(SITE_RULE_PREFERENCES)) == SiteRules()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("login_allow_email", "y", SiteRules(login_by_email=True)),
        ("login_is_email", "y", SiteRules(login_by_email=True)),
        ("login_allow_email", "n", SiteRules()),
        ("change_password", "n", SiteRules(change_password=False)),
        ("change_password", "", SiteRules(change_password=False)),
        ("pass_due", "30", SiteRules(password_days=30)),
        ("pass_due", " 30 ", SiteRules(password_days=30)),
        ("pass_due", "0", SiteRules(password_days=0)),
        ("pass_due", "-1", SiteRules()),
        ("pass_due", "", SiteRules()),
        ("pass_due", "--5", SiteRules()),
        ("pass_due", "never", SiteRules()),
        ("pass_due", "9" * 5000, SiteRules()),
        ("twoFactorAuth", "y", SiteRules(second_factor=True)),
        ("auth_method", "ldap", SiteRules(auth_method="ldap")),
        ("auth_method", "", SiteRules()),
        ("language", "de", SiteRules(language="de")),
        ("language", "", SiteRules()),
        ("user_use_gravatar", "y", SiteRules(uses_gravatar=True)),
    ],
)
def test_a_preference_changes_its_rule(name: str, value: str, expected: SiteRules) -> None:
    assert SiteRules.from_preferences({name: value}) == expected


@given(st.dictionaries(st.sampled_from(SITE_RULE_PREFERENCES), st.none() | st.text()))
def test_no_preferences_make_reading_them_fail(rows: dict[str, str | None]) -> None:
    rules = SiteRules.from_preferences(rows)
    assert rules.auth_method
    assert rules.language


def test_repr_shows_no_hash_and_no_credential() -> None:
    assert "secret" not in repr(ALICE)
    assert "Alice" in repr(ALICE)
    assert "geheim" not in repr(ChatAccount(ChatUsername("bob"), PlainCredential("geheim")))
    assert "geheim" not in repr(PlainCredential("geheim"))
