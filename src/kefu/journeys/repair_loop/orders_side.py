"""What work orders say to their tickets: done, given back, cancelled, begun again."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.tickets import service as tickets
from kefu.workorders.events import WorkOrderCancelled, WorkOrderClosed, WorkOrderReopened, WorkOrderReturned
from kefu.workorders.model.settings import ChoiceKind
from kefu.workorders.service import settings as work_order_settings


async def closed(session: AsyncSession, event: WorkOrderClosed) -> None:
    """Answer the ticket; where the fault is still there, only note it: somebody has to see to it."""
    if event.ticket_id is None:
        return
    text = f"{event.order_no} {await _result(session, event.result_code)}".strip()
    key = f"order:{event.order_id}:closed:{event.round_}"
    about: dict[str, Any] = {
        "tenant_id": event.tenant_id,
        "work_order_id": event.order_id,
        "key": key,
        "text": text,
        "now": event.at,
    }
    if event.is_fixed is False:
        await tickets.note_order(session, **about, is_open=False)
    else:
        await tickets.answer_by_order(session, **about)


async def returned(session: AsyncSession, event: WorkOrderReturned) -> None:
    """Note that a repairman has given the order back: dispatch sends another one."""
    await _note(session, event, "returned", event.reason, is_open=True)


async def cancelled(session: AsyncSession, event: WorkOrderCancelled) -> None:
    """Note that nobody comes on this order; one that was merged is done with the other."""
    await _note(session, event, "cancelled", event.reason, is_open=event.merged_into is not None)


async def reopened(session: AsyncSession, event: WorkOrderReopened) -> None:
    """Note that somebody comes again."""
    await _note(session, event, "reopened", event.reason, is_open=True)


async def _note(
    session: AsyncSession,
    event: WorkOrderReturned | WorkOrderCancelled | WorkOrderReopened,
    what: str,
    reason: str,
    *,
    is_open: bool,
) -> None:
    if event.ticket_id is None:
        return
    await tickets.note_order(
        session,
        tenant_id=event.tenant_id,
        work_order_id=event.order_id,
        key=f"order:{event.order_id}:{what}:{event.at.isoformat()}",
        text=f"{event.order_no} {reason}".strip(),
        is_open=is_open,
        now=event.at,
    )


async def _result(session: AsyncSession, code: str) -> str:
    """Return the operator's words for a result, in the language of his replies."""
    choices = (await work_order_settings.all_settings(session)).choices
    texts = (each.text for each in choices if each.kind is ChoiceKind.RESULT and each.code == code)
    return next(texts, {}).get("zh-CN", code)
