"""Calls and agents' states as the ledger writes them, for tests of figures; and the same figures counted by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kefu.acd import service as acd
from kefu.acd.core.model import AgentState
from kefu.acd.model import AgentStateBegun, AgentStateInterval
from kefu.calls import service as calls
from kefu.calls.model import CallFact
from kefu.insight.figures import service
from kefu.insight.rules.bases import EDGES_S, QUARTER_MS
from kefu.insight.rules.contacts import tell
from kefu.insight.rules.told import Entry, Exit, Told
from kefu.kernel.ids import AgentId, CallId, QueueId, TenantId
from kefu.kernel.instant import from_ms, to_ms
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id

from .organisation import Organisation

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock in Changzhou."""
Script = Sequence[tuple[float, str, dict[str, Any]]]
"""Seconds from the beginning, kind, data."""


@dataclass(slots=True)
class Books:
    """One tenant's facts."""

    database: Database
    organisation: Organisation
    facts: list[CallFact] = field(default_factory=list)

    @property
    def tenant_id(self) -> TenantId:
        return self.organisation.tenant_id

    @property
    def scope(self) -> Scope:
        return self.organisation.scope

    def call(self, at_s: float, script: Script, **begin: Any) -> list[CallFact]:
        """Make the facts of a call that begins so many seconds after MORNING."""
        call_id = CallId(new_id())
        first = {"direction": "inbound", "number": "+8613812342246", "called": "96296", **begin}
        lines = [(0.0, "offered_in", first), *script]
        return [
            CallFact(
                tenant_id=self.tenant_id,
                call_id=call_id,
                seq=seq,
                at_ms=to_ms(MORNING) + round((at_s + after_s) * 1000),
                kind=kind,
                data={key: str(value) if isinstance(value, UUID) else value for key, value in data.items()},
            )
            for seq, (after_s, kind, data) in enumerate(lines, 1)
        ]

    async def append(self, facts: Sequence[CallFact]) -> None:
        """Have facts written as the ledger does."""
        async with self.database.transaction(self.scope) as session:
            for month in {from_ms(fact.at_ms) for fact in facts}:
                await calls.prepare_months(session, now=month)
            await calls.append_facts(session, entries=facts)
        self.facts += facts

    async def begin(self, agent_id: AgentId, state: AgentState, at_s: float, reason: str | None = None) -> None:
        """Have an agent be in a state from then on."""
        since_ms = to_ms(MORNING) + round(at_s * 1000)
        entry = AgentStateBegun(
            tenant_id=self.tenant_id,
            agent_id=agent_id,
            local_network_id=None,
            state=state,
            reason=reason,
            since_ms=since_ms,
        )
        async with self.database.transaction(self.scope) as session:
            await acd.note_states(session, entries=[entry])

    async def state(self, agent_id: AgentId, state: AgentState, begin_s: float, end_s: float, **more: Any) -> None:
        """Have an agent been in a state."""
        entry = AgentStateInterval(
            tenant_id=self.tenant_id,
            agent_id=agent_id,
            state=state,
            reason=more.pop("reason", None),
            started_at_ms=to_ms(MORNING) + round(begin_s * 1000),
            ended_at_ms=to_ms(MORNING) + round(end_s * 1000),
            **more,
        )
        async with self.database.transaction(self.scope) as session:
            await acd.prepare_months(session, now=from_ms(entry.started_at_ms))
            await acd.append_intervals(session, entries=[entry])

    async def refresh(self) -> int:
        """Make the figures of what was told."""
        taken = 0
        while True:
            async with self.database.transaction(self.scope) as session:
                found = await service.refresh(session, tenant_id=self.tenant_id)
            taken += found
            if not found:
                return taken

    def told(self) -> list[Told]:
        """Tell the calls, by their facts."""
        by_call: dict[CallId, list[CallFact]] = {}
        for fact in self.facts:
            by_call.setdefault(fact.call_id, []).append(fact)
        return [told for facts in by_call.values() if (told := tell(facts)) is not None]


_ENTRIES = {
    Entry.OFFERED: "offered",
    Entry.TRANSFERRED: "transferred_in",
    Entry.OVERFLOWED: "overflowed_in",
    Entry.RETURNED: "returned",
}


def counted_by_hand(told: Sequence[Told]) -> dict[tuple[int, QueueId], Counter[str]]:
    """Count queues' quarters in Python, call by call."""
    found: dict[tuple[int, QueueId], Counter[str]] = {}
    for call in told:
        for stay in call.stays:
            sums = found.setdefault((_quarter(stay.entered_at_ms), stay.queue_id), Counter())
            sums[_ENTRIES[stay.entry]] += 1
            sums["left_queue" if stay.exit is Exit.LEFT else stay.exit.value if stay.exit else "waiting"] += 1
            sums["short_abandoned"] += stay.is_short
            if stay.requested_at_ms is not None:
                sums["requested"] += 1
                if stay.reached_at_ms is not None:
                    sums["requests_answered"] += 1
                    request_ms = stay.reached_at_ms - stay.requested_at_ms
                    sums["request_wait_ms"] += request_ms
                    for edge in EDGES_S:
                        sums[f"request_{edge}"] += request_ms <= edge * 1000
            if stay.ended_at_ms is None:
                continue
            wait_ms = stay.ended_at_ms - stay.entered_at_ms
            sums["longest_wait_ms"] = max(sums["longest_wait_ms"], wait_ms)
            if stay.exit in (Exit.ANSWERED, Exit.ABANDONED):
                sums["answer_wait_ms" if stay.exit is Exit.ANSWERED else "abandon_wait_ms"] += wait_ms
                for edge in EDGES_S:
                    sums[f"{stay.exit.value}_{edge}"] += wait_ms <= edge * 1000
            ended = found.setdefault((_quarter(stay.ended_at_ms), stay.queue_id), Counter())
            known = (Exit.ANSWERED, Exit.ABANDONED, Exit.OVERFLOWED, Exit.CALLBACK, Exit.TIMED_OUT)
            ended[f"ended_{stay.exit.value if stay.exit in known else 'other'}"] += 1
    return found


def _quarter(at_ms: int) -> int:
    return at_ms - at_ms % QUARTER_MS
