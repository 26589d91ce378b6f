"""SQL of tickets, their history, their replies."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from kefu.identity.tables import PersonRow
from kefu.kernel.ids import PersonId, TenantId, TicketId
from kefu.platform.db import table_of
from kefu.tickets.model import (
    Filter,
    Life,
    Likeness,
    Line,
    Names,
    Reply,
    ReplyState,
    Ticket,
    TicketStep,
)
from kefu.tickets.tables import (
    DepartmentMemberRow,
    DepartmentRow,
    TicketCategoryRow,
    TicketEventRow,
    TicketReplyRow,
    TicketRow,
)

PAGE = 50
TASKS_MAX = 200
DUPLICATES_MAX = 20
_TICKETS, _STEPS, _REPLIES = TypeAdapter(Ticket), TypeAdapter(TicketStep), TypeAdapter(Reply)
_OWN = [TicketRow.id.label("ticket_id"), *(getattr(TicketRow, f.name) for f in fields(Ticket) if f.name != "ticket_id")]
_LIFE = [field.name for field in fields(Life)]
_FIRST, _HANDLER = aliased(PersonRow), aliased(PersonRow)
_WORDS = [
    TicketCategoryRow.name_zh,
    TicketCategoryRow.name_en,
    DepartmentRow.name_zh.label("department_zh"),
    DepartmentRow.name_en.label("department_en"),
    _FIRST.name.label("first_responsible"),
    _HANDLER.name.label("handler"),
]


def _columns(ticket: Ticket) -> dict[str, Any]:
    values = {field.name: getattr(ticket, field.name) for field in fields(ticket)}
    values["answers"] = dict(ticket.answers)
    return {"id": values.pop("ticket_id")} | values


_STEP = ("id", "tenant_id", "local_network_id", "at", "person_id", "action", "from_state", "to_state", "key", "detail")


def _values(names: Iterable[str]) -> dict[str, BindParameter[Any]]:
    """Give each column of a ticket a place that is filled in later."""
    columns = table_of(TicketRow).c
    return {name: bindparam(f"ticket_{name}", type_=columns[name].type) for name in names}


def _with_step(made: CTE) -> ReturningInsert[Any]:
    """Write a line of a ticket's history in the statement that writes the ticket."""
    events = table_of(TicketEventRow)
    told = [bindparam(f"step_{name}", type_=events.c[name].type) for name in _STEP]
    return insert(events).from_select([*_STEP, "ticket_id"], select(*told, made.c.id)).returning(events.c.id)


# Built once: to build them anew for each ticket costs ten times as much as to run them.
_INSERT = _with_step(
    upsert(TicketRow)
    .values(_values(["id", "tenant_id", "key", *(each.name for each in fields(Ticket) if each.name != "ticket_id")]))
    .on_conflict_do_nothing()
    .returning(TicketRow.id)
    .cte("made")
)
_SAVE = _with_step(
    update(TicketRow)
    .where(TicketRow.id == bindparam("wanted"))
    .values(_values(_LIFE))
    .returning(TicketRow.id)
    .cte("made")
)
_BY_KEY = select(*_OWN).where(TicketRow.key == bindparam("wanted"))
_LOCK = select(*_OWN).where(TicketRow.id == bindparam("wanted")).with_for_update()
_LOCK_BY_ORDER = select(*_OWN).where(TicketRow.work_order_id == bindparam("wanted")).with_for_update()
_LOCK_BY_REPLY = (
    select(*_OWN)
    .join(TicketReplyRow, TicketReplyRow.ticket_id == TicketRow.id)
    .where(TicketReplyRow.id == bindparam("wanted"))
    .with_for_update(of=TicketRow)
)


async def insert_ticket(
    session: AsyncSession, tenant_id: TenantId, key: str, ticket: Ticket, first: TicketStep
) -> bool:
    """Add a ticket and the first line of its history; tell whether its number and its key were free."""
    own = _columns(ticket) | {"tenant_id": tenant_id, "key": key}
    values = {f"ticket_{name}": value for name, value in own.items()}
    values |= _step_values(tenant_id, ticket, first, first.action)
    return (await session.execute(_INSERT, values)).first() is not None


def _step_values(tenant_id: TenantId, ticket: Ticket, step: TicketStep, key: str) -> dict[str, Any]:
    return {
        "step_id": step.event_id,
        "step_tenant_id": tenant_id,
        "step_local_network_id": ticket.local_network_id,
        "step_at": step.at,
        "step_person_id": step.person_id,
        "step_action": step.action,
        "step_from_state": step.from_state,
        "step_to_state": step.to_state,
        "step_key": key,
        "step_detail": dict(step.detail),
    }


async def find_by_key(session: AsyncSession, key: str) -> Ticket | None:
    """Load the ticket that an acceptance has made."""
    return await _one(session, _BY_KEY, key)


async def lock(session: AsyncSession, ticket_id: UUID) -> Ticket | None:
    """Load a ticket that nobody else changes until this transaction ends."""
    return await _one(session, _LOCK, ticket_id)


async def lock_by_order(session: AsyncSession, work_order_id: UUID) -> Ticket | None:
    """Load and lock the ticket that made a work order."""
    return await _one(session, _LOCK_BY_ORDER, work_order_id)


async def lock_by_reply(session: AsyncSession, reply_id: UUID) -> Ticket | None:
    """Load and lock the ticket that a reply belongs to."""
    return await _one(session, _LOCK_BY_REPLY, reply_id)


async def _one(session: AsyncSession, query: Select[Any], wanted: UUID | str) -> Ticket | None:
    row = (await session.execute(query, {"wanted": wanted})).mappings().one_or_none()
    return None if row is None else _TICKETS.validate_python(dict(row))


async def save(session: AsyncSession, tenant_id: TenantId, ticket: Ticket, step: TicketStep, key: str) -> None:
    """Write what has changed of a locked ticket, and the line of its history."""
    values = {f"ticket_{name}": getattr(ticket, name) for name in _LIFE} | {"wanted": ticket.ticket_id}
    await session.execute(_SAVE, values | _step_values(tenant_id, ticket, step, key))


async def insert_reply(session: AsyncSession, tenant_id: TenantId, ticket: Ticket, reply: Reply) -> None:
    """Add a reply."""
    await session.execute(
        insert(table_of(TicketReplyRow)).values(
            id=reply.reply_id,
            tenant_id=tenant_id,
            local_network_id=ticket.local_network_id,
            ticket_id=ticket.ticket_id,
            person_id=reply.person_id,
            by=reply.by,
            recipient=reply.recipient,
            text=reply.text,
            state=reply.state,
            at=reply.at,
            done_at=reply.done_at,
            attempts=reply.attempts,
        )
    )


async def update_reply(session: AsyncSession, reply_id: UUID, state: ReplyState, now: datetime) -> None:
    """Write how far a reply has come; a call that reached nobody is one more attempt."""
    is_done = state is not ReplyState.PENDING
    row = TicketReplyRow
    changed = {"state": state, "done_at": now if is_done else None, "attempts": row.attempts + 1}
    await session.execute(update(row).where(row.id == reply_id).values(changed))


# -- reading ---------------------------------------------------------------------------------------------------------


def _lines() -> Select[Any]:
    return (
        select(*_OWN, *_WORDS)
        .join(
            TicketCategoryRow,
            and_(TicketCategoryRow.tenant_id == TicketRow.tenant_id, TicketCategoryRow.code == TicketRow.category_code),
        )
        .outerjoin(DepartmentRow, DepartmentRow.id == TicketRow.department_id)
        .join(_FIRST, _FIRST.id == TicketRow.first_responsible_id)
        .outerjoin(_HANDLER, _HANDLER.id == TicketRow.handler_id)
    )


def _line(row: Any) -> Line:
    values = dict(row)
    department = values.pop("department_zh"), values.pop("department_en")
    names = Names(
        category={"zh-CN": values.pop("name_zh"), "en": values.pop("name_en")},
        department=None if department[0] is None else {"zh-CN": department[0], "en": department[1]},
        first_responsible=values.pop("first_responsible"),
        handler=values.pop("handler"),
    )
    return Line(ticket=_TICKETS.validate_python(values), names=names)


async def line(session: AsyncSession, ticket_id: TicketId) -> Line | None:
    """Load a ticket with its words."""
    row = (await session.execute(_lines().where(TicketRow.id == ticket_id))).mappings().one_or_none()
    return None if row is None else _line(row)


async def lines(session: AsyncSession, wanted: Filter) -> list[Line]:
    """List a page of tickets, newest first or the most pressing first, and one more to tell that there are more."""
    query = _lines().where(*_conditions(wanted))
    row = TicketRow
    if wanted.by_due:
        query = query.order_by(row.due_at, row.id)
        if wanted.before is not None:
            last = aliased(row)
            due_at = select(last.due_at).where(last.id == wanted.before).scalar_subquery()
            query = query.where(or_(row.due_at > due_at, and_(row.due_at == due_at, row.id > wanted.before)))
    else:
        query = query.order_by(row.id.desc())
        if wanted.before is not None:
            query = query.where(row.id < wanted.before)
    return [_line(each) for each in (await session.execute(query.limit(PAGE + 1))).mappings()]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    row, found = TicketRow, list[ColumnElement[bool]]()
    for column, value in (
        (row.kind, wanted.kind),
        (row.state, wanted.state),
        (row.category_code, wanted.category_code),
        (row.department_id, wanted.department_id),
        (row.customer_id, wanted.customer_id),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.is_open is not None:
        found.append(row.is_final.is_not(wanted.is_open))
    if wanted.mine is not None:
        found.append(or_(row.first_responsible_id == wanted.mine, row.handler_id == wanted.mine))
    if wanted.overdue_at is not None:
        found += [row.is_final.is_(False), row.answered_at.is_(None), row.due_at < wanted.overdue_at]
    if wanted.ticket_no:
        found += [row.ticket_no >= wanted.ticket_no, row.ticket_no < wanted.ticket_no + "\uffff"]
    return found


async def counts(session: AsyncSession, me: PersonId, now: datetime) -> list[tuple[str, str, int, int, int]]:
    """Count the open tickets by kind and state: all of them, those overdue, mine."""
    row = TicketRow
    overdue = func.count().filter(row.answered_at.is_(None), row.due_at < now)
    mine = func.count().filter(or_(row.first_responsible_id == me, row.handler_id == me))
    query = select(row.kind, row.state, func.count(), overdue, mine).where(row.is_final.is_(False))
    found = await session.execute(query.group_by(row.kind, row.state).order_by(row.kind, row.state))
    return [(kind, state, many, late, own) for kind, state, many, late, own in found]


async def tasks(session: AsyncSession, me: PersonId, permissions: Collection[str]) -> list[tuple[Line, bool]]:
    """List the open tickets that somebody has to do with, by due time; and whether he works in their department."""
    row = TicketRow
    is_open, is_due = row.is_final.is_(False), and_(row.is_final.is_(False), row.answered_at.is_(None))
    mine = select(DepartmentMemberRow.department_id).where(
        DepartmentMemberRow.person_id == me, DepartmentMemberRow.level == 0
    )
    watched = or_(
        row.watcher_ids.contains([me]),
        row.watcher_permissions.overlap(sorted(permissions)),
    )
    found = union_all(
        select(row.id).where(is_open, row.first_responsible_id == me),
        select(row.id).where(is_due, row.handler_id == me),
        select(row.id).where(
            is_due, row.handler_id.is_(None), row.is_order_open.is_(False), row.department_id.in_(mine)
        ),
        select(row.id).where(is_due, row.level > 0, watched),
    )
    query = _lines().add_columns(func.coalesce(row.department_id.in_(mine), False).label("is_member"))
    query = query.where(row.id.in_(found)).order_by(row.due_at, row.id).limit(TASKS_MAX)
    answer = []
    for each in (await session.execute(query)).mappings():
        values = dict(each)
        is_member = values.pop("is_member")
        answer.append((_line(values), is_member))
    return answer


async def steps(session: AsyncSession, ticket_id: TicketId) -> tuple[TicketStep, ...]:
    """Load a ticket's history in its order."""
    row = TicketEventRow
    query = (
        select(
            row.id.label("event_id"),
            row.at,
            row.action,
            row.from_state,
            row.to_state,
            row.detail,
            row.person_id,
            PersonRow.name.label("person_name"),
        )
        .outerjoin(PersonRow, PersonRow.id == row.person_id)
        .where(row.ticket_id == ticket_id)
        .order_by(row.at, row.id)
    )
    return tuple(_STEPS.validate_python(dict(each)) for each in (await session.execute(query)).mappings())


async def replies(session: AsyncSession, ticket_id: TicketId) -> tuple[Reply, ...]:
    """Load a ticket's replies in their order."""
    row = TicketReplyRow
    own = [getattr(row, f.name) for f in fields(Reply) if f.name not in {"reply_id", "person_name"}]
    query = (
        select(row.id.label("reply_id"), *own, PersonRow.name.label("person_name"))
        .outerjoin(PersonRow, PersonRow.id == row.person_id)
        .where(row.ticket_id == ticket_id)
        .order_by(row.id)
    )
    return tuple(_REPLIES.validate_python(dict(each)) for each in (await session.execute(query)).mappings())


async def alike(session: AsyncSession, like: Likeness, since: datetime) -> list[Line]:
    """List open tickets that may be about the same thing, newest first."""
    row, ways = TicketRow, list[ColumnElement[bool]]()
    if like.customer_id is not None:
        ways.append(row.customer_id == like.customer_id)
    if like.address:
        ways.append(row.address == like.address)
    if like.district_path:
        ways.append(and_(row.district_path == like.district_path, row.category_code == like.category_code))
    if not ways:
        return []
    query = _lines().where(row.is_final.is_(False), row.accepted_at >= since, or_(*ways))
    query = query.order_by(row.id.desc()).limit(DUPLICATES_MAX)
    return [_line(each) for each in (await session.execute(query)).mappings()]
