"""HTTP of moving agents: a supervisor gives those in his care other queues and skills, now."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kefu.acd import assigning
from kefu.acd.core.model import AgentConfig
from kefu.acd.http.parts import OnChanged
from kefu.acd.model import RoutingInvalidError
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import supervision
from kefu.journeys.agent_desktop.http import HubDep
from kefu.kernel.ids import AgentId, QueueId, SkillId
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["supervision"])
PERMISSION = "agent.assign"
Mover = Annotated[Principal, Depends(require(PERMISSION))]


class SkillGiven(BaseModel):
    """A skill at a level, 1-10."""

    model_config = ConfigDict(extra="forbid")

    skill_id: UUID
    level: int


class Serving(BaseModel):
    """Which queues an agent serves, and what he can do."""

    model_config = ConfigDict(extra="forbid")

    queue_ids: list[UUID] = Field(max_length=500)
    skills: list[SkillGiven] = Field(max_length=200)


class AssignBody(Serving):
    """What an agent is to serve; `was`: what he served when that was decided."""

    was: Serving


class QueueChoice(BaseModel):
    """A queue that can be given."""

    queue_id: UUID
    name: Text


class SkillChoice(BaseModel):
    """A skill that can be given."""

    skill_id: UUID
    name: Text


class AssignmentView(Serving):
    """What an agent serves now, and what there is to choose from."""

    agent_id: UUID
    queues: list[QueueChoice]
    known_skills: list[SkillChoice]


@router.get("/agents/{agent_id}/assignment")
async def show(agent_id: UUID, mover: Mover, session: Tx, hub: HubDep) -> AssignmentView:
    """Show what an agent serves now."""
    seat = supervision.agent_in_care(hub, mover, PERMISSION, AgentId(agent_id))
    found = await assigning.assignment(session, agent_id=seat.agent_id)
    config = found.agent.config
    return AssignmentView(
        agent_id=agent_id,
        queue_ids=sorted(config.queue_ids),
        skills=[SkillGiven(skill_id=skill_id, level=level) for skill_id, level in sorted(config.skills.items())],
        queues=[
            QueueChoice(queue_id=each.config.queue_id, name={"zh-CN": each.name_zh, "en": each.name_en})
            for each in found.queues
        ],
        known_skills=[
            SkillChoice(skill_id=each.skill_id, name={"zh-CN": each.name_zh, "en": each.name_en})
            for each in found.skills
        ],
    )


@router.put("/agents/{agent_id}/assignment", status_code=204)
async def assign(
    agent_id: UUID,
    body: AssignBody,
    mover: Mover,
    session: Tx,
    hub: HubDep,
    clock: ClockDep,
    on_changed: OnChanged,
) -> None:
    """Give an agent other queues or skills; calls that wait for him find him at once."""
    seat = supervision.agent_in_care(hub, mover, PERMISSION, AgentId(agent_id))
    await assigning.assign(
        session,
        principal=mover,
        was=_config(seat.agent_id, body.was),
        config=_config(seat.agent_id, body),
        now=clock(),
        on_changed=on_changed,
    )


def _config(agent_id: AgentId, body: Serving) -> AgentConfig:
    skills = {SkillId(each.skill_id): each.level for each in body.skills}
    if len(skills) < len(body.skills):
        fault = {"field": "skills", "code": "repeated", "detail": "a skill is named twice"}
        raise RoutingInvalidError(fault["detail"], errors=[fault])
    return AgentConfig(agent_id=agent_id, queue_ids=frozenset(map(QueueId, body.queue_ids)), skills=skills)
