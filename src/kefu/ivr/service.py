"""Use cases of the IVR: write flows, publish them, say which number starts which; load what is live."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.ivr import rules, store
from kefu.ivr.library import (
    FlowChangedError,
    FlowCodeTakenError,
    FlowId,
    FlowInvalidError,
    FlowNotFoundError,
    FlowSummary,
    FlowVersion,
    LiveFlows,
    NumberNotFoundError,
    NumberTakenError,
    Problem,
    Surroundings,
)
from kefu.ivr.model import Flow, Text
from kefu.ivr.parsing import FlowMalformedError, flow_json, parse_flow
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import TenantId
from kefu.platform.ids import new_id

OnChanged = Callable[[TenantId], None]
PERMISSION = "admin.ivr"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who changes flows: a person, or the system while it sets a tenant up (then `principal` is None)."""

    tenant_id: TenantId
    principal: Principal | None = None

    @classmethod
    def of(cls, principal: Principal) -> "Editor":
        """Let a person edit; flows are the whole tenant's, so he needs the permission for all of it.

        Raises: ForbiddenError.
        """
        principal.require(PERMISSION)
        if principal.scope_for(PERMISSION).local_network_ids is not None:
            raise ForbiddenError("flows belong to all local networks", permission=PERMISSION)
        return cls(tenant_id=principal.tenant_id, principal=principal)


# -- reading ---------------------------------------------------------------------------------------------------------


async def flows(session: AsyncSession) -> list[FlowSummary]:
    """List the tenant's flows."""
    return await store.flows(session)


async def flow(session: AsyncSession, *, flow_id: FlowId) -> tuple[FlowSummary, list[FlowVersion]]:
    """Return a flow and its versions, latest first.

    Raises: FlowNotFoundError.
    """
    found = await store.flows(session, flow_id)
    if not found:
        raise FlowNotFoundError(flow_id=str(flow_id))
    return found[0], await store.versions(session, flow_id)


async def definition(session: AsyncSession, *, flow_id: FlowId, version: int) -> dict[str, Any]:
    """Return a version's definition.

    Raises: FlowNotFoundError.
    """
    found = await store.definition(session, flow_id, version)
    if found is None:
        raise FlowNotFoundError(flow_id=str(flow_id), version=version)
    return found


async def numbers(session: AsyncSession) -> dict[str, FlowId]:
    """Return which dialled number starts which flow."""
    return await store.numbers(session)


async def load_live(session: AsyncSession) -> LiveFlows:
    """Load what callers of the tenant hear. A flow of a format that is not understood any more is left out."""
    live: dict[FlowId, Flow] = {}
    for flow_id, document in await store.live_definitions(session):
        try:
            live[FlowId(flow_id)] = parse_flow(json.dumps(document))
        except FlowMalformedError as error:
            _log.error("published flow is not understood", flow_id=str(flow_id), errors=error.facts["errors"])
    return LiveFlows(flows=live, numbers=await store.numbers(session))


# -- changing --------------------------------------------------------------------------------------------------------


async def create_flow(session: AsyncSession, *, editor: Editor, code: str, name: Text, now: datetime) -> FlowId:
    """Add a flow without any version.

    Raises: FlowCodeTakenError.
    """
    summary = FlowSummary(
        flow_id=FlowId(new_id()), code=code, name_zh=name.zh_cn, name_en=name.en, live_version=0, latest_version=0
    )
    if not await store.insert_flow(session, editor.tenant_id, summary):
        raise FlowCodeTakenError(code=code)
    await _audit(session, editor, "ivr-flow-created", summary.flow_id, now, {"code": code})
    return summary.flow_id


async def save(
    session: AsyncSession, *, editor: Editor, flow_id: FlowId, base_version: int, flow: Flow, note: str, now: datetime
) -> int:
    """Save a flow as its next version; `base_version` is the latest that the editor has seen.

    Raises: FlowNotFoundError, FlowChangedError.
    """
    await _lock(session, flow_id)
    [summary] = await store.flows(session, flow_id)
    if summary.latest_version != base_version:
        raise FlowChangedError(latest_version=summary.latest_version)
    version = base_version + 1
    person_id = editor.principal.person_id if editor.principal else None
    await store.insert_version(session, editor.tenant_id, flow_id, version, flow_json(flow), note, person_id, now)
    await _audit(session, editor, "ivr-flow-saved", flow_id, now, {"version": version})
    return version


async def publish(
    session: AsyncSession,
    *,
    editor: Editor,
    flow_id: FlowId,
    version: int,
    around: Surroundings,
    now: datetime,
    on_changed: OnChanged | None = None,
) -> None:
    """Let callers hear a version from now on; an earlier one rolls back. Calls in progress keep theirs.

    Raises: FlowNotFoundError, FlowMalformedError, FlowInvalidError.
    """
    await _lock(session, flow_id)
    document = await definition(session, flow_id=flow_id, version=version)
    problems = rules.validate(parse_flow(json.dumps(document)), around)
    if problems:
        raise FlowInvalidError(errors=[problem_json(problem) for problem in problems])
    await store.set_live(session, flow_id, version)
    await _audit(session, editor, "ivr-flow-published", flow_id, now, {"version": version})
    _tell(session, editor, on_changed)


async def set_number(
    session: AsyncSession,
    *,
    editor: Editor,
    number: str,
    flow_id: FlowId,
    now: datetime,
    on_changed: OnChanged | None = None,
) -> None:
    """Let a dialled number start a flow.

    Raises: FlowNotFoundError, NumberTakenError.
    """
    await _lock(session, flow_id)
    if not await store.change_number(session, number, flow_id) and not await store.insert_number(
        session, editor.tenant_id, new_id(), number, flow_id
    ):
        raise NumberTakenError(number=number)
    await _audit(session, editor, "dialled-number-set", flow_id, now, {"number": number})
    _tell(session, editor, on_changed)


async def remove_number(
    session: AsyncSession, *, editor: Editor, number: str, now: datetime, on_changed: OnChanged | None = None
) -> None:
    """Let nothing answer a dialled number.

    Raises: NumberNotFoundError.
    """
    if not await store.delete_number(session, number):
        raise NumberNotFoundError(number=number)
    await _audit(session, editor, "dialled-number-removed", number, now)
    _tell(session, editor, on_changed)


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as an entry of problem+json's `errors`."""
    field = f"nodes.{problem.node_id}" if problem.node_id else ""
    return {"field": field, "code": problem.code, "detail": rules.explain(problem), "facts": dict(problem.facts)}


async def _lock(session: AsyncSession, flow_id: FlowId) -> None:
    if not await store.lock_flow(session, flow_id):
        raise FlowNotFoundError(flow_id=str(flow_id))


def _tell(session: AsyncSession, editor: Editor, on_changed: OnChanged | None) -> None:
    """Tell the real-time core once the change is in the database for good."""
    if on_changed is not None:
        event.listen(session.sync_session, "after_commit", lambda _: on_changed(editor.tenant_id), once=True)


async def _audit(
    session: AsyncSession,
    editor: Editor,
    action: str,
    subject: FlowId | str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    await record_audit(
        session,
        action=action,
        subject_kind="dialled_number" if isinstance(subject, str) else "ivr_flow",
        subject_id=str(subject),
        now=now,
        detail=detail,
        principal=editor.principal,
        tenant_id=None if editor.principal else editor.tenant_id,
    )
