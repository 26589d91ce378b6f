"""HTTP of what agents choose from, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from kefu.acd.choices import service
from kefu.acd.choices.model import Reason, Result
from kefu.acd.http.parts import Administrator, OnChanged, Text
from kefu.identity.http import Tx
from kefu.kernel.ids import QueueId
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["routing"])
Code = Annotated[str, Path(max_length=100)]


class ReasonBody(BaseModel):
    """A reason as it is to be; `version` is the one that was read, 0 of a new one."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    position: int = Field(default=0, ge=0, le=9999)
    is_active: bool = True
    version: int = Field(default=0, ge=0)


class ReasonView(ReasonBody):
    """A reason."""

    code: str


class ResultBody(ReasonBody):
    """A result as it is to be: below another one or not, for one queue or for all."""

    parent_code: str | None = None
    queue_id: UUID | None = None


class ResultView(ResultBody):
    """A result."""

    code: str


@router.get("/not-ready-reasons")
async def list_reasons(administrator: Administrator, session: Tx) -> list[ReasonView]:
    """List the reasons for not ready in their order, with those out of use."""
    return [_reason_view(reason) for reason in await service.reasons(session)]


@router.put("/not-ready-reasons/{code}")
async def put_reason(
    code: Code, body: ReasonBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> ReasonView:
    """Add a reason, or change one."""
    reason = Reason(
        code=code,
        name_zh=body.name.zh.strip(),
        name_en=body.name.en.strip(),
        position=body.position,
        is_active=body.is_active,
        version=body.version,
    )
    await service.put_reason(session, principal=administrator, reason=reason, now=clock(), on_changed=on_changed)
    return _reason_view(reason, version=reason.version + 1)


@router.get("/result-codes")
async def list_results(administrator: Administrator, session: Tx) -> list[ResultView]:
    """List the results of calls in their order, with those out of use."""
    return [_result_view(result) for result in await service.results(session)]


@router.put("/result-codes/{code}")
async def put_result(
    code: Code, body: ResultBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> ResultView:
    """Add a result, or change one."""
    result = Result(
        code=code,
        name_zh=body.name.zh.strip(),
        name_en=body.name.en.strip(),
        position=body.position,
        is_active=body.is_active,
        version=body.version,
        parent_code=body.parent_code,
        queue_id=None if body.queue_id is None else QueueId(body.queue_id),
    )
    await service.put_result(session, principal=administrator, result=result, now=clock(), on_changed=on_changed)
    return _result_view(result, version=result.version + 1)


def _reason_view(reason: Reason, *, version: int | None = None) -> ReasonView:
    return ReasonView(
        code=reason.code,
        name=Text(zh=reason.name_zh, en=reason.name_en),
        position=reason.position,
        is_active=reason.is_active,
        version=reason.version if version is None else version,
    )


def _result_view(result: Result, *, version: int | None = None) -> ResultView:
    return ResultView(
        code=result.code,
        name=Text(zh=result.name_zh, en=result.name_en),
        position=result.position,
        is_active=result.is_active,
        version=result.version if version is None else version,
        parent_code=result.parent_code,
        queue_id=result.queue_id,
    )
