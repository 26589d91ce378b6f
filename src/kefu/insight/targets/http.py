"""HTTP of targets: what holds and what held, and by which formulas it may be judged."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, ConfigDict, Field

from kefu.identity.http import Tx, ZoneDep, require
from kefu.identity.model import Principal
from kefu.insight.rules.targets import MEASURES_OF, TEMPLATES, Target, Topic, holding
from kefu.insight.targets import service
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/figures/targets", tags=["figures"])
Reader = Annotated[Principal, Depends(require("figures.view"))]
Administrator = Annotated[Principal, Depends(require("admin.service"))]


class Goal(BaseModel):
    """A goal from a day on. `within_s`: only of measures with such a promise."""

    measure: str
    within_s: int | None = None
    goal: float
    since: date


class TargetBody(Goal):
    """A goal, and who says so."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: str = Field(max_length=200)


class TargetView(Goal):
    """A goal that holds or held; `is_template`: nobody has said otherwise, and its source is in every language."""

    source: str | Text
    is_ceiling: bool
    is_template: bool


class TopicView(BaseModel):
    """What an operator promises: by which measures it may be judged, what holds today, all that was set."""

    topic: Topic
    measures: list[str]
    holds: TargetView | None
    history: list[TargetView]


def _view(target: Target) -> TargetView:
    return TargetView(
        measure=target.measure,
        within_s=target.within_s,
        goal=target.goal,
        since=target.since,
        source=target.source,
        is_ceiling=target.is_ceiling,
        is_template=target in TEMPLATES,
    )


@router.get("")
async def targets(_: Reader, tx: Tx, clock: ClockDep, zone: ZoneDep) -> list[TopicView]:
    """List what figures shall reach."""
    known = await service.targets(tx)
    held = holding(known, clock().astimezone(zone).date())
    return [
        TopicView(
            topic=topic,
            measures=list(measures),
            holds=_view(held[topic]) if topic in held else None,
            history=[_view(target) for target in known if target.topic is topic],
        )
        for topic, measures in MEASURES_OF.items()
    ]


@router.put("/{topic}", status_code=status.HTTP_204_NO_CONTENT)
async def set_target(topic: Topic, body: TargetBody, principal: Administrator, tx: Tx, clock: ClockDep) -> None:
    """Set a target from a day on; one of that day is replaced."""
    await service.set_target(tx, principal=principal, target=Target(topic=topic, **body.model_dump()), now=clock())


@router.delete("/{topic}/{since}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_target(topic: Topic, since: date, principal: Administrator, tx: Tx, clock: ClockDep) -> None:
    """Take a target back: what held before holds again."""
    await service.remove_target(tx, principal=principal, topic=topic, since=since, now=clock())
