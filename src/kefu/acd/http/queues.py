"""HTTP of queues, skills and whom agents serve, for administrators; callbacks, for supervisors."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from kefu.acd import service
from kefu.acd.core.model import AgentConfig, QueueConfig, Relaxation, RelaxStep, SkillNeed, Strategy, WrapUpMode
from kefu.acd.events import RoutingChanged
from kefu.acd.http.parts import Administrator, OnChanged, Text, Viewer
from kefu.acd.model import CallbackStatus, Queue, QueueRecording, RoutedAgent, RoutingInvalidError, Skill
from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Tx
from kefu.identity.model import Principal
from kefu.kernel.ids import AgentId, CalendarId, LocalNetworkId, QueueId, SkillId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter()


class SkillLevel(BaseModel):
    """A skill at a level, 1-10."""

    skill_id: UUID
    level: int


class NeedBody(SkillLevel):
    """A skill that calls need at a level; a preferred one only decides who comes first."""

    is_preferred: bool = False


class StepBody(BaseModel):
    """One step of a recipe: when, on what conditions, what."""

    action: Relaxation
    after_s: int = 0
    over_length: int | None = None
    if_unstaffed: bool = False
    by: int = 0
    queue_id: UUID | None = None
    value: str = ""


class SkillBody(BaseModel):
    """A skill as it is to be."""

    code: str
    name: Text


class SkillView(SkillBody):
    """A skill."""

    skill_id: UUID


class QueueBody(BaseModel):
    """A queue as it is to be; `version` is the one that was read (of a new queue: left out)."""

    code: str
    name: Text
    local_network_id: UUID | None = None
    needs: list[NeedBody] = []
    strategy: Strategy = Strategy.LONGEST_IDLE
    priority: int = 5
    ageing_s: int | None = None
    ring_timeout_s: int = 20
    ring_no_answer_limit: int = 1
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED
    wrap_up_s: int = 30
    max_wait_s: int | None = None
    max_length: int | None = None
    recipe: list[StepBody] = []
    recording: QueueRecording = QueueRecording.ALL
    last_agent_s: int = 0
    is_open: bool = True
    calendar_id: UUID | None = None
    direct_number: str | None = None
    closed_prompt: str = "closed"
    notice_prompt: str | None = None
    short_abandon_s: int = 5
    version: int = 1


class QueueView(QueueBody):
    """A queue."""

    queue_id: UUID


class AgentRoutingBody(BaseModel):
    """Whom an agent serves, and what he can do."""

    queue_ids: list[UUID]
    skills: list[SkillLevel]


class AgentRoutingView(AgentRoutingBody):
    """An agent and whom he serves."""

    agent_id: UUID
    number: str
    name: str


class CallbackView(BaseModel):
    """A wish to be called back; `queue` is null when the viewer may not see it."""

    call_id: UUID
    queue: Text | None
    number: str
    requested_at: datetime
    status: CallbackStatus


@router.get("/callbacks")
async def list_callbacks(
    viewer: Viewer, session: Tx, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[CallbackView]:
    """List who wants to be called back: the open wishes first, then the latest."""
    return [
        CallbackView(
            call_id=wish.call_id,
            queue=None if wish.queue is None else Text.model_validate(wish.queue),
            number=wish.number if sees_numbers(viewer, wish.local_network_id) else mask_number(wish.number),
            requested_at=wish.requested_at,
            status=wish.status,
        )
        for wish in await service.callbacks(session, limit=limit)
    ]


@router.get("/skills")
async def list_skills(administrator: Administrator, session: Tx) -> list[SkillView]:
    """List the skills."""
    return [_skill_view(skill) for skill in await service.skills(session)]


@router.post("/skills", status_code=201)
async def add_skill(
    body: SkillBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> SkillView:
    """Add a skill."""
    return await _put_skill(SkillId(new_id()), body, administrator, session, clock, on_changed, is_new=True)


@router.put("/skills/{skill_id}")
async def change_skill(
    skill_id: UUID, body: SkillBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> SkillView:
    """Change a skill's code or name."""
    return await _put_skill(SkillId(skill_id), body, administrator, session, clock, on_changed, is_new=False)


async def _put_skill(
    skill_id: SkillId,
    body: SkillBody,
    administrator: Principal,
    session: Tx,
    clock: ClockDep,
    on_changed: Callable[[RoutingChanged], None],
    *,
    is_new: bool,
) -> SkillView:
    skill = Skill(skill_id=skill_id, code=body.code, name_zh=body.name.zh, name_en=body.name.en)
    await service.put_skill(
        session, principal=administrator, skill=skill, is_new=is_new, now=clock(), on_changed=on_changed
    )
    return _skill_view(skill)


@router.get("/queues")
async def list_queues(administrator: Administrator, session: Tx) -> list[QueueView]:
    """List the queues that the administrator may see."""
    return [_queue_view(queue) for queue in await service.queues(session)]


@router.post("/queues", status_code=201)
async def add_queue(
    body: QueueBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> QueueView:
    """Add a queue."""
    queue = _queue(QueueId(new_id()), body)
    await service.add_queue(session, principal=administrator, queue=queue, now=clock(), on_changed=on_changed)
    return _queue_view(queue)


@router.put("/queues/{queue_id}")
async def change_queue(
    queue_id: UUID, body: QueueBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> QueueView:
    """Change a queue; calls that wait in it are placed anew at once."""
    queue = _queue(QueueId(queue_id), body)
    await service.change_queue(session, principal=administrator, queue=queue, now=clock(), on_changed=on_changed)
    return _queue_view(queue, version=queue.version + 1)


@router.get("/agents/routing")
async def list_agents(administrator: Administrator, session: Tx) -> list[AgentRoutingView]:
    """List the agents with their queues and skills."""
    return [_agent_view(agent) for agent in await service.routed_agents(session)]


@router.get("/agents/{agent_id}/routing")
async def show_agent(agent_id: UUID, administrator: Administrator, session: Tx) -> AgentRoutingView:
    """Show one agent's queues and skills."""
    return _agent_view(await service.routed_agent(session, agent_id=AgentId(agent_id)))


@router.put("/agents/{agent_id}/routing")
async def change_agent(
    agent_id: UUID,
    body: AgentRoutingBody,
    administrator: Administrator,
    session: Tx,
    clock: ClockDep,
    on_changed: OnChanged,
) -> AgentRoutingView:
    """Change an agent's queues and skills; it takes effect at once."""
    skills = {SkillId(each.skill_id): each.level for each in body.skills}
    if len(skills) < len(body.skills):
        raise RoutingInvalidError(
            "a skill is named twice",
            errors=[{"field": "skills", "code": "repeated", "detail": "a skill is named twice"}],
        )
    config = AgentConfig(agent_id=AgentId(agent_id), queue_ids=frozenset(map(QueueId, body.queue_ids)), skills=skills)
    await service.change_agent_routing(
        session, principal=administrator, config=config, now=clock(), on_changed=on_changed
    )
    return _agent_view(await service.routed_agent(session, agent_id=config.agent_id))


def _skill_view(skill: Skill) -> SkillView:
    return SkillView(skill_id=skill.skill_id, code=skill.code, name=Text(zh=skill.name_zh, en=skill.name_en))


def _queue(queue_id: QueueId, body: QueueBody) -> Queue:
    return Queue(
        config=QueueConfig(
            queue_id=queue_id,
            name=body.code,
            needs=tuple(
                SkillNeed(skill_id=SkillId(each.skill_id), level=each.level, is_preferred=each.is_preferred)
                for each in body.needs
            ),
            strategy=body.strategy,
            priority=body.priority,
            ageing_s=body.ageing_s,
            ring_timeout_s=body.ring_timeout_s,
            ring_no_answer_limit=body.ring_no_answer_limit,
            wrap_up_mode=body.wrap_up_mode,
            wrap_up_s=body.wrap_up_s,
            max_wait_s=body.max_wait_s,
            max_length=body.max_length,
            recipe=tuple(map(_step, body.recipe)),
        ),
        code=body.code,
        name_zh=body.name.zh,
        name_en=body.name.en,
        local_network_id=None if body.local_network_id is None else LocalNetworkId(body.local_network_id),
        recording=body.recording,
        last_agent_s=body.last_agent_s,
        is_open=body.is_open,
        calendar_id=None if body.calendar_id is None else CalendarId(body.calendar_id),
        direct_number=body.direct_number,
        closed_prompt=body.closed_prompt,
        notice_prompt=body.notice_prompt,
        short_abandon_s=body.short_abandon_s,
        version=body.version,
    )


def _step(body: StepBody) -> RelaxStep:
    return RelaxStep(
        action=body.action,
        after_s=body.after_s,
        over_length=body.over_length,
        if_unstaffed=body.if_unstaffed,
        by=body.by,
        queue_id=None if body.queue_id is None else QueueId(body.queue_id),
        value=body.value,
    )


def _queue_view(queue: Queue, *, version: int | None = None) -> QueueView:
    config = queue.config
    return QueueView(
        queue_id=config.queue_id,
        code=queue.code,
        name=Text(zh=queue.name_zh, en=queue.name_en),
        local_network_id=queue.local_network_id,
        needs=[NeedBody(**asdict(need)) for need in config.needs],
        strategy=config.strategy,
        priority=config.priority,
        ageing_s=config.ageing_s,
        ring_timeout_s=config.ring_timeout_s,
        ring_no_answer_limit=config.ring_no_answer_limit,
        wrap_up_mode=config.wrap_up_mode,
        wrap_up_s=config.wrap_up_s,
        max_wait_s=config.max_wait_s,
        max_length=config.max_length,
        recipe=[StepBody(**asdict(step)) for step in config.recipe],
        recording=queue.recording,
        last_agent_s=queue.last_agent_s,
        is_open=queue.is_open,
        calendar_id=queue.calendar_id,
        direct_number=queue.direct_number,
        closed_prompt=queue.closed_prompt,
        notice_prompt=queue.notice_prompt,
        short_abandon_s=queue.short_abandon_s,
        version=queue.version if version is None else version,
    )


def _agent_view(agent: RoutedAgent) -> AgentRoutingView:
    config = agent.config
    return AgentRoutingView(
        agent_id=config.agent_id,
        number=agent.number,
        name=agent.name,
        queue_ids=sorted(config.queue_ids),
        skills=[SkillLevel(skill_id=skill_id, level=level) for skill_id, level in config.skills.items()],
    )
