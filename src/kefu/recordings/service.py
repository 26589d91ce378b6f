"""Use cases: file a finished recording, find one, begin to play it."""

import asyncio
import tempfile
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import RecordingId
from kefu.platform.blobs import BlobStore
from kefu.recordings import store
from kefu.recordings.model import FinishedRecording, Recording, RecordingNotFoundError, Waveform
from kefu.recordings.stereo import press


async def keep_sound(*, blobs: BlobStore, finished: FinishedRecording, executor: Executor | None = None) -> Waveform:
    """Make one file of a recording's parts and keep it; the parts stay.

    `executor` does the arithmetic (about 20 ms for a minute of talk): a process keeps it out of the way of calls.
    Raises: RecordingUnreadableError.
    """
    with tempfile.TemporaryDirectory(prefix="kefu-recording-") as folder:
        whole = Path(folder, "whole.wav")
        loop = asyncio.get_running_loop()
        waveform = await loop.run_in_executor(executor, press, finished.parts, whole)
        await blobs.put(finished.tenant_id, finished.blob_key, whole)
    return waveform


async def file(session: AsyncSession, *, finished: FinishedRecording, waveform: Waveform, now: datetime) -> None:
    """Write a kept recording down; twice is once."""
    await store.insert_recording(session, finished, finished.blob_key, waveform, now)


async def find(session: AsyncSession, *, recording_id: RecordingId) -> Recording:
    """Find a recording in scope.

    Raises: RecordingNotFoundError.
    """
    recording = await store.recording(session, recording_id)
    if recording is None:
        raise RecordingNotFoundError(recording_id=str(recording_id))
    return recording


async def note_play(session: AsyncSession, *, principal: Principal, recording: Recording, now: datetime) -> None:
    """Write into the audit who listens to what."""
    await record_audit(
        session,
        principal=principal,
        action="recording-played",
        subject_kind="recording",
        subject_id=str(recording.recording_id),
        detail={"call_id": str(recording.call_id)},
        now=now,
    )
