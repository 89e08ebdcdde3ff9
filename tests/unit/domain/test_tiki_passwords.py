"""Every form in which a Tiki stores a password (facts/tiki.md §2)."""

import hashlib

import pytest

from component.domain.generations import Generation
from component.domain.passwords import bcrypt72
from component.domain.passwords.tiki import HashForm, accepts, form_of, verify
from component.domain.passwords.tiki_new import make_hash
from tests.unit.domain.tiki_hashes import (
    BCRYPT_TAIL,
    EMAIL,
    LOGIN,
    LONG,
    PASSWORD,
    VECTORS,
    md5,
    quick_bcrypt,
)

TAILS = {
    4: "abcdefghijklmnopqrstuuh4cO4ROu.nJXUIr7hh2pSZ4sXan9mjm",
    5: "abcdefghijklmnopqrstuulXbhLU5N9MDcFlG1r2Raysvz.c5v0j2",
    6: "abcdefghijklmnopqrstuu5qSNXpaK8zZZgxmTlvZn8Efus0.AOHC",
    10: "abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW",
    14: "abcdefghijklmnopqrstuuVoqc9VVOsv5G8h.ORYB9bHcmE/Yf99G",
}
"""Cost of bcrypt → salt and hash of `PASSWORD`."""

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


@pytest.mark.parametrize("cost", TAILS)
def test_bcrypt_of_every_usual_cost_fits(cost: int) -> None:
    assert verify(PASSWORD, f"$2y${cost:02}${TAILS[cost]}", LOGIN, EMAIL)


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
    generation: Generation, width: int, form: HashForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bcrypt72, "DEFAULT_COST", 4)
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
