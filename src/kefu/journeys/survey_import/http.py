"""HTTP of what survey groups fetch: import now, and what there is to choose from."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kefu.calendars.store import calendars
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.survey_import import store
from kefu.journeys.survey_import.importing import import_closed
from kefu.kernel.ids import SurveyGroupId
from kefu.kernel.words import Text
from kefu.platform.web import ClockDep
from kefu.surveys.service import groups

router = APIRouter(prefix="/api/surveys", tags=["surveys"])
Manager = Annotated[Principal, Depends(require("survey.manage"))]


class AddedView(BaseModel):
    """What became of what was closed; `quiet`: asked a while ago, `unusable`: without a number to call."""

    added: int
    repeated: int
    quiet: int
    not_sampled: int
    unusable: int


class ChoiceView(BaseModel):
    """Something to choose."""

    value: str
    name: Text


class ChoicesView(BaseModel):
    """What a group is made of."""

    questionnaires: list[ChoiceView]
    calendars: list[ChoiceView]
    work_order_types: list[ChoiceView]
    complaint_categories: list[ChoiceView]
    areas: list[ChoiceView]
    local_networks: list[ChoiceView]


@router.post("/groups/{group_id}/imports", status_code=201)
async def import_now(group_id: UUID, manager: Manager, session: Tx, clock: ClockDep) -> AddedView:
    """Fetch what has been closed up to now, without waiting for the morning."""
    group = await groups.group(session, group_id=SurveyGroupId(group_id))
    added = await import_closed(session, tenant_id=manager.tenant_id, group=group, principal=manager, now=clock())
    return AddedView(
        added=added.added,
        repeated=added.repeated,
        quiet=added.quiet,
        not_sampled=added.not_sampled,
        unusable=added.unusable,
    )


@router.get("/choices")
async def list_choices(manager: Manager, session: Tx) -> ChoicesView:
    """List what a group may be made of."""
    found = await store.choices(session)
    forms = await groups.questionnaires(session)
    return ChoicesView(
        questionnaires=[ChoiceView(value=form.code, name=form.name) for form in forms],
        calendars=[
            ChoiceView(value=str(each.calendar_id), name={"zh-CN": each.name_zh, "en": each.name_en})
            for each in await calendars(session)
        ],
        work_order_types=_views(found.work_order_types),
        complaint_categories=_views(found.complaint_categories),
        areas=_views(found.areas),
        local_networks=_views(found.local_networks),
    )


def _views(choices: tuple[store.Choice, ...]) -> list[ChoiceView]:
    return [ChoiceView(value=each.value, name=each.name) for each in choices]
