"""Moves orders: one step, many at once, duplicates into one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import rules as form_rules
from kefu.forms import service as forms
from kefu.kernel.ids import TenantId, WorkOrderId
from kefu.kernel.lifecycle import ActionNotPossibleError
from kefu.platform.ids import new_id
from kefu.workorders.model.errors import (
    CrewNotFoundError,
    MemberUnknownError,
    MergeImpossibleError,
    WorkOrderChangedError,
    WorkOrderNotFoundError,
)
from kefu.workorders.model.orders import Action, Caution, Detail, Step, WorkOrder
from kefu.workorders.rules import deadlines, life
from kefu.workorders.rules.life import Verdict
from kefu.workorders.service.opening import calendar_of
from kefu.workorders.service.telling import set_clock, tell
from kefu.workorders.store import orders as store
from kefu.workorders.store.orders import Reached, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What has come of a step: the order as it stands now. A duplicate changed nothing."""

    order: WorkOrder
    is_duplicate: bool = False
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why one of many orders was not moved, and how it stands."""

    order_id: WorkOrderId
    code: str
    order: WorkOrder | None = None


async def act(session: AsyncSession, *, tenant_id: TenantId, order_id: WorkOrderId, step: Step) -> Done:
    """Take a step that a dispatcher wants.

    Raises: WorkOrderNotFoundError, WorkOrderChangedError, ActionNotPossibleError, CrewNotFoundError,
        MemberUnknownError.
    """
    standing = (await store.standing(session, [order_id], step, life.HARMLESS)).get(order_id)
    if standing is None:
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    verdict = await _verdict(session, standing, step)
    if verdict is Verdict.DUPLICATE:
        return Done(order=standing.order, is_duplicate=True)
    refuse(verdict, standing, step)
    return await carry_out(session, tenant_id=tenant_id, standing=standing, step=step)


async def assign_many(
    session: AsyncSession, *, tenant_id: TenantId, versions: Mapping[WorkOrderId, int], step: Step
) -> tuple[list[Done], list[Refused]]:
    """Give many orders to one crew or person; those that have changed meanwhile are left and named.

    Raises: CrewNotFoundError, MemberUnknownError.
    """
    reached, cautions = await _receiver(session, step)
    found = await store.standing(session, list(versions), step, life.HARMLESS)
    done: list[Done] = []
    refused = [Refused(order_id=each, code="work-order-not-found") for each in versions if each not in found]
    changes = []
    for order_id, standing in found.items():
        own = replace(step, base_version=versions[order_id])
        verdict = await _verdict(session, standing, own)
        if verdict is Verdict.APPLY:
            after = _after(standing, own, None)
            changes.append((standing.order, after, new_id(), own))
            done.append(Done(order=after, cautions=cautions))
        elif verdict is Verdict.DUPLICATE:
            done.append(Done(order=standing.order, is_duplicate=True))
        else:
            refused.append(Refused(order_id=order_id, code=verdict, order=standing.order))
    await store.update_many(session, tenant_id, changes)
    for before, after, _, own in changes:
        await set_clock(session, tenant_id=tenant_id, before=before, after=after)
        await tell(session, tenant_id=tenant_id, before=before, after=after, step=own, phone=_phone_of(after, reached))
    return done, refused


async def merge(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    order_id: WorkOrderId,
    duplicates: Mapping[WorkOrderId, int],
    step: Step,
) -> Done:
    """Let one order do what several ask for; all of them, or none.

    Raises: WorkOrderNotFoundError, WorkOrderChangedError, ActionNotPossibleError, MergeImpossibleError.
    """
    if order_id in duplicates or not duplicates:
        raise MergeImpossibleError("an order cannot be merged into itself")
    found = await store.standing(session, [order_id, *duplicates], step, life.HARMLESS)
    kept = found.pop(order_id, None)
    if kept is None or found.keys() != duplicates.keys():
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    if kept.order.is_final:
        raise MergeImpossibleError("this order is over", work_order_id=str(order_id))
    for each_id, standing in found.items():
        detail = Detail(merged_into=order_id, reason=step.detail.reason)
        own = replace(step, base_version=duplicates[each_id], detail=detail)
        verdict = await _verdict(session, standing, own)
        if verdict is Verdict.DUPLICATE:
            continue
        refuse(verdict, standing, own)
        await carry_out(session, tenant_id=tenant_id, standing=standing, step=own)
        await store.note(
            session,
            tenant_id,
            kept.order,
            event_id=new_id(),
            action="merged_in",
            key=f"{step.key}-{each_id}",
            at=step.at,
            detail={"order_no": standing.order.order_no, "work_order_id": str(each_id)},
            actor_id=step.actor_id,
            actor_name=step.actor_name,
            via=step.via,
        )
    return Done(order=kept.order)


def refuse(verdict: Verdict, standing: Standing, step: Step) -> None:
    """Say why a step cannot be taken.

    Raises: WorkOrderChangedError, ActionNotPossibleError, WorkOrderNotFoundError.
    """
    order = standing.order
    if verdict is Verdict.CHANGED:
        raise WorkOrderChangedError(f"version {step.base_version} is not the latest", order=order)
    if verdict is Verdict.NOT_POSSIBLE:
        possible = store.lifecycle_of(standing.lifecycle).actions(order.state)
        said = f"{step.action} cannot be done in state {order.state}"
        raise ActionNotPossibleError(said, action=step.action, state=order.state, possible=possible, order=order)
    if verdict is Verdict.NOT_YOURS:
        raise WorkOrderNotFoundError(work_order_id=str(order.id))


async def carry_out(session: AsyncSession, *, tenant_id: TenantId, standing: Standing, step: Step) -> Done:
    """Take a step that may be taken: write it, set the clock, tell the others.

    Raises: CrewNotFoundError, MemberUnknownError, AnswersRefusedError and FormNotFoundError before anything is written.
    """
    if step.action is Action.COMPLETE:
        step = replace(step, detail=await _filled_in(session, standing.form_code, step.detail))
    reached, cautions = await _receiver(session, step) if step.action is Action.ASSIGN else (None, ())
    before = standing.order
    if step.action is Action.HASTEN and before.crew_id is not None:
        reached = await store.reached(session, before.crew_id, before.person_id)
    reopened_due_at = await _new_deadline(session, standing, step.at) if step.action is Action.REOPEN else None
    after = _after(standing, step, reopened_due_at)
    await store.update(session, tenant_id, before, after, new_id(), step)
    await set_clock(session, tenant_id=tenant_id, before=before, after=after)
    told = after if step.action is Action.ASSIGN else before
    phone = _phone_of(told, reached)
    await tell(session, tenant_id=tenant_id, before=before, after=after, step=step, phone=phone)
    return Done(order=after, cautions=cautions)


def _after(standing: Standing, step: Step, reopened_due_at: datetime | None) -> WorkOrder:
    lifecycle = store.lifecycle_of(standing.lifecycle)
    after = life.advance(lifecycle, standing.order, step, reopened_due_at=reopened_due_at)
    return deadlines.set_alarm(after, standing.severity)


async def _verdict(session: AsyncSession, standing: Standing, step: Step) -> Verdict:
    lifecycle = store.lifecycle_of(standing.lifecycle)
    verdict = life.judge(lifecycle, standing.order, step, is_known=standing.is_known)
    if verdict in (Verdict.APPLY, Verdict.DUPLICATE):
        return verdict
    # who has waited for the lock may have missed that his own step was taken meanwhile
    return Verdict.DUPLICATE if await store.is_known(session, standing.order.id, step.key) else verdict


async def _filled_in(session: AsyncSession, form_code: str, detail: Detail) -> Detail:
    """Keep the answers that count by the form that was filled in; by SMS, or by hand, none is."""
    if not form_code or detail.form_version is None:
        return detail
    form = await forms.version(session, code=form_code, version=detail.form_version)
    return replace(detail, answers=form_rules.accept(form.definition, detail.answers))


async def _new_deadline(session: AsyncSession, standing: Standing, now: datetime) -> datetime:
    return deadlines.due_at(standing.severity, await calendar_of(session, severity=standing.severity), now)


async def _receiver(session: AsyncSession, step: Step) -> tuple[Reached, tuple[Caution, ...]]:
    """Look whom an order goes to; without a telephone they get it all the same, and the dispatcher is warned."""
    crew_id, person_id = step.detail.crew_id, step.detail.person_id
    reached = await store.reached(session, crew_id, person_id)
    if not reached.is_crew:
        raise CrewNotFoundError(crew_id=str(crew_id))
    if person_id is not None and not reached.is_member:
        raise MemberUnknownError(f"no member {person_id}", person_id=str(person_id))
    cautions = []
    if not reached.has_members:
        cautions.append(Caution.CREW_WITHOUT_MEMBERS)
    if person_id is None and not reached.crew_phone:
        cautions.append(Caution.CREW_WITHOUT_PHONE)
    if person_id is not None and not reached.person_phone:
        cautions.append(Caution.PERSON_WITHOUT_PHONE)
    return reached, tuple(cautions)


def _phone_of(order: WorkOrder, reached: Reached | None) -> str:
    if reached is None:
        return ""
    return reached.person_phone if order.person_id is not None else reached.crew_phone
