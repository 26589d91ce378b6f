"""All SQL of routing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.core.model import AgentConfig, QueueConfig, RelaxStep, SkillNeed, Strategy, WrapUpMode
from kefu.acd.model import (
    Callback,
    CallbackStatus,
    CallbackWish,
    Known,
    NotReadyReason,
    Queue,
    QueueRecording,
    ResultCode,
    RoutedAgent,
    SettledCallback,
    Skill,
)
from kefu.acd.tables import (
    AgentQueueRow,
    AgentSkillRow,
    CallbackRequestRow,
    NotReadyReasonRow,
    QueueRow,
    QueueSkillRow,
    ResultCodeRow,
    SkillRow,
)
from kefu.calendars.tables import CalendarRow
from kefu.identity.tables import AgentRow, LocalNetworkRow, PersonRow
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CalendarId, CallId, LocalNetworkId, QueueId, SkillId, TenantId
from kefu.platform.db import table_of
from kefu.platform.ids import new_id

_STEPS = Codec([RelaxStep])

# -- skills and queues -----------------------------------------------------------------------------------------------


async def skills(session: AsyncSession) -> list[Skill]:
    """List the tenant's skills by code."""
    rows = await session.scalars(select(SkillRow).order_by(SkillRow.code))
    return [Skill(skill_id=SkillId(row.id), code=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in rows]


async def insert_skill(session: AsyncSession, tenant_id: TenantId, skill: Skill) -> None:
    """Add a skill."""
    session.add(SkillRow(id=skill.skill_id, tenant_id=tenant_id, **_names(skill)))
    await session.flush()


async def update_skill(session: AsyncSession, skill: Skill) -> bool:
    """Change a skill; tell whether it was there."""
    changed = await session.execute(
        update(SkillRow).where(SkillRow.id == skill.skill_id).values(**_names(skill)).returning(SkillRow.id)
    )
    return changed.first() is not None


async def queues(session: AsyncSession, queue_id: QueueId | None = None) -> list[Queue]:
    """List the queues in scope by code, or one of them."""
    needs: dict[UUID, list[SkillNeed]] = defaultdict(list)
    for need in await session.scalars(select(QueueSkillRow).order_by(QueueSkillRow.skill_id)):
        needs[need.queue_id].append(_need(need))
    asked = select(QueueRow).order_by(QueueRow.code)
    if queue_id is not None:
        asked = asked.where(QueueRow.id == queue_id)
    return [_queue(row, tuple(needs[row.id])) for row in await session.scalars(asked)]


def _need(row: QueueSkillRow) -> SkillNeed:
    return SkillNeed(skill_id=SkillId(row.skill_id), level=row.level, is_preferred=row.is_preferred)


def _queue(row: QueueRow, needs: tuple[SkillNeed, ...]) -> Queue:
    return Queue(
        config=QueueConfig(
            queue_id=QueueId(row.id),
            name=row.code,
            needs=needs,
            priority=row.priority,
            ring_timeout_s=row.ring_timeout_s,
            wrap_up_mode=WrapUpMode(row.wrap_up_mode),
            wrap_up_s=row.wrap_up_s,
            max_wait_s=row.max_wait_s,
            max_length=row.max_length,
            strategy=Strategy(row.strategy),
            ageing_s=row.ageing_s,
            ring_no_answer_limit=row.ring_no_answer_limit,
            recipe=tuple(_STEPS.load(RelaxStep, step) for step in row.recipe),
        ),
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        local_network_id=None if row.local_network_id is None else LocalNetworkId(row.local_network_id),
        recording=QueueRecording(row.recording),
        last_agent_s=row.last_agent_s,
        is_open=row.is_open,
        calendar_id=None if row.calendar_id is None else CalendarId(row.calendar_id),
        direct_number=row.direct_number,
        closed_prompt=row.closed_prompt,
        notice_prompt=row.notice_prompt,
        short_abandon_s=row.short_abandon_s,
        version=row.version,
    )


def _columns(queue: Queue) -> dict[str, Any]:
    config = queue.config
    return {
        **_names(queue),
        "local_network_id": queue.local_network_id,
        "priority": config.priority,
        "ring_timeout_s": config.ring_timeout_s,
        "wrap_up_mode": config.wrap_up_mode,
        "wrap_up_s": config.wrap_up_s,
        "max_wait_s": config.max_wait_s,
        "max_length": config.max_length,
        "strategy": config.strategy,
        "ageing_s": config.ageing_s,
        "ring_no_answer_limit": config.ring_no_answer_limit,
        "recipe": [_STEPS.dump(step) for step in config.recipe],
        "recording": queue.recording,
        "last_agent_s": queue.last_agent_s,
        "is_open": queue.is_open,
        "calendar_id": queue.calendar_id,
        "direct_number": queue.direct_number,
        "closed_prompt": queue.closed_prompt,
        "notice_prompt": queue.notice_prompt,
        "short_abandon_s": queue.short_abandon_s,
    }


def _names(named: Queue | Skill) -> dict[str, str]:
    return {"code": named.code, "name_zh": named.name_zh, "name_en": named.name_en}


async def insert_queue(session: AsyncSession, tenant_id: TenantId, queue: Queue) -> None:
    """Add a queue."""
    session.add(QueueRow(id=queue.config.queue_id, tenant_id=tenant_id, version=1, **_columns(queue)))
    await session.flush()
    await _insert_needs(session, tenant_id, queue.config)


async def update_queue(session: AsyncSession, tenant_id: TenantId, queue: Queue) -> bool:
    """Change a queue, if it is still in the version that this one was made from; tell whether it was."""
    changed = await session.execute(
        update(QueueRow)
        .where(QueueRow.id == queue.config.queue_id, QueueRow.version == queue.version)
        .values(version=queue.version + 1, **_columns(queue))
        .returning(QueueRow.id)
    )
    if changed.first() is None:
        return False
    await session.execute(delete(QueueSkillRow).where(QueueSkillRow.queue_id == queue.config.queue_id))
    await _insert_needs(session, tenant_id, queue.config)
    return True


async def _insert_needs(session: AsyncSession, tenant_id: TenantId, config: QueueConfig) -> None:
    rows = [
        {
            "queue_id": config.queue_id,
            "skill_id": need.skill_id,
            "tenant_id": tenant_id,
            "level": need.level,
            "is_preferred": need.is_preferred,
        }
        for need in config.needs
    ]
    if rows:
        await session.execute(insert(QueueSkillRow), rows)


async def known(session: AsyncSession) -> Known:
    """Return what routing may refer to."""
    return Known(
        skill_ids=frozenset(map(SkillId, await session.scalars(select(SkillRow.id)))),
        queue_ids=frozenset(map(QueueId, await session.scalars(select(QueueRow.id)))),
        local_network_ids=frozenset(map(LocalNetworkId, await session.scalars(select(LocalNetworkRow.id)))),
        calendar_ids=frozenset(map(CalendarId, await session.scalars(select(CalendarRow.id)))),
    )


# -- agents ----------------------------------------------------------------------------------------------------------


async def routed_agents(session: AsyncSession, agent_id: AgentId | None = None) -> list[RoutedAgent]:
    """List the tenant's agents by number, with whom they serve; or one of them."""
    asked = select(AgentRow.id, AgentRow.number, PersonRow.name).join(PersonRow, PersonRow.id == AgentRow.person_id)
    of_queues, of_skills = select(AgentQueueRow), select(AgentSkillRow)
    if agent_id is not None:
        asked = asked.where(AgentRow.id == agent_id)
        of_queues = of_queues.where(AgentQueueRow.agent_id == agent_id)
        of_skills = of_skills.where(AgentSkillRow.agent_id == agent_id)
    agent_queues: dict[UUID, set[QueueId]] = defaultdict(set)
    for served in await session.scalars(of_queues):
        agent_queues[served.agent_id].add(QueueId(served.queue_id))
    agent_skills: dict[UUID, dict[SkillId, int]] = defaultdict(dict)
    for skill in await session.scalars(of_skills.order_by(AgentSkillRow.skill_id)):
        agent_skills[skill.agent_id][SkillId(skill.skill_id)] = skill.level
    return [
        RoutedAgent(
            config=AgentConfig(
                agent_id=AgentId(each), queue_ids=frozenset(agent_queues[each]), skills=agent_skills[each]
            ),
            number=number,
            name=name,
        )
        for each, number, name in await session.execute(asked.order_by(AgentRow.number))
    ]


async def replace_agent_routing(session: AsyncSession, tenant_id: TenantId, config: AgentConfig) -> None:
    """Give an agent these queues and skills instead of those he had."""
    await session.execute(delete(AgentQueueRow).where(AgentQueueRow.agent_id == config.agent_id))
    await session.execute(delete(AgentSkillRow).where(AgentSkillRow.agent_id == config.agent_id))
    base = {"agent_id": config.agent_id, "tenant_id": tenant_id}
    if config.queue_ids:
        rows = [{**base, "queue_id": queue_id} for queue_id in sorted(config.queue_ids)]
        await session.execute(insert(AgentQueueRow), rows)
    if config.skills:
        levels = [{**base, "skill_id": skill_id, "level": level} for skill_id, level in sorted(config.skills.items())]
        await session.execute(insert(AgentSkillRow), levels)


# -- reasons and results ---------------------------------------------------------------------------------------------


async def not_ready_reasons(session: AsyncSession) -> list[NotReadyReason]:
    """List the reasons that agents may choose, in their order."""
    row = NotReadyReasonRow
    rows = await session.scalars(select(row).where(row.is_active).order_by(row.position, row.code))
    return [NotReadyReason(code=row.code, name_zh=row.name_zh, name_en=row.name_en) for row in rows]


async def replace_not_ready_reasons(
    session: AsyncSession, tenant_id: TenantId, reasons: Iterable[NotReadyReason]
) -> None:
    """Let agents choose among these reasons."""
    await session.execute(delete(NotReadyReasonRow))
    for position, reason in enumerate(reasons):
        session.add(
            NotReadyReasonRow(
                tenant_id=tenant_id,
                code=reason.code,
                name_zh=reason.name_zh,
                name_en=reason.name_en,
                position=position,
            )
        )
    await session.flush()


async def result_codes(session: AsyncSession) -> tuple[ResultCode, ...]:
    """Return the tree of results; what stands below one that is out of use is out of use with it."""
    children: dict[str | None, list[ResultCodeRow]] = defaultdict(list)
    asked = select(ResultCodeRow).where(ResultCodeRow.is_active)
    for row in await session.scalars(asked.order_by(ResultCodeRow.position, ResultCodeRow.code)):
        children[row.parent_code].append(row)
    return _branch(None, children)


def _branch(parent: str | None, children: Mapping[str | None, Sequence[ResultCodeRow]]) -> tuple[ResultCode, ...]:
    return tuple(
        ResultCode(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            queue_id=None if row.queue_id is None else QueueId(row.queue_id),
            children=_branch(row.code, children),
        )
        for row in children.get(parent, ())
    )


async def insert_result_codes(
    session: AsyncSession, tenant_id: TenantId, results: Iterable[ResultCode], parent: str | None = None
) -> None:
    """Add results, each with its children."""
    for position, result in enumerate(results):
        session.add(
            ResultCodeRow(
                tenant_id=tenant_id,
                code=result.code,
                parent_code=parent,
                queue_id=result.queue_id,
                name_zh=result.name_zh,
                name_en=result.name_en,
                position=position,
            )
        )
        await session.flush()
        await insert_result_codes(session, tenant_id, result.children, result.code)


# -- facts -----------------------------------------------------------------------------------------------------------


async def insert_callbacks(session: AsyncSession, wishes: Collection[CallbackWish]) -> None:
    """Note wishes to be called back; a call has one."""
    rows = [{"id": new_id(), "status": "open", **asdict(wish)} for wish in wishes]
    await session.execute(insert(table_of(CallbackRequestRow)).on_conflict_do_nothing(), rows)


async def update_callbacks(session: AsyncSession, settled: Collection[SettledCallback]) -> None:
    """Note what became of wishes."""
    for each in settled:
        row = CallbackRequestRow
        await session.execute(update(row).where(row.call_id == each.call_id).values(status=each.status))


async def callbacks(session: AsyncSession, limit: int) -> list[Callback]:
    """List wishes to be called back: the open ones first, within them the latest first."""
    row = CallbackRequestRow
    found = await session.execute(
        select(row, QueueRow.name_zh, QueueRow.name_en)
        .outerjoin(QueueRow, QueueRow.id == row.queue_id)
        .order_by(row.status != CallbackStatus.OPEN, row.requested_at.desc(), row.id.desc())
        .limit(limit)
    )
    return [
        Callback(
            call_id=CallId(wish.call_id),
            queue=None if name_zh is None else {"zh-CN": name_zh, "en": name_en},
            local_network_id=None if wish.local_network_id is None else LocalNetworkId(wish.local_network_id),
            number=wish.number,
            requested_at=wish.requested_at,
            status=CallbackStatus(wish.status),
        )
        for wish, name_zh, name_en in found
    ]
