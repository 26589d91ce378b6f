"""Routing as the laboratory sets it up and the engine reads it; the facts that distribution leaves."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from kefu.acd import service, store
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, SkillNeed
from kefu.acd.model import (
    AgentStateInterval,
    CallbackWish,
    NotReadyReason,
    Queue,
    ResultCode,
    RoutingInvalidError,
    Skill,
)
from kefu.acd.tables import AgentStateIntervalRow, CallbackRequestRow
from kefu.kernel.ids import CallId, QueueId, SkillId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database, DatabaseUnavailableError
from kefu.platform.ids import new_id
from support.organisation import NOW, Organisation


async def set_up(database: Database, tenant: Organisation) -> tuple[QueueId, SkillId]:
    """Set up a tenant's routing as the laboratory does."""
    queue_id, skill_id = QueueId(new_id()), SkillId(new_id())
    assert tenant.agent_id is not None
    async with database.transaction(tenant.scope) as session:
        await service.create_skill(
            session,
            tenant_id=tenant.tenant_id,
            skill=Skill(skill_id=skill_id, code="fibre", name_zh="光纤", name_en="Fibre"),
            now=NOW,
        )
        config = QueueConfig(queue_id=queue_id, name="fibre", needs=(SkillNeed(skill_id=skill_id, level=2),))
        queue = Queue(config=config, code="fibre", name_zh="光纤", name_en="Fibre")
        await service.create_queue(session, tenant_id=tenant.tenant_id, queue=queue, now=NOW)
        await service.set_agent_routing(
            session,
            tenant_id=tenant.tenant_id,
            config=AgentConfig(agent_id=tenant.agent_id, queue_ids=frozenset({queue_id}), skills={skill_id: 4}),
            now=NOW,
        )
        await service.set_not_ready_reasons(session, tenant_id=tenant.tenant_id, reasons=REASONS)
        await service.create_result_codes(session, tenant_id=tenant.tenant_id, results=results(queue_id))
    return queue_id, skill_id


REASONS = [
    NotReadyReason(code="lunch", name_zh="午餐", name_en="Lunch"),
    NotReadyReason(code="break", name_zh="小休", name_en="Break"),
]


def results(queue_id: QueueId) -> tuple[ResultCode, ...]:
    """Make a small tree of results."""
    leaf = ResultCode(code="no-light", name_zh="无光", name_en="No light", queue_id=queue_id)
    return (
        ResultCode(code="fault", name_zh="故障", name_en="Fault", children=(leaf,)),
        ResultCode(code="other", name_zh="其他", name_en="Other"),
    )


async def test_what_was_set_up_is_read_back(database: Database, two_tenants: tuple[Organisation, Organisation]) -> None:
    east = two_tenants[0]
    queue_id, skill_id = await set_up(database, east)
    async with database.transaction(east.scope) as session:
        assert [queue.config for queue in await service.queues(session)] == [
            QueueConfig(queue_id=queue_id, name="fibre", needs=(SkillNeed(skill_id=skill_id, level=2),))
        ]
        (agent,) = await service.routed_agents(session)
        assert agent.config == AgentConfig(
            agent_id=agent.config.agent_id, queue_ids=frozenset({queue_id}), skills={skill_id: 4}
        )
        assert await service.not_ready_reasons(session) == REASONS
        assert await service.result_codes(session) == results(queue_id)
        await service.set_not_ready_reasons(session, tenant_id=east.tenant_id, reasons=REASONS[1:])
        assert await service.not_ready_reasons(session) == REASONS[1:]


async def test_tenants_do_not_see_what_others_set_up(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    await set_up(database, two_tenants[1])
    tables = ("skill", "queue", "queue_skill", "agent_queue", "agent_skill", "not_ready_reason", "result_code")
    async with database.transaction(two_tenants[0].scope) as session:
        assert [await session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables] == [0] * len(tables)
    async with database.transaction(two_tenants[1].scope) as session:
        assert [await session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables] == [
            1,
            1,
            1,
            1,
            1,
            2,
            3,
        ]


async def test_setting_up_is_checked_like_changing(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east = two_tenants[0]
    bad = Queue(config=QueueConfig(queue_id=QueueId(new_id()), name="x"), code="X", name_zh="x", name_en="x")
    async with database.transaction(east.scope) as session:
        with pytest.raises(RoutingInvalidError):
            await service.create_queue(session, tenant_id=east.tenant_id, queue=bad, now=NOW)


# -- facts -------------------------------------------------------------------------------------------------------------


async def test_intervals_are_appended_once_in_their_month(
    database: Database, two_tenants: tuple[Organisation, Organisation], superuser: asyncpg.Connection
) -> None:
    east = two_tenants[0]
    assert east.agent_id is not None
    interval = AgentStateInterval(
        tenant_id=east.tenant_id,
        agent_id=east.agent_id,
        state=AgentState.BUSY,
        reason=None,
        started_at_ms=to_ms(NOW),
        ended_at_ms=to_ms(NOW) + 61_007,
        call_id=CallId(UUID(int=1)),
        queue_id=QueueId(UUID(int=2)),
    )
    for _ in range(2):
        async with database.transaction(east.scope) as session:
            await service.prepare_months(session, now=NOW)
            await service.append_intervals(session, entries=[interval])
    (row,) = await superuser.fetch("SELECT *, tableoid::regclass::text AS part FROM agent_state_interval")
    assert (row["state"], row["started_at"], row["part"]) == ("busy", NOW, "agent_state_interval_2026_03")
    assert row["ended_at"] == datetime(2026, 3, 2, 1, 1, 1, 7000, tzinfo=UTC)
    async with database.transaction(two_tenants[1].scope) as session:
        assert await session.scalar(select(func.count()).select_from(AgentStateIntervalRow)) == 0
    with pytest.raises((DBAPIError, DatabaseUnavailableError)):
        async with database.transaction(east.scope) as session:
            await session.execute(text("DELETE FROM agent_state_interval"))


async def test_a_call_asks_once_to_be_called_back(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east = two_tenants[0]
    wish = CallbackWish(
        tenant_id=east.tenant_id,
        call_id=CallId(new_id()),
        queue_id=None,
        local_network_id=east.networks["suzhou"],
        number="+8613812345678",
        requested_at=NOW,
    )
    for _ in range(2):
        async with database.transaction(east.scope) as session:
            await service.request_callbacks(session, entries=[wish])
    async with database.transaction(east.scope) as session:
        (row,) = await session.scalars(select(CallbackRequestRow))
        assert (row.number, row.status, row.requested_at) == ("+8613812345678", "open", NOW)
    async with database.transaction(east.city_scope) as session:
        assert (await session.scalars(select(CallbackRequestRow))).all() == []
    async with database.transaction(two_tenants[1].scope) as session:
        assert (await session.scalars(select(CallbackRequestRow))).all() == []
        assert await store.queues(session) == []
