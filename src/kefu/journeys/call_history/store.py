"""The names behind the ids of call records and facts; the SQL that knows several rooms."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.tables import QueueRow, ResultCodeRow
from kefu.customers.tables import CustomerLevelRow
from kefu.identity.tables import AgentRow, PersonRow
from kefu.journeys.call_history.model import Names, Wanted


async def names(session: AsyncSession, wanted: Wanted) -> Names:
    """Load names; what the reader may not see is left out."""
    agents = await session.execute(
        select(AgentRow.id, AgentRow.number, PersonRow.name)
        .join(PersonRow, PersonRow.id == AgentRow.person_id)
        .where(AgentRow.id.in_(map(UUID, wanted.agents)))
    )
    queues = await session.execute(
        select(QueueRow.id, QueueRow.name_zh, QueueRow.name_en).where(QueueRow.id.in_(map(UUID, wanted.queues)))
    )
    results = await session.execute(
        select(ResultCodeRow.code, ResultCodeRow.name_zh, ResultCodeRow.name_en).where(
            ResultCodeRow.code.in_(wanted.results)
        )
    )
    levels = await session.execute(
        select(CustomerLevelRow.code, CustomerLevelRow.name_zh, CustomerLevelRow.name_en).where(
            CustomerLevelRow.code.in_(wanted.levels)
        )
    )
    return Names(
        agents={str(key): dict.fromkeys(("zh-CN", "en"), f"{name} {number}") for key, number, name in agents},
        queues={str(key): {"zh-CN": zh, "en": en} for key, zh, en in queues},
        results={code: {"zh-CN": zh, "en": en} for code, zh, en in results},
        levels={code: {"zh-CN": zh, "en": en} for code, zh, en in levels},
    )
