"""How the plugin seals a login question, so that no packet log or copy shows a password.

Component protocol, version 1 (design §3): AES-256-GCM over `name NUL password` in UTF-8; a random
12-byte nonce in front; the IQ's id as associated data; the key by HKDF-SHA256 from the component
secret, no salt, with the namespace as info; all of it in base64.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAMESPACE = "urn:tiki-livechat:login:1"
MAX_SEALED_CHARACTERS = 128 * 1024
_NONCE = 12
_TAG = 16


class MalformedError(ValueError):
    """The content is not a sealed question at all."""


class ForeignSealError(ValueError):
    """It was sealed with another secret or under another id, or changed on the way."""


class Seal:
    """Seals content under the component's secret, and opens it: AES-256-GCM in base64.

    Args:
        secret: The secret that Openfire's settings hold for this component.
        purpose: What was sealed for one does not open for another.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        self._cipher = AESGCM(derive_key(secret, purpose))

    def seal(self, content: bytes, bound_to: str, nonce: bytes | None = None) -> str:
        """Seal something.

        Args:
            content: What.
            bound_to: It opens only with the same.
            nonce: 12 bytes, never used twice with one secret; None for random ones.
        """
        nonce = nonce or os.urandom(_NONCE)
        return base64.b64encode(
            nonce + self._cipher.encrypt(nonce, content, bound_to.encode())
        ).decode()

    def open(self, sealed: str, bound_to: str) -> bytes:
        """Open what was sealed.

        Raises:
            MalformedError: It is not base64, or too short.
            ForeignSealError: The secret, or what it is bound to, is another one.
        """
        try:
            data = base64.b64decode("".join(sealed.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise MalformedError("not base64") from error
        if len(data) < _NONCE + _TAG:
            raise MalformedError("too short")
        try:
            return self._cipher.decrypt(data[:_NONCE], data[_NONCE:], bound_to.encode())
        except InvalidTag as error:
            raise ForeignSealError from error


def derive_key(secret: str, purpose: str) -> bytes:
    """Make the key of 32 bytes for one purpose from the component's secret (RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())


class LoginSeal:
    """Opens and makes sealed questions.

    Args:
        secret: The secret that Openfire's settings hold for this component.
    """

    def __init__(self, secret: str) -> None:
        self._seal = Seal(secret, NAMESPACE)

    def open(self, sealed: str, stanza_id: str) -> tuple[str, str]:
        """Open a question.

        Args:
            sealed: The text of the `login` element.
            stanza_id: The IQ's id.

        Returns:
            Name and password as the client sent them.

        Raises:
            MalformedError: It is not base64, too short, too long, or not two texts in UTF-8.
            ForeignSealError: The secret or the id is another one.
        """
        if len(sealed) > MAX_SEALED_CHARACTERS:
            raise MalformedError(f"more than {MAX_SEALED_CHARACTERS} characters")
        content = self._seal.open(sealed, stanza_id)
        name, nul, password = content.partition(b"\0")
        if not nul or b"\0" in password:
            raise MalformedError("not a name and a password")
        try:
            return name.decode(), password.decode()
        except UnicodeDecodeError as error:
            raise MalformedError("not UTF-8") from error

    def seal(self, name: str, password: str, stanza_id: str, nonce: bytes | None = None) -> str:
        """Make a sealed question, as the plugin does.

        Args:
            name: The SASL name.
            password: The password.
            stanza_id: The id of the IQ that will carry it.
            nonce: 12 bytes, never used twice with one secret; None for random ones.

        Returns:
            The text of the `login` element.
        """
        return self._seal.seal(f"{name}\0{password}".encode(), stanza_id, nonce)
