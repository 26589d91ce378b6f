"""Who comes first: one small object for each way to order agents, one function for calls.

Ranks stay as they are while an agent is idle or a call waits. A wish that grows with time (ageing) is written so that
only the difference between two ranks counts, never the present.
"""

from kefu.acd.core.ranked import Rank
from kefu.acd.core.records import Agent, Call, Needs


class LongestIdle:
    """The agent who has been ready for the longest time is first."""

    def rank(self, agent: Agent, needs: Needs) -> Rank:
        """Rank by the moment since which he is ready; within one millisecond by who was first."""
        return agent.idle_since_ms, agent.idle_sequence


LONGEST_IDLE = LongestIdle()


def call_rank(call: Call, queue_priority: int) -> Rank:
    """Rank a call among all that an agent may serve, whatever their queues.

    The higher priority (queue's plus call's) is first; within it the calls that were put back; then by queue entry.
    """
    return -(queue_priority + call.priority), not call.is_front, call.entered_at_ms, call.sequence
