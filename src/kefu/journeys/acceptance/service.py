"""Foresees what an acceptance now would make: by the rules of tickets and of work orders, never by others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.journeys.repair_loop.tickets_side import order_of
from kefu.tickets import service as tickets
from kefu.tickets.model import NewTicket
from kefu.tickets.ports import CustomerCards
from kefu.tickets.service import Prospect
from kefu.workorders.service import foreseeing
from kefu.workorders.service.foreseeing import Foreseen
from kefu.workorders.store.foreseeing import LocalOutage


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would come of it; without a category only the outages are known."""

    ticket: Prospect | None = None
    order: Foreseen | None = None
    outages: tuple[LocalOutage, ...] = ()


async def look_ahead(
    session: AsyncSession, *, principal: Principal, new: NewTicket, cards: CustomerCards, now: datetime
) -> Outlook:
    """Say by when and by whom something half written would be dealt with, and which outages are known there.

    Raises: TicketInvalidError for category and regulator, TicketCustomerNotFoundError, ForbiddenError.
    """
    if not new.category_code:
        _, district_path = await tickets.place(session, new=new, cards=cards)
        return Outlook(outages=await foreseeing.outages_at(session, district_path=district_path, now=now))
    ticket = await tickets.prospect(session, principal=principal, new=new, cards=cards, now=now)
    wanted = order_of(ticket.told)
    order = None
    if wanted is not None:
        order = await foreseeing.foresee(session, tenant_id=principal.tenant_id, new=wanted, now=now)
    if order is not None:
        return Outlook(ticket=ticket, order=order, outages=order.place.outages)
    path = ticket.ticket.district_path
    return Outlook(ticket=ticket, outages=await foreseeing.outages_at(session, district_path=path, now=now))
