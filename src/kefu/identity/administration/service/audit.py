"""The audit, read and verified."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.administration.model import AuditEntry, AuditWanted
from kefu.identity.administration.store import audit as store
from kefu.identity.model import AuditVerdict, Principal
from kefu.identity.service import record_audit, verify_audit
from kefu.kernel.errors import ForbiddenError


async def find_entries(
    session: AsyncSession, *, principal: Principal, wanted: AuditWanted, limit: int
) -> list[AuditEntry]:
    """List entries, the newest first.

    Raises: ForbiddenError for who may see the audit of some networks only: it has no networks.
    """
    _require_whole(principal)
    return await store.entries(session, wanted, limit)


async def verify(
    session: AsyncSession, *, principal: Principal, now: datetime
) -> tuple[AuditVerdict, AuditEntry | None]:
    """Check the chain; returns the verdict and the entry at which it breaks. That it was looked at is an entry too.

    Raises: ForbiddenError.
    """
    _require_whole(principal)
    verdict = await verify_audit(session)
    broken = None if verdict.broken_at is None else await store.entry(session, verdict.broken_at)
    await record_audit(
        session,
        principal=principal,
        action="audit-verified",
        subject_kind="audit",
        subject_id="",
        detail={"entries": verdict.entries, "head": verdict.head.hex(), "broken_at": verdict.broken_at},
        now=now,
    )
    return verdict, broken


def _require_whole(principal: Principal) -> None:
    if principal.scope_for("audit.view").local_network_ids is not None:
        raise ForbiddenError("the audit belongs to all local networks")
