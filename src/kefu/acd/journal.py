"""The journal: every event of the real-time core, on disk before anything is done about it.

A folder of segments named by their first record, `00000000000000000001.journal`; one record is one line, the CRC-32
of the rest in hex and a JSON object {"n": number, "at": Unix ms, "e": event}: `grep` reads it. A record that a crash
tore at the end of the last segment is cut off; damage anywhere else is an error. A snapshot `<n>.snapshot`, one such
line, stands for all records up to n.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from kefu.acd.lease import Lease
from kefu.kernel.errors import KefuError

_SEGMENT, _SNAPSHOT = ".journal", ".snapshot"
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class JournalDamagedError(KefuError):
    """A record before the journal's end cannot be read."""

    code = "journal-damaged"
    title = "The journal is damaged"


@dataclass(frozen=True, slots=True)
class Record:
    """One event as it was written; of a snapshot: the machine after event `number`."""

    number: int
    at_ms: int
    data: dict[str, Any]


def _line(record: Record) -> bytes:
    body = _to_json({"n": record.number, "at": record.at_ms, "e": record.data}).encode()
    return b"%08x %b\n" % (crc32(body), body)


def _parse(line: bytes) -> Record | None:
    body = line[9:-1]
    if not line.endswith(b"\n") or line[:9] != b"%08x " % crc32(body):
        return None
    data = json.loads(body)
    return Record(data["n"], data["at"], data["e"])


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _sync_and_close(fd: int) -> None:
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Journal:
    """Appends records: `append` gathers them, `flush` hands them to the operating system, `syncing` to the disk.

    What is flushed survives the process, what is synced survives the machine.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = 64 << 20) -> None:
        """Open a folder for writing; cut off a torn end.

        Raises: JournalInUseError, JournalDamagedError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._segment_bytes = segment_bytes
        self.lease = Lease(folder)
        self._buffer: list[bytes] = []
        self.number = 0
        """Of the last record appended."""
        try:
            if (snapshot := self.latest_snapshot()) is not None:
                self.number = snapshot.number
            self._open_last_segment()
        except JournalDamagedError:
            self.lease.release()
            raise

    def append(self, at_ms: int, event: dict[str, Any]) -> int:
        """Take a record for the next flush and return its number."""
        line = _line(Record(self.number + 1, at_ms, event))
        self._buffer.append(line)
        self.number += 1
        return self.number

    def flush(self) -> None:
        """Hand over what was appended, in one write.

        Raises: OSError; the records since the last flush are not in the journal then, which stays readable.
        """
        if not self._buffer:
            return
        if self._size >= self._segment_bytes:
            os.fdatasync(self._fd)  # no later segment may outlive it; little is left to wait for
            os.close(self._fd)
            self._open_segment(self.number - len(self._buffer) + 1)
        data = b"".join(self._buffer)
        self._buffer.clear()
        try:
            _write_all(self._fd, data)
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._size += len(data)

    def syncing(self) -> Callable[[], None]:
        """Return a call that waits, in whatever thread, until all that is flushed now is on the disk."""
        return partial(_sync_and_close, os.dup(self._fd))

    def close(self) -> None:
        """Flush, sync and let go of the folder."""
        self.flush()
        _sync_and_close(self._fd)
        self.lease.release()

    def read(self, after: int = 0) -> Iterator[Record]:
        """Read the records after a number, in order.

        Raises: JournalDamagedError.
        """
        segments = self._segments()
        last = after
        for segment, following in zip(segments, [*segments[1:], None], strict=True):
            if following and int(following.stem) <= after + 1:
                continue
            for _, record in self._records(segment, is_last=following is None):
                if record.number > last:
                    last = record.number
                    yield record

    def save_snapshot(self, snapshot: Record) -> None:
        """Keep a machine's state, on the disk, and drop the segments and snapshots that it replaces. Blocks."""
        path = self._folder / f"{snapshot.number:020}{_SNAPSHOT}"
        draft = path.with_suffix(".draft")
        fd = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        try:
            _write_all(fd, _line(snapshot))
        finally:
            _sync_and_close(fd)
        draft.rename(path)
        _sync_and_close(os.open(self._folder, os.O_RDONLY))
        segments = self._segments()
        for segment, following in pairwise(segments):
            if int(following.stem) <= snapshot.number + 1:
                segment.unlink()
        for old in self._folder.glob(f"*{_SNAPSHOT}"):
            if old < path:
                old.unlink()

    def latest_snapshot(self) -> Record | None:
        """Read the newest snapshot; None when there is none.

        Raises: JournalDamagedError.
        """
        paths = sorted(self._folder.glob(f"*{_SNAPSHOT}"))
        if not paths:
            return None
        snapshot = _parse(paths[-1].read_bytes())
        if snapshot is None:
            raise JournalDamagedError(f"snapshot {paths[-1].name} cannot be read")
        return snapshot

    def set_aside(self) -> Path:
        """Begin anew; what was written is kept in a folder of its own, whose path is returned."""
        os.close(self._fd)
        aside = self._folder / f"aside-{self.number:020}"
        aside.mkdir()
        for path in [*self._segments(), *self._folder.glob(f"*{_SNAPSHOT}")]:
            path.rename(aside / path.name)
        self._open_segment(self.number + 1)
        return aside

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_SEGMENT}"))

    def _records(self, segment: Path, *, is_last: bool) -> Iterator[tuple[int, Record]]:
        end = 0
        with segment.open("rb") as lines:
            for line in lines:
                record = _parse(line)
                if record is None:
                    if is_last and not any(map(_parse, lines)):
                        return
                    raise JournalDamagedError(f"{segment.name} cannot be read from byte {end}")
                end += len(line)
                yield end, record

    def _open_last_segment(self) -> None:
        segments = self._segments()
        if not segments:
            self._open_segment(self.number + 1)
            return
        good_bytes = 0
        for end, record in self._records(segments[-1], is_last=True):
            good_bytes, self.number = end, max(self.number, record.number)
        os.truncate(segments[-1], good_bytes)
        self._open_segment(int(segments[-1].stem))

    def _open_segment(self, first: int) -> None:
        path = self._folder / f"{first:020}{_SEGMENT}"
        self._fd = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._size = os.fstat(self._fd).st_size
        _sync_and_close(os.open(self._folder, os.O_RDONLY))
