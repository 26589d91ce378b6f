"""HTTP of scorecards as files: a month's, for who makes them or leads."""

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kefu.identity.http import Tx, ZoneDep
from kefu.insight.appraisal import service, sheets
from kefu.insight.appraisal.http.scorecards import Viewer
from kefu.insight.reports.files import MEDIA, Form, Mark
from kefu.insight.reports.writing import written
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/appraisal", tags=["appraisal"])


@router.get("/months/{month_id}/file", response_class=Response)
async def file(
    month_id: UUID,
    viewer: Viewer,
    session: Tx,
    clock: ClockDep,
    zone: ZoneDep,
    form: Annotated[Form, Query(alias="format")] = Form.XLSX,
    language: Literal["zh-CN", "en"] = "zh-CN",
) -> Response:
    """Write a month's scorecards that one may see into a file; it says who had it made, and that is written down."""
    now = clock()
    month, cards = await service.month_with_cards(session, principal=viewer, month_id=month_id)
    sheet = sheets.sheet(month, cards, language, zone)
    await service.note_export(session, principal=viewer, month=month, form=form, cards=len(cards), now=now)
    content = await written(sheet, form, Mark(f"{viewer.name} ({viewer.login})", now))
    name = f"{sheet.title}.{form}"
    return Response(
        content,
        media_type=MEDIA[form],
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )
