"""The journal keeps what was flushed, whatever happens to its end."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.acd.journal import Journal, JournalDamagedError, Record
from kefu.acd.lease import JournalInUseError

FIRST = "00000000000000000001.journal"


@contextmanager
def journal_in(folder: Path, segment_bytes: int = 1 << 20) -> Iterator[Journal]:
    journal = Journal(folder, segment_bytes=segment_bytes)
    yield journal
    journal.close()


def write(folder: Path, *texts: str, segment_bytes: int = 1 << 20) -> None:
    """Write each text as one event, flushed by itself."""
    with journal_in(folder, segment_bytes) as journal:
        for text in texts:
            journal.append(1000 + journal.number, {"text": text})
            journal.flush()


def read(folder: Path, after: int = 0) -> list[tuple[int, str]]:
    with journal_in(folder) as journal:
        return [(record.number, record.data["text"]) for record in journal.read(after)]


def test_what_is_flushed_is_read_back_in_order(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        assert [journal.append(at_ms, {"text": "报障"}) for at_ms in (7, 8, 8)] == [1, 2, 3]
        assert list(journal.read()) == []
        journal.flush()
        assert list(journal.read()) == [Record(n, at, {"text": "报障"}) for n, at in ((1, 7), (2, 8), (3, 8))]
        assert [record.number for record in journal.read(2)] == [3]
        journal.syncing()()
    assert (tmp_path / FIRST).read_text().splitlines()[0] == '487e99b9 {"n":1,"at":7,"e":{"text":"报障"}}'


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    write(tmp_path, "c")
    assert read(tmp_path) == [(1, "a"), (2, "b"), (3, "c")]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with journal_in(tmp_path), pytest.raises(JournalInUseError):
        Journal(tmp_path)
    write(tmp_path, "a")
    assert read(tmp_path) == [(1, "a")]


@settings(deadline=None)  # disks take their time
@given(cut=st.integers(1, 200), rubbish=st.binary(max_size=20))
def test_a_torn_end_is_cut_off_and_written_over(
    tmp_path_factory: pytest.TempPathFactory, cut: int, rubbish: bytes
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    write(folder, "a", "b", "c")
    path = folder / FIRST
    whole = path.read_bytes()
    kept = whole[: max(0, len(whole) - cut)]
    path.write_bytes(kept + rubbish.replace(b"\n", b"-"))
    survivors = list(zip(range(1, 4), "abc", strict=False))[: kept.count(b"\n")]
    assert read(folder) == survivors
    write(folder, "d")
    assert read(folder) == [*survivors, (len(survivors) + 1, "d")]


@pytest.mark.parametrize("line", [0, 1])
def test_damage_before_the_end_is_an_error(tmp_path: Path, line: int) -> None:
    write(tmp_path, "a", "b", "c")
    path = tmp_path / FIRST
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b"text", b"tezt")
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalDamagedError, match=f"from byte {sum(map(len, lines[:line]))}"):
        Journal(tmp_path)


def test_an_end_torn_off_an_older_segment_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a", "b", "c", segment_bytes=1)
    path = tmp_path / FIRST
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(JournalDamagedError, match=FIRST):
        read(tmp_path)


def test_segments_are_named_by_their_first_record(tmp_path: Path) -> None:
    write(tmp_path, *"abcd", segment_bytes=60)
    assert [int(path.stem) for path in sorted(tmp_path.glob("*.journal"))] == [1, 3]
    with journal_in(tmp_path, 60) as journal:
        for text in "efg":
            journal.append(9, {"text": text})
        journal.flush()
    assert [int(path.stem) for path in sorted(tmp_path.glob("*.journal"))] == [1, 3, 5]
    assert read(tmp_path) == list(enumerate("abcdefg", start=1))
    assert read(tmp_path, after=3) == [(4, "d"), (5, "e"), (6, "f"), (7, "g")]
    assert read(tmp_path, after=7) == []


def test_a_snapshot_replaces_what_was_before_it(tmp_path: Path) -> None:
    write(tmp_path, *"abcdef", segment_bytes=60)
    with journal_in(tmp_path, 60) as journal:
        assert journal.latest_snapshot() is None
        journal.save_snapshot(Record(2, 50, {"state": 2}))
        journal.save_snapshot(Record(4, 70, {"state": 4}))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00000000000000000004.snapshot",
        "00000000000000000005.journal",
        "lock",
    ]
    with journal_in(tmp_path) as journal:
        snapshot = journal.latest_snapshot()
        assert snapshot == Record(4, 70, {"state": 4})
        assert [record.data["text"] for record in journal.read(4)] == ["e", "f"]


def test_numbers_go_on_after_the_snapshot_even_when_the_journal_s_end_was_lost(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    with journal_in(tmp_path) as journal:
        journal.save_snapshot(Record(2, 50, {}))
    (tmp_path / FIRST).write_bytes(b"")
    write(tmp_path, "c")
    assert read(tmp_path, after=2) == [(3, "c")]


def test_a_damaged_snapshot_is_an_error(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.save_snapshot(Record(1, 1, {}))
        (tmp_path / "00000000000000000001.snapshot").write_text("no snapshot\n")
        with pytest.raises(JournalDamagedError, match="snapshot"):
            journal.latest_snapshot()


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let the kernel refuse to let files grow, as a full disk does: after part of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_loses_the_records_of_that_time_only(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.append(1, {"text": "a"})
        journal.flush()
        for text in "bc":
            journal.append(2, {"text": text})
        with file_size_limit((tmp_path / FIRST).stat().st_size + 10), pytest.raises(OSError, match="too large"):
            journal.flush()
        journal.append(3, {"text": "d"})
        journal.flush()
    assert read(tmp_path) == [(1, "a"), (4, "d")]
