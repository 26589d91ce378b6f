"""HTTP of recordings: what is known of one, and its sound, in ranges as players ask for it."""

from collections import OrderedDict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel
from starlette.requests import HTTPConnection
from starlette.responses import StreamingResponse

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import RecordingId
from kefu.kernel.instant import to_ms
from kefu.platform.blobs import BlobNotFoundError, BlobStore
from kefu.platform.web import ClockDep, problem
from kefu.recordings import rules, service
from kefu.recordings.model import RangeNotSatisfiableError, Recording, RecordingGoneError, RecordingKind

router = APIRouter(prefix="/api/recordings", tags=["recordings"])

Listener = Annotated[Principal, Depends(require("recording.play"))]
_REMEMBERED = 10_000


class Plays:
    """Remembers since when whom is playing what, so that one play is audited once."""

    def __init__(self) -> None:
        self._begun: OrderedDict[tuple[UUID, UUID], float] = OrderedDict()

    def begins(self, session_id: UUID, recording_id: UUID, start: int, now_s: float) -> bool:
        """Tell whether a request for the bytes from `start` begins a play, and remember it."""
        key = session_id, recording_id
        begun = self._begun.get(key)
        if not rules.is_new_play(start=start, since_last_play_s=None if begun is None else now_s - begun):
            return False
        self._begun[key] = now_s
        self._begun.move_to_end(key)
        if len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)
        return True


async def blobs_of(connection: HTTPConnection) -> BlobStore:
    """Give a route the blob store."""
    blobs: BlobStore = connection.app.state.blobs
    return blobs


async def plays_of(connection: HTTPConnection) -> Plays:
    """Give a route the memory of plays."""
    state = connection.app.state
    if not hasattr(state, "recording_plays"):
        state.recording_plays = Plays()
    plays: Plays = state.recording_plays
    return plays


class RecordingView(BaseModel):
    """One recording and how it looks: for each side up to 400 loudest values from 0 to 1."""

    recording_id: UUID
    call_id: UUID
    kind: RecordingKind
    segment: int
    started_at_ms: int
    duration_ms: int
    size_bytes: int
    agent_id: UUID | None
    queue_id: UUID | None
    customer_id: UUID | None
    sides: list[str]
    peaks: list[list[float]]


@router.get("/{recording_id}")
async def show(recording_id: UUID, listener: Listener, session: Tx) -> RecordingView:
    """Show what is known of a recording, with its waveform."""
    recording = await service.find(session, recording_id=RecordingId(recording_id))
    return RecordingView(
        recording_id=recording.recording_id,
        call_id=recording.call_id,
        kind=recording.kind,
        segment=recording.segment,
        started_at_ms=to_ms(recording.started_at),
        duration_ms=recording.waveform.duration_ms,
        size_bytes=recording.waveform.size_bytes,
        agent_id=recording.agent_id,
        queue_id=recording.queue_id,
        customer_id=recording.customer_id,
        sides=["customer", "agent"][: len(recording.waveform.peaks)],
        peaks=[[round(peak / 255, 3) for peak in side] for side in recording.waveform.peaks],
    )


@router.get("/{recording_id}/audio", response_class=Response)
async def play(
    request: Request,
    recording_id: UUID,
    listener: Listener,
    session: Tx,
    blobs: Annotated[BlobStore, Depends(blobs_of)],
    plays: Annotated[Plays, Depends(plays_of)],
    clock: ClockDep,
    range_: Annotated[str | None, Header(alias="range")] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Response:
    """Stream the sound (WAV), or a range of it. Every play is audited once, when it begins."""
    recording = await service.find(session, recording_id=RecordingId(recording_id))
    try:
        size = await blobs.size(listener.tenant_id, recording.blob_key)
    except BlobNotFoundError:
        raise RecordingGoneError(recording_id=str(recording_id)) from None
    headers = _headers(recording)
    try:
        wanted = rules.wanted_range(range_ if if_range in (None, headers["etag"]) else None, size)
    except RangeNotSatisfiableError as error:
        response = problem(request, status=error.status, code=error.code, title=error.title, facts=error.facts)
        response.headers["content-range"] = f"bytes */{size}"
        return response
    now = clock()
    start, end = (wanted.start, wanted.end + 1) if wanted else (0, size)
    if plays.begins(listener.session_id, recording_id, start, now.timestamp()):
        await service.note_play(session, principal=listener, recording=recording, now=now)
    headers["content-length"] = str(end - start)
    if wanted:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    body = blobs.read(listener.tenant_id, recording.blob_key, start, end)
    return StreamingResponse(body, status_code=206 if wanted else 200, headers=headers, media_type="audio/wav")


def _headers(recording: Recording) -> dict[str, str]:
    name = f"{recording.started_at:%Y%m%dT%H%M%SZ}-{recording.recording_id}.wav"
    return {
        "accept-ranges": "bytes",
        "etag": f'"{recording.recording_id}"',
        "content-disposition": f'inline; filename="{name}"',
        "cache-control": "private, no-store",
    }
