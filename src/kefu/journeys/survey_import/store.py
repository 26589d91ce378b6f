"""What surveys need of closed work orders and complaints, and what a group may choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.customers.tables import PartyRow
from kefu.identity.tables import LocalNetworkRow, PersonRow
from kefu.kernel.ids import CustomerId, LocalNetworkId
from kefu.kernel.words import Text
from kefu.surveys.model import NewCase, Source, SourceKind
from kefu.tickets.tables import TicketCategoryRow, TicketRow
from kefu.workorders.tables import CrewRow, ServiceAreaRow, WorkOrderRow, WorkOrderTypeRow

MOST = 50_000
"""So many are fetched at once; the rest comes with the next import."""
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose, by code or id."""

    value: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the sources of a group may be limited to."""

    work_order_types: tuple[Choice, ...]
    complaint_categories: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    local_networks: tuple[Choice, ...]


async def closed(session: AsyncSession, source: Source, since: datetime, until: datetime) -> list[NewCase]:
    """List what was closed in a half-open span and belongs to a source; files bring their cases themselves."""
    match source.kind:
        case SourceKind.WORK_ORDER:
            return [_of_order(row) for row in await session.execute(_orders(source, since, until))]
        case SourceKind.COMPLAINT:
            return [_of_complaint(row) for row in await session.execute(_complaints(source, since, until))]
        case SourceKind.FILE:
            return []


def _orders(source: Source, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    order, kind = WorkOrderRow, WorkOrderTypeRow
    asked = (
        select(
            order,
            kind.name_zh.label("type_zh"),
            kind.name_en.label("type_en"),
            ServiceAreaRow.name_zh.label("area_zh"),
            ServiceAreaRow.name_en.label("area_en"),
            CrewRow.name_zh.label("crew_zh"),
            CrewRow.name_en.label("crew_en"),
            PersonRow.name.label("person"),
        )
        .join(kind, (kind.tenant_id == order.tenant_id) & (kind.code == order.type_code))
        .outerjoin(ServiceAreaRow, ServiceAreaRow.id == order.area_id)
        .outerjoin(CrewRow, CrewRow.id == order.crew_id)
        .outerjoin(PersonRow, PersonRow.id == order.person_id)
        .where(order.is_final, order.state != _CANCELLED, order.closed_at >= since, order.closed_at < until)
        .order_by(order.closed_at)
        .limit(MOST)
    )
    if source.codes:
        asked = asked.where(order.type_code.in_(source.codes))
    if source.area_ids:
        asked = asked.where(order.area_id.in_(source.area_ids))
    if source.local_network_ids:
        asked = asked.where(order.local_network_id.in_(source.local_network_ids))
    return asked


def _complaints(source: Source, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    ticket, category = TicketRow, TicketCategoryRow
    asked = (
        select(
            ticket,
            category.name_zh.label("type_zh"),
            category.name_en.label("type_en"),
            PersonRow.name.label("person"),
            func.coalesce(func.nullif(ticket.caller_name, ""), PartyRow.name, "").label("customer_name"),
        )
        .join(category, (category.tenant_id == ticket.tenant_id) & (category.code == ticket.category_code))
        .outerjoin(PersonRow, PersonRow.id == ticket.handler_id)
        .outerjoin(PartyRow, PartyRow.customer_id == ticket.customer_id)
        .where(
            ticket.kind == SourceKind.COMPLAINT,
            ticket.is_final,
            ticket.state != _CANCELLED,
            ticket.closed_at >= since,
            ticket.closed_at < until,
        )
        .order_by(ticket.closed_at)
        .limit(MOST)
    )
    if source.codes:
        asked = asked.where(ticket.category_code.in_(source.codes))
    if source.local_network_ids:
        asked = asked.where(ticket.local_network_id.in_(source.local_network_ids))
    return asked


def _of_order(row: Any) -> NewCase:
    order: WorkOrderRow = row.WorkOrderRow
    subject = {
        "order_no": order.order_no,
        "work_order_id": str(order.id),
        "type_code": order.type_code,
        "type": {"zh-CN": row.type_zh, "en": row.type_en},
        "area_id": str(order.area_id or ""),
        "area": order.area_id and {"zh-CN": row.area_zh, "en": row.area_en},
        "crew_id": str(order.crew_id or ""),
        "crew": order.crew_id and {"zh-CN": row.crew_zh, "en": row.crew_en},
        "person": row.person,
        "address": order.address,
        "summary": order.description,
        "result": order.note,
        "closed_at": _iso(order.closed_at),
    }
    return NewCase(
        source_kind=SourceKind.WORK_ORDER,
        source_id=str(order.id),
        number=order.contact_phone,
        name=order.contact_name,
        local_network_id=LocalNetworkId(order.local_network_id) if order.local_network_id else None,
        customer_id=CustomerId(order.customer_id) if order.customer_id else None,
        subject=_said(subject),
    )


def _of_complaint(row: Any) -> NewCase:
    ticket: TicketRow = row.TicketRow
    subject = {
        "order_no": ticket.ticket_no,
        "ticket_id": str(ticket.id),
        "type_code": ticket.category_code,
        "type": {"zh-CN": row.type_zh, "en": row.type_en},
        "person": row.person,
        "address": ticket.address,
        "summary": ticket.description,
        "closed_at": _iso(ticket.closed_at),
    }
    return NewCase(
        source_kind=SourceKind.COMPLAINT,
        source_id=str(ticket.id),
        number=ticket.caller_number,
        name=row.customer_name,
        local_network_id=LocalNetworkId(ticket.local_network_id) if ticket.local_network_id else None,
        customer_id=CustomerId(ticket.customer_id) if ticket.customer_id else None,
        subject=_said(subject),
    )


def _said(subject: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in subject.items() if value}


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


# -- choices ---------------------------------------------------------------------------------------------------------


async def choices(session: AsyncSession) -> Choices:
    """List what sources may be limited to."""
    types, categories, areas = WorkOrderTypeRow, TicketCategoryRow, ServiceAreaRow
    networks = LocalNetworkRow
    return Choices(
        work_order_types=await _choices(
            session,
            select(types.code, types.name_zh, types.name_en).where(types.is_active).order_by(types.position),
        ),
        complaint_categories=await _choices(
            session,
            select(categories.code, categories.name_zh, categories.name_en)
            .where(categories.kind == SourceKind.COMPLAINT, categories.is_active)
            .order_by(categories.position),
        ),
        areas=await _choices(session, select(areas.id, areas.name_zh, areas.name_en).order_by(areas.code)),
        local_networks=await _choices(
            session, select(networks.id, networks.name_zh, networks.name_en).order_by(networks.code)
        ),
    )


async def _choices(session: AsyncSession, asked: Select[*tuple[Any, ...]]) -> tuple[Choice, ...]:
    rows: Iterable[Any] = (await session.execute(asked)).all()
    return tuple(Choice(value=str(value), name={"zh-CN": zh, "en": en}) for value, zh, en in rows)
