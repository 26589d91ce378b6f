"""Playing recordings: ranges as players ask for them, one audit line for each play, nobody without permission."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from kefu.identity import service as identity
from kefu.kernel.ids import CallId, RecordingId
from kefu.platform.blobs import BlobStore
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.recordings.jobs import store_recording
from kefu.recordings.model import FinishedRecording, RecordingKind
from support import web
from support.customers import make_app
from support.organisation import NOW, Organisation, add_person
from support.sound import tone, write_wav

Tenants = tuple[Organisation, Organisation]
SIZE = 44 + 2 * 2 * 8000


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def app(database: Database, tmp_path: Path, clock: web.Wristwatch) -> FastAPI:
    return make_app(database, blobs=tmp_path / "blobs", clock=clock)


@pytest.fixture
async def recording(database: Database, two_tenants: Tenants, tmp_path: Path) -> FinishedRecording:
    """Give east a stored recording of one second, in Suzhou."""
    east, _ = two_tenants
    made = FinishedRecording(
        recording_id=RecordingId(new_id()),
        tenant_id=east.tenant_id,
        call_id=CallId(new_id()),
        kind=RecordingKind.CALL,
        segment=2,
        started_at=NOW,
        stem=tmp_path / "part",
        agent_id=east.agent_id,
        local_network_id=east.networks["suzhou"],
    )
    for part, hertz in zip(made.parts, (440, 700), strict=True):
        write_wav(part, tone(hertz, 1))
    await store_recording(database, BlobStore(tmp_path / "blobs"), made, clock=lambda: NOW)
    return made


@pytest.fixture
async def client(app: FastAPI, recording: FinishedRecording) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "agent", tenant="east") as opened:
        yield opened


def audio(recording: FinishedRecording) -> str:
    return f"/api/recordings/{recording.recording_id}/audio"


async def plays(superuser: asyncpg.Connection) -> list[tuple[Any, ...]]:
    query = (
        "SELECT actor_name, subject_id, detail::text FROM audit_entry WHERE action = 'recording-played' ORDER BY seq"
    )
    return [tuple(row) for row in await superuser.fetch(query)]


async def test_a_recording_shows_how_it_looks(client: httpx.AsyncClient, recording: FinishedRecording) -> None:
    shown = (await client.get(f"/api/recordings/{recording.recording_id}")).json()
    peaks = shown.pop("peaks")
    assert shown == {
        "recording_id": str(recording.recording_id),
        "call_id": str(recording.call_id),
        "kind": "call",
        "segment": 2,
        "started_at_ms": 1772413200000,
        "duration_ms": 1000,
        "size_bytes": SIZE,
        "agent_id": str(recording.agent_id),
        "queue_id": None,
        "customer_id": None,
        "sides": ["customer", "agent"],
    }
    assert [len(side) for side in peaks] == [400, 400]
    assert all(0.1 < peak <= 0.25 for side in peaks for peak in side)


async def test_the_whole_is_played(client: httpx.AsyncClient, recording: FinishedRecording, tmp_path: Path) -> None:
    answer = await client.get(audio(recording))
    stored = BlobStore(tmp_path / "blobs").path(recording.tenant_id, recording.blob_key).read_bytes()
    assert (answer.status_code, answer.content) == (200, stored)
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, no-store"
    name = f"20260302T010000Z-{recording.recording_id}.wav"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("bytes=0-", 0, SIZE), ("bytes=44-99", 44, 100), ("bytes=-100", SIZE - 100, SIZE), ("bytes=32000-", 32000, SIZE)],
)
async def test_a_range_is_played(
    wanted: str, start: int, end: int, client: httpx.AsyncClient, recording: FinishedRecording
) -> None:
    whole = (await client.get(audio(recording))).content
    answer = await client.get(audio(recording), headers={"range": wanted})
    assert (answer.status_code, answer.content) == (206, whole[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "lines=1-2", "bytes=x"])
async def test_what_is_no_single_range_is_answered_with_the_whole(
    wanted: str, client: httpx.AsyncClient, recording: FinishedRecording
) -> None:
    answer = await client.get(audio(recording), headers={"range": wanted})
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


async def test_a_range_behind_the_end_is_refused_with_the_length(
    client: httpx.AsyncClient, recording: FinishedRecording, superuser: asyncpg.Connection
) -> None:
    answer = await client.get(audio(recording), headers={"range": f"bytes={SIZE}-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{SIZE}"
    assert await plays(superuser) == []


async def test_if_range_holds_the_pieces_together(client: httpx.AsyncClient, recording: FinishedRecording) -> None:
    etag = (await client.get(audio(recording))).headers["etag"]
    same = await client.get(audio(recording), headers={"range": "bytes=44-99", "if-range": etag})
    other = await client.get(audio(recording), headers={"range": "bytes=44-99", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


async def test_one_play_is_audited_once_however_often_the_player_asks(
    client: httpx.AsyncClient, recording: FinishedRecording, superuser: asyncpg.Connection, clock: web.Wristwatch
) -> None:
    line = ("agent", str(recording.recording_id), f'{{"call_id": "{recording.call_id}"}}')
    for wanted in ("bytes=0-", "bytes=0-", "bytes=16000-", "bytes=44-"):
        await client.get(audio(recording), headers={"range": wanted})
    assert await plays(superuser) == [line]
    clock.pass_time(timedelta(minutes=20))
    await client.get(audio(recording), headers={"range": "bytes=20000-"})
    assert await plays(superuser) == [line]
    await client.get(audio(recording), headers={"range": "bytes=0-"})
    assert await plays(superuser) == [line, line]


async def test_two_listeners_are_two_plays_and_who_begins_in_the_middle_is_heard_too(
    app: FastAPI, client: httpx.AsyncClient, recording: FinishedRecording, superuser: asyncpg.Connection
) -> None:
    await client.get(audio(recording), headers={"range": "bytes=100-"})
    async with web.browse(app, "admin", tenant="east") as other:
        await other.get(audio(recording), headers={"range": "bytes=100-"})
    assert [actor for actor, *_ in await plays(superuser)] == ["agent", "admin"]


async def test_looking_is_not_playing(
    client: httpx.AsyncClient, recording: FinishedRecording, superuser: asyncpg.Connection
) -> None:
    await client.get(f"/api/recordings/{recording.recording_id}")
    assert await plays(superuser) == []


async def test_a_lost_recording_says_so(
    client: httpx.AsyncClient, recording: FinishedRecording, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    await BlobStore(tmp_path / "blobs").delete(recording.tenant_id, recording.blob_key)
    lost = await client.get(audio(recording))
    unknown = await client.get(f"/api/recordings/{new_id()}/audio")
    assert (lost.status_code, lost.json()["code"]) == (410, "recording-gone")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "recording-not-found")
    assert await plays(superuser) == []


async def test_recordings_are_played_with_permission_and_in_scope_only(
    app: FastAPI,
    database: Database,
    two_tenants: Tenants,
    recording: FinishedRecording,
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        east.roles["deaf"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="deaf", name="deaf", permissions={"customer.view"}, now=NOW
        )
        await add_person(session, east, "deaf", role="deaf")
    refusals = {("deaf", "east"): 403, ("city", "east"): 404, ("admin", "west"): 404}
    for (login, tenant), status in refusals.items():
        async with web.browse(app, login, tenant=tenant) as client:
            for path in (audio(recording), f"/api/recordings/{recording.recording_id}"):
                assert (await client.get(path)).status_code == status
    async with web.browse(app) as stranger:
        assert (await stranger.get(audio(recording))).status_code == 401
    assert await plays(superuser) == []
