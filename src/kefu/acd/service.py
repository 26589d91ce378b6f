"""Use cases of routing: set it up, change it, read it for the engine; keep what distribution leaves."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import rules, store
from kefu.acd.core.model import AgentConfig
from kefu.acd.events import RoutingChanged
from kefu.acd.model import (
    AgentStateBegun,
    AgentStateInterval,
    Callback,
    CallbackWish,
    NotReadyReason,
    Queue,
    QueueNotFoundError,
    ResultCode,
    RoutedAgent,
    RoutedAgentNotFoundError,
    RoutingChangedError,
    RoutingInvalidError,
    SettledCallback,
    Skill,
    SkillNotFoundError,
)
from kefu.acd.rules import Fault
from kefu.acd.store import states
from kefu.calendars import store as calendar_store
from kefu.calendars.model import CalendarNotFoundError, ServiceCalendar
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import AgentId, LocalNetworkId, QueueId, SkillId, TenantId

OnChanged = Callable[[RoutingChanged], None]


# -- reading ---------------------------------------------------------------------------------------------------------


async def queues(session: AsyncSession) -> list[Queue]:
    """List the queues in scope, closed ones too."""
    return await store.queues(session)


async def skills(session: AsyncSession) -> list[Skill]:
    """List the tenant's skills."""
    return await store.skills(session)


async def calendars(session: AsyncSession) -> list[ServiceCalendar]:
    """List the tenant's calendars."""
    return await calendar_store.calendars(session)


async def routed_agents(session: AsyncSession) -> list[RoutedAgent]:
    """List the tenant's agents with whom they serve."""
    return await store.routed_agents(session)


async def routed_agent(session: AsyncSession, *, agent_id: AgentId) -> RoutedAgent:
    """Return one agent with whom he serves.

    Raises: RoutedAgentNotFoundError.
    """
    found = await store.routed_agents(session, agent_id)
    if not found:
        raise RoutedAgentNotFoundError(f"no agent {agent_id}")
    return found[0]


async def not_ready_reasons(session: AsyncSession) -> list[NotReadyReason]:
    """List the reasons for not_ready that agents may choose."""
    return await store.not_ready_reasons(session)


async def result_codes(session: AsyncSession) -> tuple[ResultCode, ...]:
    """Return the tree of results."""
    return await store.result_codes(session)


# -- setting up: no person acts, nothing is live yet -----------------------------------------------------------------


async def create_skill(session: AsyncSession, *, tenant_id: TenantId, skill: Skill, now: datetime) -> SkillId:
    """Add a skill.

    Raises: RoutingInvalidError.
    """
    _refuse(rules.skill_faults(skill))
    with _code_is_free(skill.code):
        await store.insert_skill(session, tenant_id, skill)
    return skill.skill_id


async def create_calendar(
    session: AsyncSession, *, tenant_id: TenantId, calendar: ServiceCalendar, now: datetime
) -> None:
    """Add a calendar.

    Raises: RoutingInvalidError.
    """
    _refuse(rules.calendar_faults(calendar))
    with _code_is_free(calendar.code):
        await calendar_store.insert_calendar(session, tenant_id, calendar)


async def create_queue(session: AsyncSession, *, tenant_id: TenantId, queue: Queue, now: datetime) -> QueueId:
    """Add a queue.

    Raises: RoutingInvalidError.
    """
    _refuse(rules.queue_faults(queue, await store.known(session)))
    with _code_is_free(queue.code):
        await store.insert_queue(session, tenant_id, queue)
    return queue.config.queue_id


async def set_agent_routing(session: AsyncSession, *, tenant_id: TenantId, config: AgentConfig, now: datetime) -> None:
    """Give an agent queues and skills.

    Raises: RoutedAgentNotFoundError, RoutingInvalidError.
    """
    await routed_agent(session, agent_id=config.agent_id)
    _refuse(rules.agent_faults(config, await store.known(session)))
    await store.replace_agent_routing(session, tenant_id, config)


async def set_not_ready_reasons(
    session: AsyncSession, *, tenant_id: TenantId, reasons: Iterable[NotReadyReason]
) -> None:
    """Let agents choose among these reasons."""
    await store.replace_not_ready_reasons(session, tenant_id, reasons)


async def create_result_codes(session: AsyncSession, *, tenant_id: TenantId, results: Iterable[ResultCode]) -> None:
    """Add results of calls, each with its children."""
    await store.insert_result_codes(session, tenant_id, results)


# -- changing: an administrator acts, the live engine follows --------------------------------------------------------


async def put_skill(
    session: AsyncSession, *, principal: Principal, skill: Skill, is_new: bool, now: datetime, on_changed: OnChanged
) -> None:
    """Add or change a skill.

    Raises: RoutingInvalidError, SkillNotFoundError.
    """
    if is_new:
        await create_skill(session, tenant_id=principal.tenant_id, skill=skill, now=now)
    else:
        _refuse(rules.skill_faults(skill))
        with _code_is_free(skill.code):
            if not await store.update_skill(session, skill):
                raise SkillNotFoundError(f"no skill {skill.skill_id}")
    _publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="skill-created" if is_new else "skill-changed",
        subject_kind="skill",
        subject_id=str(skill.skill_id),
        detail={"code": skill.code},
        now=now,
    )


async def add_calendar(
    session: AsyncSession, *, principal: Principal, calendar: ServiceCalendar, now: datetime, on_changed: OnChanged
) -> None:
    """Add a calendar.

    Raises: RoutingInvalidError, ForbiddenError when the administrator has some networks only.
    """
    _require_network(principal, None)
    await create_calendar(session, tenant_id=principal.tenant_id, calendar=calendar, now=now)
    _publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="calendar-created",
        subject_kind="calendar",
        subject_id=str(calendar.calendar_id),
        detail={"code": calendar.code},
        now=now,
    )


async def change_calendar(
    session: AsyncSession, *, principal: Principal, calendar: ServiceCalendar, now: datetime, on_changed: OnChanged
) -> None:
    """Change a calendar that is still in `calendar.version`.

    Raises: CalendarNotFoundError, RoutingChangedError, RoutingInvalidError, ForbiddenError.
    """
    found = await calendar_store.calendars(session, calendar.calendar_id)
    if not found:
        raise CalendarNotFoundError(f"no calendar {calendar.calendar_id}")
    _require_network(principal, None)
    _refuse(rules.calendar_faults(calendar))
    with _code_is_free(calendar.code):
        if not await calendar_store.update_calendar(session, calendar):
            raise RoutingChangedError(f"version {calendar.version} is not the latest", version=found[0].version)
    _publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="calendar-changed",
        subject_kind="calendar",
        subject_id=str(calendar.calendar_id),
        detail=rules.calendar_changes(found[0], calendar),
        now=now,
    )


async def add_queue(
    session: AsyncSession, *, principal: Principal, queue: Queue, now: datetime, on_changed: OnChanged
) -> None:
    """Add a queue.

    Raises: RoutingInvalidError, ForbiddenError when it is not in the administrator's networks.
    """
    _require_network(principal, queue.local_network_id)
    await create_queue(session, tenant_id=principal.tenant_id, queue=queue, now=now)
    _publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="queue-created",
        subject_kind="queue",
        subject_id=str(queue.config.queue_id),
        detail={"code": queue.code},
        now=now,
    )


async def change_queue(
    session: AsyncSession, *, principal: Principal, queue: Queue, now: datetime, on_changed: OnChanged
) -> None:
    """Change a queue that is still in `queue.version`.

    Raises: QueueNotFoundError, RoutingChangedError, RoutingInvalidError, ForbiddenError.
    """
    found = await store.queues(session, queue.config.queue_id)
    if not found:
        raise QueueNotFoundError(f"no queue {queue.config.queue_id}")
    for network_id in (found[0].local_network_id, queue.local_network_id):
        _require_network(principal, network_id)
    _refuse(rules.queue_faults(queue, await store.known(session)))
    with _code_is_free(queue.code):
        if not await store.update_queue(session, principal.tenant_id, queue):
            raise RoutingChangedError(f"version {queue.version} is not the latest", version=found[0].version)
    _publish(session, principal, now, on_changed)
    await record_audit(
        session,
        principal=principal,
        action="queue-changed",
        subject_kind="queue",
        subject_id=str(queue.config.queue_id),
        detail=rules.changes(found[0], queue),
        now=now,
    )


async def change_agent_routing(
    session: AsyncSession, *, principal: Principal, config: AgentConfig, now: datetime, on_changed: OnChanged
) -> None:
    """Change whom an agent serves.

    Raises: RoutedAgentNotFoundError, RoutingInvalidError.
    """
    await set_agent_routing(session, tenant_id=principal.tenant_id, config=config, now=now)
    _publish(session, principal, now, on_changed, frozenset({config.agent_id}))
    await record_audit(
        session,
        principal=principal,
        action="agent-routing-changed",
        subject_kind="agent",
        subject_id=str(config.agent_id),
        detail={
            "queue_ids": sorted(map(str, config.queue_ids)),
            "skills": {str(skill_id): level for skill_id, level in config.skills.items()},
        },
        now=now,
    )


def _require_network(principal: Principal, local_network_id: LocalNetworkId | None) -> None:
    """Let who administers some networks see the whole tenant's queues, but change his own only."""
    networks = principal.scope_for("admin.routing").local_network_ids
    if networks is not None and local_network_id not in networks:
        raise ForbiddenError("this belongs to another local network or to all of them")


def _publish(
    session: AsyncSession,
    principal: Principal,
    now: datetime,
    on_changed: OnChanged,
    agent_ids: frozenset[AgentId] = frozenset(),
) -> None:
    """Tell the live engine once the change is in the database for good."""
    changed = RoutingChanged(tenant_id=principal.tenant_id, at=now, agent_ids=agent_ids)
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RoutingInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)


@contextmanager
def _code_is_free(code: str) -> Iterator[None]:
    """Say that a code or number is taken, perhaps by a queue that this reader does not see.

    The transaction is over then.
    """
    try:
        yield
    except IntegrityError as error:
        is_number = "uq_queue_direct_number" in str(error.orig)
        field, what = ("direct_number", "this number") if is_number else ("code", code)
        fault = {"field": field, "code": "taken", "detail": f"{what} is in use"}
        raise RoutingInvalidError(fault["detail"], errors=[fault]) from error


# -- facts -----------------------------------------------------------------------------------------------------------


async def request_callbacks(session: AsyncSession, *, entries: Collection[CallbackWish]) -> None:
    """Note that callers want to be called back; again for the same call changes nothing."""
    await store.insert_callbacks(session, entries)


async def callbacks(session: AsyncSession, *, limit: int) -> list[Callback]:
    """List wishes to be called back: the open ones first, within them the latest first."""
    return await store.callbacks(session, limit)


async def settle_callbacks(session: AsyncSession, *, entries: Collection[SettledCallback]) -> None:
    """Note what became of wishes to be called back; again changes nothing."""
    await store.update_callbacks(session, entries)


async def append_intervals(session: AsyncSession, *, entries: Collection[AgentStateInterval]) -> None:
    """Append what agents did; again changes nothing."""
    await states.insert_intervals(session, entries)


async def note_states(session: AsyncSession, *, entries: Collection[AgentStateBegun]) -> None:
    """Note what agents of one tenant are doing now."""
    await states.replace_states(session, entries)


async def prepare_months(session: AsyncSession, *, now: datetime) -> None:
    """Have partitions ready for this month and the next."""
    for day in (now.date(), (now + timedelta(days=31)).date()):
        await states.ensure_month(session, day)
