"""Appointments: free windows, and who has which."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AreaId, TenantId, WorkOrderId
from kefu.workorders.model.errors import SlotFullError, SlotNotFoundError, WorkOrderNotFoundError
from kefu.workorders.model.orders import Detail, Step
from kefu.workorders.model.organisation import Window
from kefu.workorders.rules import slots as rules
from kefu.workorders.service.acting import Done, act
from kefu.workorders.store import board
from kefu.workorders.store import organisation as store


async def free_windows(
    session: AsyncSession, *, area_id: AreaId, first: date, days: int, now: datetime
) -> list[Window]:
    """List the windows of an area from a day on, with what is left of each."""
    slots = await store.slots(session, area_id)
    last = first + timedelta(days=min(days, rules.DAYS_MAX))
    taken = await store.booked(session, [slot.slot_id for slot in slots], first, last)
    return rules.windows(slots, taken, first, days, now)


async def book(
    session: AsyncSession, *, tenant_id: TenantId, order_id: WorkOrderId, slot_id: UUID, on: date, step: Step
) -> Done:
    """Make an appointment, or move it to another window.

    Raises: WorkOrderNotFoundError, SlotNotFoundError, SlotFullError, WorkOrderChangedError, ActionNotPossibleError.
    """
    found = await board.whole(session, order_id)
    if found is None:
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    area_id = found.order.area_id
    slot = None if area_id is None else await store.lock_slot(session, slot_id, area_id)
    taken = {} if slot is None else await store.booked(session, [slot_id], on, on, order_id)
    window = None if slot is None else rules.window_on(slot, on, taken)
    if window is None or window.to_at <= step.at:
        raise SlotNotFoundError(slot_id=str(slot_id), on=str(on))
    if window.left == 0:
        raise SlotFullError(slot_id=str(slot_id), on=str(on), capacity=window.capacity)
    detail = Detail(slot_id=slot_id, appointment_on=on, from_at=window.from_at, to_at=window.to_at)
    return await act(session, tenant_id=tenant_id, order_id=order_id, step=replace(step, detail=detail))


async def unbook(session: AsyncSession, *, tenant_id: TenantId, order_id: WorkOrderId, step: Step) -> Done:
    """Take an appointment back.

    Raises: WorkOrderNotFoundError, WorkOrderChangedError, ActionNotPossibleError.
    """
    return await act(session, tenant_id=tenant_id, order_id=order_id, step=replace(step, detail=Detail()))
