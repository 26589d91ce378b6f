"""Supervisors switch things on and off for queues; the live engine follows at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import store as routing_store
from kefu.acd.events import RoutingChanged
from kefu.acd.model import Queue, QueueNotFoundError, QueueSwitch, RoutingInvalidError, SwitchKind
from kefu.acd.switches import rules, store
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import QueueId

OnChanged = Callable[[RoutingChanged], None]


async def switched_on(session: AsyncSession, *, now: datetime) -> list[QueueSwitch]:
    """List what is switched on for the queues in scope."""
    return await store.switched_on(session, now)


async def switch_on(
    session: AsyncSession,
    *,
    principal: Principal,
    switch: QueueSwitch,
    prompts: frozenset[str],
    now: datetime,
    on_changed: OnChanged,
) -> None:
    """Switch something on, in place of what was on of its kind.

    Raises: QueueNotFoundError, RoutingInvalidError, ForbiddenError.
    """
    await store.one_at_a_time(session, switch.queue_id)
    queues = {queue.config.queue_id: queue for queue in await routing_store.queues(session)}
    _require(principal, queues.get(switch.queue_id))
    faults = rules.switch_faults(switch, queues=queues, on=await store.switched_on(session, now), prompts=prompts)
    if faults:
        raise RoutingInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)
    await store.end(session, switch.queue_id, switch.kind, now)
    await store.insert(session, principal, switch)
    detail = {
        "kind": switch.kind,
        "prompt": switch.prompt,
        "to_queue_id": None if switch.to_queue_id is None else str(switch.to_queue_id),
        "until": None if switch.until_at is None else switch.until_at.isoformat(),
    }
    await _tell(session, principal, "queue-switched-on", switch.queue_id, detail, now, on_changed)


async def switch_off(
    session: AsyncSession,
    *,
    principal: Principal,
    queue_id: QueueId,
    kind: SwitchKind,
    now: datetime,
    on_changed: OnChanged,
) -> None:
    """Switch something off; what is off stays so.

    Raises: QueueNotFoundError, ForbiddenError.
    """
    found = await routing_store.queues(session, queue_id)
    _require(principal, found[0] if found else None)
    if await store.end(session, queue_id, kind, now):
        await _tell(session, principal, "queue-switched-off", queue_id, {"kind": kind}, now, on_changed)


def _require(principal: Principal, queue: Queue | None) -> None:
    """Let who supervises some networks switch their queues only, though he sees the whole tenant's."""
    if queue is None:
        raise QueueNotFoundError("no such queue")
    networks = principal.scope_for("queue.switch").local_network_ids
    if networks is not None and queue.local_network_id not in networks:
        raise ForbiddenError("this belongs to another local network or to all of them")


async def _tell(
    session: AsyncSession,
    principal: Principal,
    action: str,
    queue_id: QueueId,
    detail: dict[str, str | None],
    now: datetime,
    on_changed: OnChanged,
) -> None:
    changed = RoutingChanged(tenant_id=principal.tenant_id, at=now)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)
    await record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="queue",
        subject_id=str(queue_id),
        detail=detail,
        now=now,
    )
