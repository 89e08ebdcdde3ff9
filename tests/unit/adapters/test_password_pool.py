"""Password checks: right answers, and what is said of hashes that let nobody in."""

from dataclasses import replace

import bcrypt
import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.generations import Generation
from component.domain.passwords import bcrypt72
from component.domain.passwords.openfire import (
    Credential,
    NoCredential,
    PlainCredential,
)
from component.domain.registration import RegistrationRules
from tests.unit.adapters.password_accounts import ALICE, SCRAM


@pytest.mark.parametrize(
    "stored",
    [
        "ca6c5d8960b5f761e1676d26b282889c",
        "f1c19b2906fcf677345511f4e1e0484f",
        "2bd7d2efc128f81f6799a3914f83e137",
        "$1$abcdefgh$CSiVTZddYDOMinbJG4io/1",
        bcrypt.hashpw(b"s3cret!", bcrypt.gensalt(4)).decode(),
    ],
)
async def test_a_tiki_password_is_checked(pool: PasswordPool, stored: str) -> None:
    account = replace(ALICE, password_hash=stored)
    assert await pool.check_tiki("s3cret!", account)
    assert not await pool.check_tiki("s3cret", account)


async def test_a_des_hash_is_checked_where_that_tiki_accepts_it(pool: PasswordPool) -> None:
    account = replace(ALICE, password_hash="abGaYwuak.pMg")
    assert not await pool.check_tiki("s3cret!", account)
    assert await pool.check_tiki("s3cret!", replace(account, generation=Generation.V4))


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        ("", "empty"),
        ("x" * 255, "unknown"),
        ("$2y$10$", "unknown"),
        ("$1$abcdefgh$CSiVTZddYDOMinbJG4io/", "unknown"),
        ("$6$abcdefgh$" + "x" * 48, "unknown"),
        ("abGaYwuak.pMg", "des"),
    ],
)
async def test_a_hash_that_lets_nobody_in_is_reported_once(
    pool: PasswordPool, caplog: pytest.LogCaptureFixture, stored: str, kind: str
) -> None:
    account = replace(ALICE, password_hash=stored)
    for _ in range(3):
        assert not await pool.check_tiki("s3cret!", account)
    (record,) = caplog.records
    text = record.getMessage()
    assert "'Alice' (userId 1)" in text
    assert f"of the kind {kind!r}, {len(stored)} characters long" in text
    assert not stored or stored not in text
    assert not await pool.check_tiki("s3cret!", replace(account, user_id=2))
    assert len(caplog.records) == 2


async def test_a_new_hash_is_made_in_the_form_of_that_tiki(pool: PasswordPool) -> None:
    rules = RegistrationRules(generation=Generation.V4, hash_width=60)
    stored = await pool.make_tiki_hash("s3cret!", "Alice", rules)
    assert stored.startswith("$1$")
    account = replace(ALICE, password_hash=stored, generation=Generation.V4)
    assert await pool.check_tiki("s3cret!", account)


@pytest.mark.parametrize(
    ("password", "credential", "fits"),
    [
        ("bobpw2", SCRAM, True),
        ("bobpw", SCRAM, False),
        ("p", PlainCredential("p"), True),
        ("q", PlainCredential("p"), False),
        ("p", NoCredential(), False),
    ],
)
async def test_a_native_password_is_checked(
    pool: PasswordPool, password: str, credential: Credential, fits: bool
) -> None:
    assert await pool.check_native(password, credential) is fits


async def test_a_dummy_check_costs_what_the_last_real_hash_did(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []
    monkeypatch.setattr(bcrypt72, "verify_nothing", lambda _secret, cost: costs.append(cost))
    await pool.check_nothing("x\ud800")
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(5)).decode()
    await pool.check_tiki("x", replace(ALICE, password_hash=hashed))
    await pool.check_tiki("x", replace(ALICE, password_hash="ca6c5d8960b5f761e1676d26b282889c"))
    await pool.check_nothing("x")
    assert costs == [10, 5]
