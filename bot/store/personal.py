"""Personal data at rest: encrypted (AES-256-GCM), with a keyed mark (HMAC-SHA-256) to find equal values again.

The two keys are derived from the installation's key (HKDF, RFC 5869), so that neither tells the other.
"""

import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2


class PersonalData:
    """Encrypts, decrypts and marks values. `field` keeps a value of one field from being read as another's."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(_derived(key, b"boai personal data"))
        self._marking_key = _derived(key, b"boai look-up marks")

    def encrypt(self, field: str, value: str) -> bytes:
        """The value as it is kept."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value.encode(), field.encode())

    def decrypt(self, field: str, kept: bytes) -> str:
        """The value back. Raises cryptography's InvalidTag when it was changed, or kept under another key or field."""
        return self._cipher.decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], field.encode()).decode()

    def mark(self, field: str, value: str) -> str:
        """64 hexadecimal digits, equal for equal values of a field, that do not tell the value."""
        return hmac.digest(self._marking_key, f"{field}\0{value}".encode(), "sha256").hex()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
