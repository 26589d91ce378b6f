"""Passwords (argon2id) and opaque tokens; the only file that sees either in clear."""

import asyncio
import base64
import hmac
import os
from hashlib import sha256
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kefu.kernel.ids import TenantId

# OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 iterations, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = asyncio.Semaphore(4)  # bounds memory and keeps processors free for calls
_SECRET_BYTES = 32
_READABLE = "23456789abcdefghijkmnpqrstuvwxyz"  # 32 of them: every byte falls on one alike


async def hash_password(password: str) -> str:
    """Hash a password for storage."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Check a password; without a hash (nobody has this log-in) spend the same time and say no."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_verify, password_hash or _NOBODYS_HASH, password) and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


_NOBODYS_HASH = _HASHER.hash(os.urandom(16).hex())


def make_token(tenant_id: TenantId) -> str:
    """Make an opaque token. It begins with the tenant, so that its row can be looked up inside the tenant's wall."""
    return base64.urlsafe_b64encode(tenant_id.bytes + os.urandom(_SECRET_BYTES)).decode()


def tenant_of(token: str) -> TenantId | None:
    """Return the tenant that a token names; None when the token is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except ValueError:
        return None
    return TenantId(UUID(bytes=raw[:16])) if len(raw) == 16 + _SECRET_BYTES else None


def hash_token(token: str) -> bytes:
    """Hash a token for storage; a stolen table opens nothing."""
    return sha256(token.encode()).digest()


def csrf_token(session_token: str) -> str:
    """Derive the token that unsafe requests of this session must carry in a header."""
    return sha256(b"csrf " + session_token.encode()).hexdigest()


def is_csrf_token(candidate: str, session_token: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(candidate.encode(), csrf_token(session_token).encode())


def throttle_key(kind: str, *parts: str) -> bytes:
    """Hash what attempts are counted by, so that the table holds no log-ins and no addresses."""
    return sha256("\0".join((kind, *parts)).encode()).digest()


def make_password() -> str:
    """Make a password to be read out and typed once: 60 bits, no letters that look alike."""
    drawn = "".join(_READABLE[byte % len(_READABLE)] for byte in os.urandom(12))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))
