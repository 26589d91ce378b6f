"""Do something with a ticket: people, work orders, what carries replies, the clock."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.ids import PersonId, TenantId, TicketId, WorkOrderId
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.tickets import rules, store
from kefu.tickets.events import TicketClosed, TicketHandedOver, TicketReopened, TicketReplied, TicketUnanswered
from kefu.tickets.model import (
    Action,
    Answer,
    Confirm,
    Delivery,
    Ground,
    HandOver,
    Note,
    Outcome,
    Reopen,
    Reply,
    ReplyBy,
    ReplyState,
    Step,
    Ticket,
    TicketChangedError,
    TicketNotFoundError,
)
from kefu.tickets.rules import lifecycles
from kefu.tickets.service.recording import calendar, set_alarm, set_timers, tell_of_climbing, told, write_down


async def act(
    session: AsyncSession,
    *,
    principal: Principal,
    ticket_id: TicketId,
    version: int,
    key: str,
    action: Action,
    now: datetime,
) -> Ticket:
    """Do something with the ticket that was read; done again under the same key it changes nothing.

    Raises: TicketNotFoundError, TicketChangedError, ActionNotPossibleError, TicketNotAnsweredError, TicketInvalidError.
    """
    ticket = await store.lock(session, ticket_id)
    if ticket is None:
        raise TicketNotFoundError(ticket_id=str(ticket_id))
    ground = await _ground(session, ticket, action, key)
    if ground.is_done:
        return ticket
    if ticket.version != version:
        raise TicketChangedError(state=ticket.state, version=ticket.version)
    return await _carry_out(session, principal.tenant_id, ticket, action, ground, key, principal.person_id, now)


async def note_delivery(
    session: AsyncSession, *, tenant_id: TenantId, reply_id: UUID, is_delivered: bool, now: datetime
) -> None:
    """Note what became of a reply that was sent; one that is lost has to be given another way.

    A reply that is unknown, or followed by another one, changes no ticket.
    """
    ticket = await store.lock_by_reply(session, reply_id)
    if ticket is None:
        return
    key = f"delivery:{reply_id}:{is_delivered}"
    action = Delivery(reply_id=reply_id, is_delivered=is_delivered)
    ground = await _ground(session, ticket, action, key)
    if ground.is_done:
        return
    if ground.reply != {"reply_id": str(reply_id), "state": ReplyState.SENT}:
        state = ReplyState.GIVEN if is_delivered else ReplyState.FAILED
        await store.update_reply(session, reply_id, state, now)
        return
    await _carry_out(session, tenant_id, ticket, action, ground, key, None, now)


async def link_order(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    ticket_id: TicketId,
    work_order_id: WorkOrderId,
    order_no: str,
    now: datetime,
) -> None:
    """Note that somebody is sent: the order answers the ticket when it is closed."""
    ticket = await store.lock(session, ticket_id)
    if ticket is None:
        raise TicketNotFoundError(ticket_id=str(ticket_id))
    after = replace(ticket, work_order_id=work_order_id, is_order_open=True)
    detail = {"work_order_id": str(work_order_id), "order_no": order_no}
    await write_down(
        session,
        tenant_id=tenant_id,
        before=ticket,
        after=after,
        action="order_opened",
        detail=detail,
        key=f"order:{work_order_id}:opened",
        who=None,
        now=now,
    )


async def answer_by_order(
    session: AsyncSession, *, tenant_id: TenantId, work_order_id: WorkOrderId, key: str, text: str, now: datetime
) -> None:
    """Answer a ticket by what its work order has done; one that cannot be answered now gets a note."""
    ticket = await store.lock_by_order(session, work_order_id)
    if ticket is None:
        return
    ground = await _ground(session, ticket, Note(text=text), key)
    if ground.is_done:
        return
    is_answer = rules.can_answer(ticket, lifecycles.from_json(ticket.kind, ground.lifecycle))
    action: Action = Answer(text=text, by=ReplyBy.NONE) if is_answer else Note(text=text)
    over = replace(ticket, is_order_open=False)
    await _carry_out(session, tenant_id, over, action, ground, key, None, now)


async def note_order(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    work_order_id: WorkOrderId,
    key: str,
    text: str,
    is_open: bool,
    now: datetime,
) -> None:
    """Note what happens to a ticket's work order; when it is over, people have to see to the ticket again."""
    ticket = await store.lock_by_order(session, work_order_id)
    if ticket is None:
        return
    ground = await _ground(session, ticket, Note(text=text), key)
    if not ground.is_done:
        ticket = replace(ticket, is_order_open=is_open)
        await _carry_out(session, tenant_id, ticket, Note(text=text), ground, key, None, now)


async def climb(
    session: AsyncSession, *, tenant_id: TenantId, ticket_id: TicketId, level: int, stay: int, now: datetime
) -> None:
    """Tell the next rung that a reply is late, once; the one after it is told at its time."""
    ticket = await store.lock(session, ticket_id)
    if ticket is None or (ticket.stay, ticket.level + 1) != (stay, level):
        return
    key = f"overdue:{stay}:{level}"
    department = (await _ground(session, ticket, Note(text=""), key)).department
    alarm = rules.next_alarm(ticket, department)
    if alarm is None or alarm.at > now:
        return
    after = rules.climb(ticket, department)
    detail = {"level": level, "due_at": ticket.due_at.isoformat()}
    await write_down(
        session,
        tenant_id=tenant_id,
        before=ticket,
        after=after,
        action="overdue",
        detail=detail,
        key=key,
        who=None,
        now=now,
    )
    following = rules.next_alarm(after, department)
    if following is not None:
        await set_alarm(session, tenant_id=tenant_id, ticket=after, alarm=following)
    await tell_of_climbing(session, tenant_id=tenant_id, before=ticket, after=after, now=now)


async def miss_first_answer(session: AsyncSession, *, tenant_id: TenantId, ticket_id: TicketId, now: datetime) -> None:
    """Note that a customer should have heard from us by now, unless he has."""
    ticket = await store.lock(session, ticket_id)
    if ticket is None or ticket.is_final or ticket.is_unanswered or ticket.first_answer_at is not None:
        return
    after = replace(ticket, is_unanswered=True)
    await write_down(
        session,
        tenant_id=tenant_id,
        before=ticket,
        after=after,
        action="unanswered",
        detail={},
        key="unanswered",
        who=None,
        now=now,
    )
    await publish(
        session, told(TicketUnanswered, tenant_id, after, now, first_answer_due_at=ticket.first_answer_due_at)
    )


async def _ground(session: AsyncSession, ticket: Ticket, action: Action, key: str) -> Ground:
    target = action if isinstance(action, HandOver) else HandOver()
    return await store.ground(
        session,
        ticket_id=ticket.ticket_id,
        key=key,
        kind=ticket.kind,
        department_id=ticket.department_id,
        target_id=target.department_id,
        person_id=target.person_id,
    )


async def _carry_out(
    session: AsyncSession,
    tenant_id: TenantId,
    ticket: Ticket,
    action: Action,
    ground: Ground,
    key: str,
    who: PersonId | None,
    now: datetime,
) -> Ticket:
    around = rules.Circumstances(
        who=who,
        now=now,
        lifecycle=lifecycles.from_json(ticket.kind, ground.lifecycle),
        department=ground.department,
        target=ground.target,
        has_person=ground.person is not None,
        calendar=await calendar(session, calendar_id=ticket.calendar_id if _counts_anew(action) else None),
    )
    outcome = rules.act(ticket, action, around)
    after = outcome.ticket
    detail = {"department": ground.target and ground.target.name, "person": ground.person} | dict(outcome.detail)
    detail = {name: value for name, value in detail.items() if value is not None}
    await write_down(
        session,
        tenant_id=tenant_id,
        before=ticket,
        after=after,
        action=outcome.step,
        detail=detail,
        key=key,
        who=who,
        now=now,
    )
    await _reply(session, tenant_id, outcome, ground, who, now)
    moved = ground.target if ground.target and after.department_id == ground.target.department_id else ground.department
    await set_timers(
        session,
        tenant_id=tenant_id,
        before=ticket,
        after=after,
        department=moved,
        was_department=ground.department,
    )
    await _tell(session, tenant_id, ticket, outcome, now)
    return after


def _counts_anew(action: Action) -> bool:
    return isinstance(action, HandOver | Reopen | Confirm)


async def _reply(
    session: AsyncSession, tenant_id: TenantId, outcome: Outcome, ground: Ground, who: PersonId | None, now: datetime
) -> None:
    """Write a new reply, or how far the newest one has come; what is to be sent is told to who sends it."""
    if outcome.reply_state is not None and ground.reply is not None:
        await store.update_reply(session, UUID(ground.reply["reply_id"]), outcome.reply_state, now)
    if outcome.reply is None:
        return
    ticket, new = outcome.ticket, outcome.reply
    reply = Reply(
        reply_id=new_id(),
        ticket_id=ticket.ticket_id,
        by=new.by,
        recipient=new.recipient,
        text=new.text,
        state=new.state,
        at=now,
        done_at=now if new.state is ReplyState.GIVEN else None,
        person_id=who,
    )
    await store.insert_reply(session, tenant_id, ticket, reply)
    if new.state is ReplyState.SENT:
        facts = {"reply_id": reply.reply_id, "by": new.by.value, "recipient": new.recipient, "text": new.text}
        await publish(session, told(TicketReplied, tenant_id, ticket, now, **facts))


async def _tell(session: AsyncSession, tenant_id: TenantId, before: Ticket, outcome: Outcome, now: datetime) -> None:
    after = outcome.ticket
    match outcome.step:
        case Step.HAND_OVER:
            facts = {"person_id": after.handler_id, "due_at": after.due_at}
            await publish(session, told(TicketHandedOver, tenant_id, after, now, **facts))
        case Step.REOPEN:
            again = {
                "reopened_count": after.reopened_count,
                "level": after.level,
                "reason": outcome.detail["text"],
                "work_order_id": after.work_order_id,
            }
            await publish(session, told(TicketReopened, tenant_id, after, now, **again))
            if outcome.has_climbed:
                await tell_of_climbing(session, tenant_id=tenant_id, before=before, after=after, now=now)
        case Step.CLOSE | Step.CANCEL:
            ended = {
                "is_cancelled": outcome.step is Step.CANCEL,
                "is_satisfied": after.is_satisfied,
                "work_order_id": after.work_order_id,
            }
            await publish(session, told(TicketClosed, tenant_id, after, now, **ended))
