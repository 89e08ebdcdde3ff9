"""Every form in which a Tiki stores a password (facts/tiki.md §2)."""

import hashlib

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from passlib.hash import md5_crypt, sha256_crypt, sha512_crypt

from component.domain.generations import Generation
from component.domain.passwords import bcrypt72
from component.domain.passwords.tiki import HashForm, accepts, form_of, verify
from component.domain.passwords.tiki_new import make_hash

LOGIN, PASSWORD, EMAIL = "Alice", "s3cret!", "alice@example.com"
BCRYPT_TAIL = "abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW"
BCRYPT = f"$2y$10${BCRYPT_TAIL}"
LONG = "ä" * 40
"""80 bytes, of which bcrypt takes 72."""


def md5(text: str) -> str:
    """As Tiki writes it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def quick_bcrypt(password: bytes, prefix: str = "$2y$") -> str:
    """A hash of the least cost, as PHP writes it."""
    return prefix + bcrypt.hashpw(password[:72], bcrypt.gensalt(4)).decode()[4:]


VECTORS = {
    "A": "ca6c5d8960b5f761e1676d26b282889c",
    "B": "f1c19b2906fcf677345511f4e1e0484f",
    "C": "2bd7d2efc128f81f6799a3914f83e137",
    "$1$": "$1$abcdefgh$CSiVTZddYDOMinbJG4io/1",
    "DES": "abGaYwuak.pMg",
    "$2y$": BCRYPT,
    "$2a$": f"$2a$10${BCRYPT_TAIL}",
    "$2b$": f"$2b$10${BCRYPT_TAIL}",
    "$5$": sha256_crypt.using(rounds=1000, salt="abcdefgh").hash(PASSWORD),
    "$6$": sha512_crypt.using(rounds=1000, salt="abcdefgh").hash(PASSWORD),
}


ACCEPTED = {
    Generation.V1_9: {"A", "B", "C"},
    Generation.V1_10: set(VECTORS),
    Generation.V2: set(VECTORS),
    Generation.V4: set(VECTORS),
    Generation.V16: set(VECTORS) - {"DES"},
}


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("name", VECTORS)
def test_the_right_password_fits_where_a_tiki_accepts_the_form(
    name: str, generation: Generation
) -> None:
    fits = verify(PASSWORD, VECTORS[name], LOGIN, EMAIL, generation)
    assert fits is (name in ACCEPTED[generation])
    assert accepts(generation, form_of(VECTORS[name])) is fits


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("form", [HashForm.EMPTY, HashForm.UNKNOWN])
def test_no_tiki_accepts_what_is_no_hash(form: HashForm, generation: Generation) -> None:
    assert not accepts(generation, form)


@pytest.mark.parametrize("generation", Generation)
def test_the_password_0_is_none_to_the_md5_of_a_newer_tiki(generation: Generation) -> None:
    for stored in (md5("0"), md5(LOGIN + "0")):
        assert verify("0", stored, LOGIN, EMAIL, generation) is (generation < Generation.V16)
    assert verify("0", quick_bcrypt(b"0"), LOGIN, EMAIL) is True


@pytest.mark.parametrize("cost", [4, 5, 6, 10, 14])
def test_bcrypt_of_every_usual_cost_fits(cost: int) -> None:
    stored = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(cost)).decode()
    assert verify(PASSWORD, "$2y$" + stored[4:], LOGIN, EMAIL)


def test_what_would_tie_up_a_worker_is_of_no_known_form() -> None:
    assert form_of(f"$2y$16${BCRYPT_TAIL}") is HashForm.BCRYPT
    assert form_of(f"$2y$17${BCRYPT_TAIL}") is HashForm.UNKNOWN
    for kind, tail, known in (
        ("$5$", "x" * 43, HashForm.CRYPT_SHA256),
        ("$6$", "x" * 86, HashForm.CRYPT_SHA512),
    ):
        assert form_of(f"{kind}rounds=1000000$abcdefgh${tail}") is known
        assert form_of(f"{kind}rounds=1000001$abcdefgh${tail}") is HashForm.UNKNOWN


def test_a_login_that_is_no_utf_8_salts_with_the_bytes_that_are_stored() -> None:
    stored = hashlib.md5(b"Zo\xeb" + PASSWORD.encode(), usedforsecurity=False).hexdigest()
    login = b"Zo\xeb".decode("utf-8", "surrogateescape")
    assert verify(PASSWORD, stored, login, EMAIL)
    assert not verify(PASSWORD, stored, "Zoë", EMAIL)


@pytest.mark.parametrize(
    ("generation", "width", "form"),
    [
        (Generation.V1_9, 32, HashForm.MD5),
        (Generation.V1_10, 32, HashForm.MD5),
        (Generation.V1_10, 34, HashForm.CRYPT_MD5),
        (Generation.V2, 34, HashForm.CRYPT_MD5),
        (Generation.V4, 60, HashForm.CRYPT_MD5),
        (Generation.V16, 60, HashForm.BCRYPT),
        (Generation.V16, 255, HashForm.BCRYPT),
    ],
)
def test_a_new_hash_is_what_that_tiki_writes_and_accepts(
    generation: Generation, width: int, form: HashForm
) -> None:
    for password in (PASSWORD, LONG, "é🐱"):
        stored = make_hash(password, LOGIN, generation, width)
        assert form_of(stored) is form
        assert len(stored) <= width
        assert verify(password, stored, LOGIN, EMAIL, generation)
        assert not verify(password + "x" if password != LONG else "x", stored, LOGIN, EMAIL)
    if generation is Generation.V1_9:
        assert make_hash(PASSWORD, LOGIN, generation, width) == VECTORS["B"]


def test_two_new_hashes_of_one_password_differ() -> None:
    one, other = (make_hash(PASSWORD, LOGIN, Generation.V16, 60) for _ in range(2))
    assert one != other
    assert one.startswith("$2y$10$")


@pytest.mark.parametrize("stored", VECTORS.values(), ids=VECTORS)
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
        for stored in VECTORS.values():
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
