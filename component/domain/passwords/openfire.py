"""Openfire's own forms of a password, as its tables hold them (facts/openfire.md §2)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC

SCRAM_SHA_1 = "SCRAM-SHA-1"
"""The mechanism of the columns in `ofUser`, and of every row that 5.2 writes to `ofUserScram`."""

_DIGESTS = {SCRAM_SHA_1: "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
"""The mechanisms that can be checked, the one that Openfire itself checks first."""
_BLOCK = 8
_MAX_ITERATIONS = 1_000_000

ScramRow = tuple[str | None, str | None, int | None, str | None]
"""`mechanism`, `salt`, `iterations`, `storedKey`, as they are stored."""


@dataclass(frozen=True, slots=True)
class PlainCredential:
    """`plainPassword`."""

    password: str = field(repr=False)

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return self.password


@dataclass(frozen=True, slots=True)
class EncryptedCredential:
    """`encryptedPassword` with the property `passwordKey`, '' if that cannot be read."""

    encrypted: str = field(repr=False)
    key: str = field(repr=False)

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return f"{self.encrypted}:{self.key}"


@dataclass(frozen=True, slots=True)
class ScramCredential:
    """`salt`, `iterations` and `storedKey` of SCRAM (RFC 5802 §3, RFC 7677); texts are base64."""

    salt: str = field(repr=False)
    iterations: int
    stored_key: str = field(repr=False)
    mechanism: str = SCRAM_SHA_1

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return f"{self.mechanism}:{self.salt}:{self.iterations}:{self.stored_key}"


@dataclass(frozen=True, slots=True)
class UnknownCredential:
    """There is, or may be, something that we cannot read or do not know: Openfire decides."""

    @property
    def stored_form(self) -> str:
        """What is stored, as one text: not known."""
        return ""


@dataclass(frozen=True, slots=True)
class NoCredential:
    """Nothing is stored: nobody can log in by it."""

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return ""


Credential = (
    PlainCredential | EncryptedCredential | ScramCredential | UnknownCredential | NoCredential
)


def choose_credential(
    plain: str | None, encrypted: str | None, scrams: Iterable[ScramRow], key: str
) -> Credential:
    """Choose what Openfire itself would check: the encrypted password, the plain one, SCRAM.

    Args:
        plain: `plainPassword`.
        encrypted: `encryptedPassword`.
        scrams: What is stored for SCRAM; incomplete rows are passed over, as Openfire does.
        key: The property `passwordKey`, '' if there is none or it cannot be read.

    Returns:
        The credential that decides.
    """
    if encrypted is not None:
        return EncryptedCredential(encrypted, key)
    if plain is not None:
        return PlainCredential(plain)
    found: dict[str, ScramCredential] = {}
    for mechanism, salt, iterations, stored_key in scrams:
        if mechanism and salt and iterations and stored_key:
            name = mechanism.strip().upper()
            found[name] = ScramCredential(salt, iterations, stored_key, name)
    for name in _DIGESTS:
        if name in found:
            return found[name]
    return UnknownCredential() if found else NoCredential()


def is_verifiable(credential: Credential) -> bool:
    """Tell whether we can check it, or must leave it to Openfire.

    An encrypted password that does not decrypt is left to Openfire: since 5.1 it may derive the
    key otherwise, by a salt in its `security.xml` (`encrypt.blowfish.kdf`).
    """
    match credential:
        case UnknownCredential():
            return False
        case EncryptedCredential(encrypted, key):
            return bool(key) and decrypt(encrypted, key) is not None
        case _:
            return True


def verify(password: str, credential: Credential) -> bool:
    """Check a password against a native credential.

    Returns:
        True if it fits; False too for an empty password and for a damaged credential.
    """
    if not password:
        return False
    match credential:
        case PlainCredential(stored):
            return _equal(stored, password)
        case EncryptedCredential(encrypted, key):
            decrypted = decrypt(encrypted, key) if key else None
            return decrypted is not None and _equal(decrypted, password)
        case ScramCredential():
            return _verify_scram(password, credential)
        case UnknownCredential() | NoCredential():
            return False


def readable_password(credential: Credential) -> str | None:
    """Read a native password, where it is stored so that it can be read.

    Returns:
        The password as it was set, '' if an empty one is stored; None for SCRAM, of which only a
        password that somebody types can be checked, and for what cannot be decrypted.
    """
    match credential:
        case PlainCredential(password):
            return password
        case EncryptedCredential(encrypted, key):
            return decrypt(encrypted, key) if key else None
        case _:
            return None


def decrypt(encrypted: str, key: str) -> str | None:
    """Decrypt an `encryptedPassword`.

    Blowfish in CBC mode; the key is the SHA-1 of the property's text; the first block is the IV;
    the text is UTF-16 in network byte order, padded as PKCS #5.

    Args:
        encrypted: Hexadecimal digits.
        key: The property `passwordKey`.

    Returns:
        The password, or None if the value is damaged or was encrypted with another key.
    """
    try:
        data = bytes.fromhex(encrypted)
    except ValueError:
        return None
    iv, body = data[:_BLOCK], data[_BLOCK:]
    if len(iv) < _BLOCK or not body or len(body) % _BLOCK:
        return None
    digest = hashlib.sha1(key.encode(), usedforsecurity=False).digest()
    decryptor = Cipher(Blowfish(digest), CBC(iv)).decryptor()
    padded = decryptor.update(body) + decryptor.finalize()
    padding = padded[-1]
    if not 1 <= padding <= _BLOCK or set(padded[-padding:]) != {padding}:
        return None
    try:
        return padded[:-padding].decode("utf-16-be", "surrogatepass")
    except UnicodeDecodeError:
        return None


def _verify_scram(password: str, credential: ScramCredential) -> bool:
    digest = _DIGESTS.get(credential.mechanism)
    if digest is None or not 1 <= credential.iterations <= _MAX_ITERATIONS:
        return False
    try:
        salt = base64.b64decode(credential.salt, validate=True)
        stored_key = base64.b64decode(credential.stored_key, validate=True)
    except (binascii.Error, ValueError):
        return False
    salted = hashlib.pbkdf2_hmac(digest, _bytes(password), salt, credential.iterations)
    client_key = hmac.digest(salted, b"Client Key", digest)
    hashed = hashlib.new(digest, client_key, usedforsecurity=False).digest()
    return hmac.compare_digest(hashed, stored_key)


def _equal(stored: str, password: str) -> bool:
    return hmac.compare_digest(_bytes(stored), _bytes(password))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
