"""The audit: who did what, chained by the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import store
from kefu.identity.model import AuditVerdict, Principal
from kefu.identity.tables import AuditEntryRow
from kefu.kernel.ids import TenantId
from kefu.platform.ids import new_id


async def record_audit(
    session: AsyncSession,
    *,
    action: str,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    principal: Principal | None = None,
    tenant_id: TenantId | None = None,
    actor_id: UUID | None = None,
    actor_name: str = "system",
) -> None:
    """Write who did what to what; by a principal, or by the system (then with `tenant_id`).

    `detail` holds ids and codes, never personal data. The tenant's audit stays locked until the transaction ends:
    call this last.
    """
    if principal is not None:
        tenant_id, actor_id, actor_name = principal.tenant_id, principal.person_id, principal.login
    session.add(
        AuditEntryRow(
            id=new_id(),
            tenant_id=tenant_id,
            at=now,
            actor_id=actor_id,
            actor_name=actor_name,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=dict(detail or {}),
        )
    )
    await session.flush()


async def verify_audit(session: AsyncSession) -> AuditVerdict:
    """Check the audit chain of the scope's tenant."""
    return await store.verify_audit(session)
