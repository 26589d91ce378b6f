"""Facts that routing publishes."""

from dataclasses import dataclass

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingChanged(DomainEvent):
    """Routing in the database is not what it was: of these agents, or (none named) queues and skills."""

    agent_ids: frozenset[AgentId] = frozenset()
