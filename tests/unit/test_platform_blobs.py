import hashlib
from pathlib import Path
from uuid import UUID

import pytest

from kefu.kernel.ids import TenantId
from kefu.platform.blobs import CHUNK_BYTES, Blob, BlobExistsError, BlobKeyError, BlobNotFoundError, BlobStore

EAST, WEST = TenantId(UUID(int=1)), TenantId(UUID(int=2))
KEY = "recordings/2026/03/0195.wav"
DATA = bytes(range(256)) * 4096  # more than one chunk


async def _read(store: BlobStore, key: str, *span: int) -> bytes:
    return b"".join([chunk async for chunk in store.read(EAST, key, *span)])


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


async def test_what_is_put_can_be_read_whole_and_in_part(store: BlobStore) -> None:
    assert await store.put(EAST, KEY, DATA) == Blob(KEY, len(DATA), hashlib.sha256(DATA).hexdigest())
    assert await store.size(EAST, KEY) == len(DATA)
    assert await _read(store, KEY) == DATA
    assert await _read(store, KEY, 10) == DATA[10:]
    assert await _read(store, KEY, CHUNK_BYTES - 1, CHUNK_BYTES + 1) == DATA[CHUNK_BYTES - 1 : CHUNK_BYTES + 1]
    assert await _read(store, KEY, 0, len(DATA) + 5) == DATA
    assert await _read(store, KEY, len(DATA)) == b""


async def test_a_file_is_copied_and_stays(store: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "monitor.wav"
    source.write_bytes(DATA)
    stored = await store.put(EAST, KEY, source)
    assert (stored.size, source.read_bytes()) == (len(DATA), DATA)
    assert await _read(store, KEY) == DATA


async def test_a_blob_never_changes(store: BlobStore) -> None:
    first = await store.put(EAST, KEY, b"one")
    assert await store.put(EAST, KEY, b"one") == first
    with pytest.raises(BlobExistsError):
        await store.put(EAST, KEY, b"two")
    assert await _read(store, KEY) == b"one"


async def test_a_failed_put_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await store.put(EAST, KEY, tmp_path / "missing")
    await store.put(EAST, KEY, b"one")
    assert _files(tmp_path) == [tmp_path / "blobs" / str(EAST) / KEY]


async def test_another_tenant_does_not_see_it(store: BlobStore) -> None:
    await store.put(EAST, KEY, b"one")
    with pytest.raises(BlobNotFoundError):
        await store.size(WEST, KEY)
    with pytest.raises(BlobNotFoundError):
        await anext(aiter(store.read(WEST, KEY)))


async def test_a_deleted_blob_is_gone_for_good(store: BlobStore) -> None:
    await store.put(EAST, KEY, b"one")
    await store.delete(EAST, KEY)
    await store.delete(EAST, KEY)
    with pytest.raises(BlobNotFoundError):
        await store.size(EAST, KEY)


_CLIMBING = ["", ".", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a/", "a\\b", "a\0"]
_UNTIDY = [".hidden", "a/.b", "A", "a b", "a\n", "a" * 129, "/".join("a" * 11)]


@pytest.mark.parametrize("key", _CLIMBING + _UNTIDY)
async def test_no_key_leads_out_of_the_store(store: BlobStore, tmp_path: Path, key: str) -> None:
    with pytest.raises(BlobKeyError):
        await store.put(EAST, key, b"x")
    with pytest.raises(BlobKeyError):
        await store.delete(EAST, key)
    assert _files(tmp_path) == []
