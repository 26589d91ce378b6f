"""The supervisor's live board, first form: what each queue and each agent is doing, and today's counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kefu.acd.core.events import AgentStateChanged
from kefu.journeys.agent_desktop import views
from kefu.journeys.inbound_call.effects import CallEnded
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import AgentId, QueueId, TenantId

SHORT_ABANDON = "short_abandon"


class Board:
    """Counts calls as they end; the live part is read from the centre when somebody looks.

    Who hung up at once, before he had really waited, is counted apart: no share of anything counts him in.
    """

    def __init__(self, local_now: Callable[[], datetime]) -> None:
        self._local_now = local_now
        self._day = local_now().date()
        self._counts: dict[QueueId, Counter[str]] = defaultdict(Counter)

    def count(self, effect: CallEnded) -> None:
        """Book a call that has ended to its queue."""
        if (today := self._local_now().date()) != self._day:
            self._day = today
            self._counts.clear()
        call = effect.call
        if call.queue_id is not None:
            self._counts[call.queue_id][SHORT_ABANDON if call.is_short_abandon else call.outcome or ""] += 1

    def view(
        self, state: State, changes: Mapping[AgentId, AgentStateChanged], tenant_id: TenantId, *, delay_ms: int
    ) -> dict[str, Any]:
        """Show a tenant's queues and agents as they are now, and how late events are taken."""
        queues = []
        for queue in views.tenant_queues(state, tenant_id):
            counts = self._counts[queue.queue_id]
            queues.append(
                {
                    **views.queue_view(state, queue),
                    "offered": counts.total() - counts[SHORT_ABANDON],
                    "answered": counts["answered"],
                    "abandoned": counts["abandoned"],
                    "short_abandoned": counts[SHORT_ABANDON],
                }
            )
        agents = []
        for seat in state.seats.values():
            if seat.tenant_id == tenant_id:
                change = changes.get(seat.agent_id)
                own = state.agent_queues.get(seat.agent_id, frozenset())
                agents.append(
                    {
                        **views.directory_entry(seat, change),
                        "reason": change.reason if change else None,
                        "is_registered": seat.is_registered,
                        "queues": sorted(str(queue_id) for queue_id in own),
                    }
                )
        return {"queues": queues, "agents": agents, "delay_ms": delay_ms}
