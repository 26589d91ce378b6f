"""HTTP of the audit: found, read, verified."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel

from kefu.identity.administration.model import AuditEntry, AuditWanted
from kefu.identity.administration.service import audit as service
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/audit")
Viewer = Annotated[Principal, Depends(require("audit.view"))]
Words = Annotated[str, Query(max_length=200)]


class EntryView(BaseModel):
    """One line of the audit."""

    seq: int
    at: AwareDatetime
    actor_id: UUID | None
    actor_login: str
    actor_name: str | None
    action: str
    subject_kind: str
    subject_id: str
    subject_name: str | None
    detail: dict[str, Any]
    hash: str


class VerdictView(BaseModel):
    """What a walk along the chain has found; `broken` is the entry at which it breaks."""

    entries: int
    head: str
    broken_at: int | None
    broken: EntryView | None


@router.get("/entries")
async def list_entries(
    viewer: Viewer,
    session: Tx,
    actor_id: UUID | None = None,
    action: Words = "",
    subject_kind: Words = "",
    subject_id: Words = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[EntryView]:
    """List entries, the newest first; `before` is the number below which the page begins."""
    wanted = AuditWanted(
        actor_id=actor_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        since=since,
        until=until,
        before=before,
    )
    return [_view(entry) for entry in await service.find_entries(session, principal=viewer, wanted=wanted, limit=limit)]


@router.post("/verification")
async def verify(viewer: Viewer, session: Tx, clock: ClockDep) -> VerdictView:
    """Check that nothing was changed or taken out; the head noted elsewhere also proves that no tail was cut off."""
    verdict, broken = await service.verify(session, principal=viewer, now=clock())
    return VerdictView(
        entries=verdict.entries,
        head=verdict.head.hex(),
        broken_at=verdict.broken_at,
        broken=None if broken is None else _view(broken),
    )


def _view(entry: AuditEntry) -> EntryView:
    return EntryView(
        seq=entry.seq,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_login=entry.actor_login,
        actor_name=entry.actor_name,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        subject_name=entry.subject_name,
        detail=dict(entry.detail),
        hash=entry.hash.hex(),
    )
