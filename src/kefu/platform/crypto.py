"""Encrypts what the database must not hold in clear, and makes it findable all the same."""

import hmac
import os
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kefu.kernel.errors import KefuError

_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class SecretKeyError(KefuError):
    """The key file is missing, damaged or readable by others."""

    code = "secret-key-unusable"
    title = "The secret key cannot be used"


class CiphertextError(KefuError):
    """What should be decrypted was not encrypted by us, for this column, with this key."""

    code = "ciphertext-wrong"
    title = "Stored data cannot be decrypted"


class Vault:
    """AES-256-GCM, bound to the column, so that a value moved to another column does not open there.

    Equal values have equal blind indexes within one column and nothing in common across columns.
    Source: NIST SP 800-38D (GCM), RFC 5869 (HKDF), RFC 2104 (HMAC).
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise SecretKeyError(f"a key has {_KEY_BYTES} bytes, this one {len(key)}")
        self._cipher = AESGCM(_derive(key, b"kefu encryption"))
        self._index_key = _derive(key, b"kefu blind index")
        self._password_key = _derive(key, b"kefu passwords")

    def password(self, of: str) -> str:
        """Derive a password that need not be stored: 120 bits, of letters, digits, "-" and "_"."""
        return urlsafe_b64encode(hmac.digest(self._password_key, of.encode(), sha256)[:15]).decode()

    def encrypt(self, text: str, *, column: str, entropy: Callable[[int], bytes] = os.urandom) -> bytes:
        """Encrypt a value for one column, "table.column"."""
        nonce = entropy(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), column.encode())

    def decrypt(self, ciphertext: bytes, *, column: str) -> str:
        """Decrypt a value of one column.

        Raises: CiphertextError.
        """
        version, nonce, body = ciphertext[:1], ciphertext[1 : 1 + _NONCE_BYTES], ciphertext[1 + _NONCE_BYTES :]
        if version != _VERSION or len(nonce) != _NONCE_BYTES:
            raise CiphertextError("unknown format")
        try:
            return self._cipher.decrypt(nonce, body, column.encode()).decode()
        except InvalidTag:
            raise CiphertextError("wrong key or column, or tampered with") from None

    def blind_index(self, text: str, *, column: str) -> bytes:
        """Compute what an exact look-up compares; normalise the value before."""
        return hmac.digest(self._index_key, f"{column}\0{text}".encode(), sha256)


def load_key(path: Path) -> bytes:
    """Read the key file; make it, for the owner only, when there is none.

    Raises: SecretKeyError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    if path.stat().st_mode & 0o077:
        raise SecretKeyError(f"{path} can be read by others: chmod 600")
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise SecretKeyError(f"{path} is damaged: restore it from a backup, or nothing encrypted can be read")
    return key


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(key)
