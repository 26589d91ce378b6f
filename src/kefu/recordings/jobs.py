"""What is done with a recording when the switch has finished it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

from kefu.kernel.scope import Scope
from kefu.platform.blobs import BlobStore
from kefu.platform.clock import Clock
from kefu.platform.db import Database
from kefu.recordings import service, store
from kefu.recordings.model import FinishedRecording


async def store_recording(
    database: Database,
    blobs: BlobStore,
    finished: FinishedRecording,
    *,
    clock: Clock,
    executor: Executor | None = None,
) -> None:
    """Keep and file a finished recording, then delete the switch's parts. May be done again after any failure.

    The parts go last: until the recording is on record they are all there is.
    Raises: RecordingUnreadableError, DatabaseUnavailableError; the parts are then still there.
    """
    scope = Scope(finished.tenant_id)
    async with database.transaction(scope) as session:
        is_filed = await store.recording(session, finished.recording_id) is not None
    if not is_filed:
        waveform = await service.keep_sound(blobs=blobs, finished=finished, executor=executor)
        async with database.transaction(scope) as session:
            await service.file(session, finished=finished, waveform=waveform, now=clock())
    await asyncio.to_thread(_delete, finished.parts)


def _delete(parts: Sequence[Path]) -> None:
    for part in parts:
        part.unlink(missing_ok=True)
