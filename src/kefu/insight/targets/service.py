"""Use cases of targets: read what holds, set, take back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.insight.rules.targets import Target, Topic, holding, require_sound
from kefu.insight.targets import store
from kefu.kernel.errors import NotFoundError


class TargetNotFoundError(NotFoundError):
    """Nothing was set for this topic and day."""

    code = "target-not-found"
    title = "There is no such target"


async def targets(session: AsyncSession) -> Sequence[Target]:
    """List all that was ever set, by topic, the latest first."""
    return await store.targets(session)


async def service_level(session: AsyncSession, *, on: date) -> Target:
    """Tell which of the five service levels is the tenant's, within how many seconds, and what it shall reach."""
    return holding(await store.targets(session), on)[Topic.SERVICE_LEVEL]


async def set_target(session: AsyncSession, *, principal: Principal, target: Target, now: datetime) -> None:
    """Set a target from a day on.

    Raises: TargetInvalidError.
    """
    require_sound(target)
    await store.put(session, principal, target, now)
    detail = {"measure": target.measure, "within_s": target.within_s, "goal": target.goal, "since": str(target.since)}
    await record_audit(
        session,
        action="target-set",
        subject_kind="target",
        subject_id=target.topic,
        now=now,
        detail=detail,
        principal=principal,
    )


async def remove_target(
    session: AsyncSession, *, principal: Principal, topic: Topic, since: date, now: datetime
) -> None:
    """Take a target back: what held before holds again.

    Raises: TargetNotFoundError.
    """
    if not await store.remove(session, topic, since):
        raise TargetNotFoundError(f"{topic} since {since}")
    await record_audit(
        session,
        action="target-removed",
        subject_kind="target",
        subject_id=topic,
        now=now,
        detail={"since": str(since)},
        principal=principal,
    )
