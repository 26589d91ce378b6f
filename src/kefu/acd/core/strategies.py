"""Who comes first: one small object for each way to order agents, one function for calls.

Ranks stay as they are while an agent is idle or a call waits. A wish that grows with time (ageing) is written so that
only the difference between two ranks counts, never the present. An agent's rank is one number, its parts side by side:
it is compared more often than anything else.
"""

from kefu.acd.core.model import QueueConfig, Strategy
from kefu.acd.core.ranked import Rank
from kefu.acd.core.records import Agent, AgentOrder, Call, Needs

BITS = 48
"""Room for a part of a rank: a sequence that counts a thousand steps a millisecond lasts for nine years."""


class LongestIdle:
    """The agent who has been ready for the longest time is first."""

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Rank by who became ready first."""
        return agent.idle_sequence


class LeastOccupied:
    """The agent who has talked and wrapped up for the smallest share of his time is first."""

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Rank by his occupancy when he became ready."""
        return (agent.occupancy << BITS) + agent.idle_sequence


class MostSkilled:
    """The agent with the highest levels in what is needed is first."""

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Rank by the sum of his levels."""
        levels = sum(agent.config.skills.get(need.skill_id, 0) for need in needs)
        return (-levels << BITS) + agent.idle_sequence


class RoundRobin:
    """The agent who was offered a call the longest time ago is first, however long he talked."""

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Rank by his last offer."""
        return (agent.offered_sequence << BITS) + agent.idle_sequence


class Preferring:
    """Whoever has more of what is preferred comes first; among equals another order decides."""

    def __init__(self, order: AgentOrder) -> None:
        self._order = order

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Rank by the preferred needs that he meets."""
        met = sum(agent.config.skills.get(need.skill_id, 0) >= need.level for need in needs if need.is_preferred)
        return (-met << 2 * BITS) + self._order.rank(agent, needs)


_ORDERS: dict[Strategy, AgentOrder] = {
    Strategy.LONGEST_IDLE: LongestIdle(),
    Strategy.LEAST_OCCUPIED: LeastOccupied(),
    Strategy.MOST_SKILLED: MostSkilled(),
    Strategy.ROUND_ROBIN: RoundRobin(),
    Strategy.RING_GROUP: LongestIdle(),
}


def order_of(strategy: Strategy, needs: Needs) -> AgentOrder:
    """Return how agents for these needs are ordered."""
    order = _ORDERS[strategy]
    return Preferring(order) if any(need.is_preferred for need in needs) else order


def call_rank(call: Call, config: QueueConfig) -> Rank:
    """Rank a call among all that an agent may serve, whatever their queues.

    The higher priority (queue's plus call's) is first; within it the calls that were put back; then by queue entry.
    With ageing there is one score: a call is as far ahead as if it had come earlier by `ageing_s` for each priority,
    and one that was put back by one more.
    """
    priority = config.priority + call.priority
    if config.ageing_s is None:
        return -priority, not call.is_front, call.entered_at_ms, call.sequence
    score = call.entered_at_ms - (priority + call.is_front) * config.ageing_s * 1000
    return score, not call.is_front, call.entered_at_ms, call.sequence


def effective_priority(call: Call, config: QueueConfig, at_ms: int) -> int:
    """Return a call's priority with what its waiting has been worth so far."""
    priority = config.priority + call.priority
    return priority + (at_ms - call.entered_at_ms) // (config.ageing_s * 1000) if config.ageing_s else priority
