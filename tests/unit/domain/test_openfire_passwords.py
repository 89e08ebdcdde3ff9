"""Openfire's own forms of a password (facts/openfire.md §2)."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    ScramRow,
    UnknownCredential,
    choose_credential,
    decrypt,
    is_verifiable,
    readable_password,
    verify,
)

KEY = "MyPasswordKey-42"
CAROL = "2fc9eb4446a1bea5cc120c44eea9b06210c8a2080c67a739adf53a91357428cab86998aef6a6c04d"
ABCD = "6d845a33a06a12ac2e5b7309217d1df5ff17e7dc946027e3"
SALT, STORED_KEY = "Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", "QHvYSizsfY+AAgE/UrjoxaAJjKk="
SCRAM = ScramCredential(SALT, 4096, STORED_KEY)
ROW = ("SCRAM-SHA-1", SALT, 4096, STORED_KEY)
PENCIL = ScramCredential(
    "W22ZaJ0SNY7soEsUEjb6gQ==",
    4096,
    "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
    "SCRAM-SHA-256",
)
"""Of the password `pencil`: salt and iterations of the example in RFC 7677 §3."""


def scram_of(
    password: str, salt: bytes, iterations: int, mechanism: str = "SCRAM-SHA-1"
) -> ScramCredential:
    """A credential made by the formulas of RFC 5802 §3."""
    digest = mechanism.removeprefix("SCRAM-").replace("SHA-", "sha")
    salted = hashlib.pbkdf2_hmac(digest, password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", digest)
    stored_key = hashlib.new(digest, client_key, usedforsecurity=False).digest()
    encode = base64.b64encode
    return ScramCredential(
        encode(salt).decode(), iterations, encode(stored_key).decode(), mechanism
    )


GOOD = [
    pytest.param("bobpw2", SCRAM, id="scram"),
    pytest.param("carolpw3 é🐱", EncryptedCredential(CAROL, KEY), id="blowfish"),
    pytest.param("abcd", EncryptedCredential(ABCD, KEY), id="blowfish, a whole block"),
    pytest.param("abcd", EncryptedCredential(ABCD.upper(), KEY), id="blowfish, upper case"),
    pytest.param("pencil", PENCIL, id="scram, SHA-256"),
    pytest.param("x", scram_of("x", b"salt", 3, "SCRAM-SHA-512"), id="scram, SHA-512"),
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
        ScramCredential(SALT, 4096, STORED_KEY, "SCRAM-SHA3-512"),
        UnknownCredential(),
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
    ("plain", "encrypted", "scrams", "expected"),
    [
        ("p", "e", [ROW], EncryptedCredential("e", KEY)),
        ("p", None, [ROW], PlainCredential("p")),
        (None, None, [ROW], SCRAM),
        (None, None, [("scram-sha-1 ", SALT, 4096, STORED_KEY)], SCRAM),
        (None, None, [("SCRAM-SHA-256", "s", 1, "k"), ROW], SCRAM),
        (None, None, [("SCRAM-SHA-512", "s", 1, "k"), ("SCRAM-SHA-256", SALT, 1, STORED_KEY)],
         ScramCredential(SALT, 1, STORED_KEY, "SCRAM-SHA-256")),
        (None, None, [("SCRAM-SHA3-512", SALT, 4096, STORED_KEY)], UnknownCredential()),
        (None, None, [("SCRAM-SHA3-512", None, 4096, STORED_KEY)], NoCredential()),
        (None, None, [("SCRAM-SHA-1", None, 4096, STORED_KEY)], NoCredential()),
        (None, None, [("SCRAM-SHA-1", SALT, None, STORED_KEY)], NoCredential()),
        (None, None, [("SCRAM-SHA-1", SALT, 0, STORED_KEY)], NoCredential()),
        (None, None, [("SCRAM-SHA-1", SALT, 4096, None)], NoCredential()),
        (None, None, [(None, None, None, None)], NoCredential()),
        (None, None, [], NoCredential()),
    ],
)  # fmt: skip
def test_the_credential_that_openfire_would_check_is_chosen(
    plain: str | None, encrypted: str | None, scrams: list[ScramRow], expected: Credential
) -> None:
    assert choose_credential(plain, encrypted, scrams, KEY) == expected


@pytest.mark.parametrize(
    ("credential", "verifiable"),
    [
        (EncryptedCredential(ABCD, KEY), True),
        (EncryptedCredential(CAROL, KEY), True),
        (EncryptedCredential(ABCD, ""), False),
        (EncryptedCredential(ABCD, "another key"), False),
        (EncryptedCredential("zz", KEY), False),
        (PlainCredential("p"), True),
        (SCRAM, True),
        (NoCredential(), True),
        (UnknownCredential(), False),
    ],
)
def test_what_we_cannot_check_is_left_to_openfire(credential: Credential, verifiable: bool) -> None:
    assert is_verifiable(credential) is verifiable


@pytest.mark.parametrize(
    ("credential", "password"),
    [
        (PlainCredential("p"), "p"),
        (PlainCredential(""), ""),
        (EncryptedCredential(ABCD, KEY), "abcd"),
        (EncryptedCredential(ABCD, ""), None),
        (EncryptedCredential(ABCD, "another key"), None),
        (SCRAM, None),
        (NoCredential(), None),
        (UnknownCredential(), None),
    ],
)
def test_a_password_that_is_stored_readably_can_be_read(
    credential: Credential, password: str | None
) -> None:
    assert readable_password(credential) == password
    assert password is None or not password or verify(password, credential)


@pytest.mark.parametrize("padding", [b"\0\0\0\0\0\0\0\0", b"\0a\0b\1\2\3\4", b"\x09" * 8])
def test_a_text_with_a_padding_that_openfire_never_writes_does_not_decrypt(padding: bytes) -> None:
    iv = b"8 bytes."
    cipher = Cipher(Blowfish(hashlib.sha1(KEY.encode(), usedforsecurity=False).digest()), CBC(iv))
    encryptor = cipher.encryptor()
    body = encryptor.update(padding) + encryptor.finalize()
    assert decrypt((iv + body).hex(), KEY) is None


def test_what_is_stored_tells_credentials_apart_and_is_not_shown() -> None:
    credentials: list[Credential] = [
        PlainCredential("geheim"),
        EncryptedCredential(ABCD, "geheim"),
        EncryptedCredential(CAROL, "geheim"),
        EncryptedCredential(ABCD, KEY),
        SCRAM,
        ScramCredential(SALT, 4097, STORED_KEY),
        ScramCredential(SALT, 4096, STORED_KEY, "SCRAM-SHA-256"),
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
