"""A supervisor moves an agent: other queues, other skills, now; what he cannot see stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import rules, service, store
from kefu.acd.core.model import AgentConfig
from kefu.acd.events import RoutingChanged
from kefu.acd.model import Queue, RoutedAgent, RoutingChangedError, RoutingInvalidError, Skill
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Whom an agent serves, and what there is to choose from; only the queues that the reader sees."""

    agent: RoutedAgent
    queues: tuple[Queue, ...]
    skills: tuple[Skill, ...]


async def assignment(session: AsyncSession, *, agent_id: AgentId) -> Assignment:
    """Show whom an agent serves.

    Raises: RoutedAgentNotFoundError.
    """
    agent = await service.routed_agent(session, agent_id=agent_id)
    queues = await store.queues(session)
    seen = frozenset(queue.config.queue_id for queue in queues)
    config = replace(agent.config, queue_ids=agent.config.queue_ids & seen)
    return Assignment(
        agent=replace(agent, config=config), queues=tuple(queues), skills=tuple(await store.skills(session))
    )


async def assign(
    session: AsyncSession,
    *,
    principal: Principal,
    was: AgentConfig,
    config: AgentConfig,
    now: datetime,
    on_changed: Callable[[RoutingChanged], None],
) -> None:
    """Let an agent serve other queues and have other skills, if he is still as he was when that was decided.

    Raises: RoutedAgentNotFoundError, RoutingInvalidError, RoutingChangedError.
    """
    current = (await service.routed_agent(session, agent_id=config.agent_id)).config
    known = await store.known(session)
    unseen = current.queue_ids - known.queue_ids
    if (current.queue_ids - unseen, current.skills) != (was.queue_ids, was.skills):
        raise RoutingChangedError("his queues or skills are not what they were")
    if faults := rules.agent_faults(config, known):
        raise RoutingInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)
    given = replace(config, queue_ids=config.queue_ids | unseen)
    await store.replace_agent_routing(session, principal.tenant_id, given)
    changed = RoutingChanged(tenant_id=principal.tenant_id, at=now, agent_ids=frozenset({config.agent_id}))
    event.listen(session.sync_session, "after_commit", lambda _: on_changed(changed), once=True)
    await record_audit(
        session,
        principal=principal,
        action="agent-assigned",
        subject_kind="agent",
        subject_id=str(config.agent_id),
        detail={
            "queues_given": sorted(map(str, config.queue_ids - was.queue_ids)),
            "queues_taken": sorted(map(str, was.queue_ids - config.queue_ids)),
            "skills": {str(skill_id): level for skill_id, level in config.skills.items()},
        },
        now=now,
    )
