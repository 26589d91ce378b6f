"""HTTP of what still needs somebody today."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kefu.calls import service as calls
from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Tx, ZoneDep, require
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.insight.attention import store
from kefu.insight.attention.tables import AttendedCallRow
from kefu.insight.rules.spans import Span, moments_of
from kefu.kernel.ids import CallId, LocalNetworkId
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/attention", tags=["figures"])
Viewer = Annotated[Principal, Depends(require("figures.view"))]
MOST = 100


class NeededView(BaseModel):
    """Somebody who should be called. `why`: what became of his call, or of our promise; `times`: how often he tried."""

    call_id: UUID
    at: datetime
    number: str
    why: str
    queue: Text | None
    customer_id: UUID | None = None
    waited_ms: int | None = None
    times: int = 1


class ListView(BaseModel):
    """How many there are, and the first of them."""

    count: int
    calls: list[NeededView]


class AttentionView(BaseModel):
    """What needs somebody: lost callers and promises as lists, late work as numbers."""

    as_of: datetime
    lost: ListView
    callbacks: ListView
    orders_late: int
    tickets_late: int


class AttendedIn(BaseModel):
    """What somebody says who has seen to it."""

    note: str = Field("", max_length=500)


@router.get("")
async def show(viewer: Viewer, session: Tx, clock: ClockDep, zone: ZoneDep) -> AttentionView:
    """Show who still needs somebody today."""
    now = clock()
    since, _ = moments_of(Span.TODAY, now, zone)
    lost = await store.lost(session, viewer.tenant_id, since, MOST)
    promised = await store.callbacks(session, since, MOST)
    orders, tickets = await store.late(session, now)
    return AttentionView(
        as_of=now,
        lost=_list(lost, viewer, "exit"),
        callbacks=_list(promised, viewer, "status"),
        orders_late=orders,
        tickets_late=tickets,
    )


def _list(rows: Any, viewer: Principal, why: str) -> ListView:
    return ListView(count=rows[0].total if rows else 0, calls=[_needed(row, viewer, why) for row in rows])


def _needed(row: Any, viewer: Principal, why: str) -> NeededView:
    network = None if row.local_network_id is None else LocalNetworkId(row.local_network_id)
    known = row._mapping  # noqa: SLF001  # its documented name
    return NeededView(
        call_id=row.call_id,
        at=row.at,
        number=row.number if sees_numbers(viewer, network) else mask_number(row.number),
        why=known[why],
        queue=None if row.name_zh is None else {"zh-CN": row.name_zh, "en": row.name_en},
        customer_id=known.get("customer_id"),
        waited_ms=known.get("waited_ms"),
        times=known.get("times", 1),
    )


@router.post("/{call_id}/attended", status_code=204)
async def attend(call_id: UUID, said: AttendedIn, viewer: Viewer, session: Tx, clock: ClockDep) -> None:
    """Say that a call needs nobody any more; said twice, the first counts."""
    record, _ = await calls.call_history(session, call_id=CallId(call_id))
    now = clock()
    row = AttendedCallRow(
        call_id=call_id,
        tenant_id=viewer.tenant_id,
        local_network_id=record.local_network_id,
        person_id=viewer.person_id,
        at=now,
        note=said.note.strip(),
    )
    if await store.attend(session, row):
        await record_audit(
            session,
            principal=viewer,
            action="call-attended",
            subject_kind="call",
            subject_id=str(call_id),
            now=now,
        )
