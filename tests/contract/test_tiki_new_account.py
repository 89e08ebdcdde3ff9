"""The port `TikiWriter`: an account that is made is as if Tiki had made it, on every layout."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.accounts import AccountState, SiteRules, state_of
from component.domain.generations import Generation
from component.domain.groups import Membership
from component.domain.passwords.tiki import HashForm, form_of
from component.domain.registration import NewAccount, RegistrationProblem, check_login
from component.ports import Taken, Unavailable
from tests.contract.tiki_registration import EMAIL, LOGIN, NOW, create
from tests.contract.tiki_worlds import RealTiki, TikiWorld, find
from tests.layouts.tikis import TIKI_1_9

YEAR = 365 * 86_400
PASSWORD = "correct horse ünd 🔋"

FILLED = {"email": EMAIL, "login": LOGIN, "provpass": "", "registrationDate": NOW, "created": NOW}
CONFIRMED = {"pass_confirm": NOW, "email_confirm": NOW, "unsuccessful_logins": 0}
DUE = NOW + 999 * 86_400
ROWS: Mapping[str, Mapping[str, object]] = {
    "1.9.5": {**FILLED, "password": "", "score": 0, "pass_due": DUE},
    "SUMO": {**FILLED, "password": "", "score": 0, **CONFIRMED},
    "2-3": {**FILLED, "password": "", "score": 0, **CONFIRMED},
    "15": {**FILLED, "password": "", **CONFIRMED},
    "24": {**FILLED, **CONFIRMED},
    "24 bin": {**FILLED, **CONFIRMED},
    "29": {**FILLED, **CONFIRMED},
}
"""What is not NULL in the row of a new account beside number and hash (facts/tiki.md §5)."""
FORMS = {
    Generation.V1_9: HashForm.MD5,
    Generation.V1_10: HashForm.CRYPT_MD5,
    Generation.V2: HashForm.CRYPT_MD5,
    Generation.V4: HashForm.CRYPT_MD5,
    Generation.V16: HashForm.BCRYPT,
}


async def problem_of(tiki: TikiWorld, login: str, email: str = EMAIL) -> RegistrationProblem:
    """Why an account cannot be made."""
    with pytest.raises(Taken) as refused:
        await create(tiki, login, email)
    return refused.value.problem


async def test_the_account_is_accepted_by_our_own_verifier(tiki: TikiWorld) -> None:
    rules = await tiki.directory.registration_rules()
    assert check_login(LOGIN, rules) is None
    pool = PasswordPool(1)
    stored = await pool.make_tiki_hash(PASSWORD, LOGIN, rules)
    user_id = await create(tiki, stored=stored)
    account = await find(tiki, LOGIN)
    assert account.user_id == user_id
    assert account.password_hash == stored, "the column holds the whole of it"
    assert form_of(stored) is FORMS[tiki.generation]
    if tiki.generation is Generation.V1_9:
        salted = f"{LOGIN}{PASSWORD}".encode()
        assert stored == hashlib.md5(salted, usedforsecurity=False).hexdigest()
    assert await pool.check_tiki(PASSWORD, account)
    assert not await pool.check_tiki(PASSWORD + ".", account)
    pool.close()


async def test_the_account_may_log_in_at_once(tiki: TikiWorld) -> None:
    await create(tiki)
    account = await find(tiki, LOGIN)
    for rules in (SiteRules(), SiteRules(password_days=90)):
        assert state_of(account, rules, NOW + 60) is AccountState.ACTIVE
    later = state_of(account, SiteRules(password_days=90), NOW + 3 * YEAR)
    assert later is AccountState.PASSWORD_DUE


async def test_the_account_is_in_registered(tiki: TikiWorld) -> None:
    user_id = await create(tiki)
    created = NOW if tiki.has("created", "users_usergroups") else None
    assert await tiki.directory.memberships(user_id) == [Membership("Registered", created)]


async def test_the_row_holds_exactly_what_tiki_itself_would_fill(real_tiki: RealTiki) -> None:
    user_id = await create(real_tiki, stored="the hash")
    row = real_tiki.database.row(user_id)
    expected = {**ROWS[real_tiki.layout.name], "userId": user_id, "hash": "the hash"}
    assert row == {**dict.fromkeys(row), **expected}
    assert expected.keys() <= row.keys()


async def test_in_1_9_the_deadline_is_that_of_the_preference(real_tiki: RealTiki) -> None:
    real_tiki.set_rule("pass_due", "30")
    row = real_tiki.database.row(await create(real_tiki))
    is_old = real_tiki.layout is TIKI_1_9
    assert row.get("pass_due") == (NOW + 30 * 86_400 if is_old else None)


async def test_nothing_else_is_written(real_tiki: RealTiki) -> None:
    await create(real_tiki)
    rows = {
        table: real_tiki.database.execute(f"SELECT COUNT(*) FROM {table}")[0][0]
        for table in real_tiki.database.tables
    }
    assert {table for table, count in rows.items() if count} == {"users_users", "users_usergroups"}
    assert set(rows.values()) == {0, 1}


@pytest.mark.parametrize("name", ["Zoë", "Łukasz", "山田太郎", "o'neil \\ %s", "🦊fox"])
async def test_a_name_in_any_script_is_stored_as_tiki_would(tiki: TikiWorld, name: str) -> None:
    if not tiki.can_hold(name):
        with pytest.raises(Unavailable, match="cannot hold the login, the e-mail address or"):
            await create(tiki, name)
        assert await tiki.directory.read_page(0, 10) == []
        return
    await create(tiki, name, f"{name}@mail.test")
    account = await find(tiki, name)
    assert (account.login, account.email) == (name, f"{name}@mail.test")


async def test_a_login_that_is_taken_is_refused(tiki: TikiWorld) -> None:
    tiki.add(LOGIN, email="other@mail.test")
    assert await problem_of(tiki, LOGIN) is RegistrationProblem.TAKEN
    assert len(await tiki.directory.read_page(0, 10)) == 1


@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        (LOGIN, LOGIN.upper()),
        (LOGIN.upper(), LOGIN),
        (LOGIN, LOGIN.lower()),
        (LOGIN.lower(), LOGIN),
    ],
)
async def test_a_login_that_is_taken_in_another_case_is_refused(
    tiki: TikiWorld, stored: str, wanted: str
) -> None:
    tiki.add(stored, email="other@mail.test")
    assert await problem_of(tiki, wanted) is RegistrationProblem.TAKEN
    assert len(await tiki.directory.read_page(0, 10)) == 1


async def test_an_address_that_is_taken_is_refused_where_it_must_be_unique(
    tiki: TikiWorld,
) -> None:
    tiki.set_rule("user_unique_email", "y")
    tiki.add("somebody", email=EMAIL.upper())
    assert await problem_of(tiki, LOGIN) is RegistrationProblem.EMAIL_TAKEN
    assert await create(tiki, LOGIN, "another@mail.test")


async def test_an_address_may_be_shared_unless_a_preference_or_a_key_stands_against_it(
    tiki: TikiWorld,
) -> None:
    tiki.add("somebody", email=EMAIL)
    if tiki.has_unique_emails:
        assert await problem_of(tiki, LOGIN) is RegistrationProblem.EMAIL_TAKEN
        assert len(await tiki.directory.read_page(0, 10)) == 1
    else:
        assert await create(tiki)


async def test_of_many_who_want_a_login_at_once_exactly_one_gets_it(tiki: TikiWorld) -> None:
    wanted = [(LOGIN.upper() if n % 2 else LOGIN, f"{n}@mail.test") for n in range(12)]
    outcomes = await asyncio.gather(
        *(create(tiki, login, email) for login, email in wanted), return_exceptions=True
    )
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    refusals = [outcome.problem for outcome in outcomes if isinstance(outcome, Taken)]
    assert refusals == [RegistrationProblem.TAKEN] * 11
    (account,) = await tiki.directory.read_page(0, 10)
    assert [membership.group for membership in account.memberships] == ["Registered"]


async def test_of_two_components_that_make_one_login_at_once_one_succeeds(
    real_tiki: RealTiki,
) -> None:
    rules = await real_tiki.directory.registration_rules()
    other = real_tiki.write_as("owner")
    new = NewAccount(LOGIN, EMAIL, "x", NOW)
    outcomes = await asyncio.gather(
        *(writer.create_account(new, rules) for writer in (real_tiki.writer, other)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, int)] == [Taken]
    assert len(await real_tiki.directory.read_page(0, 10)) == 1


async def test_the_writer_needs_no_rule_but_those_it_is_given(tiki: TikiWorld) -> None:
    rules = replace(await tiki.directory.registration_rules(), unique_email=True)
    tiki.add("somebody", email=EMAIL)
    with pytest.raises(Taken):
        await tiki.writer.create_account(NewAccount(LOGIN, EMAIL, "x", NOW), rules)
