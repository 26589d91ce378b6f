"""Reasons and results: listed with those out of use, added, changed; never deleted, for facts name them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.choices import rules, store
from kefu.acd.choices.model import Choice, Reason, Result
from kefu.acd.events import RoutingChanged
from kefu.acd.model import RoutingChangedError, RoutingInvalidError
from kefu.acd.rules import Fault
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError

OnChanged = Callable[[RoutingChanged], None]


async def reasons(session: AsyncSession) -> list[Reason]:
    """List the reasons for not_ready."""
    return await store.reasons(session)


async def results(session: AsyncSession) -> list[Result]:
    """List the results of calls, each with the code of the one above it."""
    return await store.results(session)


async def put_reason(
    session: AsyncSession, *, principal: Principal, reason: Reason, now: datetime, on_changed: OnChanged
) -> None:
    """Add a reason (version 0), or change one.

    Raises: RoutingInvalidError, RoutingChangedError, ForbiddenError when one administers some networks only.
    """
    _require_all(principal)
    _refuse(rules.reason_faults(reason))
    if not await store.put_reason(session, principal.tenant_id, reason):
        _not_put(reason)
    await _tell(session, principal, reason, "not_ready_reason", now, on_changed)


async def put_result(
    session: AsyncSession, *, principal: Principal, result: Result, now: datetime, on_changed: OnChanged
) -> None:
    """Add a result (version 0), or change one.

    Raises: RoutingInvalidError, RoutingChangedError, ForbiddenError when one administers some networks only.
    """
    _require_all(principal)
    known = await store.results(session)
    _refuse(rules.result_faults(result, known, await store.queue_ids(session)))
    if not await store.put_result(session, principal.tenant_id, result):
        _not_put(result)
    await _tell(session, principal, result, "result_code", now, on_changed)


def _require_all(principal: Principal) -> None:
    if principal.scope_for("admin.routing").local_network_ids is not None:
        raise ForbiddenError("reasons and results belong to all local networks")


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RoutingInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)


def _not_put(choice: Choice) -> None:
    if choice.version == 0:
        _refuse([{"field": "code", "code": "taken", "detail": f"{choice.code} is in use"}])
    raise RoutingChangedError(f"version {choice.version} is not the latest")


async def _tell(
    session: AsyncSession, principal: Principal, choice: Choice, kind: str, now: datetime, on_changed: OnChanged
) -> None:
    changed = RoutingChanged(tenant_id=principal.tenant_id, at=now)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)
    await record_audit(
        session,
        principal=principal,
        action="call-choice-changed",
        subject_kind=kind,
        subject_id=choice.code,
        detail={"version": choice.version + 1, "is_active": choice.is_active},
        now=now,
    )
