"""Keeps recordings and other files: immutable, below one folder, apart by tenant."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kefu.kernel.errors import ConflictError, KefuError, NotFoundError
from kefu.kernel.ids import TenantId

CHUNK_BYTES = 1 << 18
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}(?:/[a-z0-9][a-z0-9._-]{0,127}){0,9}")
_INCOMING = ".incoming"


class BlobKeyError(KefuError):
    """A key is not a lower-case relative path of letters, digits, dots, hyphens and underscores."""

    code = "blob-key-wrong"
    title = "This is no name for a stored file"


class BlobNotFoundError(NotFoundError):
    """There is no such blob in this tenant."""

    code = "blob-not-found"
    title = "The file is not there"


class BlobExistsError(ConflictError):
    """Another content is stored under this key; blobs never change."""

    code = "blob-exists"
    title = "A different file is stored under this name"


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored."""

    key: str
    size: int
    sha256: str


class BlobStore:
    """Blobs in a folder of the file system; a blob is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, tenant_id: TenantId, key: str, source: bytes | Path) -> Blob:
        """Store bytes or a copy of a file; storing the same again is fine.

        Raises: BlobKeyError, BlobExistsError.
        """
        return await asyncio.to_thread(self._put, self.path(tenant_id, key), key, source)

    async def size(self, tenant_id: TenantId, key: str) -> int:
        """Tell how many bytes a blob has.

        Raises: BlobKeyError, BlobNotFoundError.
        """
        path = self.path(tenant_id, key)
        try:
            return (await asyncio.to_thread(path.stat)).st_size
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    async def read(self, tenant_id: TenantId, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Stream a blob, or its bytes from `start` up to and without `end`.

        Raises: BlobKeyError, BlobNotFoundError.
        """
        path = self.path(tenant_id, key)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None
        with file:
            file.seek(start)
            left = (await asyncio.to_thread(os.path.getsize, path) if end is None else end) - start
            while left > 0 and (chunk := await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))):
                left -= len(chunk)
                yield chunk

    async def delete(self, tenant_id: TenantId, key: str) -> None:
        """Remove a blob whose time of retention is over; gone already is fine.

        Raises: BlobKeyError.
        """
        await asyncio.to_thread(self.path(tenant_id, key).unlink, missing_ok=True)

    def path(self, tenant_id: TenantId, key: str) -> Path:
        """Give the file of a blob, for programs that must be handed a path.

        Raises: BlobKeyError.
        """
        if _KEY.fullmatch(key) is None:
            raise BlobKeyError(key)
        return self._root / str(tenant_id) / key

    def _put(self, target: Path, key: str, source: bytes | Path) -> Blob:
        incoming = self._root / _INCOMING
        for folder in (incoming, target.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with (
            BytesIO(source) if isinstance(source, bytes) else source.open("rb") as original,
            tempfile.NamedTemporaryFile(dir=incoming) as copy,
        ):
            digest = _copy(original, copy)
            try:
                os.link(copy.name, target)  # unlike rename, this never replaces
            except FileExistsError:
                with target.open("rb") as stored:
                    if hashlib.file_digest(stored, "sha256").hexdigest() != digest:
                        raise BlobExistsError(key) from None
            return Blob(key, copy.tell(), digest)


def _copy(source: BinaryIO, target: "tempfile._TemporaryFileWrapper[bytes]") -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()
