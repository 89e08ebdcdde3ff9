"""Openfire's own forms of a password, as `ofUser` holds them (facts/openfire.md §2)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC

_BLOCK = 8
_MAX_ITERATIONS = 1_000_000


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
    """`salt`, `iterations` and `storedKey` of SCRAM-SHA-1 (RFC 5802 §3); texts are base64."""

    salt: str = field(repr=False)
    iterations: int
    stored_key: str = field(repr=False)

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return f"{self.salt}:{self.iterations}:{self.stored_key}"


@dataclass(frozen=True, slots=True)
class NoCredential:
    """Nothing is stored: nobody can log in by it."""

    @property
    def stored_form(self) -> str:
        """What is stored, as one text."""
        return ""


Credential = PlainCredential | EncryptedCredential | ScramCredential | NoCredential


def choose_credential(
    plain: str | None,
    encrypted: str | None,
    scram: tuple[str | None, int | None, str | None],
    key: str,
) -> Credential:
    """Choose what Openfire itself would check: the encrypted password, the plain one, SCRAM.

    Args:
        plain: `plainPassword`.
        encrypted: `encryptedPassword`.
        scram: `salt`, `iterations`, `storedKey`.
        key: The property `passwordKey`, '' if there is none or it cannot be read.

    Returns:
        The credential that decides.
    """
    if encrypted is not None:
        return EncryptedCredential(encrypted, key)
    if plain is not None:
        return PlainCredential(plain)
    salt, iterations, stored_key = scram
    if salt and iterations and stored_key:
        return ScramCredential(salt, iterations, stored_key)
    return NoCredential()


def is_verifiable(credential: Credential) -> bool:
    """Tell whether we can check it, or must leave it to Openfire."""
    return not (isinstance(credential, EncryptedCredential) and not credential.key)


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
        case NoCredential():
            return False


def decrypt(encrypted: str, key: str) -> str | None:
    """Decrypt an `encryptedPassword`.

    Blowfish in CBC mode; the key is the SHA-1 of the property's text; the first block is the IV;
    the text is UTF-16 in network byte order, padded as PKCS #5.

    Args:
        encrypted: Hexadecimal digits.
        key: The property `passwordKey`.

    Returns:
        The password, or None if the value is damaged.
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
    if not 1 <= padding <= _BLOCK:
        return None
    try:
        return padded[:-padding].decode("utf-16-be", "surrogatepass")
    except UnicodeDecodeError:
        return None


def _verify_scram(password: str, credential: ScramCredential) -> bool:
    if not 1 <= credential.iterations <= _MAX_ITERATIONS:
        return False
    try:
        salt = base64.b64decode(credential.salt, validate=True)
        stored_key = base64.b64decode(credential.stored_key, validate=True)
    except (binascii.Error, ValueError):
        return False
    salted = hashlib.pbkdf2_hmac("sha1", _bytes(password), salt, credential.iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha1")
    return hmac.compare_digest(hashlib.sha1(client_key, usedforsecurity=False).digest(), stored_key)


def _equal(stored: str, password: str) -> bool:
    return hmac.compare_digest(_bytes(stored), _bytes(password))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
