"""SQL of what agents did, and of what they are doing now."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.model import AgentStateBegun, AgentStateInterval
from kefu.acd.tables import AgentStateIntervalRow, AgentStateRow
from kefu.kernel.instant import from_ms
from kefu.platform.db import table_of


async def insert_intervals(session: AsyncSession, intervals: Collection[AgentStateInterval]) -> None:
    """Append intervals; those that are there already are left alone."""
    rows = [
        {
            "tenant_id": interval.tenant_id,
            "agent_id": interval.agent_id,
            "state": interval.state,
            "reason": interval.reason,
            "started_at": from_ms(interval.started_at_ms),
            "ended_at": from_ms(interval.ended_at_ms),
            "call_id": interval.call_id,
            "queue_id": interval.queue_id,
        }
        for interval in intervals
    ]
    await session.execute(insert(table_of(AgentStateIntervalRow)).on_conflict_do_nothing(), rows)


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_agent_state_interval_month(month)))


async def replace_states(session: AsyncSession, entries: Collection[AgentStateBegun]) -> None:
    """Write what agents are doing now; of each agent's the last entry counts."""
    rows = {
        entry.agent_id: {
            "agent_id": entry.agent_id,
            "tenant_id": entry.tenant_id,
            "local_network_id": entry.local_network_id,
            "state": entry.state,
            "reason": entry.reason,
            "since": from_ms(entry.since_ms),
        }
        for entry in entries
    }
    written = insert(table_of(AgentStateRow))
    changed = {name: written.excluded[name] for name in ("local_network_id", "state", "reason", "since")}
    await session.execute(written.on_conflict_do_update(index_elements=["agent_id"], set_=changed), list(rows.values()))
