"""Openfire's own forms of a password (facts/openfire.md §2)."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    choose_credential,
    decrypt,
    is_verifiable,
    verify,
)

KEY = "MyPasswordKey-42"
CAROL = "2fc9eb4446a1bea5cc120c44eea9b06210c8a2080c67a739adf53a91357428cab86998aef6a6c04d"
ABCD = "6d845a33a06a12ac2e5b7309217d1df5ff17e7dc946027e3"
SALT, STORED_KEY = "Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", "QHvYSizsfY+AAgE/UrjoxaAJjKk="
SCRAM = ScramCredential(SALT, 4096, STORED_KEY)


def scram_of(password: str, salt: bytes, iterations: int) -> ScramCredential:
    """A credential made by the formulas of RFC 5802 §3."""
    salted = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha1")
    stored_key = hashlib.sha1(client_key, usedforsecurity=False).digest()
    encode = base64.b64encode
    return ScramCredential(encode(salt).decode(), iterations, encode(stored_key).decode())


GOOD = [
    pytest.param("bobpw2", SCRAM, id="scram"),
    pytest.param("carolpw3 é🐱", EncryptedCredential(CAROL, KEY), id="blowfish"),
    pytest.param("abcd", EncryptedCredential(ABCD, KEY), id="blowfish, a whole block"),
    pytest.param("abcd", EncryptedCredential(ABCD.upper(), KEY), id="blowfish, upper case"),
    pytest.param("plain é🐱", PlainCredential("plain é🐱"), id="plain"),
]


@pytest.mark.parametrize(("password", "credential"), GOOD)
def test_the_right_password_fits_and_others_do_not(password: str, credential: Credential) -> None:
    assert verify(password, credential)
    for wrong in (password + " ", password[:-1], password.upper(), ""):
        assert not verify(wrong, credential)


@pytest.mark.parametrize(
    "credential",
    [
        NoCredential(),
        PlainCredential(""),
        EncryptedCredential("", KEY),
        EncryptedCredential("zz", KEY),
        EncryptedCredential("é" * 48, KEY),
        EncryptedCredential(ABCD[:16], KEY),
        EncryptedCredential(ABCD[:-2], KEY),
        EncryptedCredential(ABCD, "another key"),
        EncryptedCredential(ABCD, ""),
        ScramCredential("not base64!", 4096, STORED_KEY),
        ScramCredential(SALT, 4096, "not base64!"),
        ScramCredential(SALT, 4096, ""),
        ScramCredential(SALT, 4096, STORED_KEY[:-4]),
        ScramCredential(SALT, 0, STORED_KEY),
        ScramCredential(SALT, -1, STORED_KEY),
        ScramCredential(SALT, 2_000_000_000, STORED_KEY),
        ScramCredential("é", 4096, STORED_KEY),
    ],
)
@pytest.mark.parametrize("password", ["abcd", "bobpw2", ""])
def test_a_damaged_or_missing_credential_lets_nobody_in(
    credential: Credential, password: str
) -> None:
    assert not verify(password, credential)


def test_an_empty_password_is_refused_even_where_it_is_the_right_one() -> None:
    assert not verify("", scram_of("", b"salt", 1))


@pytest.mark.parametrize(
    ("plain", "encrypted", "scram", "expected"),
    [
        ("p", "e", (SALT, 4096, STORED_KEY), EncryptedCredential("e", KEY)),
        ("p", None, (SALT, 4096, STORED_KEY), PlainCredential("p")),
        (None, None, (SALT, 4096, STORED_KEY), SCRAM),
        (None, None, (None, 4096, STORED_KEY), NoCredential()),
        (None, None, (SALT, None, STORED_KEY), NoCredential()),
        (None, None, (SALT, 4096, None), NoCredential()),
        (None, None, (None, None, None), NoCredential()),
    ],
)
def test_the_credential_that_openfire_would_check_is_chosen(
    plain: str | None,
    encrypted: str | None,
    scram: tuple[str | None, int | None, str | None],
    expected: Credential,
) -> None:
    assert choose_credential(plain, encrypted, scram, KEY) == expected


@pytest.mark.parametrize(
    ("credential", "verifiable"),
    [
        (EncryptedCredential(ABCD, KEY), True),
        (EncryptedCredential(ABCD, ""), False),
        (PlainCredential("p"), True),
        (SCRAM, True),
        (NoCredential(), True),
    ],
)
def test_an_encrypted_password_without_its_key_is_left_to_openfire(
    credential: Credential, verifiable: bool
) -> None:
    assert is_verifiable(credential) is verifiable


def test_what_is_stored_tells_credentials_apart_and_is_not_shown() -> None:
    credentials: list[Credential] = [
        PlainCredential("geheim"),
        EncryptedCredential(ABCD, "geheim"),
        EncryptedCredential(CAROL, "geheim"),
        EncryptedCredential(ABCD, KEY),
        SCRAM,
        ScramCredential(SALT, 4097, STORED_KEY),
        NoCredential(),
    ]
    assert len({credential.stored_form for credential in credentials}) == len(credentials)
    shown = repr(credentials)
    assert not [text for text in ("geheim", ABCD, SALT, STORED_KEY, KEY) if text in shown]


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_encrypted_text_decrypts_to_a_text_or_to_nothing(encrypted: str, key: str) -> None:
    assert isinstance(decrypt(encrypted, key), str | None)


@given(st.binary(max_size=64), st.text(min_size=1), st.text(min_size=1, max_size=20))
def test_any_encrypted_bytes_give_an_answer(data: bytes, password: str, key: str) -> None:
    assert isinstance(verify(password, EncryptedCredential(data.hex(), key)), bool)


@given(st.text(), st.text(max_size=40), st.integers(-5, 50), st.text(max_size=40))
def test_any_scram_columns_give_an_answer(
    password: str, salt: str, iterations: int, stored_key: str
) -> None:
    assert isinstance(verify(password, ScramCredential(salt, iterations, stored_key)), bool)


@given(st.text(min_size=1), st.text(), st.binary(min_size=1, max_size=24))
def test_a_password_fits_its_own_scram_and_no_other(password: str, other: str, salt: bytes) -> None:
    credential = scram_of(password, salt, 2)
    assert verify(password, credential)
    assert verify(other, credential) is (other == password)
