"""HTTP of exports: reports as files that are made in the background, one's own."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Response, status
from pydantic import BaseModel

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.insight.exports import service
from kefu.insight.exports.model import PERMISSION, Export, State
from kefu.insight.reports import service as reports
from kefu.insight.reports.files import MEDIA, Form
from kefu.insight.reports.http import AskedFile, question_of
from kefu.platform.web import ClockDep

router = APIRouter(tags=["reports"])
Reader = Annotated[Principal, Depends(require(PERMISSION))]


class ExportView(BaseModel):
    """An export of one's own; `error` is the code of what was in the way of one that failed.

    `asked`: its days and of whom it is; asked for with it, and as the same format, it is made once more.
    """

    export_id: UUID
    report: str
    name: str
    format: Form
    asked: dict[str, Any]
    state: State
    error: str
    rows: int | None
    created_at: datetime
    expires_at: datetime


@router.post("/api/reports/{code}/exports", status_code=status.HTTP_202_ACCEPTED)
async def ask(code: str, body: AskedFile, reader: Reader, session: Tx, clock: ClockDep) -> ExportView:
    """Have a report written into a file; its days are those of now, whenever it is made."""
    now = clock()
    report = await reports.report(session, principal=reader, code=code)
    question, (first, end) = await question_of(session, reader, report, body, now)
    question.needed()  # who asks for what cannot be made is told at once
    asked = body.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"span", "form"})
    asked |= {"from": first.isoformat(), "to": end.isoformat(), "language": body.language}
    return _view(await service.ask(session, principal=reader, report=report, asked=asked, form=body.form, now=now))


@router.get("/api/report-exports")
async def exports(reader: Reader, session: Tx, clock: ClockDep) -> list[ExportView]:
    """List one's own exports, the latest first."""
    return [_view(each) for each in await service.exports(session, principal=reader, now=clock())]


@router.get("/api/report-exports/{export_id}/file", response_class=Response)
async def file(export_id: UUID, reader: Reader, session: Tx, clock: ClockDep) -> Response:
    """Fetch a file of one's own."""
    export, content = await service.file(session, principal=reader, export_id=export_id, now=clock())
    name = f"{export.title}-{export.asked['from']}.{export.form}"
    return Response(
        content,
        media_type=MEDIA[Form(export.form)],
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )


@router.delete("/api/report-exports/{export_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove(export_id: UUID, reader: Reader, session: Tx) -> None:
    """Throw an export of one's own away."""
    await service.remove(session, principal=reader, export_id=export_id)


def _view(export: Export) -> ExportView:
    return ExportView(
        export_id=export.export_id,
        report=export.report,
        name=export.title,
        format=Form(export.form),
        asked=dict(export.asked),
        state=export.state,
        error=export.error,
        rows=export.rows,
        created_at=export.created_at,
        expires_at=export.expires_at,
    )
