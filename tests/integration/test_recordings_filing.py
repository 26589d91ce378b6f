"""A finished recording is kept, written down, and only then are the switch's parts deleted."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from kefu.kernel.ids import CallId, RecordingId
from kefu.platform.blobs import BlobStore
from kefu.platform.db import Database, DatabaseUnavailableError
from kefu.platform.ids import new_id
from kefu.recordings import service
from kefu.recordings.jobs import store_recording
from kefu.recordings.model import (
    FinishedRecording,
    RecordingKind,
    RecordingNotFoundError,
    RecordingUnreadableError,
)
from kefu_lab.phone.audio import tone_amplitude
from support.organisation import NOW, Organisation
from support.sound import read_wav, tone, write_wav

Tenants = tuple[Organisation, Organisation]


def finished(organisation: Organisation, folder: Path, **changed: Any) -> FinishedRecording:
    recording_id = RecordingId(new_id())
    values: dict[str, Any] = {
        "recording_id": recording_id,
        "tenant_id": organisation.tenant_id,
        "call_id": CallId(new_id()),
        "kind": RecordingKind.CALL,
        "segment": 1,
        "started_at": NOW,
        "stem": folder / str(recording_id),
        "agent_id": organisation.agent_id,
        "local_network_id": organisation.networks["changzhou"],
    }
    return FinishedRecording(**values | changed)


async def store(database: Database, blobs: BlobStore, what: FinishedRecording) -> None:
    await store_recording(database, blobs, what, clock=lambda: NOW)


async def test_both_sides_become_one_recording(database: Database, two_tenants: Tenants, tmp_path: Path) -> None:
    east, west = two_tenants
    blobs = BlobStore(tmp_path / "blobs")
    one = finished(east, tmp_path)
    customer, agent = one.parts
    write_wav(customer, tone(440, 2))
    write_wav(agent, tone(700, 1.5))
    await store(database, blobs, one)
    assert not customer.exists()
    assert not agent.exists()
    async with database.transaction(east.scope) as session:
        recording = await service.find(session, recording_id=one.recording_id)
    assert (recording.waveform.duration_ms, recording.segment, recording.call_id) == (2000, 1, one.call_id)
    assert recording.blob_key == f"recordings/2026/03/02/{one.recording_id}.wav"
    left, right = read_wav(blobs.path(east.tenant_id, recording.blob_key))
    assert tone_amplitude(left, 440) > 7000 > 30 > tone_amplitude(left, 700)
    assert tone_amplitude(right[:12_000], 700) > 7000 > 30 > tone_amplitude(right[:12_000], 440)
    for scope in (west.scope, type(east.scope)(east.tenant_id, frozenset({east.networks["suzhou"]}))):
        async with database.transaction(scope) as session:
            with pytest.raises(RecordingNotFoundError):
                await service.find(session, recording_id=one.recording_id)


async def test_a_voicemail_has_one_part(database: Database, two_tenants: Tenants, tmp_path: Path) -> None:
    east, _ = two_tenants
    one = finished(east, tmp_path, kind=RecordingKind.VOICEMAIL, agent_id=None)
    write_wav(tmp_path / f"{one.recording_id}.wav", tone(440, 1))
    await store(database, BlobStore(tmp_path / "blobs"), one)
    async with database.transaction(east.scope) as session:
        recording = await service.find(session, recording_id=one.recording_id)
    assert (recording.kind, len(recording.waveform.peaks)) == (RecordingKind.VOICEMAIL, 1)


async def test_the_arithmetic_can_be_done_by_another_process(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, tmp_path: Path
) -> None:
    east, _ = two_tenants
    blobs = BlobStore(tmp_path / "blobs")
    good, bad = finished(east, tmp_path), finished(east, tmp_path)
    write_wav(good.parts[0], tone(440, 1))
    bad.parts[0].write_bytes(b"no sound at all")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        await store_recording(database, blobs, good, clock=lambda: NOW, executor=pool)
        with pytest.raises(RecordingUnreadableError, match="is not a WAV file"):
            await store_recording(database, blobs, bad, clock=lambda: NOW, executor=pool)
    assert await superuser.fetchval("SELECT array_agg(id) FROM recording") == [good.recording_id]


async def test_doing_it_again_changes_nothing(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, tmp_path: Path
) -> None:
    east, _ = two_tenants
    one, blobs = finished(east, tmp_path), BlobStore(tmp_path / "blobs")
    write_wav(one.parts[0], tone(440, 1))
    await store(database, blobs, one)
    before = await superuser.fetch("SELECT * FROM recording")
    await store(database, blobs, one)
    write_wav(one.parts[0], tone(440, 1))  # a restarted switch reports it once more
    await store(database, blobs, one)
    assert not one.parts[0].exists()
    assert await superuser.fetch("SELECT * FROM recording") == before


async def test_a_recording_kept_but_not_written_down_is_finished_later(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, tmp_path: Path
) -> None:
    east, _ = two_tenants
    one, blobs = finished(east, tmp_path), BlobStore(tmp_path / "blobs")
    write_wav(one.parts[0], tone(440, 1))
    await service.keep_sound(blobs=blobs, finished=one)  # then the product dies
    await store(database, blobs, one)
    assert await superuser.fetchval("SELECT count(*) FROM recording") == 1
    assert not one.parts[0].exists()


async def test_while_the_database_is_gone_the_parts_stay(two_tenants: Tenants, tmp_path: Path) -> None:
    one = finished(two_tenants[0], tmp_path)
    write_wav(one.parts[0], tone(440, 1))
    gone = Database(f"postgresql://kefu_app@/kefu?host={tmp_path}")
    with pytest.raises(DatabaseUnavailableError):
        await store(gone, BlobStore(tmp_path / "blobs"), one)
    assert one.parts[0].exists()
    await gone.dispose()


async def test_what_cannot_be_read_stays_where_it_is(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, tmp_path: Path
) -> None:
    one = finished(two_tenants[0], tmp_path)
    one.parts[0].write_bytes(b"<html>disk full</html>")
    with pytest.raises(RecordingUnreadableError):
        await store(database, BlobStore(tmp_path / "blobs"), one)
    assert one.parts[0].read_bytes() == b"<html>disk full</html>"
    assert await superuser.fetchval("SELECT count(*) FROM recording") == 0
    assert list((tmp_path / "blobs").rglob("*.wav")) == []
