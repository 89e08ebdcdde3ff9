"""What lets nobody in: wrong and odd passwords, hashes that are none or were cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passlib.hash import md5_crypt

from component.domain.generations import Generation
from component.domain.passwords import bcrypt72
from component.domain.passwords.tiki import HashForm, form_of, verify
from tests.unit.domain.tiki_hashes import (
    BCRYPT,
    BCRYPT_TAIL,
    EMAIL,
    LOGIN,
    LONG,
    PASSWORD,
    QUICK_VECTORS,
    VECTORS,
    md5,
    quick_bcrypt,
)


@pytest.mark.parametrize("stored", QUICK_VECTORS.values(), ids=QUICK_VECTORS)
@pytest.mark.parametrize("password", ["s3cret", "S3cret!", "", "0", " s3cret!", "S3CRET!", "é🐱"])
def test_a_wrong_password_does_not_fit(stored: str, password: str) -> None:
    assert not verify(password, stored, LOGIN, EMAIL)


@pytest.mark.parametrize("stored", VECTORS.values(), ids=VECTORS)
def test_the_hash_itself_is_no_password(stored: str) -> None:
    assert not verify(stored, stored, LOGIN, EMAIL)


@pytest.mark.parametrize(
    ("stored", "login", "email", "fits"),
    [
        (VECTORS["A"], "anybody", "any@mail", True),
        (VECTORS["B"], "Alice", "any@mail", True),
        (VECTORS["B"], "alice", EMAIL, False),
        (VECTORS["C"], "Alice", " \t\n\r\0\x0b" + EMAIL + "\0 ", True),
        (VECTORS["C"], "Alice", "new@example.com", False),
        (VECTORS["C"], "Alice", "", False),
        (VECTORS["C"], "alice", EMAIL, False),
        (md5("AliceS3"), "Alice", EMAIL, False),
    ],
)
def test_md5_forms_are_salted_with_the_stored_login_and_email(
    stored: str, login: str, email: str, fits: bool
) -> None:
    assert verify(PASSWORD, stored, login, email) is fits


@pytest.mark.parametrize("password", ["é🐱", " blanks ", "ctrl\x01", "x" * 200, "\"'\\"])
def test_md5_takes_the_password_as_it_is(password: str) -> None:
    assert verify(password, md5(password), LOGIN, EMAIL)
    assert verify(password, md5(LOGIN + password), LOGIN, EMAIL)
    assert not verify(password + " ", md5(password), LOGIN, EMAIL)


def test_hashes_that_are_equal_numbers_to_php_are_not_equal() -> None:
    assert md5("240610708").startswith("0e") and md5("QNKCDZO").startswith("0e")  # noqa: PT018  one fact
    assert not verify("240610708", md5("QNKCDZO"), LOGIN, EMAIL)
    assert not verify("240610708", "0" * 32, LOGIN, EMAIL)
    assert verify("240610708", md5("240610708"), LOGIN, EMAIL)


@pytest.mark.parametrize("stored", [md5(""), md5(LOGIN), md5(LOGIN + EMAIL), quick_bcrypt(b""), ""])
def test_an_empty_password_is_refused_even_where_it_is_the_right_one(stored: str) -> None:
    assert not verify("", stored, LOGIN, EMAIL)


@pytest.mark.parametrize("prefix", ["$2a$", "$2b$", "$2y$"])
def test_bcrypt_takes_the_first_72_bytes_of_a_password(prefix: str) -> None:
    stored = quick_bcrypt(LONG.encode(), prefix)
    assert verify(LONG, stored, LOGIN, EMAIL)
    assert verify(LONG[:36], stored, LOGIN, EMAIL)
    assert verify(LONG[:36] + "anything", stored, LOGIN, EMAIL)
    assert not verify(LONG[:35], stored, LOGIN, EMAIL)
    assert not verify(LONG[:35] + "a" + LONG[36:], stored, LOGIN, EMAIL)


def test_the_72_bytes_may_end_within_a_character() -> None:
    password = "a" + LONG
    assert verify(password, quick_bcrypt(password.encode()), LOGIN, EMAIL)


@pytest.mark.parametrize("password", ["nul\0inside", "x" * 10_000, "\ud800"])
def test_an_odd_password_does_not_fit_and_does_no_harm(password: str) -> None:
    for generation in Generation:
        for stored in QUICK_VECTORS.values():
            assert not verify(password, stored, LOGIN, EMAIL, generation)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        " ",
        "s3cret!",
        VECTORS["A"].upper(),
        VECTORS["A"][:-1],
        VECTORS["A"] + "0",
        VECTORS["A"] + "\n",
        VECTORS["$1$"][:-1],
        "$1$abcdefgh$",
        "$1$",
        VECTORS["DES"][:-1],
        VECTORS["DES"] + ".",
        BCRYPT[:-1],
        BCRYPT + "a",
        "$2y$10$",
        "$2y$99$" + BCRYPT_TAIL,
        "$2y$03$" + BCRYPT_TAIL,
        "$2z$10$" + BCRYPT_TAIL,
        "$5$abcdefgh$",
        "$5$rounds=x$abcdefgh$",
        "$argon2id$v=19$m=65536,t=4,p=1$c2FsdHNhbHQ$aGFzaA",
        "*0",
        "!",
        "x" * 255,
    ],
)
def test_an_empty_truncated_or_unknown_hash_lets_nobody_in(stored: str) -> None:
    assert not verify(PASSWORD, stored, LOGIN, EMAIL)
    assert not verify(stored, stored, LOGIN, EMAIL)
    assert not verify(PASSWORD, stored, LOGIN, EMAIL, Generation.V4)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("A", HashForm.MD5),
        ("$1$", HashForm.CRYPT_MD5),
        ("DES", HashForm.CRYPT_DES),
        ("$5$", HashForm.CRYPT_SHA256),
        ("$6$", HashForm.CRYPT_SHA512),
        ("$2y$", HashForm.BCRYPT),
        ("$2a$", HashForm.BCRYPT),
    ],
)
def test_the_form_is_told_from_the_shape(name: str, form: HashForm) -> None:
    assert form_of(VECTORS[name]) is form
    assert form_of(VECTORS[name]).is_slow is (form is HashForm.BCRYPT)


def test_the_form_of_nothing_and_of_nonsense_is_told() -> None:
    assert form_of("") is HashForm.EMPTY
    assert form_of("nonsense") is HashForm.UNKNOWN


@pytest.mark.parametrize("stored", VECTORS.values(), ids=VECTORS)
def test_a_hash_that_a_column_has_cut_is_of_no_known_form(stored: str) -> None:
    """Wherever it was cut, nobody can sign in with it, and that is to be told."""
    kept = {form_of(stored[:length]) for length in range(1, len(stored)) if length != 13}
    assert kept == {HashForm.UNKNOWN}
    assert form_of(stored + "x") is HashForm.UNKNOWN


@pytest.mark.parametrize("salt", ["", "a", "abcdefgh"])
def test_a_salt_may_be_short(salt: str) -> None:
    stored = md5_crypt.using(salt=salt).hash(PASSWORD)
    assert form_of(stored) is HashForm.CRYPT_MD5
    assert verify(PASSWORD, stored, LOGIN, EMAIL)


def test_a_salt_that_crypt_would_cut_fits_nothing() -> None:
    """crypt() gives back the shorter salt, so that PHP finds the two unlike."""
    assert form_of(VECTORS["$1$"].replace("h$", "hi$")) is HashForm.UNKNOWN


def test_the_dummy_check_is_of_the_cost_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(bcrypt72, "verify", lambda _secret, stored: seen.append(stored))
    bcrypt72.verify_nothing(b"x", 12)
    assert [form_of(stored) for stored in seen] == [HashForm.BCRYPT]
    assert bcrypt72.cost_of(seen[0]) == 12


HASHES = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"\A[0-9a-fA-F]{30,33}\Z"),
    st.from_regex(r"\A[./0-9A-Za-z]{13}\Z"),
    st.from_regex(r"\A\$1\$[./0-9A-Za-z$]{0,40}\Z"),
    st.from_regex(r"\A\$1\$[./0-9A-Za-z]{0,8}\$[./0-9A-Za-z]{22}\Z"),
    st.from_regex(r"\A\$[56]\$(rounds=1[0-9]{3}\$)?[./0-9A-Za-z$]{0,100}\Z"),
    st.from_regex(r"\A\$5\$(rounds=[1-9][0-9]{2,3}\$)?[./0-9A-Za-z]{0,16}\$[./0-9A-Za-z]{43}\Z"),
    st.from_regex(r"\A\$2[abxy]\$04\$[./A-Za-z0-9]{52,54}\Z"),
)


@given(
    st.text(max_size=100),
    HASHES,
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(Generation),
)
def test_any_password_and_any_hash_give_an_answer(
    password: str, stored: str, login: str, email: str, generation: Generation
) -> None:
    assert isinstance(verify(password, stored, login, email, generation), bool)


@given(
    st.text(min_size=1).filter(lambda password: password != "0"),
    st.text(),
    st.text(),
    st.sampled_from(Generation),
)
def test_every_password_fits_its_own_md5(
    password: str, login: str, email: str, generation: Generation
) -> None:
    salted = login + password
    for stored in (md5(password), md5(salted), md5(salted + email.strip(" \t\n\r\0\x0b"))):
        assert verify(password, stored, login, email, generation)
