"""All SQL of recordings."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AgentId, CallId, CustomerId, QueueId, RecordingId, TenantId
from kefu.recordings.model import FinishedRecording, Recording, RecordingKind, Waveform
from kefu.recordings.tables import RecordingRow


async def insert_recording(
    session: AsyncSession, finished: FinishedRecording, blob_key: str, waveform: Waveform, now: datetime
) -> None:
    """Write a recording down; twice is once."""
    statement = upsert(RecordingRow).values(
        id=finished.recording_id,
        tenant_id=finished.tenant_id,
        local_network_id=finished.local_network_id,
        call_id=finished.call_id,
        agent_id=finished.agent_id,
        queue_id=finished.queue_id,
        customer_id=finished.customer_id,
        kind=finished.kind,
        segment=finished.segment,
        started_at=finished.started_at,
        duration_ms=waveform.duration_ms,
        size_bytes=waveform.size_bytes,
        blob_key=blob_key,
        peaks=list(waveform.peaks),
        stored_at=now,
    )
    await session.execute(statement.on_conflict_do_nothing())


async def recording(session: AsyncSession, recording_id: RecordingId) -> Recording | None:
    """Load a recording, if it is in scope."""
    row = await session.get(RecordingRow, recording_id)
    if row is None:
        return None
    return Recording(
        recording_id=RecordingId(row.id),
        tenant_id=TenantId(row.tenant_id),
        call_id=CallId(row.call_id),
        kind=RecordingKind(row.kind),
        segment=row.segment,
        started_at=row.started_at,
        agent_id=AgentId(row.agent_id) if row.agent_id else None,
        queue_id=QueueId(row.queue_id) if row.queue_id else None,
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        blob_key=row.blob_key,
        waveform=Waveform(duration_ms=row.duration_ms, size_bytes=row.size_bytes, peaks=tuple(row.peaks)),
    )
